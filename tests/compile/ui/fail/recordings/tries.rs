//! A repetition of a prompt that is a recording.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        tries: 3,
        play(transcript: "For our address press 1.") "https://example.com/welcome.mp3"
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
