//! Files that the platform does not play.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Press 1, 2 or 3 for music."
        1 => play "ftp://example.com/music.mp3",
        2 => play "https://example.com/music.ogg",
        3 => play "https://example.mp3",
    }
    _ => say "Good bye.",
}

fn main() {}
