//! What a caller can enter: one key, several digits, or nothing.

mod digits;

use std::fmt;

use serde::Deserialize;

pub use digits::{Digits, DigitsError};

/// A key of a telephone's keypad, as in DTMF.
///
/// The fourth column of DTMF (`A` to `D`) is omitted: telephones do not
/// have those keys, and the platform never reports them.
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

    /// The key for the character `c`, if there is one.
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

    /// The key as text: `"0"` to `"9"`, `"*"` or `"#"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
            Self::Four => "4",
            Self::Five => "5",
            Self::Six => "6",
            Self::Seven => "7",
            Self::Eight => "8",
            Self::Nine => "9",
            Self::Star => "*",
            Self::Hash => "#",
        }
    }

    /// The key as a character: `'0'` to `'9'`, `'*'` or `'#'`.
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
        f.write_str(self.as_str())
    }
}

/// What the platform reports when it asks what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input<'a> {
    /// The caller pressed exactly one key.
    Key(Key),
    /// Any other input: several digits, or characters that are
    /// not on a keypad.
    Digits(&'a str),
    /// The caller pressed nothing until the tries ran out.
    Silence,
    /// A transfer ended: the second leg is over.
    Leg(Outcome),
}

impl<'a> Input<'a> {
    /// Parses the digits of an event; absent and empty digits are silence.
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

    /// The keys as text; empty for silence and for a leg.
    const fn keys(self) -> Option<Digits> {
        match self {
            Self::Key(key) => Some(Digits::one(key)),
            Self::Digits(digits) => Digits::new(digits),
            Self::Silence | Self::Leg(_) => None,
        }
    }

    /// Whether exactly these keys were pressed.
    ///
    /// ```
    /// use ivr_runtime::Input;
    /// assert!(Input::from_digits(Some("*9")).is("*9"));
    /// assert!(!Input::from_digits(Some("*91")).is("*9"));
    /// ```
    pub const fn is(self, keys: &str) -> bool {
        match (self.keys(), Digits::new(keys)) {
            (Some(pressed), Some(keys)) => pressed.same(&keys),
            _ => false,
        }
    }

    /// The number that was entered, if it is between `low` and `high`, inclusive. It may
    /// have leading zeros, up to the length of `high`: callers may enter 07 for 7.
    ///
    /// ```
    /// use ivr_runtime::Input;
    /// let keyed = |digits| Input::from_digits(Some(digits)).number(1, 20);
    /// assert_eq!(keyed("7"), Some(7));
    /// assert_eq!(keyed("07"), Some(7));
    /// assert_eq!(keyed("007"), None);
    /// assert_eq!(keyed("21"), None);
    /// assert_eq!(keyed("1*"), None);
    /// ```
    pub const fn number(self, low: u32, high: u32) -> Option<u32> {
        let longest = match high.checked_ilog10() {
            Some(log) => log as usize + 1,
            None => 1,
        };
        match self.keys() {
            Some(keys) if keys.as_str().len() <= longest => match keys.number() {
                Some(number) if number >= low as u64 && number <= high as u64 => {
                    Some(number as u32)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The digits that were entered, if there are `min` to `max` of them, without
    /// star or hash.
    ///
    /// ```
    /// use ivr_runtime::Input;
    /// let pin = Input::from_digits(Some("4071")).digits(4, 6);
    /// assert_eq!(pin.as_deref(), Some("4071"));
    /// assert_eq!(Input::from_digits(Some("407")).digits(4, 6), None);
    /// assert_eq!(Input::from_digits(Some("40*1")).digits(4, 6), None);
    /// ```
    pub const fn digits(self, min: u8, max: u8) -> Option<Digits> {
        match self.keys() {
            Some(keys) => {
                let length = keys.as_str().len();
                let fits = min as usize <= length && length <= max as usize;
                if fits && keys.only_digits() {
                    Some(keys)
                } else {
                    None
                }
            }
            None => None,
        }
    }
}

/// How the second leg of a transfer ended, and so which arm of `connect` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Outcome {
    /// Somebody picked up, and one of the two hung up later.
    Answered,
    /// The line was busy, or the call was declined.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// The call could not be placed.
    Failed,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Busy, Self::NoAnswer, Self::Failed];

    /// Converts the SIP code of the event that follows a transfer.
    ///
    /// The codes are those of RFC 3261, section 21: 2xx is an answered call; 486
    /// (busy here), 600 (busy everywhere) and 603 (decline) are busy; 408 (request
    /// timeout), 480 (temporarily unavailable) and 487 (request terminated) mean
    /// that nobody picked up; all others are failures. The platform may omit the code
    /// of a completed action, so a missing code means answered.
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
