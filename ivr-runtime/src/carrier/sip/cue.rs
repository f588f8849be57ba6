//! What a caller hears next, ready to be sent: every text is sound already.

use std::time::Duration;

use super::media::Sound;

/// One thing after the other of what a call does.
#[derive(Clone, Debug)]
pub(super) enum Cue {
    /// Plays a sound to its end. Keys pressed meanwhile are kept for the next capture.
    Play {
        /// What is played.
        sound: Sound,
        /// How many times.
        times: u32,
    },
    /// Plays a prompt, and captures the keys that the caller presses.
    Capture(Capture),
    /// Calls a number, and joins who answers to the caller.
    Connect(Connect),
    /// Ends the call.
    HangUp,
}

/// A prompt and what counts as an answer to it.
#[derive(Clone, Debug)]
pub(super) struct Capture {
    /// Cut short by the first key.
    pub(super) prompt: Sound,
    /// The fewest keys that make an answer.
    pub(super) min: usize,
    /// The most keys that are awaited.
    pub(super) max: usize,
    /// The longest pause between two keys.
    pub(super) digit_timeout: Option<Duration>,
    /// The longest wait for all keys, from the end of the prompt.
    pub(super) overall_timeout: Duration,
    /// Whether `#` ends the answer.
    pub(super) hash_completes: bool,
    /// How many times the prompt is played until enough keys are pressed.
    pub(super) tries: u32,
    /// Played once enough keys were pressed.
    pub(super) success: Option<Sound>,
    /// Played after a try without enough keys.
    pub(super) failure: Option<Sound>,
}

/// A second leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Connect {
    /// The number shown.
    pub(super) from: String,
    /// The number called.
    pub(super) to: String,
}
