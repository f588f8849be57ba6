//! A reply as data: the next state, and the steps that lead to it.
//!
//! A reply is independent of the carrier. `ivr!` emits the replies that need no lookup as constants, and each
//! [`Carrier`](crate::carrier::Carrier) renders them in its own format.

use std::borrow::Cow;
use std::time::Duration;

/// What a call does next: the steps to run, and the state that they lead to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply<T> {
    /// Known at compile time.
    Constant {
        /// Its place in [`Tree::replies`](crate::menu::Tree::replies).
        place: usize,
        /// The state that follows; `None` if the call ends.
        next: Option<T>,
        /// The steps, in order.
        steps: &'static [Step],
    },
    /// Contains values of this call.
    Composed {
        /// The state that follows; `None` if the call ends.
        next: Option<T>,
        /// The steps, in order.
        steps: Vec<Step>,
    },
}

impl<T: Copy> Reply<T> {
    /// The state that follows; `None` if the call ends.
    pub const fn next(&self) -> Option<T> {
        match self {
            Self::Constant { next, .. } | Self::Composed { next, .. } => *next,
        }
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Constant { steps, .. } => steps,
            Self::Composed { steps, .. } => steps,
        }
    }

    /// Its place in [`Tree::replies`](crate::menu::Tree::replies), if it is known at compile time.
    pub const fn place(&self) -> Option<usize> {
        match self {
            Self::Constant { place, .. } => Some(*place),
            Self::Composed { .. } => None,
        }
    }
}

/// One step of a reply: something that the caller hears, or that happens to the call.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Speaks a text.
    Say {
        /// The text: at most 3,000 characters.
        text: Cow<'static, str>,
        /// The voice that speaks it.
        voice: Voice,
        /// The number of times; once, if `None`.
        repetition: Option<u32>,
    },
    /// Plays a recording.
    Play {
        /// The URL of an mp3 or wav file.
        url: Cow<'static, str>,
        /// The number of times; once, if `None`.
        repetition: Option<u32>,
    },
    /// Speaks a prompt and captures the caller's keys. The last step of its reply.
    Capture(Capture),
    /// Calls another number and joins it to the caller. The last step of its reply: the next event says how that
    /// leg ended.
    Connect {
        /// The caller ID, in international format.
        from: Cow<'static, str>,
        /// The number to call, in international format.
        to: Cow<'static, str>,
        /// Whether to record the call; `None` for the account's default.
        record: Option<bool>,
    },
    /// Hangs up all legs.
    HangUp,
}

impl Step {
    /// Speaks a text once.
    pub const fn say(text: &'static str, voice: Voice) -> Self {
        Self::Say {
            text: Cow::Borrowed(text),
            voice,
            repetition: None,
        }
    }

    /// Speaks a prompt and captures the answer, with no message after it.
    pub const fn capture(prompt: &'static str, voice: Voice, listen: Listen, tries: u32) -> Self {
        Self::Capture(Capture {
            prompt: Cow::Borrowed(prompt),
            voice,
            listen,
            tries,
            success_message: None,
            failure_message: None,
        })
    }
}

/// A prompt, and how its answer is captured.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// The text to speak; empty if the preceding recordings say everything.
    pub prompt: Cow<'static, str>,
    /// The voice that speaks the texts.
    pub voice: Voice,
    /// The rules by which an input is complete.
    pub listen: Listen,
    /// Maximum number of times that the prompt is spoken while too few keys are pressed.
    pub tries: u32,
    /// The text spoken once enough keys have been pressed.
    pub success_message: Option<Cow<'static, str>>,
    /// The text spoken after a try without enough keys.
    pub failure_message: Option<Cow<'static, str>>,
}

impl Capture {
    /// The number of tries at a carrier that repeats only spoken text, and so asks once if the prompt is a recording.
    pub(crate) fn spoken_tries(&self) -> u32 {
        if self.prompt.is_empty() {
            self.tries.min(1)
        } else {
            self.tries
        }
    }
}

/// The recordings at the start of these steps, if all belong to a prompt, with its capture and the remaining
/// steps: a key may interrupt them, as it does a text.
pub(crate) fn recorded_prompt(steps: &[Step]) -> Option<(&[Step], &Capture, &[Step])> {
    let is_recording = |step: &&Step| matches!(step, Step::Play { .. });
    let count = steps.iter().take_while(is_recording).count();
    let (recordings, rest) = steps.split_at_checked(count)?;
    match rest.split_first() {
        Some((Step::Capture(capture), behind)) if count > 0 && capture.prompt.is_empty() => {
            Some((recordings, capture, behind))
        }
        _ => None,
    }
}

/// The rules by which a carrier decides that an input is complete: the `digits`, timeouts and `complete_on_hash` of a
/// menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Minimum number of keys; with fewer, the prompt is repeated.
    pub min_digits: u32,
    /// Maximum number of keys, at most 25; then the input is complete at once.
    pub max_digits: u32,
    /// Maximum pause between two keys.
    pub digit_timeout: Duration,
    /// Maximum wait for all keys.
    pub overall_timeout: Duration,
    /// Whether `#` ends the input. If not, it is an ordinary key.
    pub complete_on_hash: bool,
}

/// A voice, by its name at each carrier, and its speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// The voice's name in the tree, such as `en-US-BenjaminRUS`.
    pub name: &'static str,
    /// Pairs of a carrier's name and the voice's name there, for carriers that name it otherwise.
    pub elsewhere: &'static [(&'static str, &'static str)],
    /// Its speed, as a factor: 1 is normal.
    pub speed: f64,
}

impl Voice {
    /// The voice's name at the carrier with this [name](crate::carrier::Carrier::name).
    pub fn name_at(&self, carrier: &str) -> &'static str {
        let mut elsewhere = self.elsewhere.iter();
        let theirs = elsewhere.find(|(name, _)| *name == carrier);
        theirs.map_or(self.name, |(_, voice)| voice)
    }

    /// The rate for SSML's `prosody`: `120%`. `None` at normal speed.
    pub(crate) fn rate(&self) -> Option<String> {
        let percent = (self.speed * 100.0).round();
        // Exact comparison: the factor is as written in the tree.
        let is_own = (percent - 100.0).abs() < f64::EPSILON;
        (!is_own).then(|| format!("{percent}%"))
    }
}

/// Steps for the tests of all carriers.
#[cfg(test)]
pub(crate) mod fixture {
    use super::*;

    pub(crate) const VOICE: Voice = Voice {
        name: "en-US-BenjaminRUS",
        elsewhere: &[
            ("twilio", "Polly.Matthew"),
            ("jambonz", "aws:en-US:Matthew"),
        ],
        speed: 1.0,
    };

    pub(crate) fn capture(prompt: &'static str) -> Capture {
        Capture {
            prompt: prompt.into(),
            voice: VOICE,
            listen: Listen {
                min_digits: 1,
                max_digits: 1,
                digit_timeout: Duration::from_millis(2_500),
                overall_timeout: Duration::from_millis(4_500),
                complete_on_hash: false,
            },
            tries: 1,
            success_message: None,
            failure_message: None,
        }
    }
}
