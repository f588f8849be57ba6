//! `{place:ordinal}`: an ordinal number.

use super::{Language, for_integers, push, through_references};

/// A value with an ordinal: `{place:ordinal}` speaks "3rd".
///
/// ```
/// use ivr_runtime::speech::{Language, SpeakOrdinal};
/// let mut out = String::from("You are the ");
/// 3.speak_ordinal(Language::English, &mut out);
/// assert_eq!(out, "You are the 3rd");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no place in a row",
    label = "no integer",
    note = "`ordinal` speaks integers",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakOrdinal`"
)]
pub trait SpeakOrdinal {
    /// Appends the ordinal.
    fn speak_ordinal(&self, language: Language, out: &mut String);
}

through_references!(SpeakOrdinal, speak_ordinal);
for_integers!(
    SpeakOrdinal,
    |number, language, out| {
        let number = *number;
        match language {
            Language::English => {
                // Only the last two digits matter, and these fit any type.
                let last = number.to_string();
                let from = last.len().saturating_sub(2);
                let last = last[from..].trim_start_matches('-').parse().unwrap_or(0);
                push!(out, "{number}{}", english_suffix(last));
            }
            Language::Spanish => push!(out, "{number}.º"),
            Language::French if number == 1 => push!(out, "1er"),
            Language::French => push!(out, "{number}e"),
            Language::German | Language::Other => push!(out, "{number}."),
        }
    },
    speak_ordinal
);

/// "st" of 1 and 21, but "th" of 11 and 111.
pub(super) const fn english_suffix(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::spoken;
    use super::{SpeakOrdinal, english_suffix};

    #[test]
    fn places_are_counted() {
        let all = |place: u64| spoken(|language, out| place.speak_ordinal(language, out));
        assert_eq!(all(1), ["1st", "1.º", "1er", "1.", "1."]);
        assert_eq!(all(112), ["112th", "112.º", "112e", "112.", "112."]);
        assert_eq!(all(u64::MAX)[0], "18446744073709551615th");
        let [below, ..] = spoken(|language, out| (-2_i8).speak_ordinal(language, out));
        assert_eq!(below, "-2nd");
    }

    #[test]
    fn english_counts_its_teens_apart() {
        let suffixes =
            [0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 21, 101, 111, 113, 123].map(english_suffix);
        assert_eq!(
            suffixes,
            [
                "th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th", "st", "st", "th", "th",
                "rd"
            ]
        );
    }
}
