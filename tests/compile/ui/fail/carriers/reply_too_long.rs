//! A reply that is too long for Twilio, whose documents have at most 64 kB.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        carriers: [twilio { "en-US-BenjaminRUS": "Polly.Matthew" }],
        voice: "en-US-BenjaminRUS",
    }

    part read(words: text) => say "{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}{words}",
    part page(words: text) => read("{words}") then read("{words}") then read("{words}") then read("{words}") then read("{words}"),
    part terms(words: text) => page("{words}") then page("{words}") then page("{words}") then page("{words}") then page("{words}"),

    start menu main_menu {
        "Press 1 for our terms."
        1 => terms("Whoever books a table pays for it, unless they call us on the day before, and whoever comes late waits for the next one to be free. ") then say "Good bye.",
    }
    _ => say "Good bye.",
}

fn main() {}
