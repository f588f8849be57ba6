//! A state as the router tells it apart: a menu, and how often it has been asked again.

use proc_macro2::Ident;

use crate::model::{Model, StateId};
use crate::resolve;

/// One variant of the enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Point {
    pub(super) state: StateId,
    /// 0 when the menu is first heard, then the number of the `retry`.
    pub(super) attempt: u32,
}

impl Point {
    pub(super) const fn first(state: StateId) -> Self {
        Self { state, attempt: 0 }
    }

    /// Every variant, in the order in which the enum has them.
    pub(super) fn all(model: &Model<'_>) -> Vec<Self> {
        model
            .ids()
            .flat_map(|state| {
                (0..=model.attempts(state)).map(move |attempt| Self { state, attempt })
            })
            .collect()
    }

    pub(super) fn variant(self, model: &Model<'_>) -> Ident {
        resolve::attempt(model.state(self.state), self.attempt).1
    }

    pub(super) fn client_action_id(self, model: &Model<'_>) -> String {
        resolve::attempt(model.state(self.state), self.attempt).0
    }

    /// The name of the answer that leads here: `BOOK_TABLE`.
    pub(super) fn constant(self, model: &Model<'_>) -> String {
        let name = screaming(&model.state(self.state).name.to_string());
        match self.attempt {
            0 => name,
            attempt => format!("{name}_ATTEMPT_{attempt}"),
        }
    }
}

pub(super) fn screaming(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_uppercase()
}
