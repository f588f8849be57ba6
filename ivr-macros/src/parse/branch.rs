//! Parses branches: `1 | 2 => action,`

use proc_macro2::Literal;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, Token, parenthesized};

use super::{Parser, peek_word, text};
use crate::ast::{Action, Allow, Branch, Pattern, PatternKind, StepKind};
use crate::begins::text_begins;
use crate::diagnostics::Report;
use crate::keys::{Key, Keyed, MOST_KEYS};
use crate::place::Place;

impl Parser<'_> {
    pub(super) fn branch(&mut self, input: ParseStream<'_>) -> syn::Result<Branch> {
        let attributes = input.call(Attribute::parse_outer)?;
        let (docs, allows) = self.menu_attributes(attributes);
        let mut patterns = vec![pattern(input)?];
        while input.parse::<Option<Token![|]>>()?.is_some() {
            patterns.push(pattern(input)?);
        }
        let label = if text_begins(input) {
            Some(text::text(input)?)
        } else {
            None
        };
        input.parse::<Token![=>]>()?;
        let action = self.action(input)?;
        Ok(Branch {
            docs,
            allows,
            patterns,
            label,
            action,
        })
    }

    pub(super) fn end_of_branch(&mut self, input: ParseStream<'_>, action: &Action) {
        self.end(input, action, begins_item(input));
    }

    /// A comma, which is optional after braces and at the end. `another` tells whether the next item can start here:
    /// then only the comma is missing.
    pub(super) fn end(&mut self, input: ParseStream<'_>, action: &Action, another: bool) {
        if input.is_empty() || input.peek(Token![,]) {
            // Can't fail: the comma is optional here.
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

/// Whether a branch, menu or setting can start here.
fn begins_item(input: ParseStream<'_>) -> bool {
    input.peek(Token![#])
        || input.peek(Token![_])
        || peek_literal(input)
        || input.peek(Token![let])
        || ["menu", "start", "failure", "ring", "silence", "play"]
            .iter()
            .any(|word| peek_word(input, word))
        || (input.peek(Ident)
            && (input.peek2(Token![=>]) || input.peek2(Token![|]) || input.peek2(Token![@])))
        || (peek_word(input, "digits") && input.peek2(syn::token::Paren))
}

/// Whether the next token is a literal, including `true`. Peeking with syn would parse the whole literal.
fn peek_literal(input: ParseStream<'_>) -> bool {
    input.cursor().literal().is_some() || input.peek(Lit)
}

/// Whether a branch starts here whose keys are a text, and not a prompt.
pub(super) fn begins_with_keys(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let Ok(literal) = ahead.parse::<Literal>() else {
        return false;
    };
    let keyed = |literal| matches!(Lit::new(literal), Lit::Str(text) if Keyed::new(&text.value()).is_some());
    ahead.peek(Token![=>])
        || ahead.peek(Token![|])
        // A label is a text too, and a prompt may precede a branch for `"42"`.
        || text_begins(&ahead) && keyed(literal)
}

fn pattern(input: ParseStream<'_>) -> syn::Result<Pattern> {
    let binding = if input.peek(Ident) && input.peek2(Token![@]) {
        let name: Ident = input.parse()?;
        input.parse::<Token![@]>()?;
        Some(name)
    } else {
        None
    };
    let (kind, place) = if input.peek(Token![_]) {
        let token: Token![_] = input.parse()?;
        (PatternKind::Other, Place::from(token.span))
    } else if peek_literal(input) {
        keys(input)?
    } else if peek_word(input, "digits") && input.peek2(syn::token::Paren) {
        digits(input)?
    } else if input.peek(Ident) {
        let word: Ident = input.parse()?;
        let place = Place::from(&word);
        let kind = if word == "silence" {
            PatternKind::Silence
        } else {
            PatternKind::Outcome(word)
        };
        (kind, place)
    } else {
        return Err(input.error(
            "expected a key, `silence` or `_`\nhelp: keys are `0` to `9`, `'*'` and `'#'`; ranges are written `4..=9`, alternatives `1 | 2`, several digits `\"42\"` or `digits(4..=6)`",
        ));
    };
    let place = binding
        .as_ref()
        .map_or(place, |name| Place::from(name).to(place));
    let bindable = matches!(kind, PatternKind::Range(..) | PatternKind::Digits(..));
    if let (Some(name), false) = (&binding, bindable) {
        return Err(syn::Error::new_spanned(
            place,
            format!(
                "there is nothing to bind to `{name}`: only one input leads here\nhelp: write a name before a range or digits: `{name} @ 1..=20`, `{name} @ digits(4..=6)`"
            ),
        ));
    }
    Ok(Pattern {
        binding,
        kind,
        place,
    })
}

/// `1`, `'*'`, `"42"`, `4..=9`, `1000..=1999`
fn keys(input: ParseStream<'_>) -> syn::Result<(PatternKind, Place)> {
    let first: Lit = input.parse()?;
    let place = Place::from(&first);
    if input.peek(Token![..]) && !input.peek(Token![..=]) {
        return Err(input.error("expected `..=`\nhelp: a range names its last key: `4..=9`"));
    }
    if input.parse::<Option<Token![..=]>>()?.is_none() {
        return Ok((exactly(&first)?, place));
    }
    let last: Lit = input.parse()?;
    let place = place.to(Place::from(&last));
    let (Lit::Int(low), Lit::Int(high)) = (&first, &last) else {
        return Err(syn::Error::new_spanned(
            place,
            "a range goes from digit to digit",
        ));
    };
    let (low, high) = (whole(low)?, whole(high)?);
    if low > high {
        return Err(syn::Error::new_spanned(
            place,
            format!("this range is empty\nhelp: write `{high}..={low}`"),
        ));
    }
    Ok((PatternKind::Range(low, high), place))
}

fn whole(number: &syn::LitInt) -> syn::Result<u32> {
    let error = |message: &str| syn::Error::new_spanned(number, message);
    if !number.suffix().is_empty() {
        return Err(error("the bounds of a range have no unit"));
    }
    number.base10_parse().map_err(|_| {
        error(
            "the bounds of a range are at most 4294967295\nhelp: capture longer numbers as digits: `number @ digits(11..=15)`",
        )
    })
}

/// `digits(4..=6)`, `digits(4)`
fn digits(input: ParseStream<'_>) -> syn::Result<(PatternKind, Place)> {
    let word: Ident = input.parse()?;
    let list;
    let parentheses = parenthesized!(list in input);
    let place = Place::between(word.span(), parentheses.span.close());
    let min: syn::LitInt = list.parse()?;
    let max = if list.parse::<Option<Token![..=]>>()?.is_some() {
        list.parse()?
    } else {
        min.clone()
    };
    let (min, max) = (min.base10_parse::<u8>()?, max.base10_parse::<u8>()?);
    if !list.is_empty() || min < 1 || min > max || usize::from(max) > MOST_KEYS {
        return Err(syn::Error::new_spanned(
            place,
            "`digits` takes a number within `1..=25`\nhelp: write `digits(4)` or `digits(4..=6)`",
        ));
    }
    Ok((PatternKind::Digits(min, max), place))
}

/// One key, or a sequence of keys.
fn exactly(literal: &Lit) -> syn::Result<PatternKind> {
    let kind = match literal {
        Lit::Char(sign) => Key::from_char(sign.value()).map(PatternKind::Key),
        Lit::Int(number) if number.suffix().is_empty() => {
            let text = number.to_string();
            if let (None, Some(_)) = (only(&text), Keyed::new(&text)) {
                return Err(syn::Error::new_spanned(
                    literal,
                    format!("several keys must be in quotes\nhelp: write `\"{text}\"`"),
                ));
            }
            only(&text).and_then(Key::from_char).map(PatternKind::Key)
        }
        Lit::Str(text) => match only(&text.value()).and_then(Key::from_char) {
            Some(key) => {
                return Err(syn::Error::new_spanned(
                    literal,
                    format!("a single key is written without quotes\nhelp: write `{key}`"),
                ));
            }
            None => Keyed::new(&text.value()).map(PatternKind::Keyed),
        },
        _ => None,
    };
    kind.ok_or_else(|| {
        syn::Error::new_spanned(
            literal,
            "this is not a telephone key\nhelp: keys are `0` to `9`, `'*'` and `'#'`; write several, up to 25, in quotes: `\"42\"`",
        )
    })
}

/// The character of a text with exactly one.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
