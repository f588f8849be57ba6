//! Extracts the parts of a tree, before the rest is parsed.
//!
//! A part may be used before it is declared, so all parts must be known first. Commas and braces
//! end a part, as with a branch.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use super::{Imported, Kind, Parameter, Part, is_sign, is_word, place_or, substitute};
use crate::begins::STEPS;
use crate::diagnostics::{Errors, Report};
use crate::place::Place;
use crate::suggest::nearest;

/// The parts of a tree by name.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    known: BTreeMap<String, Rc<Part>>,
    /// The names of those that could not be parsed.
    broken: BTreeSet<String>,
}

/// The result of looking up a name.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    Part(Rc<Part>),
    /// It exists, but an error in it has been reported.
    Broken,
    Nothing,
}

impl Parts {
    pub(crate) fn get(&self, name: &str) -> Found {
        match self.known.get(name) {
            Some(part) => Found::Part(Rc::clone(part)),
            None if self.broken.contains(name) => Found::Broken,
            None => Found::Nothing,
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Rc<Part>)> {
        self.known.iter()
    }
}

/// Separates the parts among a tree's items, and those of other modules, from the other items.
pub(crate) fn split(
    tokens: TokenStream,
    imported: Vec<Imported>,
    errors: &mut Errors,
) -> (Parts, TokenStream) {
    let mut parts = Parts::default();
    for import in imported {
        let cut = cut(import.tokens, errors);
        if cut.parts.is_empty() {
            parts.broken.insert(import.name.to_string());
        }
        for mut part in cut.parts {
            part.name = import.name.clone();
            add(part, &mut parts, errors);
        }
    }
    let cut = cut(tokens, errors);
    parts.broken.extend(cut.broken);
    for part in cut.parts {
        add(part, &mut parts, errors);
    }
    (parts, cut.rest)
}

fn add(part: Part, parts: &mut Parts, errors: &mut Errors) {
    let name = part.name.to_string();
    if STEPS.contains(&name.as_str()) {
        errors.report(
            Report::new(&part.name, format!("`{name}` is an action of the language"))
                .help("give this part another name"),
        );
        return;
    }
    if let Some(first) = parts.known.get(&name) {
        errors.report(
            Report::new(
                &part.name,
                format!(
                    "part `{name}` is already declared on line {}",
                    Place::from(&first.name).line()
                ),
            )
            .help("rename one of the two"),
        );
        return;
    }
    errors.blame.declare(&part);
    parts.known.insert(name, Rc::new(part));
}

/// The result of [`cut`].
#[derive(Default)]
pub(super) struct Cut {
    pub(super) parts: Vec<Part>,
    /// The names of parts that could not be parsed.
    broken: Vec<String>,
    /// The remaining tokens.
    rest: TokenStream,
}

/// Extracts the parts from tokens.
pub(super) fn cut(tokens: TokenStream, errors: &mut Errors) -> Cut {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut cut = Cut::default();
    let mut rest = Vec::new();
    let (mut at, mut behind) = (0, 0);
    while let Some(token) = tokens.get(at) {
        if begins_part(&tokens, at, behind) {
            refuse_attributes(&mut rest, errors);
            let end = end_of_part(&tokens, at);
            match part(&tokens[at..end]) {
                Ok(part) => cut.parts.push(part),
                Err(report) => {
                    cut.broken
                        .extend(tokens.get(at + 1).map(TokenTree::to_string));
                    errors.report(report);
                }
            }
            at = end;
            let braces = matches!(&tokens[at - 1], TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
            match tokens.get(at) {
                Some(next) if is_sign(Some(next), ',') => at += 1,
                Some(next) if !braces => {
                    errors.report(Report::new(Place::of(next), "expected `,` after the part"))
                }
                _ => {}
            }
            behind = at;
        } else {
            rest.push(token.clone());
            at += 1;
        }
    }
    cut.rest = rest.into_iter().collect();
    cut
}

/// Whether `part name` is at the start of an item: at `behind`, where the last part ended, or after a comma, braces or
/// the `;` of a `let`.
fn begins_part(tokens: &[TokenTree], at: usize, behind: usize) -> bool {
    let item = match at.checked_sub(1).and_then(|before| tokens.get(before)) {
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Parenthesis,
        before => at == behind || is_sign(before, ',') || is_sign(before, ';'),
    };
    item && is_word(tokens.get(at), "part")
        && matches!(tokens.get(at + 1), Some(TokenTree::Ident(_)))
}

/// The index after the part that starts here.
pub(super) fn end_of_part(tokens: &[TokenTree], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(token) = tokens.get(at) {
        if is_sign(Some(token), ',') {
            return at;
        }
        at += 1;
        if let TokenTree::Group(group) = token
            && group.delimiter() == Delimiter::Brace
            && !goes_on(tokens.get(at))
        {
            return at;
        }
        if begins_item(tokens, at) {
            return at;
        }
    }
    at
}

/// Whether an action continues after braces with this token.
fn goes_on(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Ident(word)) => ["then", "else", "as"].iter().any(|w| word == w),
        Some(TokenTree::Punct(sign)) => ['.', '?'].contains(&sign.as_char()),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        Some(TokenTree::Literal(_)) | None => false,
    }
}

