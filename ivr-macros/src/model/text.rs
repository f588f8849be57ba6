//! Spoken texts: words with values in them.

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

/// The prompt of a menu.
#[derive(Clone, Debug)]
pub(crate) struct Prompt {
    /// Played first.
    pub(crate) recordings: Vec<Recording>,
    /// The words that the platform speaks and repeats. Empty if the prompt is only a recording.
    pub(crate) words: Text,
    /// Everything that callers hear, as far as it is known in words.
    pub(crate) heard: Text,
}

/// A sound file.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    /// One for each language.
    pub(crate) urls: Vec<String>,
    /// The words of the recording.
    pub(crate) transcript: Option<Text>,
    pub(crate) repetition: Option<u64>,
    pub(crate) place: Place,
}

/// A menu's prompt in one language.
#[derive(Debug)]
pub(crate) struct Asked<'m> {
    /// What is heard first, in order.
    pub(crate) before: Vec<Before<'m>>,
    /// What the platform speaks before it waits for keys; empty if a recording is last.
    pub(crate) words: Spoken,
}

/// A part of the prompt before the words after which the platform waits.
#[derive(Debug)]
pub(crate) enum Before<'m> {
    Words(Spoken),
    Recording(&'m Recording),
}

/// The text of a `retry`. Menus that share the branch each insert their own prompt and options.
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
    /// `{options}`, capitalised at the start of a sentence.
    Options {
        capital: bool,
    },
}

/// The replacement of `{options}` in a menu, in one language.
#[derive(Clone, Debug)]
pub(crate) enum Options {
    Listed(String),
    /// No branch has a label.
    Unlabelled,
    /// No list can be made in this language; the text is "language `hi`" or "voice `hi-IN-..`".
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

/// The form in which a value is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// Digit by digit.
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

    /// The word after the colon, which is also the name of the runtime's function.
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
    /// The list, capitalised if it starts a sentence; empty if there is none.
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

    /// Whether it is known at compile time, in a menu whose prompt is.
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
    /// The prompt as heard by a caller who enters the menu.
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
    /// Ends the words so far, and appends recordings.
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

    /// The words that the platform speaks, piece by piece.
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

    /// Whether it lists the options of the menu.
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
        // Every text has a version in each language; the resolver reports missing ones.
        let first = &self.versions[0];
        self.versions.get(language.0).unwrap_or(first)
    }

    /// The values that it contains in any language.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Placeholder> {
        self.versions.iter().flat_map(Spoken::values)
    }

    /// Whether it is known at compile time in every language.
    pub(crate) fn is_fixed(&self) -> bool {
        self.values().next().is_none()
    }
}

impl Spoken {
    pub(crate) const fn nothing(place: Place) -> Self {
        let pieces = Vec::new();
        Self { pieces, place }
    }

    /// Whether it contains nothing to speak.
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

    /// The whole text, if it contains no value.
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

    /// The number of known characters.
    pub(crate) fn characters(&self) -> usize {
        let words = self.pieces.iter().map(|piece| match piece {
            Piece::Words(words) if words.trim().is_empty() => 0,
            Piece::Words(words) => words.chars().count(),
            Piece::Value(_) => 0,
        });
        words.sum()
    }

    /// Adds a piece; consecutive words become one piece.
    pub(crate) fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (Some(Piece::Words(words)), Piece::Words(more)) => words.push_str(&more),
            (_, Piece::Words(nothing)) if nothing.is_empty() => {}
            (_, piece) => self.pieces.push(piece),
        }
    }
}
