//! One file with two transcripts.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        play(transcript: "For our address press 1, for our hours press 2.") "https://example.com/welcome.mp3"
        1 => say "Twelve, Old Mill Lane.",
        2 => play(transcript: "Open until eight.") "https://example.com/welcome.mp3",
    }
    _ => say "Good bye.",
}

fn main() {}
