//! What a caller can answer to a prompt: one key, several digits, or nothing.

mod digits;

use std::fmt;

pub use digits::{Digits, DigitsError};

/// One key of a telephone's keypad, as DTMF carries it.
///
/// The fourth column of DTMF (`A` to `D`) is left out on purpose: no telephone
/// that a caller holds has those keys, and the platform never reports them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `0`
    Zero,
    /// `1`
    One,
    /// `2`
    Two,
    /// `3`
    Three,
    /// `4`
    Four,
    /// `5`
    Five,
    /// `6`
    Six,
    /// `7`
    Seven,
    /// `8`
    Eight,
    /// `9`
    Nine,
    /// `*`
    Star,
    /// `#`
    Hash,
}

impl Key {
    /// Every key, digits first.
    pub const ALL: [Self; 12] = [
        Self::Zero,
        Self::One,
        Self::Two,
        Self::Three,
        Self::Four,
        Self::Five,
        Self::Six,
        Self::Seven,
        Self::Eight,
        Self::Nine,
        Self::Star,
        Self::Hash,
    ];

    /// The key that is written `c`, if there is one.
    ///
    /// ```
    /// use ivr_runtime::Key;
    /// assert_eq!(Key::from_char('7'), Some(Key::Seven));
    /// assert_eq!(Key::from_char('A'), None);
    /// ```
    pub const fn from_char(c: char) -> Option<Self> {
        Some(match c {
            '0' => Self::Zero,
            '1' => Self::One,
            '2' => Self::Two,
            '3' => Self::Three,
            '4' => Self::Four,
            '5' => Self::Five,
            '6' => Self::Six,
            '7' => Self::Seven,
            '8' => Self::Eight,
            '9' => Self::Nine,
            '*' => Self::Star,
            '#' => Self::Hash,
            _ => return None,
        })
    }

    /// How the key is written: `'0'` to `'9'`, `'*'` or `'#'`.
    pub const fn as_char(self) -> char {
        match self {
            Self::Zero => '0',
            Self::One => '1',
            Self::Two => '2',
            Self::Three => '3',
            Self::Four => '4',
            Self::Five => '5',
            Self::Six => '6',
            Self::Seven => '7',
            Self::Eight => '8',
            Self::Nine => '9',
            Self::Star => '*',
            Self::Hash => '#',
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_char())
    }
}

/// What the platform reports when it asks what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input<'a> {
    /// The caller pressed exactly one key.
    Key(Key),
    /// Anything else that was captured: several digits, or characters that are
    /// on no keypad.
    Digits(&'a str),
    /// The caller pressed nothing until the platform ran out of tries (no-input).
    Silence,
    /// A transfer ended: the second call leg is over.
    Leg(Outcome),
}

impl<'a> Input<'a> {
    /// Reads the digits of an event; absent and empty digits are silence.
    ///
    /// ```
    /// use ivr_runtime::{Input, Key};
    /// assert_eq!(Input::from_digits(Some("#")), Input::Key(Key::Hash));
    /// assert_eq!(Input::from_digits(Some("12")), Input::Digits("12"));
    /// assert_eq!(Input::from_digits(Some("")), Input::Silence);
    /// assert_eq!(Input::from_digits(None), Input::Silence);
    /// ```
    pub fn from_digits(digits: Option<&'a str>) -> Self {
        let Some(digits) = digits else {
            return Self::Silence;
        };
        let mut chars = digits.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Self::Silence,
            (Some(only), None) => Key::from_char(only).map_or(Self::Digits(digits), Self::Key),
            (Some(_), Some(_)) => Self::Digits(digits),
        }
    }
}

/// How the second leg of a transfer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Somebody picked up; the two talked and one of them hung up.
    Answered,
    /// The line was busy, or the call was declined.
    Busy,
    /// It rang, and nobody picked up.
    NoAnswer,
    /// The call could not be placed at all.
    Failed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Busy, Self::NoAnswer, Self::Failed];

    /// Reads the `sipCode` of the event that follows a transfer.
    ///
    /// The codes are those of RFC 3261, section 21: 2xx is an answered call; 486
    /// (busy here), 600 (busy everywhere) and 603 (decline) are busy; 408 (request
    /// timeout), 480 (temporarily unavailable) and 487 (request terminated) mean
    /// that nobody picked up; all else failed. The platform may leave the code
    /// out of an action that completed, so its absence is an answer.
    ///
    /// ```
    /// use ivr_runtime::Outcome;
    /// assert_eq!(Outcome::from_sip_code(Some(200)), Outcome::Answered);
    /// assert_eq!(Outcome::from_sip_code(Some(486)), Outcome::Busy);
    /// assert_eq!(Outcome::from_sip_code(Some(480)), Outcome::NoAnswer);
    /// assert_eq!(Outcome::from_sip_code(Some(503)), Outcome::Failed);
    /// assert_eq!(Outcome::from_sip_code(None), Outcome::Answered);
    /// ```
    pub const fn from_sip_code(code: Option<u16>) -> Self {
        match code {
            None | Some(200..=299) => Self::Answered,
            Some(486 | 600 | 603) => Self::Busy,
            Some(408 | 480 | 487) => Self::NoAnswer,
            Some(_) => Self::Failed,
        }
    }
}
