//! `1 | 2 => action,`

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, LitStr, Token};

use super::{Parser, peek_word};
use crate::ast::{Action, Allow, Branch, Pattern, PatternKind, StepKind};
use crate::diagnostics::Report;
use crate::keys::Key;
use crate::place::Place;

impl Parser<'_> {
    pub(super) fn branch(&mut self, input: ParseStream<'_>) -> syn::Result<Branch> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (docs, allows) = self.menu_attributes(attributes);
        let mut patterns = vec![pattern(input)?];
        while input.parse::<Option<Token![|]>>()?.is_some() {
            patterns.push(pattern(input)?);
        }
        input.parse::<Token![=>]>()?;
        let action = self.action(input)?;
        Ok(Branch {
            docs,
            allows,
            patterns,
            action,
        })
    }

    pub(super) fn end_of_branch(&mut self, input: ParseStream<'_>, action: &Action) {
        self.end(input, action, begins_item(input));
    }

    /// A comma, which may be left out behind braces and at the end. `another` tells
    /// whether the next item can begin here: then a missing comma is all that is wrong.
    pub(super) fn end(&mut self, input: ParseStream<'_>, action: &Action, another: bool) {
        if input.is_empty() || input.peek(Token![,]) {
            // Cannot fail: it is there or it is not.
            let _: syn::Result<Option<Token![,]>> = input.parse();
        } else if !another {
            let error = input.error("expected `,`, `then` or the end of the branch");
            self.drop_rest_of_item(input, error);
        } else if !ends_in_braces(action) {
            self.errors
                .syntax(input.error("expected `,` before the next branch"));
        }
    }

    /// `#[allow(name, ..)]`; everything else is refused.
    pub(super) fn allows(&mut self, attributes: Vec<Attribute>) -> Vec<Allow> {
        let mut allows = Vec::new();
        for attribute in attributes {
            let names = attribute
                .path()
                .is_ident("allow")
                .then(|| {
                    attribute
                        .parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated)
                        .ok()
                })
                .flatten();
            match names {
                Some(names) => allows.extend(names.into_iter().map(|name| Allow { name })),
                None => self.errors.report(
                    Report::new(Place::of(&attribute), "this attribute has no meaning here")
                        .help("a menu or a branch can have a doc comment and `#[allow(..)]`"),
                ),
            }
        }
        allows
    }
}

fn ends_in_braces(action: &Action) -> bool {
    match action.steps.last().map(|step| &step.kind) {
        Some(StepKind::Menu(_) | StepKind::Connect(_) | StepKind::Match { .. }) => true,
        Some(StepKind::Retry { otherwise, .. }) => ends_in_braces(otherwise),
        _ => false,
    }
}

/// Can a new branch, menu or setting begin here?
fn begins_item(input: ParseStream<'_>) -> bool {
    input.peek(Token![#])
        || input.peek(Token![_])
        || input.peek(Lit)
        || ["menu", "start", "failure", "silence"]
            .iter()
            .any(|word| peek_word(input, word))
        || (input.peek(Ident) && (input.peek2(Token![=>]) || input.peek2(Token![|])))
}

fn pattern(input: ParseStream<'_>) -> syn::Result<Pattern> {
    if input.peek(Token![_]) {
        let token: Token![_] = input.parse()?;
        return Ok(Pattern {
            kind: PatternKind::Other,
            place: Place::of(token),
        });
    }
    if input.peek(Lit) {
        return key_pattern(input);
    }
    if !input.peek(Ident) {
        return Err(input.error(
            "expected a key, `silence` or `_`\nhelp: keys are `0` to `9`, `'*'` and `'#'`; ranges are written `4..=9`, alternatives `1 | 2`",
        ));
    }
    let word: Ident = input.parse()?;
    let place = Place::from(&word);
    let kind = if word == "silence" {
        PatternKind::Silence
    } else {
        PatternKind::Outcome(word)
    };
    Ok(Pattern { kind, place })
}

fn key_pattern(input: ParseStream<'_>) -> syn::Result<Pattern> {
    let first: Lit = input.parse()?;
    let place = Place::of(&first);
    let from = key(&first)?;
    if input.peek(Token![..]) && !input.peek(Token![..=]) {
        return Err(input.error("expected `..=`\nhelp: a range names its last key: `4..=9`"));
    }
    if input.parse::<Option<Token![..=]>>()?.is_none() {
        return Ok(Pattern {
            kind: PatternKind::Key(from),
            place,
        });
    }
    let last: Lit = input.parse()?;
    let place = place.to(Place::of(&last));
    let through = key(&last)?;
    if !from.is_digit() || !through.is_digit() {
        return Err(syn::Error::new_spanned(
            place,
            "a range goes from digit to digit",
        ));
    }
    if from > through {
        return Err(syn::Error::new_spanned(
            place,
            format!("this range holds no key\nhelp: write `{through}..={from}`"),
        ));
    }
    Ok(Pattern {
        kind: PatternKind::Range(from, through),
        place,
    })
}

fn key(literal: &Lit) -> syn::Result<Key> {
    let sign = match literal {
        Lit::Char(sign) => Some(sign.value()),
        Lit::Int(number) if number.suffix().is_empty() => only(&number.to_string()),
        Lit::Str(text) => return Err(quoted_key(text)),
        _ => None,
    };
    sign.and_then(Key::from_char).ok_or_else(|| {
        syn::Error::new_spanned(
            literal,
            "this is no key of a telephone\nhelp: keys are `0` to `9`, `'*'` and `'#'`",
        )
    })
}

fn quoted_key(text: &LitStr) -> syn::Error {
    let value = text.value();
    let help = match only(&value).and_then(Key::from_char) {
        Some(key) => format!("write `{key}`"),
        None => "a menu branches on single keys: `0` to `9`, `'*'` and `'#'`".to_owned(),
    };
    syn::Error::new_spanned(
        text,
        format!("a key is not written as a text\nhelp: {help}"),
    )
}

/// The character of a text that has just one.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
