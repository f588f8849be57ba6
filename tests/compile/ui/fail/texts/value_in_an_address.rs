//! A URL with a placeholder.

use ivr_runtime::ivr;

ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        "Choose a song from 1 to 3."
        song @ 1..=3 => play "https://example.com/{song}.mp3",
    }
    _ => say "Good bye.",
}

fn main() {}
