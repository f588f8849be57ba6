//! A key that neither the recording nor the words after it announce.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        play(transcript: "Welcome. For our address press 1.") "https://example.com/welcome.mp3"
            then "To hear this again press star."
        1 => say "Twelve, Old Mill Lane.",
        2 => say "Open until eight.",
        '*' => repeat,
    }
    _ => say "Good bye.",
}

fn main() {}
