//! `{name}`: a plain value.

use std::borrow::Cow;

use super::{Language, clean, for_integers, push, through_references};
use crate::menu::Digits;

/// A value that can be spoken as it is: `{name}`.
///
/// Texts are [cleaned](clean()) first.
///
/// ```
/// use ivr_runtime::speech::{Language, SpeakPlain};
/// let mut out = String::from("Good evening, ");
/// "Ana & Luis".speak_plain(Language::English, &mut out);
/// assert_eq!(out, "Good evening, Ana and Luis");
/// ```
///
/// A value with several formats, or none, does not compile:
///
/// ```compile_fail,E0277
/// use ivr_runtime::speech::{Language, SpeakPlain};
/// Some("Ana").speak_plain(Language::English, &mut String::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be spoken as it is",
    label = "no text, character or integer",
    note = "name a form that it has: `digits`, `date`, `time`, `amount` or `ordinal`, as in `{{day:date}}`",
    note = "an `Option` or a `Result` is matched first: `match .. {{ Some(name) => say \"Hello {{name}}.\", .. }}`",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakPlain`"
)]
pub trait SpeakPlain {
    /// Appends the value.
    fn speak_plain(&self, language: Language, out: &mut String);
}

through_references!(SpeakPlain, speak_plain);
for_integers!(
    SpeakPlain,
    |number, _language, out| push!(out, "{number}"),
    speak_plain
);

impl SpeakPlain for str {
    fn speak_plain(&self, language: Language, out: &mut String) {
        out.push_str(&clean(self, language));
    }
}

impl SpeakPlain for String {
    fn speak_plain(&self, language: Language, out: &mut String) {
        self.as_str().speak_plain(language, out);
    }
}

impl SpeakPlain for Cow<'_, str> {
    fn speak_plain(&self, language: Language, out: &mut String) {
        (**self).speak_plain(language, out);
    }
}

impl SpeakPlain for char {
    fn speak_plain(&self, language: Language, out: &mut String) {
        out.push_str(&clean(self.encode_utf8(&mut [0; 4]), language));
    }
}

/// As a number: "twelve". To speak them one by one, use `{pin:digits}`.
impl SpeakPlain for Digits {
    fn speak_plain(&self, language: Language, out: &mut String) {
        self.as_str().speak_plain(language, out);
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::tests::spoken;
    use super::SpeakPlain;
    use crate::menu::Digits;

    #[test]
    fn values_are_spoken_as_they_are() {
        let name = String::from("Ana");
        let values: [(&dyn SpeakPlain, &str); 9] = [
            (&"Ana", "Ana"),
            (&name, "Ana"),
            (&&&name, "Ana"),
            (&Cow::Borrowed("A\tB"), "A B"),
            (&'<', " "),
            (&'é', "é"),
            (&-7_i8, "-7"),
            (&u128::MAX, "340282366920938463463374607431768211455"),
            (&Digits::new("0120").unwrap(), "0120"),
        ];
        for (value, plain) in values {
            let all = spoken(|language, out| value.speak_plain(language, out));
            assert_eq!(all, [plain; 5]);
        }
    }
}
