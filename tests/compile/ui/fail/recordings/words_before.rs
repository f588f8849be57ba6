//! Words before a recording.

use ivr_runtime::ivr;

ivr! {
    tree Shop {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "For our address press 1." then play "https://example.com/jingle.mp3"
        1 => say "Twelve, Old Mill Lane.",
    }
    _ => say "Good bye.",
}

fn main() {}
