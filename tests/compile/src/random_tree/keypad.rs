//! Keys as written in a tree and as spoken.

use super::Keys;

impl Keys {
    /// Every single key of the alternative.
    pub(super) fn all(self) -> impl Iterator<Item = u8> {
        let (from, to) = match self {
            Self::One(key) => (key, key),
            Self::Range(from, to) => (from, to),
            Self::Text(_) | Self::Number(..) => (1, 0),
        };
        from..=to
    }

    /// Whether the alternative takes exactly this input and no other.
    pub(super) fn is(self, input: &str) -> bool {
        match self {
            Self::Text(text) => text == input,
            _ => self.all().any(|key| sign(key) == input),
        }
    }

    /// Whether the input is one of the alternative's numbers. Leading zeros are allowed up to the length of the
    /// highest.
    pub(super) fn counts(self, input: &str) -> bool {
        let Self::Number(from, to) = self else {
            return false;
        };
        let digits = input.bytes().all(|sign| sign.is_ascii_digit());
        let number = input.parse().ok().filter(|_| digits);
        input.len() <= to.to_string().len() && number.is_some_and(|n| (from..=to).contains(&n))
    }

    /// Whether it takes a sequence of keys.
    pub(super) const fn is_long(self) -> bool {
        matches!(self, Self::Text(_) | Self::Number(..))
    }

    /// `4..=9`
    pub(super) fn written(self) -> String {
        match self {
            Self::One(10) => "'*'".to_owned(),
            Self::One(11) => "'#'".to_owned(),
            Self::One(digit) => digit.to_string(),
            Self::Range(from, to) => format!("{from}..={to}"),
            Self::Text(text) => format!("{text:?}"),
            Self::Number(from, to) => format!("{from}..={to}"),
        }
    }
}

/// A key as the platform sends it.
pub(super) fn sign(key: u8) -> String {
    match key {
        10 => "*".to_owned(),
        11 => "#".to_owned(),
        digit => digit.to_string(),
    }
}

/// The keys as announced: `4 to 9`, `1, 3 or star`; numbers need not be announced.
pub(super) fn spoken(keys: &[Keys]) -> String {
    if let [Keys::Range(from, to)] = keys {
        return format!("{from} to {to}");
    }
    let words = keys.iter().flat_map(|keys| match keys {
        Keys::Text(text) => vec![(*text).to_owned()],
        _ => keys.all().map(word).collect(),
    });
    let mut words: Vec<_> = words.collect();
    match (words.pop(), words.is_empty()) {
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
        (last, _) => last.unwrap_or_default(),
    }
}

/// The keys as `{options}` lists them: `1 or star`, `4 2`. American English has another word for `#`.
pub(super) fn listed(keys: &[Keys], american: bool) -> String {
    let words = keys.iter().flat_map(|keys| match keys {
        Keys::Text(text) => {
            let signs: Vec<_> = text.chars().map(String::from).collect();
            vec![signs.join(" ")]
        }
        _ => keys.all().map(word).collect(),
    });
    let words: Vec<_> = words.collect();
    let words = words.join(" or ");
    if american {
        words.replace("hash", "pound")
    } else {
        words
    }
}

pub(super) fn word(key: u8) -> String {
    match key {
        10 => "star".to_owned(),
        11 => "hash".to_owned(),
        digit => digit.to_string(),
    }
}
