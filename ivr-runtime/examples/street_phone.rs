//! A network of payphones: 34 menus in two languages, where star leads back from every one. What
//! comes again is a part, so that a topic is a line.
//!
//! ```text
//! cargo run --example street_phone -- phone --keys 2,4,1,*,*,0,1
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, clap, ivr};

ivr! {
    /// Free advice, from any payphone of the city.
    pub tree StreetPhone(network: &Network) {
        languages: { en: "en-GB-LibbyNeural", es: "es-ES-ElviraNeural" },
    }

    part topic(words: text) => menu topic {
        {
            en: "{words} To hear it again press 1, to go back press star.",
            es: "{words} Para oírlo otra vez, pulse 1; para volver, pulse asterisco."
        }
        1 => repeat,
        '*' => back,
    }

    start menu language {
        {
            en: "For English press 1. Para español, pulse 2.",
            es: "Para español, pulse 2. For English press 1."
        }
        1 => speak en then goto topics,
        2 => speak es then goto topics,
    }

    #[allow(too_many_options)]
    menu topics {
        { en: "{options}.", es: "{options}." }

        1 { en: "find a bed", es: "encontrar una cama" } => menu shelter {
            { en: "{options}.", es: "{options}." }
            1 { en: "sleep somewhere tonight", es: "dormir hoy" } =>
                topic({
                    en: "The house at 1 Harbour Road opens at 7 PM.",
                    es: "La casa de la calle Puerto 1 abre a las 7 de la tarde."
                }) as shelter_tonight,
            2 { en: "find a room for a family", es: "encontrar un cuarto para su familia" } =>
                topic({
                    en: "Families go to 4 Mill Lane, at any hour.",
                    es: "Las familias van a la calle Molino 4, a toda hora."
                }) as shelter_families,
            3 { en: "leave your things", es: "dejar sus cosas" } =>
                topic({
                    en: "The lockers at the station are free.",
                    es: "Los casilleros de la estación son gratis."
                }) as shelter_lockers,
            4 { en: "wash", es: "lavarse" } =>
                topic({
                    en: "The showers at the pool are free before 9 AM.",
                    es: "Las duchas de la piscina son gratis antes de las 9."
                }) as shelter_showers,
            '*' { en: "go back", es: "volver" } => back,
        }
        2 { en: "eat", es: "comer" } => menu food {
            { en: "{options}.", es: "{options}." }
            1 { en: "eat today", es: "comer hoy" } =>
                topic({
                    en: "Soup is at noon, at 1 Harbour Road.",
                    es: "Hay sopa al mediodía en la calle Puerto 1."
                }) as food_today,
            2 { en: "get groceries", es: "recibir alimentos" } =>
                topic({
                    en: "The pantry gives bags away on Tuesdays.",
                    es: "La despensa reparte bolsas los martes."
                }) as food_groceries,
            3 { en: "get food for a baby", es: "recibir comida para bebés" } =>
                topic({
                    en: "Ask the nurse at 4 Mill Lane.",
                    es: "Pregunte a la enfermera en la calle Molino 4."
                }) as food_babies,
            4 { en: "drink", es: "beber" } =>
                topic({
                    en: "All fountains with a green sign are safe.",
                    es: "Todas las fuentes con señal verde son seguras."
                }) as food_water,
            '*' { en: "go back", es: "volver" } => back,
        }
        3 { en: "see a doctor", es: "ver a un médico" } => menu health {
            { en: "{options}.", es: "{options}." }
            1 { en: "see a doctor today", es: "ver a un médico hoy" } =>
                topic({
                    en: "The bus of the doctors is at the market until 6 PM.",
                    es: "El bus de los médicos está en el mercado hasta las 6."
                }) as health_doctor,
            2 { en: "see a dentist", es: "ver a un dentista" } =>
                topic({ en: "The dentist comes on Fridays.", es: "El dentista viene los viernes." }) as health_dentist,
            3 { en: "get medicine", es: "recibir medicinas" } =>
                topic({
                    en: "Bring your paper to the chemist at the market.",
                    es: "Lleve su papel a la farmacia del mercado."
                }) as health_medicine,
            4 { en: "talk about your worries", es: "hablar de sus penas" } =>
                topic({
                    en: "Somebody listens at 4 Mill Lane, every day.",
                    es: "Alguien escucha en la calle Molino 4, todos los días."
                }) as health_talk,
            '*' { en: "go back", es: "volver" } => back,
        }
        4 { en: "know your rights", es: "conocer sus derechos" } => menu law {
            { en: "{options}.", es: "{options}." }
            1 { en: "get papers", es: "recibir papeles" } =>
                topic({
                    en: "The office for papers is on the square.",
                    es: "La oficina de papeles está en la plaza."
                }) as law_papers,
            2 { en: "complain about a boss", es: "quejarse de un jefe" } =>
                topic({
                    en: "The union helps everybody, on Mondays.",
                    es: "El sindicato ayuda a todos los lunes."
                }) as law_boss,
            3 { en: "complain about the police", es: "quejarse de la policía" } =>
                topic({
                    en: "Write down the number, the place and the hour.",
                    es: "Anote el número, el lugar y la hora."
                }) as law_police,
            4 { en: "find a translator", es: "encontrar un traductor" } =>
                topic({
                    en: "Translators are in the library until 8 PM.",
                    es: "Hay traductores en la biblioteca hasta las 8."
                }) as law_words,
            '*' { en: "go back", es: "volver" } => back,
        }
        5 { en: "work", es: "trabajar" } => menu work {
            { en: "{options}.", es: "{options}." }
            1 { en: "find work for a day", es: "encontrar trabajo por un día" } =>
                topic({
                    en: "The market needs hands at 5 AM.",
                    es: "El mercado necesita manos a las 5."
                }) as work_day,
            2 { en: "write a letter", es: "escribir una carta" } =>
                topic({
                    en: "The library has pens and time.",
                    es: "La biblioteca tiene lápices y tiempo."
                }) as work_letter,
            3 { en: "learn the language", es: "aprender el idioma" } =>
                topic({
                    en: "Lessons are free, each evening at 6 PM.",
                    es: "Las clases son gratis, cada tarde a las 6."
                }) as work_lessons,
            4 { en: "open an account", es: "abrir una cuenta" } =>
                topic({ en: "Any bank must open one for you.", es: "Todo banco debe abrirle una." }) as work_money,
            '*' { en: "go back", es: "volver" } => back,
        }
        6 { en: "get somewhere", es: "llegar a algún lugar" } => menu ways {
            { en: "{options}.", es: "{options}." }
            1 { en: "take a bus", es: "tomar un bus" } =>
                topic({
                    en: "Buses are free after 9 PM.",
                    es: "Los buses son gratis después de las 9."
                }) as ways_buses,
            2 { en: "take a train", es: "tomar un tren" } =>
                topic({
                    en: "Tickets for a day are sold until noon.",
                    es: "Los boletos del día se venden hasta el mediodía."
                }) as ways_trains,
            3 { en: "borrow a bicycle", es: "pedir una bicicleta" } =>
                topic({
                    en: "Bicycles are behind the library.",
                    es: "Las bicicletas están detrás de la biblioteca."
                }) as ways_bicycles,
            4 { en: "walk at night", es: "caminar de noche" } =>
                topic({
                    en: "Harbour Road is lit all night.",
                    es: "La calle Puerto tiene luz toda la noche."
                }) as ways_night,
            '*' { en: "go back", es: "volver" } => back,
        }
        0 { en: "get help", es: "pedir ayuda" } => menu emergency {
            {
                en: "To be put through now press 1, to go back press star.",
                es: "Para hablar ahora, pulse 1; para volver, pulse asterisco."
            }
            1 => connect(from: &network.line, to: [&network.ambulance, &network.guard]) as help {
                answered => hangup,
                _ => say {
                    en: "Please stay where you are and try again.",
                    es: "Quédese donde está e inténtelo otra vez."
                } then goto emergency,
            },
            '*' => back,
        }
        9 { en: "hear who we are", es: "saber quiénes somos" } =>
            topic({ en: "We are neighbours.", es: "Somos vecinos." }) as about,
        '*' { en: "choose another language", es: "elegir otro idioma" } => goto language,
    }

    _ => retry(2) else say { en: "Take care.", es: "Cuídese." },
}

/// Who is called for help.
#[derive(Debug, clap::Args)]
pub struct Network {
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
    /// The ambulance's
    #[arg(long, default_value = "+6568880995")]
    pub ambulance: Msisdn,
    /// The night guard's
    #[arg(long, default_value = "+6568880999")]
    pub guard: Msisdn,
}

impl Application for Network {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<StreetPhone>()
}
