//! A text with values in it.

use super::{
    Language, SpeakAmount, SpeakDate, SpeakDigits, SpeakOrdinal, SpeakPlain, SpeakTime, shorten,
};

/// A text of which only the values were unknown at compile time: `pieces[0]`, `values[0]`,
/// `pieces[1]` and so on. `pieces` has one element more than `values`. What is longer than the
/// platform speaks is [cut](shorten).
///
/// ```
/// use ivr_runtime::speech::{self, Language};
/// let guests = speech::plain(&4, Language::English);
/// let text = speech::text(&["A table for ", ", right?"], &[guests]);
/// assert_eq!(text, "A table for 4, right?");
/// ```
pub fn text(pieces: &[&str], values: &[String]) -> String {
    let mut text = String::new();
    let mut values = values.iter();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0
            && let Some(value) = values.next()
        {
            text.push_str(value);
        }
        text.push_str(piece);
    }
    shorten(&mut text);
    text
}

macro_rules! forms {
    ($( $(#[$doc:meta])* $form:ident: $trait:ident, $speak:ident; )+) => {$(
        $(#[$doc])*
        pub fn $form<V: $trait + ?Sized>(value: &V, language: Language) -> String {
            let mut out = String::new();
            value.$speak(language, &mut out);
            out
        }
    )+};
}

forms! {
    /// `{name}`: a value as it is.
    plain: SpeakPlain, speak_plain;
    /// `{pin:digits}`: one sign after the other.
    digits: SpeakDigits, speak_digits;
    /// `{day:date}`
    date: SpeakDate, speak_date;
    /// `{day:time}`
    time: SpeakTime, speak_time;
    /// `{price:amount}`
    amount: SpeakAmount, speak_amount;
    /// `{place:ordinal}`
    ordinal: SpeakOrdinal, speak_ordinal;
}
