//! How a point of the tree is spelt: as a variant, as a `clientActionId`, as a constant.

use proc_macro2::Ident;

use crate::graph::Point;
use crate::model::Model;
use crate::resolve;

impl Point {
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
