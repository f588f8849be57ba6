//! A transcript with a value.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        play(transcript: "{options}.") "https://example.com/welcome.mp3"
        1 "hear our address" => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
