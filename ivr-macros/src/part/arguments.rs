//! The arguments of a use: `("A table for today.", yes: hangup)`.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::ParseStream;
use syn::{Expr, Token};

use super::{Kind, Parameter, Part};
use crate::begins::text_begins;
use crate::diagnostics::Report;
use crate::place::Place;
use crate::suggest::nearest;

/// The arguments of one use, by the names of the parameters.
#[derive(Debug, Default)]
pub(crate) struct Arguments(BTreeMap<String, Argument>);

/// An argument as written.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) kind: Kind,
    pub(crate) tokens: TokenStream,
    pub(crate) place: Place,
}

impl Arguments {
    /// Parses the contents of the parentheses of a use.
    pub(crate) fn parse(input: ParseStream<'_>, part: &Part, usage: Place) -> Result<Self, Report> {
        let mut arguments = Self::default();
        let mut named = false;
        while !input.is_empty() {
            let parameter =
                if input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
                    named = true;
                    arguments.named(input, part)?
                } else {
                    arguments.next(input, part, named)?
                };
            let argument = argument(input, part, parameter)?;
            arguments.0.insert(parameter.name.to_string(), argument);
            if input.is_empty() {
                break;
            }
            if input.parse::<Token![,]>().is_err() {
                let next = input.cursor().token_tree().map(|(next, _)| next);
                return Err(Report::new(
                    next.map_or(usage, Place::of),
                    format!("expected `,` after `{}`", parameter.name),
                ));
            }
        }
        let missing = part
            .parameters
            .iter()
            .find(|parameter| !arguments.has(&parameter.name.to_string()));
        match missing {
            None => Ok(arguments),
            Some(parameter) => Err(Report::new(
                usage,
                format!(
                    "this use of part `{}` lacks `{}`",
                    part.name, parameter.name
                ),
            )
            .help(format!(
                "add `{}: {}`",
                parameter.name,
                parameter.kind.sample()
            ))
            .also(&parameter.name, format!("part `{}` declares it", part.name))),
        }
    }

    pub(crate) fn get(&self, name: &Ident) -> Option<&Argument> {
        self.0.get(&name.to_string())
    }

    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&String, &Argument)> {
        self.0
            .iter()
            .filter(move |(_, argument)| argument.kind == kind)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// `yes:`
    fn named<'p>(&self, input: ParseStream<'_>, part: &'p Part) -> Result<&'p Parameter, Report> {
        let (name, _) = (input.parse::<Ident>(), input.parse::<Token![:]>());
        let Ok(name) = name else {
            return Err(Report::new(
                input.span(),
                "expected the name of a parameter",
            ));
        };
        let Some(parameter) = part
            .parameters
            .iter()
            .find(|parameter| parameter.name == name)
        else {
            let text = name.to_string();
            let names = part.parameters.iter().map(|p| p.name.to_string());
            let names: Vec<_> = names.collect();
            // Parameters that already have an argument are not suggested.
            let open = names.iter().filter(|name| !self.has(name));
            let report = Report::new(
                &name,
                format!("part `{}` has no parameter `{text}`", part.name),
            )
            .also(&part.name, format!("part `{}` is declared", part.name));
            return Err(match nearest(&text, open.map(String::as_str)) {
                Some(near) => report.help(format!("did you mean `{near}`?")),
                None if names.is_empty() => {
                    report.help("it has no parameters: leave the parentheses empty")
                }
                None => report.help(format!("its parameters are `{}`", names.join("`, `"))),
            });
        };
        if self.has(&name.to_string()) {
            return Err(Report::new(&name, format!("duplicate argument `{name}`"))
                .help("remove one of the two"));
        }
        Ok(parameter)
    }

    /// The parameter of an argument without a name.
    fn next<'p>(
        &self,
        input: ParseStream<'_>,
        part: &'p Part,
        named: bool,
    ) -> Result<&'p Parameter, Report> {
        let token = input.cursor().token_tree().map(|(token, _)| token);
        let place = token.map_or_else(|| Place::from(input.span()), Place::of);
        if named {
            return Err(
                Report::new(place, "this argument has no name, but follows one that has")
                    .help("name it as well: `yes: ..`"),
            );
        }
        part.parameters.get(self.0.len()).ok_or_else(|| {
            Report::new(
                place,
                match part.parameters.len() {
                    0 => format!("part `{}` takes nothing", part.name),
                    1 => format!(
                        "part `{}` takes 1 argument, but this is one more",
                        part.name
                    ),
                    count => format!(
                        "part `{}` takes {count} arguments, but this is one more",
                        part.name
                    ),
                },
            )
            .help("remove it")
            .also(&part.name, format!("part `{}` is declared", part.name))
        })
    }
}

fn argument(
    input: ParseStream<'_>,
    part: &Part,
    parameter: &Parameter,
) -> Result<Argument, Report> {
    let first = input.cursor().token_tree().map(|(token, _)| token);
    let wrong = || {
        Report::new(
            first
                .clone()
                .map_or_else(|| Place::from(input.span()), Place::of),
            format!(
                "`{}` of part `{}` is {}",
                parameter.name,
                part.name,
                parameter.kind.noun()
            ),
        )
        .help(format!(
            "write `{}: {}`",
            parameter.name,
            parameter.kind.sample()
        ))
        .also(
            &parameter.name,
            format!(
                "`{}` is declared as `{}`",
                parameter.name,
                parameter.kind.word()
            ),
        )
    };
    let tokens = match parameter.kind {
        Kind::Text if text_begins(input) => one(input),
        Kind::Menu if input.peek(syn::Ident) => one(input),
        Kind::Text | Kind::Menu => None,
        Kind::Expression => input.parse::<Expr>().ok().map(Expr::into_token_stream),
        Kind::Action => Some(up_to_comma(input)).filter(|tokens| !tokens.is_empty()),
    };
    let tokens = tokens.ok_or_else(wrong)?;
    // An action starts with a word, or with the attributes of a menu. Errors after that are reported when it is parsed.
    let begins = match &first {
        Some(TokenTree::Ident(_)) => true,
        Some(TokenTree::Punct(sign)) => sign.as_char() == '#',
        _ => false,
    };
    if parameter.kind == Kind::Action && !begins {
        return Err(wrong());
    }
    Ok(Argument {
        kind: parameter.kind,
        place: Place::of(&tokens),
        tokens,
    })
}

/// `yes:`
fn begins_named(input: ParseStream<'_>) -> bool {
    input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::])
}

fn one(input: ParseStream<'_>) -> Option<TokenStream> {
    input.parse::<TokenTree>().ok().map(TokenStream::from)
}

fn up_to_comma(input: ParseStream<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    // After a forgotten comma, the next named argument ends it too.
    while !input.is_empty() && !input.peek(Token![,]) && !begins_named(input) {
        match input.parse::<TokenTree>() {
            Ok(token) => tokens.extend([token]),
            Err(_) => break,
        }
    }
    tokens
}
