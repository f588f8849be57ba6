//! Reads the moves of a person at a keyboard.

use std::io::{self, BufRead, BufReader};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::carrier::eight_by_eight::simulator::{Happening, Move, MoveError};
use crate::menu::Key;

/// Parses a typed line: keys, or `h` to hang up. Other characters are skipped.
///
/// ```
/// use ivr_runtime::{Key, phone::typed};
/// use ivr_runtime::carrier::eight_by_eight::simulator::Happening;
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

/// Why piped input is not valid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipedError {
    /// The input can't be read.
    #[error("could not read keys from the input")]
    Read(#[from] io::Error),
    /// A line is not a move of a caller.
    #[error("line {line} of the input")]
    Line {
        /// The line number, from 1.
        line: usize,
        /// What is wrong with the line.
        #[source]
        source: MoveError,
    },
}

/// Reads all moves from a pipe or a file: one line per prompt, as at the
/// keyboard. An empty line, or `-`, is silence. Bytes that are not UTF-8 are skipped.
///
/// ```
/// use ivr_runtime::phone::piped;
/// use ivr_runtime::carrier::eight_by_eight::simulator::Move;
/// let moves = piped(&b"1\n\n\xff2 #\r\nh"[..])?;
/// assert_eq!(moves, ["1".parse()?, Move::Silence, "2#".parse()?, Move::HangUp]);
/// assert!(piped(&b"1\nyes"[..]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the input can't be read, or a line is not a move of a caller.
pub fn piped(input: impl io::Read) -> Result<Vec<Move>, PipedError> {
    let lines = BufReader::new(input).split(b'\n');
    let moves = lines.enumerate().map(|(at, line)| {
        let text = decoded(&line?);
        let source = match text.trim() {
            "" => return Ok(Move::Silence),
            "H" | "q" => return Ok(Move::HangUp),
            keys => keys.replace(char::is_whitespace, "").parse(),
        };
        source.map_err(|source| PipedError::Line {
            line: at + 1,
            source,
        })
    });
    moves.collect()
}

/// The person at the keyboard. The end of the input hangs up.
pub(super) fn person() -> UnboundedReceiver<Happening> {
    let (does, person) = unbounded_channel();
    // A separate thread, because a read from a terminal can't be cancelled; it ends with the
    // program.
    std::thread::spawn(move || {
        for line in io::stdin().lock().split(b'\n') {
            let Ok(line) = line else { break };
            for happening in typed(&decoded(&line)) {
                if does.send(happening).is_err() {
                    return;
                }
            }
        }
    });
    person
}

/// A line as text, without invalid UTF-8.
fn decoded(line: &[u8]) -> String {
    let chunks = line.utf8_chunks();
    chunks.map(|chunk| chunk.valid()).collect()
}
