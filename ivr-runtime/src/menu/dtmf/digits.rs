//! The digits that a caller entered, kept out of the logs.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Key;

/// Up to 25 keys that a caller pressed; the platform captures no more.
///
/// A string ([`Deref`] to `str`) of at least one of `0` to `9`, `*` and `#`. `Debug` shows
/// only their number, so that a PIN does not get into a log; `Display` and
/// [`as_str`](Self::as_str) show the keys.
///
/// ```
/// use ivr_runtime::Digits;
/// let pin = Digits::new("4071").unwrap();
/// assert_eq!(&*pin, "4071");
/// assert_eq!(pin.parse::<u32>(), Ok(4071));
/// assert_eq!(format!("{pin:?}"), "Digits(4 hidden)");
///
/// assert_eq!(Digits::new("40 71"), None);
/// assert_eq!(Digits::new(""), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digits {
    /// ASCII; zeroes after `length`.
    keys: [u8; Self::MAX],
    length: u8,
}

/// The error of parsing [`Digits`]: the text is empty, too long, or contains a character that is not on a keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("digits are 1 to 25 of `0` to `9`, `*` and `#`")]
pub struct DigitsError;

impl Digits {
    /// Maximum number of keys.
    pub const MAX: usize = 25;

    /// The keys in `text`; `None` if there are none or too many, or if any character is not on a
    /// keypad.
    pub const fn new(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.is_empty() || text.len() > Self::MAX {
            return None;
        }
        let mut keys = [0; Self::MAX];
        let mut length = 0_u8;
        while (length as usize) < text.len() {
            let key = text[length as usize];
            if Key::from_char(key as char).is_none() {
                return None;
            }
            keys[length as usize] = key;
            length += 1;
        }
        Some(Self { keys, length })
    }

    /// A single key.
    pub(super) const fn one(key: Key) -> Self {
        let mut keys = [0; Self::MAX];
        keys[0] = key.as_char() as u8;
        Self { keys, length: 1 }
    }

    /// `==` for a `const fn`.
    pub(super) const fn same(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < self.length as usize {
            if self.keys[at] != other.keys[at] {
                return false;
            }
            at += 1;
        }
        self.length == other.length
    }

    /// Whether all keys are digits, without star or hash.
    pub(super) const fn only_digits(&self) -> bool {
        let mut at = 0;
        while at < self.length as usize {
            if !self.keys[at].is_ascii_digit() {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The keys as a number, if they are one and it fits.
    pub(super) const fn number(&self) -> Option<u64> {
        const LONGEST: usize = 19;
        if !self.only_digits() || self.length as usize > LONGEST {
            return None;
        }
        let (mut number, mut at) = (0, 0);
        while at < self.length as usize {
            number = number * 10 + (self.keys[at] - b'0') as u64;
            at += 1;
        }
        Some(number)
    }

    /// The keys as a text.
    pub const fn as_str(&self) -> &str {
        let (keys, _) = self.keys.split_at(self.length as usize);
        match str::from_utf8(keys) {
            Ok(text) => text,
            // Only ASCII is ever stored.
            Err(_) => "",
        }
    }
}

impl Deref for Digits {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl FromStr for Digits {
    type Err = DigitsError;

    fn from_str(text: &str) -> Result<Self, DigitsError> {
        Self::new(text).ok_or(DigitsError)
    }
}

impl TryFrom<String> for Digits {
    type Error = DigitsError;

    fn try_from(text: String) -> Result<Self, DigitsError> {
        text.parse()
    }
}

impl From<Digits> for String {
    fn from(digits: Digits) -> Self {
        digits.as_str().to_owned()
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({} hidden)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn digits_are_keys_and_as_many_as_the_platform_captures() {
        let most = "1234567890*#1234567890*#1";
        assert_eq!(Digits::new(most).unwrap().as_str(), most);
        for refused in ["", "12a", "1 2", "+65", "é", "１", &format!("{most}2")] {
            assert_eq!(Digits::new(refused), None, "{refused}");
        }
    }

    #[test]
    fn digits_of_equal_beginning_differ() {
        assert_ne!(Digits::new("12"), Digits::new("120"));
        assert!(Digits::new("12") < Digits::new("120"));
        assert!(Digits::new("120") < Digits::new("13"));
    }

    #[test]
    fn digits_are_a_text_in_json() {
        let pin = Digits::new("0042#").unwrap();
        assert_eq!(serde_json::to_string(&pin).unwrap(), r#""0042#""#);
        assert_eq!(serde_json::from_str::<Digits>(r#""0042#""#).unwrap(), pin);
        let error = serde_json::from_str::<Digits>(r#""secret""#).unwrap_err();
        assert!(error.to_string().starts_with("digits are 1 to 25"));
    }

    #[test]
    fn no_format_for_programmers_shows_the_digits() {
        let pin = Some(Digits::new("4071").unwrap());
        for shown in [format!("{pin:?}"), format!("{pin:#?}")] {
            assert!(!shown.contains("4071"), "{shown}");
        }
    }
}
