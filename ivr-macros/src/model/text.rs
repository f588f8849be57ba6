//! What is spoken: words, and the values that a call puts between them.

use proc_macro2::Ident;

use super::LanguageId;
use crate::place::Place;

/// A text in every language of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// One for each language.
    pub(crate) versions: Vec<Spoken>,
    pub(crate) place: Place,
}

/// A text in one language.
#[derive(Clone, Debug)]
pub(crate) struct Spoken {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) place: Place,
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Words(String),
    Value(Placeholder),
}

/// `{guests}`, `{number:digits}`
#[derive(Clone, Debug)]
pub(crate) struct Placeholder {
    pub(crate) name: Ident,
    pub(crate) form: Form,
}

/// How a value is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// One by one.
    Digits,
    Date,
    Time,
    Amount,
    Ordinal,
}

impl Form {
    pub(crate) const NAMED: [Self; 5] = [
        Self::Digits,
        Self::Date,
        Self::Time,
        Self::Amount,
        Self::Ordinal,
    ];

    /// As it is written behind the colon, and the name of the runtime's function.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Digits => "digits",
            Self::Date => "date",
            Self::Time => "time",
            Self::Amount => "amount",
            Self::Ordinal => "ordinal",
        }
    }
}

impl Text {
    pub(crate) fn spoken(&self, language: LanguageId) -> &Spoken {
        // Every text has a version for each language, or the resolver has reported it.
        let first = &self.versions[0];
        self.versions.get(language.0).unwrap_or(first)
    }

    /// The values that it speaks in any of its languages.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Placeholder> {
        self.versions.iter().flat_map(Spoken::values)
    }

    /// Is it known in every language when the tree is compiled?
    pub(crate) fn is_fixed(&self) -> bool {
        self.values().next().is_none()
    }
}

impl Spoken {
    pub(crate) fn values(&self) -> impl Iterator<Item = &Placeholder> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Value(value) => Some(value),
            Piece::Words(_) => None,
        })
    }

    /// The whole text, if no value is part of it.
    pub(crate) fn fixed(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Words(words)] => Some(words),
            _ => None,
        }
    }

    /// As an author would write it, for people to read.
    pub(crate) fn shown(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone(),
                Piece::Value(Placeholder { name, form }) => match form {
                    Form::Plain => format!("{{{name}}}"),
                    form => format!("{{{name}:{}}}", form.word()),
                },
            })
            .collect()
    }
}
