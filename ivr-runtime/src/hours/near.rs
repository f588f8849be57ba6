//! Suggestions for misspelt names.

/// The name closest to `name`, within a maximum number of different letters.
pub(super) fn near(
    name: &str,
    known: impl Iterator<Item = String>,
    letters: usize,
) -> Option<String> {
    let name = name.to_ascii_lowercase();
    known
        .map(|known| {
            let distance = strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &name);
            (distance, known)
        })
        .filter(|(distance, _)| *distance <= letters)
        .min()
        .map(|(_, known)| known)
}
