//! The prompt is read in the language of the voice.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "fr-FR-JulieRUS",
    }

    start menu main_menu {
        "Pour les ventes, tapez 1. Pour le support, tapez 2. Pour revenir, appuyez sur la touche dièse."
        1 => menu spanish {
            voice: "es-MX-DaliaRUS",
            "Para ventas oprima el uno, para soporte marque el dos."
            1 => say(voice: "es-MX-DaliaRUS") "Gracias.",
        }
        2 => menu german {
            voice: "de-DE-HeddaRUS",
            "Für den Verkauf drücken Sie die Eins."
            1 => say(voice: "de-DE-HeddaRUS") "Danke.",
            2 => say(voice: "de-DE-HeddaRUS") "Bitte.",
        }
    }
    _ => say "Au revoir.",
}

fn main() {}
