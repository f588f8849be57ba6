//! Spoken texts: words with values between them.

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

/// What a menu asks.
#[derive(Clone, Debug)]
pub(crate) struct Prompt {
    /// What is played first.
    pub(crate) recordings: Vec<Recording>,
    /// What the platform speaks, and repeats. Nothing where a recording is all of the prompt.
    pub(crate) words: Text,
    /// All that callers hear, as far as it is known in words.
    pub(crate) heard: Text,
}

/// A sound file.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    /// One for each language.
    pub(crate) urls: Vec<String>,
    /// What it says.
    pub(crate) transcript: Option<Text>,
    pub(crate) repetition: Option<u64>,
    pub(crate) place: Place,
}

/// How a menu is asked in one language.
#[derive(Debug)]
pub(crate) struct Asked<'m> {
    /// In this order.
    pub(crate) before: Vec<Before<'m>>,
    /// What the platform speaks last, and waits for keys behind; nothing if a recording is the last.
    pub(crate) words: Spoken,
}

/// What is heard before the words that the platform waits behind.
#[derive(Debug)]
pub(crate) enum Before<'m> {
    Words(Spoken),
    Recording(&'m Recording),
}

/// The text of a `retry`. Menus that share the branch say something else with it, each its own
/// prompt and its own options.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// One for each language.
    pub(crate) versions: Vec<TemplateVersion>,
}

/// A template in one language.
#[derive(Clone, Debug)]
pub(crate) struct TemplateVersion {
    pub(crate) pieces: Vec<TemplatePiece>,
    pub(crate) place: Place,
}

#[derive(Clone, Debug)]
pub(crate) enum TemplatePiece {
    Own(Piece),
    /// `{prompt}`
    Prompt,
    /// `{options}`, with a capital where a sentence begins.
    Options {
        capital: bool,
    },
}

/// What `{options}` stands for in a menu, in one language.
#[derive(Clone, Debug)]
pub(crate) enum Options {
    Listed(String),
    /// No branch says what it is for.
    Unlabelled,
    /// Nobody knows how a list is made there: in "language `hi`", or for "voice `hi-IN-..`".
    Unspoken(String),
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

impl Options {
    /// The list, with a capital if a sentence begins with it; empty if there is none.
    pub(crate) fn spelt(&self, capital: bool) -> String {
        let Self::Listed(list) = self else {
            return String::new();
        };
        let mut letters = list.chars();
        match letters.next() {
            Some(first) if capital => first.to_uppercase().chain(letters).collect(),
            _ => list.clone(),
        }
    }
}

impl Template {
    pub(crate) fn version(&self, language: LanguageId) -> &TemplateVersion {
        let first = &self.versions[0];
        self.versions.get(language.0).unwrap_or(first)
    }

    /// Is it known when the tree is compiled, in a menu whose prompt is?
    pub(crate) fn is_fixed(&self) -> bool {
        let mut pieces = self.versions.iter().flat_map(|version| &version.pieces);
        !pieces.any(|piece| matches!(piece, TemplatePiece::Own(Piece::Value(_))))
    }

    /// What callers hear in a menu with this prompt and these options.
    pub(crate) fn asked<'m>(
        &'m self,
        prompt: &'m Prompt,
        options: &[Options],
        language: LanguageId,
    ) -> Asked<'m> {
        let version = self.version(language);
        let options = options.get(language.0).unwrap_or(&Options::Unlabelled);
        let mut asked = Asked {
            before: Vec::new(),
            words: Spoken::nothing(version.place),
        };
        for piece in &version.pieces {
            match piece {
                TemplatePiece::Own(piece) => asked.words.push(piece.clone()),
                TemplatePiece::Prompt => {
                    asked.play(&prompt.recordings);
                    for piece in &prompt.words.spoken(language).pieces {
                        asked.words.push(piece.clone());
                    }
                }
                TemplatePiece::Options { capital } => {
                    asked.words.push(Piece::Words(options.spelt(*capital)));
                }
            }
        }
        if asked.words.is_silent() {
            asked.words.pieces.clear();
        }
        asked
    }
}

impl Prompt {
    /// As a caller hears it who comes to the menu.
    pub(crate) fn asked(&self, language: LanguageId) -> Asked<'_> {
        let mut asked = Asked {
            before: Vec::new(),
            words: Spoken::nothing(self.words.place),
        };
        asked.play(&self.recordings);
        asked.words = self.words.spoken(language).clone();
        asked
    }
}

impl<'m> Asked<'m> {
    /// What has been said so far goes before these recordings.
    fn play(&mut self, recordings: &'m [Recording]) {
        if recordings.is_empty() {
            return;
        }
        let nothing = Spoken::nothing(self.words.place);
        let mut words = std::mem::replace(&mut self.words, nothing);
        if !words.is_silent() {
            if let Some(Piece::Words(last)) = words.pieces.last_mut() {
                last.truncate(last.trim_end().len());
            }
            self.before.push(Before::Words(words));
        }
        let recordings = recordings.iter().map(Before::Recording);
        self.before.extend(recordings);
    }

    /// What the platform speaks, piece by piece.
    pub(crate) fn spoken(&self) -> impl Iterator<Item = &Spoken> {
        let before = self.before.iter().filter_map(|before| match before {
            Before::Words(words) => Some(words),
            Before::Recording(_) => None,
        });
        before.chain(std::iter::once(&self.words))
    }
}

impl Recording {
    pub(crate) fn url(&self, language: LanguageId) -> &str {
        self.urls.get(language.0).map_or("", String::as_str)
    }
}

impl TemplateVersion {
    /// As an author would write it, for people to read.
    pub(crate) fn shown(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            TemplatePiece::Own(piece) => piece.shown(),
            TemplatePiece::Prompt => "{prompt}".to_owned(),
            TemplatePiece::Options { .. } => "{options}".to_owned(),
        });
        pieces.collect()
    }

    /// Does it list the options of the menu?
    pub(crate) fn lists_options(&self) -> bool {
        let mut pieces = self.pieces.iter();
        pieces.any(|piece| matches!(piece, TemplatePiece::Options { .. }))
    }
}

impl Piece {
    fn shown(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Value(Placeholder {
                name,
                form: Form::Plain,
            }) => format!("{{{name}}}"),
            Self::Value(Placeholder { name, form }) => format!("{{{name}:{}}}", form.word()),
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
    pub(crate) const fn nothing(place: Place) -> Self {
        let pieces = Vec::new();
        Self { pieces, place }
    }

    /// Is there nothing in it to speak?
    pub(crate) fn is_silent(&self) -> bool {
        let mut pieces = self.pieces.iter();
        pieces.all(|piece| matches!(piece, Piece::Words(words) if words.trim().is_empty()))
    }

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
        self.pieces.iter().map(Piece::shown).collect()
    }

    /// How many characters of it are known.
    pub(crate) fn characters(&self) -> usize {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) if words.trim().is_empty() => 0,
            Piece::Words(words) => words.chars().count(),
            Piece::Value(_) => 0,
        });
        words.sum()
    }

    /// Adds a piece; words that follow words are one piece with them.
    pub(crate) fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (Some(Piece::Words(words)), Piece::Words(more)) => words.push_str(&more),
            (_, Piece::Words(nothing)) if nothing.is_empty() => {}
            (_, piece) => self.pieces.push(piece),
        }
    }
}
