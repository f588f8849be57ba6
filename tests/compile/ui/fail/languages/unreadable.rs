//! An invalid list of languages.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        languages: "en, es",
    }

    start menu main_menu {
        { en: "For English press 1. Para español, oprima 2.",
          es: "For English press 1. Para español, oprima 2." }
        1 => speak en then say { en: "Good day.", es: "Buenos días." },
        2 => speak es then say { en: "Good day.", es: "Buenos días." },
    }
    _ => hangup,
}

fn main() {}
