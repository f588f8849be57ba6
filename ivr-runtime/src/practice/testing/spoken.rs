//! Compares a text that was heard with one that is written in a tree.

/// Whether `heard` can be `written` with its values filled in: it contains the words between them, in
/// order.
pub(super) fn is(heard: &str, written: &str) -> bool {
    let mut words = words(written).into_iter();
    let Some(mut rest) = words.next().and_then(|first| heard.strip_prefix(first)) else {
        return false;
    };
    let mut pending: Option<&str> = None;
    for next in words {
        // Every piece may be anywhere, except the last, which ends the text.
        if let Some(piece) = pending.replace(next) {
            let Some((_, behind)) = rest.split_once(piece) else {
                return false;
            };
            rest = behind;
        }
    }
    pending.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

/// The words before, between and after the values of a text.
fn words(written: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(opens) = written[at..].find('{').map(|found| at + found) {
        at = opens + 1;
        let closes = written[at..].find('}').map(|found| at + found);
        if let Some(closes) = closes.filter(|closes| is_value(&written[at..*closes])) {
            words.push(&written[from..opens]);
            at = closes + 1;
            from = at;
        }
    }
    words.push(&written[from..]);
    words
}

/// `guests`, `table:digits`
fn is_value(inner: &str) -> bool {
    let (name, form) = inner.split_once(':').unwrap_or((inner, "plain"));
    [name, form].iter().all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::is;

    #[test]
    fn a_text_is_known_by_the_words_around_its_values() {
        for (heard, written, same) in [
            ("Booked.", "Booked.", true),
            ("Booked. ", "Booked.", false),
            ("A table for 4.", "A table for {guests}.", true),
            ("A table for 4?", "A table for {guests}.", false),
            ("4 at 9 AM", "{guests} at {hour:time}", true),
            ("4 on 9 AM", "{guests} at {hour:time}", false),
            ("", "{name}", true),
            ("ab", "{x}b{y}", true),
            ("aba", "a{x}a", true),
            ("a", "a{x}a", false),
            ("Say { or {x y}", "Say { or {x y}", true),
            ("élan", "é{rest}", true),
        ] {
            assert_eq!(is(heard, written), same, "{heard:?} and {written:?}");
        }
    }
}
