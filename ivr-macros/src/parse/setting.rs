//! Parses settings: `voice: "en-US-BenjaminRUS", digit_timeout: 10s`

use syn::parse::ParseStream;
use syn::{Lit, Token, parenthesized};

use super::{Parser, text};
use crate::ast::{Setting, Value};
use crate::begins::text_begins;
use crate::place::Place;

const KINDS_OF_VALUE: &str = "expected a text, a number, `true`, `false`, a duration such as `10s` or `500ms`, or a range such as `1..=4`";

impl Parser<'_> {
    /// Settings up to the end of `input`, separated by commas.
    pub(super) fn settings(&mut self, input: ParseStream<'_>) -> Vec<Setting> {
        let mut settings = Vec::new();
        while !input.is_empty() {
            match setting(input) {
                Ok(setting) => {
                    settings.push(setting);
                    self.end_of_setting(input);
                }
                Err(error) => self.drop_rest_of_item(input, error),
            }
        }
        settings
    }

    /// The optional `(repetition: 2)` of a `say` or a `play`.
    pub(super) fn step_settings(&mut self, input: ParseStream<'_>) -> syn::Result<Vec<Setting>> {
        if !input.peek(syn::token::Paren) {
            return Ok(Vec::new());
        }
        let list;
        parenthesized!(list in input);
        Ok(self.settings(&list))
    }

    pub(super) fn end_of_setting(&mut self, input: ParseStream<'_>) {
        if input.is_empty() {
            return;
        }
        if let Err(error) = input.parse::<Token![,]>() {
            self.drop_rest_of_item(input, error);
        }
    }
}

/// `name: value`, without the comma.
pub(super) fn setting(input: ParseStream<'_>) -> syn::Result<Setting> {
    let name: syn::Ident = input.parse()?;
    input.parse::<Token![:]>()?;
    let (value, end) = value(input)?;
    let place = Place::from(&name).to(end);
    Ok(Setting { name, value, place })
}

pub(super) fn value(input: ParseStream<'_>) -> syn::Result<(Value, Place)> {
    if text_begins(input) {
        let text = text::text(input)?;
        let place = text.place;
        return Ok((Value::Text(text), place));
    }
    if !input.peek(Lit) {
        return Err(input.error(KINDS_OF_VALUE));
    }
    let literal: Lit = input.parse()?;
    let place = Place::from(&literal);
    if input.peek(Token![..=]) {
        input.parse::<Token![..=]>()?;
        let end: Lit = input.parse()?;
        let range = Value::Range(whole(&literal)?, whole(&end)?);
        return Ok((range, place.to(Place::from(&end))));
    }
    if input.peek(Token![..]) {
        return Err(input.error("expected `..=`\nhelp: a range names its last value: `1..=4`"));
    }
    let value = match &literal {
        Lit::Bool(flag) => Value::Flag(flag.value),
        Lit::Int(number) => amount(&literal, number.base10_digits(), number.suffix())?,
        Lit::Float(number) => amount(&literal, number.base10_digits(), number.suffix())?,
        _ => return Err(syn::Error::new_spanned(&literal, KINDS_OF_VALUE)),
    };
    Ok((value, place))
}

fn whole(literal: &Lit) -> syn::Result<u64> {
    match literal {
        Lit::Int(number) if number.suffix().is_empty() => number.base10_parse(),
        _ => Err(syn::Error::new_spanned(
            literal,
            "the bounds of a range are whole numbers",
        )),
    }
}

/// A plain number, or a duration if a unit follows.
fn amount(literal: &Lit, digits: &str, unit: &str) -> syn::Result<Value> {
    let number: f64 = digits
        .parse()
        .map_err(|_| syn::Error::new_spanned(literal, "this number can't be read"))?;
    let milliseconds_each = match unit {
        "" => return Ok(Value::Number(number)),
        "ms" => 1.0,
        "s" => 1_000.0,
        "m" | "min" => 60_000.0,
        _ => {
            return Err(syn::Error::new_spanned(
                literal,
                format!("unknown unit `{unit}`\nhelp: durations end in `ms`, `s` or `min`"),
            ));
        }
    };
    let milliseconds = number * milliseconds_each;
    if milliseconds.fract() != 0.0 || !(0.0..=86_400_000.0).contains(&milliseconds) {
        return Err(syn::Error::new_spanned(
            literal,
            "a duration is a whole number of milliseconds, up to a day",
        ));
    }
    // Already checked to be whole and in range.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(Value::Duration(milliseconds as u64))
}
