//! What a person at a keyboard does.

use std::io::{self, BufRead};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::Key;
use crate::simulator::Happening;

/// Reads one typed line: keys, or `h` to hang up. What is on no telephone is skipped.
///
/// ```
/// use ivr_runtime::{Key, phone::typed, simulator::Happening};
/// let pressed = vec![Happening::Key(Key::One), Happening::Key(Key::Hash)];
/// assert_eq!(typed("1 #"), pressed);
/// assert_eq!(typed("h"), [Happening::HangUp]);
/// assert_eq!(typed(""), []);
/// ```
pub fn typed(line: &str) -> Vec<Happening> {
    if matches!(line.trim(), "h" | "H" | "q" | "hangup") {
        return vec![Happening::HangUp];
    }
    line.chars()
        .filter_map(Key::from_char)
        .map(Happening::Key)
        .collect()
}

/// The person at this keyboard. The end of the input hangs up.
pub(super) fn person() -> UnboundedReceiver<Happening> {
    let (does, person) = unbounded_channel();
    // A thread of its own, as a read from a terminal can't be given up; it ends with the
    // program.
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            for happening in typed(&line) {
                if does.send(happening).is_err() {
                    return;
                }
            }
        }
    });
    person
}
