//! Parses an id into the state, the attempt and the language.

use crate::menu::Description;

/// One of the states that the macro generates for a menu or a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    /// Index of the menu or the transfer.
    pub(super) state: usize,
    /// The attempt of a `retry`, or the further call of a transfer; 0 for the first.
    pub(super) attempt: u32,
    /// The attempt after silence, if silence is counted separately.
    pub(super) silences: u32,
    /// Index of the language.
    pub(super) language: usize,
}

impl Spot {
    /// Whether it is the first attempt.
    pub(super) const fn is_first(&self) -> bool {
        self.attempt == 0 && self.silences == 0
    }

    /// Parses `main_menu`, `main_menu~1`, `main_menu~0~2`, `main_menu~es` or `main_menu~1~es`.
    pub(super) fn of(tree: &Description, id: &str) -> Option<Self> {
        let mut parts = id.split('~');
        let own = parts.next()?;
        let state = tree
            .states
            .iter()
            .position(|state| state.client_action_id == own)?;
        let mut spot = Self {
            state,
            attempt: 0,
            silences: 0,
            language: 0,
        };
        for (at, part) in parts.enumerate() {
            match (part.parse(), at) {
                (Ok(attempt), 0) => spot.attempt = attempt,
                (Ok(silences), _) => spot.silences = silences,
                (Err(_), _) => spot.language = language(tree, part)?,
            }
        }
        Some(spot)
    }
}

/// The index of a language.
pub(super) fn language(tree: &Description, name: &str) -> Option<usize> {
    tree.languages.iter().position(|known| *known == name)
}
