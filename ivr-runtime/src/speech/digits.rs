//! `{pin:digits}`: digit by digit.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Language, for_integers, minus, push, through_references};
use crate::menu::{Digits, Msisdn};

/// A value that can be spelt: `{pin:digits}` speaks "4 0 7 1", not "four thousand and
/// seventy-one".
///
/// `*`, `#` and `+` become words; letters are spelt, and spaces omitted.
///
/// ```
/// use ivr_runtime::speech::{Language, SpeakDigits};
/// use ivr_runtime::{Digits, Msisdn};
///
/// let mut out = String::new();
/// Digits::new("40#").unwrap().speak_digits(Language::German, &mut out);
/// assert_eq!(out, "4 0 Raute");
///
/// let number: Msisdn = "+6568888888".parse()?;
/// let mut out = String::new();
/// number.speak_digits(Language::English, &mut out);
/// assert_eq!(out, "plus 6 5 6 8 8 8 8 8 8 8");
/// # Ok::<(), ivr_runtime::MsisdnError>(())
/// ```
///
/// ```compile_fail,E0277
/// use ivr_runtime::speech::{Language, SpeakDigits};
/// jiff::civil::date(2025, 3, 3).speak_digits(Language::English, &mut String::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no digits to speak one by one",
    label = "no text, integer or phone number",
    note = "`digits` speaks texts, integers, `Digits` and `Msisdn`",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakDigits`"
)]
pub trait SpeakDigits {
    /// Appends the value, character by character.
    fn speak_digits(&self, language: Language, out: &mut String);
}

through_references!(SpeakDigits, speak_digits);
for_integers!(
    SpeakDigits,
    |number, language, out| {
        let number = number.to_string();
        let figures = number.trim_start_matches('-');
        if figures.len() < number.len() {
            push!(out, "{} ", minus(language));
        }
        figures.speak_digits(language, out);
    },
    speak_digits
);

impl SpeakDigits for str {
    fn speak_digits(&self, language: Language, out: &mut String) {
        let mut gap = "";
        // A letter keeps its accents, whether precomposed or combining.
        for sign in self.graphemes(true) {
            match sign.chars().next() {
                Some('*') => push!(out, "{gap}{}", star(language)),
                Some('#') => push!(out, "{gap}{}", hash(language)),
                Some('+') => push!(out, "{gap}{}", plus(language)),
                // Keycap emoji.
                Some(digit) if digit.is_ascii_digit() => push!(out, "{gap}{digit}"),
                Some(letter) if letter.is_alphanumeric() => push!(out, "{gap}{sign}"),
                _ => continue,
            }
            gap = " ";
        }
    }
}

const fn star(language: Language) -> &'static str {
    language.pick(["star", "asterisco", "étoile", "Stern", "*"])
}

const fn hash(language: Language) -> &'static str {
    language.pick(["hash", "almohadilla", "dièse", "Raute", "#"])
}

const fn plus(language: Language) -> &'static str {
    language.pick(["plus", "más", "plus", "plus", "+"])
}

impl SpeakDigits for String {
    fn speak_digits(&self, language: Language, out: &mut String) {
        self.as_str().speak_digits(language, out);
    }
}

impl SpeakDigits for Cow<'_, str> {
    fn speak_digits(&self, language: Language, out: &mut String) {
        (**self).speak_digits(language, out);
    }
}

impl SpeakDigits for Digits {
    fn speak_digits(&self, language: Language, out: &mut String) {
        self.as_str().speak_digits(language, out);
    }
}

impl SpeakDigits for Msisdn {
    fn speak_digits(&self, language: Language, out: &mut String) {
        self.as_str().speak_digits(language, out);
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::tests::spoken;
    use super::SpeakDigits;
    use crate::menu::{Digits, Msisdn};

    #[test]
    fn keys_are_words_of_the_language() {
        let keys = Digits::new("4*0#").unwrap();
        assert_eq!(
            spoken(|language, out| keys.speak_digits(language, out)),
            [
                "4 star 0 hash",
                "4 asterisco 0 almohadilla",
                "4 étoile 0 dièse",
                "4 Stern 0 Raute",
                "4 * 0 #",
            ]
        );
    }

    #[test]
    fn a_number_is_spelt_with_its_sign() {
        let number: Msisdn = "6591234567".parse().unwrap();
        let [english, spanish, ..] = spoken(|language, out| number.speak_digits(language, out));
        assert_eq!(english, "plus 6 5 9 1 2 3 4 5 6 7");
        assert_eq!(spanish, "más 6 5 9 1 2 3 4 5 6 7");
        let [english, spanish, french, ..] =
            spoken(|language, out| (-42).speak_digits(language, out));
        assert_eq!(
            [english, spanish, french],
            ["minus 4 2", "menos 4 2", "moins 4 2"]
        );
        assert_eq!(
            spoken(|language, out| 0_u8.speak_digits(language, out)),
            ["0"; 5]
        );
    }

    #[test]
    fn what_stands_between_signs_is_left_out() {
        let texts: [&dyn SpeakDigits; 4] = [
            &"AB-12 ü",
            &String::from(" AB.12<ü>"),
            &Cow::Borrowed("A\nB12ü"),
            &&"AB12ü",
        ];
        for text in texts {
            let all = spoken(|language, out| text.speak_digits(language, out));
            assert_eq!(all, ["A B 1 2 ü"; 5]);
        }
    }

    #[test]
    fn letters_keep_their_accents() {
        for (text, spelt) in [
            ("Zoe\u{308}", "Z o e\u{308}"),
            ("Zoë", "Z o ë"),
            ("Nguye\u{302}\u{303}n", "N g u y e\u{302}\u{303} n"),
            ("हिंदी", "हिं दी"),
            ("1\u{fe0f}\u{20e3}#\u{fe0f}\u{20e3}", "1 hash"),
        ] {
            let [english, ..] = spoken(|language, out| text.speak_digits(language, out));
            assert_eq!(english, spelt);
        }
    }
}
