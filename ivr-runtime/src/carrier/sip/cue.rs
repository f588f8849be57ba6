//! What a caller hears next, ready to send: every text is already sound.

use std::time::Duration;

use super::media::Sound;

/// One step of a call.
#[derive(Clone, Debug)]
pub(super) enum Cue {
    /// Plays a sound to its end. Keys pressed meanwhile are kept for the next capture.
    Play {
        /// The sound.
        sound: Sound,
        /// The number of times.
        times: u32,
    },
    /// Plays a prompt and captures keys.
    Capture(Capture),
    /// Calls a number and joins the callee to the caller.
    Connect(Connect),
    /// Ends the call.
    HangUp,
}

/// A prompt, and what counts as an answer to it.
#[derive(Clone, Debug)]
pub(super) struct Capture {
    /// The first key cuts it short.
    pub(super) prompt: Sound,
    /// Minimum number of keys in an answer.
    pub(super) min: usize,
    /// Maximum number of keys in an answer.
    pub(super) max: usize,
    /// Maximum pause between two keys.
    pub(super) digit_timeout: Option<Duration>,
    /// Maximum time for all keys, from the end of the prompt.
    pub(super) overall_timeout: Duration,
    /// Whether `#` ends the answer.
    pub(super) hash_completes: bool,
    /// Maximum number of times that the prompt is played while too few keys are pressed.
    pub(super) tries: u32,
    /// Played after an answer.
    pub(super) success: Option<Sound>,
    /// Played after a try with too few keys.
    pub(super) failure: Option<Sound>,
}

/// The numbers of a second leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Connect {
    /// The caller ID.
    pub(super) from: String,
    /// The number to call.
    pub(super) to: String,
}
