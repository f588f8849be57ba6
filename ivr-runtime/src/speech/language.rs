//! The languages that values are spoken in.

/// A language with words for dates, times and amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English
    English,
    /// Spanish
    Spanish,
    /// French
    French,
    /// German
    German,
    /// Any other: figures and symbols that every voice can read, such as `2025-03-03` and `21:30`.
    Other,
}

impl Language {
    /// Every language, in the order of declaration.
    pub const ALL: [Self; 5] = [
        Self::English,
        Self::Spanish,
        Self::French,
        Self::German,
        Self::Other,
    ];

    /// The language of a BCP 47 tag, or of a speech profile, which starts with one.
    ///
    /// ```
    /// use ivr_runtime::speech::Language;
    /// assert_eq!(Language::of("en-US-BenjaminRUS"), Language::English);
    /// assert_eq!(Language::of("es-MX"), Language::Spanish);
    /// assert_eq!(Language::of("DE"), Language::German);
    /// assert_eq!(Language::of("zh-HK-Danny"), Language::Other);
    /// ```
    pub const fn of(tag: &str) -> Self {
        let (first, second) = match tag.as_bytes() {
            [first, second] | [first, second, b'-' | b'_', ..] => (first, second),
            _ => return Self::Other,
        };
        match [first.to_ascii_lowercase(), second.to_ascii_lowercase()] {
            [b'e', b'n'] => Self::English,
            [b'e', b's'] => Self::Spanish,
            [b'f', b'r'] => Self::French,
            [b'd', b'e'] => Self::German,
            _ => Self::Other,
        }
    }

    /// Selects the word in this language; the last one for any other.
    pub(crate) const fn pick<T: Copy>(self, words: [T; 5]) -> T {
        let [english, spanish, french, german, other] = words;
        match self {
            Self::English => english,
            Self::Spanish => spanish,
            Self::French => french,
            Self::German => german,
            Self::Other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn only_the_first_part_of_a_tag_is_the_language() {
        const AT_COMPILE_TIME: Language = Language::of("fr-CA-Caroline");
        assert_eq!(AT_COMPILE_TIME, Language::French);
        assert_eq!(Language::of("es_MX"), Language::Spanish);
        for other in [
            "", "e", "eng", "english", "den-CA", "d", "-de", "zh-en", "ü",
        ] {
            assert_eq!(Language::of(other), Language::Other, "{other}");
        }
    }
}
