//! Keys as they are written in a tree and as they are spoken.

use super::Keys;

impl Keys {
    /// Every key that the alternative names.
    pub(super) fn all(self) -> impl Iterator<Item = u8> {
        match self {
            Self::One(key) => key..=key,
            Self::Range(from, to) => from..=to,
        }
    }

    /// `4..=9`
    pub(super) fn written(self) -> String {
        match self {
            Self::One(10) => "'*'".to_owned(),
            Self::One(11) => "'#'".to_owned(),
            Self::One(digit) => digit.to_string(),
            Self::Range(from, to) => format!("{from}..={to}"),
        }
    }
}

/// `4 to 9`, `1, 3 or star`
pub(super) fn spoken(keys: &[Keys]) -> String {
    if let [Keys::Range(from, to)] = keys {
        return format!("{from} to {to}");
    }
    let mut words: Vec<_> = keys.iter().flat_map(|keys| keys.all()).map(word).collect();
    match (words.pop(), words.is_empty()) {
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

fn word(key: u8) -> String {
    match key {
        10 => "star".to_owned(),
        11 => "hash".to_owned(),
        digit => digit.to_string(),
    }
}
