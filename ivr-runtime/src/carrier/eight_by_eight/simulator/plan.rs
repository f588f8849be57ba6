//! What a call meets: who picks up, how fast the platform speaks, and what the caller does.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::happening::{Happening, Moment};
use crate::carrier::eight_by_eight::wire::callflow::Say;
use crate::menu::{Key, Outcome};

/// How one call leg goes once its number is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegPlan {
    /// How it ends.
    pub outcome: Outcome,
    /// How long it rings before somebody picks up, or before that is given up.
    pub rings: Duration,
    /// How long the two talk until the second leg hangs up, if it was answered.
    pub talks: Duration,
}

impl LegPlan {
    /// A leg that rings for 4 s, and talks for a minute where it is answered.
    pub const fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            rings: Duration::from_secs(4),
            talks: Duration::from_secs(60),
        }
    }

    /// The SIP code that tells how it ended (RFC 3261, section 21).
    pub const fn sip_code(&self) -> u16 {
        match self.outcome {
            Outcome::Answered => 200,
            Outcome::Busy => 486,
            Outcome::NoAnswer => 480,
            Outcome::Failed => 503,
        }
    }
}

/// What the sound file at a URL says, if that is known.
pub type Captions = fn(&str) -> Option<&'static str>;

/// How long the platform takes to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As long as a person would: 15 characters a second at normal speed.
    Spoken,
    /// No time at all, for a reader.
    Instant,
}

impl Pace {
    /// How long `say` takes.
    pub(super) fn say(self, say: &Say) -> Duration {
        self.text(&say.text, say.speed) * say.repetition.unwrap_or(1)
    }

    /// How long a text takes.
    pub(super) fn text(self, text: &str, speed: Option<f64>) -> Duration {
        const CHARACTERS_A_SECOND: f64 = 15.0;
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let speed = speed.unwrap_or(1.0).clamp(0.5, 2.0);
        self.or_instant(Duration::from_secs_f64(
            f64::from(characters) / (CHARACTERS_A_SECOND * speed),
        ))
    }

    /// How long a sound file takes. Nobody has fetched it, so this is a guess by what it says.
    pub(super) fn file(self, transcript: Option<&str>, repetition: Option<u32>) -> Duration {
        let once = match transcript {
            Some(says) => self.text(says, None),
            None => self.or_instant(Duration::from_secs(5)),
        };
        once * repetition.unwrap_or(1)
    }

    const fn or_instant(self, spoken: Duration) -> Duration {
        match self {
            Self::Spoken => spoken,
            Self::Instant => Duration::ZERO,
        }
    }
}

/// One thing that a scripted caller does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Presses keys, 200 ms apart, once a prompt has been spoken.
    Press(Vec<Key>),
    /// Says nothing until the platform gives this prompt up, however often it is repeated.
    Silence,
    /// Hangs up: instead of answering a prompt, or while talking to the second leg.
    HangUp,
}

/// Why a text is no [`Move`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a move; write keys from 0 to 9, `*` or `#`, `-` to say nothing, or `h` to hang up"
)]
pub struct MoveError(String);

impl FromStr for Move {
    type Err = MoveError;

    fn from_str(text: &str) -> Result<Self, MoveError> {
        match text.trim() {
            "-" | "silence" => Ok(Self::Silence),
            "h" | "hangup" => Ok(Self::HangUp),
            keys if !keys.is_empty() => {
                let keys: Option<Vec<Key>> = keys.chars().map(Key::from_char).collect();
                keys.map(Self::Press)
                    .ok_or_else(|| MoveError(text.to_owned()))
            }
            _ => Err(MoveError(text.to_owned())),
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Press(keys) => keys.iter().try_for_each(|key| write!(f, "{key}")),
            Self::Silence => f.write_str("-"),
            Self::HangUp => f.write_str("h"),
        }
    }
}

/// A caller who does what was written down beforehand, and hangs up when that is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    moves: VecDeque<Move>,
    typing: VecDeque<Key>,
    /// The capture and the try that the last move was for.
    moved: Option<(u32, u32)>,
    /// The capture that goes unanswered.
    silent: Option<u32>,
    ran_out: bool,
}

impl Script {
    /// A caller who does `moves`, one for each time that a prompt awaits keys.
    pub fn new(moves: impl IntoIterator<Item = Move>) -> Self {
        Self {
            moves: moves.into_iter().collect(),
            ..Self::default()
        }
    }

    /// What was written down and not done.
    pub fn left(&self) -> impl ExactSizeIterator<Item = &Move> {
        self.moves.iter()
    }

    /// Whether the platform still asked when there was nothing left to do.
    pub const fn ran_out(&self) -> bool {
        self.ran_out
    }

    /// What happens next in a wait from `now` until `until`, and when.
    pub(super) fn react(
        &mut self,
        moment: Moment,
        now: Duration,
        until: Duration,
    ) -> (Duration, Happening) {
        const BETWEEN_KEYS: Duration = Duration::from_millis(200);
        let passes = (until, Happening::TimeUp);
        match moment {
            Moment::Keys { capture, attempt } if self.silent != Some(capture) => {
                if self.typing.is_empty() && self.moved != Some((capture, attempt)) {
                    self.moved = Some((capture, attempt));
                    match self.moves.pop_front() {
                        Some(Move::Press(keys)) => self.typing.extend(keys),
                        Some(Move::Silence) => self.silent = Some(capture),
                        Some(Move::HangUp) => return (now, Happening::HangUp),
                        None => {
                            self.ran_out = true;
                            return (now, Happening::HangUp);
                        }
                    }
                }
                match self.typing.front() {
                    Some(key) if now + BETWEEN_KEYS < until => {
                        let pressed = (now + BETWEEN_KEYS, Happening::Key(*key));
                        self.typing.pop_front();
                        pressed
                    }
                    _ => passes,
                }
            }
            Moment::Talk if self.moves.front() == Some(&Move::HangUp) => {
                self.moves.pop_front();
                (now, Happening::HangUp)
            }
            _ => {
                // Keys that a prompt did not wait for are not meant for the next.
                self.typing.clear();
                passes
            }
        }
    }
}
