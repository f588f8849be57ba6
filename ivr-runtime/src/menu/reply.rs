//! A reply as data: the next state, and what the caller hears and does on the way there.
//!
//! A reply belongs to no carrier. `ivr!` writes what it knows as constants, and each
//! [`Carrier`](crate::carrier::Carrier) writes them in its own format.

use std::borrow::Cow;
use std::time::Duration;

/// What a call does next: the steps to run, and the state that they lead to.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<T> {
    next: Option<T>,
    steps: Cow<'static, [Step]>,
    constant: Option<usize>,
}

impl<T: Copy> Reply<T> {
    /// A reply that is known at compile time. `place` is its place in [`Tree::replies`](crate::menu::Tree::replies).
    pub const fn constant(place: usize, next: Option<T>, steps: &'static [Step]) -> Self {
        Self {
            next,
            steps: Cow::Borrowed(steps),
            constant: Some(place),
        }
    }

    /// A reply that holds values of this call.
    pub const fn composed(next: Option<T>, steps: Vec<Step>) -> Self {
        Self {
            next,
            steps: Cow::Owned(steps),
            constant: None,
        }
    }

    /// The state that the call is in after this reply; `None` where the call ends.
    pub const fn next(&self) -> Option<T> {
        self.next
    }

    /// What happens on the way, in this order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Its place in [`Tree::replies`](crate::menu::Tree::replies), if it is known at compile time.
    pub const fn place(&self) -> Option<usize> {
        self.constant
    }
}

/// One step of a reply.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Speaks a text.
    Say {
        /// The words.
        text: Cow<'static, str>,
        /// Who speaks them.
        voice: Voice,
        /// How many times; once where nothing is said.
        repetition: Option<u32>,
    },
    /// Plays a recording.
    Play {
        /// The URL of an mp3 or wav file.
        url: Cow<'static, str>,
        /// How many times; once where nothing is said.
        repetition: Option<u32>,
    },
    /// Speaks a prompt and captures what the caller keys in. The last step of its reply.
    Capture(Capture),
    /// Calls a further number and joins it to the caller. The last step of its reply: the next event tells how that
    /// leg ended.
    Connect {
        /// The caller ID shown, in international form.
        from: Cow<'static, str>,
        /// The number called, in international form.
        to: Cow<'static, str>,
        /// Whether the call is recorded; as the account says where nothing is said.
        record: Option<bool>,
    },
    /// Ends every leg.
    HangUp,
}

/// A prompt, and how its answer is captured.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// What is spoken; empty where the recordings before it say everything.
    pub prompt: Cow<'static, str>,
    /// Who speaks it.
    pub voice: Voice,
    /// When an answer is complete.
    pub listen: Listen,
    /// How many times the prompt is spoken until enough keys are pressed.
    pub tries: u32,
    /// What is spoken once enough keys were pressed.
    pub success_message: Option<Cow<'static, str>>,
    /// What is spoken after a try without enough keys.
    pub failure_message: Option<Cow<'static, str>>,
}

impl Capture {
    /// How many times it is asked by a carrier that repeats what it speaks, and so nothing where it speaks nothing.
    pub(crate) fn spoken_tries(&self) -> u32 {
        if self.prompt.is_empty() {
            self.tries.min(1)
        } else {
            self.tries
        }
    }
}

/// The recordings that these steps begin with, if they are all of a prompt, with its capture and what follows: a
/// key may cut them short, as it does a text.
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

/// When what a caller keys in is a complete answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The minimum number of keys.
    pub min_digits: u32,
    /// The maximum number of keys.
    pub max_digits: u32,
    /// The maximum pause between two keys.
    pub digit_timeout: Duration,
    /// The maximum wait for all keys.
    pub overall_timeout: Duration,
    /// Whether `#` ends the answer. If not, it is a key like others.
    pub complete_on_hash: bool,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// The voice's name in the tree, such as `en-US-BenjaminRUS`.
    pub name: &'static str,
    /// Carriers that call it otherwise, and how.
    pub elsewhere: &'static [(&'static str, &'static str)],
    /// How fast it speaks, as a factor: 1 is the voice's own speed.
    pub speed: f64,
}

impl Voice {
    /// What the voice is called by the carrier with this name.
    pub fn name_at(&self, carrier: &str) -> &'static str {
        let mut elsewhere = self.elsewhere.iter();
        let theirs = elsewhere.find(|(name, _)| *name == carrier);
        theirs.map_or(self.name, |(_, voice)| voice)
    }

    /// The rate of SSML's `prosody` for its speed: `120%`. `None` at the voice's own.
    pub(crate) fn rate(&self) -> Option<String> {
        let percent = (self.speed * 100.0).round();
        // An exact factor: it is as the tree writes it.
        let is_own = (percent - 100.0).abs() < f64::EPSILON;
        (!is_own).then(|| format!("{percent}%"))
    }
}

/// Steps that each carrier's tests have written.
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
