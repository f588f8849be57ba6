//! Texts: a version for each language, and what stands between braces.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use super::names::Languages;
use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::model::{Form, Piece, Placeholder, Spoken, Text};
use crate::place::Place;
use crate::suggest::nearest;

/// The platform speaks texts of 1 to 3,000 characters.
const MAX_CHARACTERS: usize = 3_000;

/// What a text is resolved in.
#[derive(Clone, Copy)]
pub(super) struct Voices<'a> {
    pub(super) languages: &'a Languages,
    /// What `{options}` stands for in each language; nothing outside of a menu.
    pub(super) options: Option<&'a [String]>,
}

/// A text that is spoken to the caller.
pub(super) fn text(text: &ast::Text, voices: Voices<'_>, errors: &mut Errors) -> Text {
    let literals = voices.languages.versions(text, errors);
    let versions = literals.iter().enumerate();
    Text {
        versions: versions
            .map(|(at, literal)| {
                let options = voices.options.map(|o| o.get(at).map_or("", String::as_str));
                spoken(literal, options, errors)
            })
            .collect(),
        place: text.place,
    }
}

/// Stands for a prompt that was not written.
pub(super) fn unspoken(menu: &Ident) -> Text {
    let place = Place::from(menu);
    Text {
        versions: vec![Spoken {
            pieces: Vec::new(),
            place,
        }],
        place,
    }
}

fn spoken(literal: &LitStr, options: Option<&str>, errors: &mut Errors) -> Spoken {
    let place = Place::from(literal);
    let mut pieces = Vec::new();
    let text = super::characters::written(literal, errors);
    if let Err(report) = cut(&text, literal, options, &mut pieces) {
        errors.report(report);
    }
    let spoken = Spoken { pieces, place };
    let (length, values) = (
        spoken.pieces.iter().map(characters).sum::<usize>(),
        spoken.values().count(),
    );
    if length == 0 && values == 0 && text.trim().is_empty() {
        errors.report(
            Report::new(place, "the platform can't speak an empty text")
                .help("write what the caller hears"),
        );
    } else if length > MAX_CHARACTERS {
        errors.report(
            Report::new(
                place,
                format!("this text has {length} characters, and the platform speaks at most 3,000"),
            )
            .help("split it into several `say` steps"),
        );
    }
    spoken
}

fn characters(piece: &Piece) -> usize {
    match piece {
        Piece::Words(words) if words.trim().is_empty() => 0,
        Piece::Words(words) => words.chars().count(),
        Piece::Value(_) => 0,
    }
}

/// Cuts a text at its braces; a brace that is meant is written twice.
fn cut(
    text: &str,
    literal: &LitStr,
    options: Option<&str>,
    pieces: &mut Vec<Piece>,
) -> Result<(), Report> {
    let stray = |brace: char| {
        Report::new(Place::from(literal), format!("a `{brace}` stands alone in this text")).help(format!(
            "values are written `{{name}}`; a brace that is to be spoken is written twice: `{brace}{brace}`"
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
            if inner.trim() == "options" {
                let begins =
                    words.trim_end().is_empty() || words.trim_end().ends_with(['.', '!', '?']);
                words.push_str(&listed(literal, options, begins)?);
                continue;
            }
            if !words.is_empty() {
                pieces.push(Piece::Words(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Value(placeholder(inner, literal)?));
        } else {
            return Err(stray('}'));
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(())
}

/// The list of options, with a capital where a sentence begins.
fn listed(literal: &LitStr, options: Option<&str>, begins: bool) -> Result<String, Report> {
    let options = options.ok_or_else(|| {
        Report::new(
            Place::from(literal),
            "`{options}` lists the options of a menu, and here is none",
        )
        .help("put it into a menu's prompt or into that of a `retry` in one of its branches")
    })?;
    if options.is_empty() {
        return Err(
            Report::new(Place::from(literal), "`{options}` has nothing to list").help(
                "say what a branch is for, behind its key: `1 \"book a table\" => ..`; lists are made in English, Spanish, French and German",
            ),
        );
    }
    let mut letters = options.chars();
    Ok(match letters.next() {
        Some(first) if begins => first.to_uppercase().chain(letters).collect(),
        _ => options.to_owned(),
    })
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
        Report::new(Place::from(literal), format!("`{{{inner}}}` is no name of a value")).help(
            "between braces stands one name: `{guests}`; work it out before, in a `match` or a `set`",
        )
    })?;
    let span: Span = literal.span();
    Ok(Placeholder {
        name: Ident::new(&name.to_string(), span),
        form,
    })
}
