//! The names of a point: its variant, its `clientActionId`, its constant.

use proc_macro2::Ident;

use crate::graph::Point;
use crate::model::{LanguageId, Model};
use crate::resolve;

impl Point {
    /// `BookTable`, `BookTableAttempt1`, `BookTableSilence1`, `BookTableEs`
    pub(crate) fn variant(self, model: &Model<'_>) -> Ident {
        let variant = &model.state(self.state).variant;
        let mut name = variant.to_string();
        if self.attempt > 0 {
            name.push_str(&format!("Attempt{}", self.attempt));
        }
        if self.silences > 0 {
            name.push_str(&format!("Silence{}", self.silences));
        }
        if let Some(language) = self.other_language(model) {
            name.push_str(&resolve::variant(language).to_string());
        }
        Ident::new(&name, variant.span())
    }

    pub(super) fn client_action_id(self, model: &Model<'_>) -> String {
        self.id_of(&model.state(self.state).id.text, model)
    }

    /// The id of the point, if its state's id is `id`.
    pub(super) fn id_of(self, id: &str, model: &Model<'_>) -> String {
        let counts = (self.attempt, self.silences);
        resolve::point_id(id, counts, self.other_language(model))
    }

    /// The name of the reply that leads here: `BOOK_TABLE`.
    pub(super) fn constant(self, model: &Model<'_>) -> String {
        let name = screaming(&model.state(self.state).name.to_string());
        let attempt = match self.attempt {
            0 => String::new(),
            attempt => format!("_ATTEMPT_{attempt}"),
        };
        let silences = match self.silences {
            0 => String::new(),
            silences => format!("_SILENCE_{silences}"),
        };
        format!("{name}{attempt}{silences}{}", suffix(model, self.language))
    }

    /// The language of the point, unless it is the one in which calls start.
    fn other_language<'m>(self, model: &'m Model<'_>) -> Option<&'m Ident> {
        if self.language == LanguageId(0) {
            return None;
        }
        model.languages.get(self.language.0)?.name.as_ref()
    }
}

/// The suffix of replies in a language other than the first: `_ES`.
pub(super) fn suffix(model: &Model<'_>, language: LanguageId) -> String {
    let name = model
        .languages
        .get(language.0)
        .and_then(|l| l.name.as_ref());
    match (language, name) {
        (LanguageId(1..), Some(name)) => format!("_{}", screaming(&name.to_string())),
        _ => String::new(),
    }
}

pub(super) fn screaming(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_uppercase()
}
