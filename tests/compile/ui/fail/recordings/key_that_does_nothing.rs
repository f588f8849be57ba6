//! A recording that offers a key without a branch.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        play(transcript: "For our address press 1, for our hours press 2.") "https://example.com/welcome.mp3"
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
