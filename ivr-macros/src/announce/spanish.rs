//! The words of Spanish prompts.

use super::sense::{Sense, Tables};

pub(super) const TABLES: Tables = Tables {
    senses: &[
        (
            Sense::Press,
            "pulse pulsa pulsar pulsando oprima oprime oprimir oprimiendo presione presiona \
             presionar presionando apriete aprieta apretar",
        ),
        (
            Sense::Choose,
            "seleccione selecciona seleccionar elija elige elegir escoja escoge escoger toque \
             toca tocar use utilice",
        ),
        (
            Sense::Enter,
            "introduzca introduce ingrese ingresa ingresar teclee teclea teclear",
        ),
        (
            Sense::Dial,
            "marque marca marcar marcando digite digita digitar marquela marquelo marquelas \
             marquelos digitela digitelo",
        ),
        (Sense::Say, "diga di decir"),
        (
            Sense::Abroad,
            "oprima oprime presione presiona marque pulse",
        ),
        (
            Sense::Filler,
            "el la los las un una en por favor ahora solo numero digito signo simbolo \
             simplemente",
        ),
        (Sense::KeyNoun, "tecla teclas boton"),
        (Sense::OptionNoun, "opcion opciones"),
        (Sense::Scale, "escala"),
        (Sense::Sign, "signo simbolo numero digito"),
        (Sense::Or, "o u y e bien"),
        (Sense::To, "a al hasta"),
        (Sense::From, "de del desde entre"),
        (Sense::Between, "entre"),
        (Sense::Of, "de"),
        (Sense::Opener, "para si cuando"),
        (
            Sense::Follow,
            "ahora por para si cuando en de nuevo otra es",
        ),
        (
            Sense::Preposition,
            "a al de del desde hasta las los en calle numero piso por para con entre y o la \
             el sala puerta local avenida es son mesa",
        ),
        (
            Sense::Count,
            "am pm hora horas h minuto minutos segundo segundos dia dias semana semanas mes \
             meses ano anos persona personas comensales mensajes mensaje veces vez digitos \
             digito cifras teclas euros euro pesos dolares estrellas nuevos nuevas guardados \
             noches adultos ninos momento",
        ),
        (Sense::Clock, "mediodia medianoche"),
        (Sense::Not, "no nunca sin jamas"),
        (Sense::Light, "hace falta es necesario que debe tiene"),
        (Sense::Any, "cualquier cualquiera"),
        (Sense::Other, "otra otro demas"),
        (
            Sense::Input,
            "cuenta clave pin codigo extension digitos fecha nacimiento referencia tarjeta \
             documento contrasena importe numero identificacion dni cedula",
        ),
        (
            Sense::Finish,
            "y seguido seguida seguidos luego despues terminar termine finalizar finalice \
             finalmente continuacion acabar acabe",
        ),
        (
            Sense::Emergency,
            "emergencia emergencias urgencia urgencias cuelgue ambulancia policia",
        ),
        (Sense::Keypad, "teclado telefono"),
        (Sense::Copula, "es"),
        (
            Sense::Plain,
            "para por si el la los las un una unos unas de del y o u en a al con su sus \
             nuestro nuestra nuestros desea quiere hablar escuchar conocer saber es que se le \
             lo otra otro todas todo menu opcion favor no ya",
        ),
    ],
    keys: &[
        ("0", "cero"),
        ("1", "uno"),
        ("2", "dos"),
        ("3", "tres"),
        ("4", "cuatro"),
        ("5", "cinco"),
        ("6", "seis"),
        ("7", "siete"),
        ("8", "ocho"),
        ("9", "nueve"),
        ("10", "diez"),
        ("11", "once"),
        ("12", "doce"),
        ("*", "asterisco estrella"),
        ("#", "almohadilla numeral gato michi"),
    ],
    endings: &[
        "aciones", "acion", "iones", "ion", "arlos", "arlas", "erlos", "irlos", "arlo", "arla",
        "erlo", "irlo", "ando", "iendo", "amos", "adas", "ados", "ada", "ado", "ar", "er", "ir",
        "as", "os", "es", "a", "o", "e", "s",
    ],
};
