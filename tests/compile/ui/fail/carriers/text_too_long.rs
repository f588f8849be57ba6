//! A text that is too long for Twilio, which counts six characters for each letter of another script.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [twilio { "en-US-BenjaminRUS": "Polly.Tatyana" }],
        voice: "en-US-BenjaminRUS",
    }

    part ten_times(words: text) => say "{words} {words} {words} {words} {words} {words} {words} {words} {words} {words}",

    start menu main_menu {
        "Press 1 for our hours."
        1 => ten_times("Мы работаем каждый день, с девяти часов утра до девяти часов вечера, и по праздникам тоже."),
    }
    _ => say "Good bye.",
}

fn main() {}
