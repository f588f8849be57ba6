//! A public hotline in four languages: nothing is looked up, everything is said, and `*` leads back
//! from everywhere.
//!
//! ```text
//! cargo run --example hotline -- phone --keys 3,1,2,h
//! ```

use std::process::ExitCode;

use ivr_runtime::ivr;

ivr! {
    /// What to do when it is too hot outside.
    pub tree Heat {
        languages: {
            en: "en-GB-LibbyNeural",
            es: "es-ES-ElviraNeural",
            fr: "fr-FR-DeniseNeural",
            de: "de-DE-KatjaNeural"
        },
        speed: 0.9,
    }

    start menu language {
        {
            en: "For English, press 1. Para español, pulse 2. Pour le français, tapez 3. Für Deutsch drücken Sie die 4.",
            es: "For English, press 1. Para español, pulse 2. Pour le français, tapez 3. Für Deutsch drücken Sie die 4.",
            fr: "For English, press 1. Para español, pulse 2. Pour le français, tapez 3. Für Deutsch drücken Sie die 4.",
            de: "For English, press 1. Para español, pulse 2. Pour le français, tapez 3. Für Deutsch drücken Sie die 4."
        }

        1 => speak en then goto topics,
        2 => speak es then goto topics,
        3 => speak fr then goto topics,
        4 => speak de then goto topics,
    }

    menu topics {
        {
            en: "{options}. To choose another language, press star.",
            es: "{options}. Para elegir otro idioma, pulse asterisco.",
            fr: "{options}. Pour choisir une autre langue, tapez étoile.",
            de: "{options}. Um eine andere Sprache zu wählen, drücken Sie die Sterntaste."
        }

        1 {
            en: "hear what to do",
            es: "saber qué hacer",
            fr: "savoir que faire",
            de: "zu hören, was zu tun ist"
        } => say {
            en: "Drink water every hour and stay in the shade.",
            es: "Beba agua cada hora y quédese a la sombra.",
            fr: "Buvez de l'eau toutes les heures et restez à l'ombre.",
            de: "Trinken Sie jede Stunde Wasser und bleiben Sie im Schatten."
        } then repeat,
        2 {
            en: "find a cool place",
            es: "encontrar un lugar fresco",
            fr: "trouver un lieu frais",
            de: "einen kühlen Ort zu finden"
        } => say {
            en: "All libraries are open until midnight.",
            es: "Todas las bibliotecas están abiertas hasta medianoche.",
            fr: "Toutes les bibliothèques sont ouvertes jusqu'à minuit.",
            de: "Alle Bibliotheken sind bis Mitternacht offen."
        } then repeat,
    }

    '*' => goto language,
    _ => retry(1) else say {
        en: "Good bye.",
        es: "Adiós.",
        fr: "Au revoir.",
        de: "Auf Wiederhören."
    },
}

fn main() -> ExitCode {
    ivr_runtime::run::<Heat>()
}