/// Whether the next item starts here, because the comma after a part is missing.
fn begins_item(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let leads_on = ["then", "else", "goto", "match", "menu", "start", "as"]
        .iter()
        .any(|word| is_word(before, word));
    let attribute =
        matches!(before, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
    if leads_on || attribute || matches!(before, Some(TokenTree::Punct(_)) | None) {
        return false;
    }
    let (token, next) = (tokens.get(at), tokens.get(at + 1));
    let declares = ["part", "start", "menu"]
        .iter()
        .any(|word| is_word(token, word))
        && matches!(next, Some(TokenTree::Ident(_)));
    let answers = ["_", "silence", "failure"]
        .iter()
        .any(|word| is_word(token, word))
        && (is_sign(next, '=') || is_sign(next, '|'));
    declares || answers
}

/// Refuses attributes of a part other than its documentation.
fn refuse_attributes(rest: &mut Vec<TokenTree>, errors: &mut Errors) {
    while let [.., hash, TokenTree::Group(group)] = rest.as_slice()
        && is_sign(Some(hash), '#')
        && group.delimiter() == Delimiter::Bracket
    {
        if !is_word(group.stream().into_iter().next().as_ref(), "doc") {
            errors.report(
                Report::new(group.span(), "this attribute has no meaning before a part")
                    .help("put it before the menu or the branch in the part"),
            );
        }
        rest.truncate(rest.len() - 2);
    }
}

/// Parses an extracted part, from the word `part` on.
fn part(tokens: &[TokenTree]) -> Result<Part, Report> {
    const HEAD: &str = "write it like `part goodbye() => say \"Good bye.\" then hangup`";
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return Err(Report::new(Span::call_site(), "expected a part").help(HEAD));
    };
    let place = Place::between(first.span(), last.span());
    let [_, TokenTree::Ident(name), after @ ..] = tokens else {
        return Err(Report::new(place, "this part has no name").help(HEAD));
    };
    let [TokenTree::Group(list), after @ ..] = after else {
        return Err(Report::new(
            place_or(after.first(), name.span()),
            format!("part `{name}` has no parameter list"),
        )
        .help(format!("write `part {name}() => ..` if it takes none")));
    };
    if list.delimiter() != Delimiter::Parenthesis {
        return Err(Report::new(
            list.span_open(),
            format!("expected `(` after the name of part `{name}`"),
        )
        .help(HEAD));
    }
    let parameters = parameters(list)?;
    let [equals, greater, body @ ..] = after else {
        return Err(no_action(name, list));
    };
    if !is_sign(Some(equals), '=') || !is_sign(Some(greater), '>') || body.is_empty() {
        return Err(no_action(name, list));
    }
    let part = Part {
        name: name.clone(),
        parameters,
        body: body.iter().cloned().collect(),
        place,
    };
    for parameter in &part.parameters {
        if !substitute::mentions(part.body.clone(), &parameter.name) {
            return Err(Report::new(
                &parameter.name,
                format!("part `{name}` never uses `{}`", parameter.name),
            )
            .help("use it in the part, or remove it"));
        }
    }
    Ok(part)
}

fn no_action(name: &Ident, list: &Group) -> Report {
    Report::new(list.span_close(), format!("part `{name}` has no action")).help(format!(
        "write what it does: `part {name}(..) => say \"..\"`"
    ))
}

/// `(question: text, yes: action)`
fn parameters(list: &Group) -> Result<Vec<Parameter>, Report> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let tokens: Vec<_> = list.stream().into_iter().collect();
    for tokens in tokens.split(|token| is_sign(Some(token), ',')) {
        let [first, ..] = tokens else {
            // After a trailing comma.
            continue;
        };
        let [TokenTree::Ident(name), colon, TokenTree::Ident(kind)] = tokens else {
            return Err(Report::new(
                Place::of(tokens.iter().cloned().collect::<TokenStream>()),
                "a parameter of a part needs a name and a kind",
            )
            .help(format!("write it like `{}: text`", sample_name(first))));
        };
        let known = Kind::ALL.into_iter().find(|known| kind == known.word());
        let (Some(known), true) = (known, is_sign(Some(colon), ':')) else {
            return Err(unknown_kind(kind));
        };
        if STEPS
            .iter()
            .chain(&["then", "else"])
            .any(|word| name == word)
        {
            return Err(
                Report::new(name, format!("`{name}` is a word of the language"))
                    .help("give this parameter another name"),
            );
        }
        if let Some(first) = parameters.iter().find(|parameter| parameter.name == *name) {
            return Err(
                Report::new(name, format!("this part has two parameters `{name}`"))
                    .help("rename one of the two")
                    .also(&first.name, format!("`{name}` is first declared")),
            );
        }
        parameters.push(Parameter {
            name: name.clone(),
            kind: known,
        });
    }
    Ok(parameters)
}

fn sample_name(first: &TokenTree) -> String {
    match first {
        TokenTree::Ident(name) => name.to_string(),
        _ => "question".to_owned(),
    }
}

fn unknown_kind(kind: &Ident) -> Report {
    let words = Kind::ALL.map(Kind::word);
    let report = Report::new(kind, format!("unknown kind of parameter `{kind}`"));
    match nearest(&kind.to_string(), words) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help(format!("kinds are `{}`", words.join("`, `"))),
    }
}
