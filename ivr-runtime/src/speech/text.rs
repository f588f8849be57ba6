//! Texts with values.

use super::clean::shorten;
use super::{
    Language, MAX_TEXT, SpeakAmount, SpeakDate, SpeakDigits, SpeakOrdinal, SpeakPlain, SpeakTime,
};

/// A text whose words are known at compile time, but whose values are not: `pieces[0]`, `values[0]`,
/// `pieces[1]` and so on. `pieces` has one element more than `values`.
///
/// The platform refuses a text of more than [`MAX_TEXT`] characters, and then the call fails. So if
/// the values are too long, the longest of them are shortened. The words around them, whose length is
/// checked at compile time, are always spoken.
///
/// ```
/// use ivr_runtime::speech::{self, Language};
/// let guests = speech::plain(&4, Language::English);
/// let text = speech::text(&["A table for ", ", right?"], &[guests]);
/// assert_eq!(text, "A table for 4, right?");
/// ```
pub fn text(pieces: &[&str], values: &[String]) -> String {
    let text = join(pieces, values.iter().map(String::as_str));
    // The number of bytes is an upper bound for that of characters.
    if text.len() <= MAX_TEXT || text.chars().count() <= MAX_TEXT {
        return text;
    }
    let words: usize = pieces.iter().map(|piece| piece.chars().count()).sum();
    let longest = longest(values, MAX_TEXT.saturating_sub(words));
    join(pieces, values.iter().map(|value| shorten(value, longest)))
}

fn join<'v>(pieces: &[&str], mut values: impl Iterator<Item = &'v str>) -> String {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0
            && let Some(value) = values.next()
        {
            text.push_str(value);
        }
        text.push_str(piece);
    }
    text
}

/// The maximum length of each value, so that all fit.
fn longest(values: &[String], mut room: usize) -> usize {
    let mut lengths: Vec<_> = values.iter().map(|value| value.chars().count()).collect();
    lengths.sort_unstable();
    let mut share = room;
    for (shorter, length) in lengths.iter().enumerate() {
        share = room / (lengths.len() - shorter);
        if *length > share {
            break;
        }
        room -= length;
    }
    share
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
    /// `{name}`: a plain value.
    plain: SpeakPlain, speak_plain;
    /// `{pin:digits}`: digit by digit.
    digits: SpeakDigits, speak_digits;
    /// `{day:date}`: a date in words, as [`SpeakDate`] speaks it.
    date: SpeakDate, speak_date;
    /// `{day:time}`: a time of day in words, as [`SpeakTime`] speaks it.
    time: SpeakTime, speak_time;
    /// `{price:amount}`: an amount of money in words, as [`SpeakAmount`] speaks it.
    amount: SpeakAmount, speak_amount;
    /// `{place:ordinal}`: an ordinal number, as [`SpeakOrdinal`] speaks it.
    ordinal: SpeakOrdinal, speak_ordinal;
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, text};

    #[test]
    fn a_value_is_shortened_and_the_words_behind_it_are_heard() {
        let note = "é".repeat(4_000);
        let said = text(
            &["Your note is: ", ". Is that right, ", "?"],
            &[note, "Ana".to_owned()],
        );
        assert_eq!(said.chars().count(), MAX_TEXT);
        assert!(said.starts_with("Your note is: ééé"));
        assert!(said.ends_with("ééé. Is that right, Ana?"), "{said}");
    }

    #[test]
    fn values_that_are_too_long_share_the_room() {
        let values = ["a".repeat(2_000), "b".repeat(5), "c".repeat(9_000)];
        let said = text(&["", "", "", "."], &values);
        let of = |c| said.matches(c).count();
        assert_eq!((of('a'), of('b'), of('c'), of('.')), (1_497, 5, 1_497, 1));
    }

    #[test]
    fn no_emoji_is_cut() {
        let cook = "👩🏽‍🍳";
        let said = text(&["", "!"], &[cook.repeat(1_000)]);
        assert_eq!(said, cook.repeat(749) + "!");
    }
}
