//! Resolves texts: a version for each language, and the values in braces.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use super::names::Languages;
use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::model::{
    Form, LanguageId, Options, Piece, Placeholder, Recording, Spoken, Template, TemplatePiece,
    TemplateVersion, Text,
};
use crate::place::Place;
use crate::suggest::nearest;

/// Maximum length of a text: the platform speaks 1 to 3,000 characters.
pub(crate) const MAX_CHARACTERS: usize = 3_000;

/// The context in which a text is resolved.
#[derive(Clone, Copy)]
pub(super) struct Voices<'a> {
    pub(super) languages: &'a Languages,
    /// The replacement of `{options}` in each language; `None` outside of a menu's prompt.
    pub(super) options: Option<&'a [Options]>,
}

/// A text that is spoken to the caller.
pub(super) fn text(text: &ast::Text, voices: Voices<'_>, errors: &mut Errors) -> Text {
    let literals = voices.languages.versions(text, errors);
    let versions = literals.iter().enumerate();
    Text {
        versions: versions
            .map(|(at, literal)| {
                let options = voices.options.and_then(|options| options.get(at));
                let version = version(literal, errors);
                let (spoken, wrong) = settled(version, options);
                match wrong {
                    Some(report) => errors.report(report),
                    None => check_length(&spoken, errors),
                }
                spoken
            })
            .collect(),
        place: text.place,
    }
}

/// The text of a `retry`.
pub(super) fn template(text: &ast::Text, languages: &Languages, errors: &mut Errors) -> Template {
    let literals = languages.versions(text, errors);
    let versions = literals.iter().map(|literal| version(literal, errors));
    Template {
        versions: versions.collect(),
    }
}

/// Replaces words that are missing.
pub(super) fn unspoken(place: Place) -> Text {
    Text {
        versions: vec![Spoken::nothing(place)],
        place,
    }
}

/// The transcript of a recording, which is the same for everybody.
pub(super) fn transcript(text: &ast::Text, voices: Voices<'_>, errors: &mut Errors) -> Text {
    let literals = voices.languages.versions(text, errors);
    let versions = literals.iter().map(|literal| {
        let version = version(literal, errors);
        let mut spoken = Spoken::nothing(version.place);
        for piece in version.pieces {
            match piece {
                TemplatePiece::Own(words @ Piece::Words(_)) => spoken.push(words),
                piece => {
                    let name = match piece {
                        TemplatePiece::Own(Piece::Value(value)) => value.name.to_string(),
                        TemplatePiece::Prompt => "prompt".to_owned(),
                        _ => "options".to_owned(),
                    };
                    errors.report(
                        Report::new(
                            version.place,
                            format!(
                                "a recording is the same for every caller, but `{{{name}}}` changes"
                            ),
                        )
                        .help("write the exact words of the recording"),
                    );
                    return Spoken::nothing(version.place);
                }
            }
        }
        spoken
    });
    Text {
        versions: versions.collect(),
        place: text.place,
    }
}

/// What callers hear of a prompt: the words of its recordings, and its own words.
pub(super) fn heard(
    recordings: &[Recording],
    words: &Text,
    languages: &Languages,
    place: Place,
) -> Text {
    let versions = (0..languages.count()).map(LanguageId).map(|language| {
        let mut said = Vec::new();
        for recording in recordings {
            said.extend(
                recording
                    .transcript
                    .as_ref()
                    .map(|text| text.spoken(language)),
            );
        }
        let words = words.spoken(language);
        if !words.is_silent() {
            said.push(words);
        }
        match said.as_slice() {
            [only] => (*only).clone(),
            several => sentences(several, place),
        }
    });
    Text {
        versions: versions.collect(),
        place,
    }
}

/// Joins texts as separate sentences.
fn sentences(several: &[&Spoken], place: Place) -> Spoken {
    let mut joined = Spoken::nothing(place);
    for spoken in several {
        if !joined.is_silent() {
            let ends = joined
                .shown()
                .trim_end()
                .ends_with(|end: char| ".!?:;।。".contains(end));
            joined.push(Piece::Words(if ends { " " } else { ". " }.to_owned()));
        }
        for piece in &spoken.pieces {
            joined.push(piece.clone());
        }
    }
    joined
}

fn version(literal: &LitStr, errors: &mut Errors) -> TemplateVersion {
    let place = Place::from(literal);
    let mut pieces = Vec::new();
    let text = super::characters::written(literal, errors);
    if text.trim().is_empty() {
        errors.report(
            Report::new(place, "the platform can't speak an empty text")
                .help("write what the caller hears"),
        );
    } else if let Err(report) = cut(&text, literal, &mut pieces) {
        errors.report(report);
    }
    TemplateVersion { pieces, place }
}

