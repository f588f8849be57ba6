//! Uses of parts: `confirm("A table for today.", yes: hangup) as today`.
//!
//! A use is replaced by the part's action with its arguments. Names that the part
//! declares depend on the use: the menu that it enters gets the name of the use, the others
//! `today_..`. Actions passed as arguments are parsed in the scope of the use.

mod names;
mod scope;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Token, braced, parenthesized, token};

use super::recover::{self, MAX_DEPTH};
use super::{Parser, menu};
use crate::ast::Step;
use crate::begins::STEPS;
use crate::diagnostics::Report;
use crate::part::{self, Arguments, Found, Kind, Part};
use crate::place::Place;
use crate::suggest::nearest;
use scope::{ActionArgument, Frame};

pub(super) use scope::Scope;

/// Maximum number of tokens parsed in parts altogether: parts that use parts twice double each time, and a handful of
/// them would fill the memory.
const MAX_TOKENS: usize = 100_000;

impl Parser<'_> {
    /// The steps that replace a use of a part, or an action that was passed to one; `None` if the word is neither.
    pub(super) fn part(
        &mut self,
        word: &Ident,
        input: ParseStream<'_>,
    ) -> syn::Result<Option<Vec<Step>>> {
        let name = word.to_string();
        if let Some(frame) = self.scope.frame.clone()
            && let Some(argument) = frame.actions.get(&name)
        {
            return self.argument(word, &frame, argument).map(Some);
        }
        match (self.scope.parts.get(&name), input.peek(token::Paren)) {
            (Found::Nothing, true) => self.unknown_part(&name, word).map_or(Ok(None), Err),
            (Found::Nothing, false) => Ok(None),
            (part, true) => self.use_of(part, word, input).map(Some),
            (_, false) => Err(syn::Error::new(
                word.span(),
                format!("part `{name}` is used with parentheses\nhelp: write `{name}(..)`"),
            )),
        }
    }

    /// The error for an unknown part; `None` if the word is probably a misspelt step, which is reported as such.
    fn unknown_part(&self, name: &str, word: &Ident) -> Option<syn::Error> {
        let help = match nearest(name, self.step_words()) {
            Some(near) if STEPS.contains(&near) => return None,
            Some(near) => format!("did you mean `{near}(..)`?"),
            None => format!("declare it outside the menus: `part {name}(..) => ..`"),
        };
        let message = format!("unknown part `{name}`\nhelp: {help}");
        Some(syn::Error::new(word.span(), message))
    }

    /// `(question, yes: action) as name`, after the part's name.
    fn use_of(
        &mut self,
        part: Found,
        word: &Ident,
        input: ParseStream<'_>,
    ) -> syn::Result<Vec<Step>> {
        self.scope.used.insert(word.to_string());
        let list;
        let parentheses = parenthesized!(list in input);
        let usage = Place::between(word.span(), parentheses.span.close());
        let whole: TokenStream = list.fork().parse().unwrap_or_default();
        let (name, was) = use_name(input)?;
        let name = name.map(|name| self.declares(name));
        let Found::Part(part) = part else {
            recover::drain(&list);
            self.lose(None, whole, name.as_ref());
            return Ok(Vec::new());
        };
        let arguments = Arguments::parse(&list, &part, usage).and_then(|arguments| {
            let within = self.scope.frame.as_ref();
            match within.and_then(|frame| frame.leads_back_to(&part)) {
                Some(path) => Err(within_itself(&part, usage, &path)),
                None => Ok(arguments),
            }
        });
        match arguments {
            Ok(arguments) => self.usage(part, &arguments, usage, name, was),
            Err(report) => {
                recover::drain(&list);
                self.errors.report(report);
                self.lose(Some(&part), whole, name.as_ref());
                Ok(Vec::new())
            }
        }
    }

    /// Parses the part's action with its arguments inserted.
    fn usage(
        &mut self,
        part: Rc<Part>,
        arguments: &Arguments,
        usage: Place,
        name: Option<Ident>,
        was: Vec<LitStr>,
    ) -> syn::Result<Vec<Step>> {
        let body = part::substitute(part.body.clone(), arguments, self.errors);
        let outer = self.scope.frame.clone();
        let actions = arguments
            .of_kind(Kind::Action)
            .map(|(parameter, argument)| {
                let argument = ActionArgument {
                    tokens: argument.tokens.clone(),
                    place: argument.place,
                    read: Cell::new(false),
                };
                (parameter.clone(), argument)
            });
        let menus: BTreeMap<_, _> = arguments
            .of_kind(Kind::Menu)
            .filter_map(|(parameter, argument)| {
                let menu: Ident = syn::parse2(argument.tokens.clone()).ok()?;
                Some((parameter.clone(), self.leads_to(menu)))
            })
            .collect();
        let frame = Rc::new(Frame {
            id: self.errors.blame.usage(&part, usage),
            root: part.root(),
            declared: part.declared(),
            actions: actions.collect(),
            menus,
            named: Cell::new(false),
            name,
            outer,
            part,
        });
        let mut steps = self.read(body, Some(Rc::clone(&frame)), usage)?;
        match &frame.name {
            Some(name) if !frame.named.get() => {
                self.errors.report(
                    Report::new(
                        name,
                        format!(
                            "part `{}` has no menu that `{name}` could name",
                            frame.part.name
                        ),
                    )
                    .help(format!("remove `as {name}`")),
                );
            }
            Some(name) if !was.is_empty() && !names::inherit(&mut steps, name, &was) => {
                self.errors.report(
                    Report::new(
                        Place::of(&was[0]),
                        format!("part `{}` leads to no menu of its own", frame.part.name),
                    )
                    .help("write `was` after the menu in the part that had this id"),
                );
            }
            _ => {}
        }
        Ok(steps)
    }

    /// Parses an argument that is named in the part, in the scope in which it was written.
    fn argument(
        &mut self,
        word: &Ident,
        frame: &Frame,
        argument: &ActionArgument,
    ) -> syn::Result<Vec<Step>> {
        if argument.read.replace(true)
            && let Some(state) = part::declared(argument.tokens.clone()).first()
        {
            self.errors.report(
                Report::new(
                    argument.place,
                    format!(
                        "part `{}` does this in two places, so `{state}` would be declared twice",
                        frame.part.name
                    ),
                )
                .help(format!(
                    "declare `{state}` elsewhere, and pass `goto {state}`"
                ))
                .also(word, format!("`{word}` is used again")),
            );
            self.damaged = true;
            return Ok(Vec::new());
        }
        self.read(argument.tokens.clone(), frame.outer.clone(), argument.place)
    }

    /// Parses an action from `tokens`, as part of a use.
    fn read(
        &mut self,
        tokens: TokenStream,
        frame: Option<Rc<Frame>>,
        usage: Place,
    ) -> syn::Result<Vec<Step>> {
        let (depth, count) = part::measure(&tokens);
        // Including the group that is put around it below.
        let depth = depth + 1;
        self.scope.tokens += count;
        if self.scope.tokens > MAX_TOKENS {
            self.damaged = true;
            self.errors.report(
                Report::new(
                    usage,
                    format!("the uses of parts expand to more than {MAX_TOKENS} words"),
                )
                .help("parts that use other parts several times grow fast; use menus and `goto`"),
            );
            return Ok(Vec::new());
        }
        if self.scope.depth + depth > MAX_DEPTH {
            self.damaged = true;
            self.errors.report(
                Report::new(
                    usage,
                    format!("with its parts, this is nested more than {MAX_DEPTH} deep"),
                )
                .help("declare a menu at top level and enter it with `goto`"),
            );
            return Ok(Vec::new());
        }
        // At the end of the tokens, syn points to the end of the group around them.
        let end = tokens.clone().into_iter().last().map(|token| token.span());
        let mut group = Group::new(Delimiter::Brace, tokens);
        if let Some(end) = end {
            group.set_span(end);
        }
        self.scope.depth += depth;
        let around = std::mem::replace(&mut self.scope.frame, frame);
        let blamed = self.scope.usage();
        let blamed = self.errors.blame.within(blamed);
        let mut steps = Err(syn::Error::new(group.span(), "expected an action"));
        let read = (|input: ParseStream<'_>| {
            let inside;
            braced!(inside in input);
            steps = self
                .action(&inside)
                .and_then(|action| match inside.is_empty() {
                    true => Ok(action.steps),
                    false => Err(inside.error("expected `then` or the end of the part")),
                });
            recover::drain(&inside);
            Ok(())
        })
        .parse2(TokenTree::from(group).into());
        self.errors.blame.within(blamed);
        self.scope.frame = around;
        self.scope.depth -= depth;
        match (steps, read) {
            (Err(error), _) | (Ok(_), Err(error)) if self.errors.is_empty() => Err(error),
            (steps, _) => steps,
        }
    }
}

fn within_itself(part: &Part, usage: Place, path: &str) -> Report {
    Report::new(usage, format!("part `{}` is used within itself", part.name))
        .note(path)
        .help("a part must end: go to a menu with `goto`")
}

/// `as today was "old"`
fn use_name(input: ParseStream<'_>) -> syn::Result<(Option<Ident>, Vec<LitStr>)> {
    if input.parse::<Option<Token![as]>>()?.is_none() {
        return Ok((None, Vec::new()));
    }
    Ok((Some(input.parse()?), menu::former_ids(input)?))
}
