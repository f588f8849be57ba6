//! The twelve keys of a telephone, and the outcomes of a transfer.

use std::fmt;

/// One key of a telephone's keypad, in the order `0` to `9`, `*`, `#`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u8);

const SIGNS: [char; 12] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'];
const NAMES: [&str; 12] = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Star", "Hash",
];
/// Listed by hand, so that every index below is that of a key.
const LAST: u8 = 11;

impl Key {
    pub(crate) fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..=LAST).map(Self)
    }

    pub(crate) fn from_char(sign: char) -> Option<Self> {
        Self::all().find(|key| key.sign() == sign)
    }

    pub(crate) const fn sign(self) -> char {
        SIGNS[self.0 as usize]
    }

    /// The variant of the runtime's `Key`.
    pub(crate) const fn variant(self) -> &'static str {
        NAMES[self.0 as usize]
    }

    pub(crate) const fn is_digit(self) -> bool {
        self.0 <= 9
    }

    /// The keys from this to `last`, inclusive.
    pub(crate) fn through(self, last: Self) -> impl Iterator<Item = Self> {
        (self.0..=last.0).map(Self)
    }
}

/// Maximum number of keys that the platform captures at once.
pub(crate) const MOST_KEYS: usize = 25;

/// A sequence of keys: `42`, `*9`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Keyed {
    keys: [u8; MOST_KEYS],
    length: u8,
}

impl Keyed {
    /// `None` if there are no keys, too many, or other characters.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut keys = [0; MOST_KEYS];
        let fits = (1..=MOST_KEYS).contains(&text.len());
        if !fits || text.chars().any(|sign| Key::from_char(sign).is_none()) {
            return None;
        }
        keys.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { keys, length })
    }

    pub(crate) fn as_str(&self) -> &str {
        let keys = self.keys.get(..usize::from(self.length));
        // All keys are ASCII.
        keys.and_then(|keys| std::str::from_utf8(keys).ok())
            .unwrap_or_default()
    }

    /// The keys as a number, if they are one.
    pub(crate) fn number(&self) -> Option<u64> {
        let digits = self.as_str().bytes().all(|key| key.is_ascii_digit());
        digits.then(|| self.as_str().parse().ok()).flatten()
    }
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// As written in a tree: `4`, `'*'`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_digit() {
            write!(f, "{}", self.sign())
        } else {
            write!(f, "'{}'", self.sign())
        }
    }
}

/// The outcome of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Answered,
    Busy,
    NoAnswer,
    Failed,
}

impl Outcome {
    pub(crate) const ALL: [Self; 4] = [Self::Answered, Self::Busy, Self::NoAnswer, Self::Failed];

    /// As written in a tree.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Failed => "failed",
        }
    }

    /// The variant of the runtime's `Outcome`.
    pub(crate) const fn variant(self) -> &'static str {
        match self {
            Self::Answered => "Answered",
            Self::Busy => "Busy",
            Self::NoAnswer => "NoAnswer",
            Self::Failed => "Failed",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.word() == word)
    }
}
