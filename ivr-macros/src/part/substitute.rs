//! Substitutes texts and expressions in a part.
//!
//! A text replaces its name, and `{name}` in other texts. An expression replaces its name;
//! in a text only a plain name can be substituted, because texts can contain nothing else.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use syn::{Lit, LitStr};

use super::arguments::Argument;
use super::{Arguments, Kind, is_sign};
use crate::diagnostics::{Errors, Report};
use crate::place::Place;

/// Maximum length of a text with substitutions: far beyond the platform's limit. A longer text is not extended further,
/// because it is refused anyway.
const LONGEST: usize = 10_000;

/// The part's action with the arguments of one use inserted.
pub(crate) fn substitute(
    body: TokenStream,
    arguments: &Arguments,
    errors: &mut Errors,
) -> TokenStream {
    let mut substitution = Substitution { arguments, errors };
    substitution.stream(body)
}

/// Whether the parameter is mentioned anywhere.
pub(super) fn mentions(body: TokenStream, parameter: &Ident) -> bool {
    let parameter = parameter.to_string();
    let mut streams = vec![body];
    while let Some(stream) = streams.pop() {
        for token in stream {
            match token {
                TokenTree::Ident(ident) if ident == parameter => return true,
                TokenTree::Group(group) => streams.push(group.stream()),
                TokenTree::Literal(literal) => {
                    let text = text_of(&literal);
                    let named = |piece: &Piece<'_>| matches!(piece, Piece::Named { name, .. } if *name == parameter);
                    if text.is_some_and(|text| pieces(&text.value()).iter().any(named)) {
                        return true;
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
    false
}

struct Substitution<'s> {
    arguments: &'s Arguments,
    errors: &'s mut Errors,
}

impl Substitution<'_> {
    fn stream(&mut self, stream: TokenStream) -> TokenStream {
        let tokens: Vec<_> = stream.into_iter().collect();
        let mut done = TokenStream::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    let mut inside = Group::new(group.delimiter(), self.stream(group.stream()));
                    inside.set_span(group.span());
                    done.extend([TokenTree::Group(inside)]);
                }
                TokenTree::Ident(ident) if stands_alone(&tokens, at) => match self.value(ident) {
                    Some(value) => done.extend(value),
                    None => done.extend([token.clone()]),
                },
                TokenTree::Literal(literal) => {
                    done.extend([self.literal(literal, language(&tokens, at))])
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => done.extend([token.clone()]),
            }
        }
        done
    }

    /// The replacement of a name, if it is a parameter with a value.
    fn value(&self, name: &Ident) -> Option<TokenStream> {
        let argument = self.arguments.get(name)?;
        match argument.kind {
            Kind::Text => Some(argument.tokens.clone()),
            Kind::Expression => Some(whole(argument)),
            // The meaning of these depends on where the use is, so the parser resolves them.
            Kind::Action | Kind::Menu => None,
        }
    }

    /// A text with the named texts inserted.
    fn literal(&mut self, literal: &Literal, language: Option<&Ident>) -> TokenTree {
        let Some(text) = text_of(literal) else {
            return literal.clone().into();
        };
        let value = text.value();
        let pieces = pieces(&value);
        let names_any = |piece: &Piece<'_>| matches!(piece, Piece::Named { name, .. } if self.arguments.has(name));
        if !pieces.iter().any(names_any) {
            return literal.clone().into();
        }
        // A text without languages applies to all of them.
        let languages = match language {
            Some(language) => vec![language.clone()],
            None => self.languages(&pieces),
        };
        if languages.is_empty() {
            return self.joined(&text, &pieces, None);
        }
        if language.is_some() {
            return self.joined(&text, &pieces, language);
        }
        let texts = languages.iter().map(|language| {
            let text = self.joined(&text, &pieces, Some(language));
            quote::quote!(#language: #text)
        });
        let texts: Vec<_> = texts.collect();
        let mut group = Group::new(Delimiter::Brace, quote::quote!(#(#texts),*));
        group.set_span(text.span());
        group.into()
    }

    /// The languages of the named texts.
    fn languages(&self, pieces: &[Piece<'_>]) -> Vec<Ident> {
        let mut languages: Vec<Ident> = Vec::new();
        for piece in pieces {
            let Piece::Named { name, .. } = piece else {
                continue;
            };
            for (language, _) in self.text(name).into_iter().flat_map(translations) {
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
        }
        languages
    }

    fn text(&self, name: &str) -> Option<&Argument> {
        self.arguments
            .of_kind(Kind::Text)
            .find_map(|(parameter, argument)| (parameter == name).then_some(argument))
    }

    fn joined(
        &mut self,
        text: &LitStr,
        pieces: &[Piece<'_>],
        language: Option<&Ident>,
    ) -> TokenTree {
        let mut joined = String::new();
        for piece in pieces {
            match piece {
                Piece::Plain(plain) => joined.push_str(plain),
                Piece::Named { whole, name, form } => {
                    match self.named(text, (name, form), language) {
                        Some(Named::Text(text)) if joined.len() + text.len() <= LONGEST => {
                            joined.push_str(&text)
                        }
                        Some(Named::Value(name)) => joined.push_str(&format!("{{{name}{form}}}")),
                        Some(Named::Text(_)) | None => joined.push_str(whole),
                    }
                }
            }
        }
        let mut literal = Literal::string(&joined);
        literal.set_span(text.span());
        literal.into()
    }

    /// The replacement of `{name}` in a text; `None` if it is not a parameter.
    fn named(
        &mut self,
        text: &LitStr,
        (name, form): (&str, &str),
        language: Option<&Ident>,
    ) -> Option<Named> {
        if !form.is_empty() && self.text(name).is_some() {
            let message = format!("`{name}` is a text, which has no other format");
            let report = Report::new(Place::of(text), message);
            let help = format!("write `{{{name}}}`, or pass an `expr`");
            self.errors.report(report.help(help));
        }
        if let Some(argument) = self.text(name) {
            let translations = translations(argument);
            let translated = translations.iter().find(|(of, _)| Some(of) == language);
            return match (translated, single_text(argument)) {
                (Some((_, text)), _) => Some(Named::Text(text.value())),
                (None, Some(text)) => Some(Named::Text(text.value())),
                (None, None) => {
                    let language = language.map(Ident::to_string).unwrap_or_default();
                    let report = Report::new(
                        argument.place,
                        format!("`{name}` has no text in `{language}`"),
                    )
                    .help(format!("add it: `{language}: \"..\"`"))
                    .also(
                        Place::of(text),
                        format!("the part speaks it in `{language}`"),
                    );
                    self.errors.report(report);
                    Some(Named::Text(name.to_owned()))
                }
            };
        }
        let mut values = self.arguments.of_kind(Kind::Expression);
        let (_, argument) = values.find(|(parameter, _)| *parameter == name)?;
        let mut tokens = argument.tokens.clone().into_iter();
        if let (Some(TokenTree::Ident(value)), None) = (tokens.next(), tokens.next()) {
            return Some(Named::Value(value.to_string()));
        }
        let report = Report::new(
            argument.place,
            format!("`{name}` is spoken, but a text can only speak named values"),
        )
        .help(format!(
            "bind it to a name before the use: `match .. {{ {name} => .. }}`"
        ))
        .also(Place::of(text), format!("`{name}` is spoken"));
        self.errors.report(report);
        // Already reported: no later check should report `{name}` again.
        Some(Named::Text(name.to_owned()))
    }
}

/// The replacement of a `{name}`.
enum Named {
    Text(String),
    /// Another name.
    Value(String),
}

/// An expression as a single operand, whatever surrounds it.
fn whole(argument: &Argument) -> TokenStream {
    let mut tokens = argument.tokens.clone().into_iter();
    if let (Some(_), None) = (tokens.next(), tokens.next()) {
        return argument.tokens.clone();
    }
    TokenTree::from(Group::new(Delimiter::None, argument.tokens.clone())).into()
}

/// Whether the word is a name of its own, and not a field, a method, a label before a colon or a segment of a path.
fn stands_alone(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    let is = |token, sign| is_sign(token, sign);
    let field = is(before(1), '.') && !is(before(2), '.');
    let in_path = is(before(1), ':') && is(before(2), ':');
    let label = is(tokens.get(at + 1), ':');
    !field && !in_path && !label
}

/// `en` of `en: "Good morning."`
fn language(tokens: &[TokenTree], at: usize) -> Option<&Ident> {
    let name = at.checked_sub(2).and_then(|at| tokens.get(at))?;
    match name {
        // The only settings with texts are `success_message` and the like, which are longer than a language's name.
        TokenTree::Ident(name)
            if is_sign(tokens.get(at - 1), ':') && name.to_string().len() <= 3 =>
        {
            Some(name)
        }
        _ => None,
    }
}

fn text_of(literal: &Literal) -> Option<LitStr> {
    match Lit::new(literal.clone()) {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

fn single_text(argument: &Argument) -> Option<LitStr> {
    match argument.tokens.clone().into_iter().next() {
        Some(TokenTree::Literal(literal)) => text_of(&literal),
        _ => None,
    }
}

/// `{ en: "..", es: ".." }`
fn translations(argument: &Argument) -> Vec<(Ident, LitStr)> {
    let Some(TokenTree::Group(group)) = argument.tokens.clone().into_iter().next() else {
        return Vec::new();
    };
    let tokens: Vec<_> = group.stream().into_iter().collect();
    let texts = tokens.split(|token| is_sign(Some(token), ','));
    let translations = texts.filter_map(|tokens| match tokens {
        [TokenTree::Ident(language), colon, TokenTree::Literal(text)]
            if is_sign(Some(colon), ':') =>
        {
            Some((language.clone(), text_of(text)?))
        }
        _ => None,
    });
    translations.collect()
}

/// A piece of a text.
enum Piece<'t> {
    Plain(&'t str),
    /// `{name}` or `{name:form}`
    Named {
        whole: &'t str,
        name: &'t str,
        /// Including the colon; empty if there is none.
        form: &'t str,
    },
}

/// A text, cut at its placeholders. `{{` is not a placeholder.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut plain = 0;
    while let Some(open) = rest.get(plain..).and_then(|rest| rest.find('{')) {
        let open = plain + open;
        if rest[open..].starts_with("{{") {
            plain = open + 2;
            continue;
        }
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        let whole = &rest[open..=open + length];
        let inside = &whole[1..whole.len() - 1];
        let colon = inside.find(':').unwrap_or(inside.len());
        pieces.push(Piece::Plain(&rest[..open]));
        pieces.push(Piece::Named {
            whole,
            name: inside[..colon].trim(),
            form: &inside[colon..],
        });
        rest = &rest[open + length + 1..];
        plain = 0;
    }
    pieces.push(Piece::Plain(rest));
    pieces
}
