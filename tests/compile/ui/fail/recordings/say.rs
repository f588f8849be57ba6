//! A prompt after `say`.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        play "https://example.com/jingle.mp3" then say "For our address press 1."
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