/// A text in a known menu or outside of menus, and the error in it, if any.
fn settled(version: TemplateVersion, options: Option<&Options>) -> (Spoken, Option<Report>) {
    let mut spoken = Spoken::nothing(version.place);
    let mut wrong = None;
    for piece in version.pieces {
        match (piece, options) {
            (TemplatePiece::Own(piece), _) => spoken.push(piece),
            (TemplatePiece::Options { capital }, Some(options @ Options::Listed(_))) => {
                spoken.push(Piece::Words(options.spelt(capital)));
            }
            (TemplatePiece::Options { .. }, Some(options)) => {
                wrong = Some(unlisted(version.place, options, ""));
            }
            (TemplatePiece::Options { .. }, None) => {
                wrong = Some(
                    Report::new(
                        version.place,
                        "`{options}` lists the options of a menu, but there is none here",
                    )
                    .help("put it into a menu's prompt or into the text of a `retry`"),
                );
            }
            (TemplatePiece::Prompt, _) => {
                wrong = Some(
                    Report::new(
                        version.place,
                        "`{prompt}` repeats the prompt of a menu, but this text does not ask again",
                    )
                    .help("put it into the text of a `retry`"),
                );
            }
        }
    }
    if wrong.is_some() {
        // The rest of it announces nothing, and must not be reported for that.
        spoken.pieces.clear();
    }
    (spoken, wrong)
}

/// The error for `{options}` without a list; `menus` names the menus, if that is not obvious.
pub(crate) fn unlisted(place: Place, options: &Options, menus: &str) -> Report {
    match options {
        Options::Unspoken(tongue) => Report::new(
            place,
            format!("`{{options}}` is not available in {tongue}{menus}"),
        )
        .help("write out the options; lists are available in English, Spanish, French and German"),
        Options::Unlabelled | Options::Listed(_) => {
            Report::new(place, format!("`{{options}}` has nothing to list{menus}"))
                .help("say what a branch is for, after its key: `1 \"book a table\" => ..`")
        }
    }
}

fn check_length(spoken: &Spoken, errors: &mut Errors) {
    let length = spoken.characters();
    if length > MAX_CHARACTERS {
        errors.report(
            Report::new(
                spoken.place,
                format!("this text has {length} characters, but the platform speaks at most 3,000"),
            )
            .help("split it into several `say` steps"),
        );
    }
}

/// Cuts a text at its placeholders. Doubled braces are literal.
fn cut(text: &str, literal: &LitStr, pieces: &mut Vec<TemplatePiece>) -> Result<(), Report> {
    let stray = |brace: char| {
        Report::new(
            Place::from(literal),
            format!("unmatched `{brace}` in this text"),
        )
        .help(format!(
            "write values as `{{name}}`; double a brace that should be spoken: `{brace}{brace}`"
        ))
    };
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        if let Some(behind) = from.strip_prefix("{{") {
            words.push('{');
            rest = behind;
        } else if let Some(behind) = from.strip_prefix("}}") {
            words.push('}');
            rest = behind;
        } else if let Some(inner) = from.strip_prefix('{') {
            let (inner, behind) = inner.split_once('}').ok_or_else(|| stray('{'))?;
            rest = behind;
            let piece = match inner.trim() {
                "options" => TemplatePiece::Options {
                    capital: words.trim_end().is_empty()
                        || words.trim_end().ends_with(['.', '!', '?']),
                },
                "prompt" => TemplatePiece::Prompt,
                _ => TemplatePiece::Own(Piece::Value(placeholder(inner, literal)?)),
            };
            if !words.is_empty() {
                let words = std::mem::take(&mut words);
                pieces.push(TemplatePiece::Own(Piece::Words(words)));
            }
            pieces.push(piece);
        } else {
            return Err(stray('}'));
        }
    }
    if !rest.is_empty() || !words.is_empty() {
        words.push_str(rest);
        pieces.push(TemplatePiece::Own(Piece::Words(words)));
    }
    Ok(())
}

fn placeholder(inner: &str, literal: &LitStr) -> Result<Placeholder, Report> {
    let (name, form) = match inner.split_once(':') {
        Some((name, form)) => (name.trim(), Some(form.trim())),
        None => (inner.trim(), None),
    };
    let form = match form {
        None => Form::Plain,
        Some(word) => match Form::NAMED.into_iter().find(|form| form.word() == word) {
            Some(form) => form,
            None => {
                let words = Form::NAMED.map(Form::word);
                let report = Report::new(
                    Place::from(literal),
                    format!("a value can't be spoken as `{word}`"),
                );
                return Err(match nearest(word, words) {
                    Some(near) => report.help(format!("did you mean `{near}`?")),
                    None => report.help(format!("ways to speak it are {}", words.join(", "))),
                });
            }
        },
    };
    let name = syn::parse_str::<Ident>(name).map_err(|_| {
        Report::new(Place::from(literal), format!("`{{{inner}}}` is not the name of a value")).help(
            "write one name between braces: `{guests}`; compute the value first, in a `match` or a `set`",
        )
    })?;
    let span: Span = literal.span();
    Ok(Placeholder {
        name: Ident::new(&name.to_string(), span),
        form,
    })
}
