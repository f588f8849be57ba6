//! "Did you mean": the name that was probably intended.

/// The most similar of `names`, if it is similar enough to be a misspelling.
pub(crate) fn nearest<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A third of the letters may differ, as in rustc's own suggestions.
    let limit = wrong.chars().count().max(3) / 3;
    names
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The edit distance of two names; words in another order count as one edit.
fn distance(a: &str, b: &str) -> usize {
    if a != b && sorted_words(a) == sorted_words(b) {
        return 1;
    }
    strsim::damerau_levenshtein(a, b)
}

fn sorted_words(name: &str) -> Vec<&str> {
    let mut words: Vec<_> = name.split('_').collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_no_strangers() {
        let menus = ["reservations", "book_table", "main_menu"];
        assert_eq!(nearest("reservation", menus), Some("reservations"));
        assert_eq!(nearest("menu", menus), None);
        assert_eq!(nearest("bok_table", menus), Some("book_table"));
        assert_eq!(nearest("menu_main", menus), Some("main_menu"));
        assert_eq!(nearest("billing", menus), None);
    }
}
