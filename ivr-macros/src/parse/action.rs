//! Parses actions: `say ".." then goto main_menu`

use proc_macro2::{Ident, Span};
use syn::buffer::Cursor;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, LitInt, Pat, Token, braced, bracketed, parenthesized};

use super::recover::MAX_ACTIONS;
use super::{Parser, expect_word, peek_word, take_word, text};
use crate::ast::{Action, Arm, Recording, Step, StepKind};
use crate::begins::{STEPS, text_begins};
use crate::place::Place;
use crate::suggest::nearest;

/// The steps of `ring`: there is no menu yet.
pub(super) const OF_RING: [&str; 9] = [
    "say", "play", "hangup", "goto", "menu", "connect", "match", "set", "speak",
];

/// The steps of a transfer's arm, where nothing can be asked again.
pub(super) const OF_AN_ARM: [&str; 10] = [
    "say", "play", "hangup", "goto", "back", "menu", "connect", "match", "set", "speak",
];

/// The steps of `failure`, which ends the call.
pub(super) const OF_FAILURE: [&str; 3] = ["say", "play", "hangup"];

impl Parser<'_> {
    pub(super) fn action(&mut self, input: ParseStream<'_>) -> syn::Result<Action> {
        if self.depth >= MAX_ACTIONS {
            return Err(input.error(format!(
                "actions are nested more than {MAX_ACTIONS} deep\nhelp: declare a menu at top level and enter it with `goto`"
            )));
        }
        self.depth += 1;
        let steps = self.steps(input);
        self.depth -= 1;
        Ok(Action { steps: steps? })
    }

    /// Parses a state. A state nested in its actions becomes a state beside it.
    pub(super) fn state<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> syn::Result<T>,
    ) -> syn::Result<T> {
        let depth = std::mem::take(&mut self.depth);
        let steps = std::mem::replace(&mut self.steps, &STEPS);
        let state = read(self);
        (self.depth, self.steps) = (depth, steps);
        state
    }

    fn steps(&mut self, input: ParseStream<'_>) -> syn::Result<Vec<Step>> {
        let mut steps = self.step(input)?;
        while take_word(input, "then").is_some() {
            steps.extend(self.step(input)?);
        }
        Ok(steps)
    }

    /// Parses one step, or the several steps that a part expands to.
    fn step(&mut self, input: ParseStream<'_>) -> syn::Result<Vec<Step>> {
        let attributes = input.call(Attribute::parse_outer)?;
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!("expected an action: {}", list(self.steps))));
        }
        let keyword = input.call(Ident::parse_any)?;
        if let (Some(first), true) = (attributes.first(), keyword != "menu") {
            return Err(syn::Error::new_spanned(
                first,
                "this attribute has no meaning here\nhelp: put it before the branch",
            ));
        }
        let word = keyword.to_string();
        if !STEPS.contains(&word.as_str())
            && let Some(steps) = self.part(&keyword, input)?
        {
            return Ok(steps);
        }
        let kind = match word.as_str() {
            "say" => StepKind::Say {
                settings: self.step_settings(input)?,
                text: text::text(input)?,
            },
            "play" => StepKind::Play(self.recording(input, &keyword)?),
            "set" => {
                let name = input.parse()?;
                input.parse::<Token![=]>()?;
                StepKind::Set {
                    name,
                    value: input.parse()?,
                }
            }
            "speak" => StepKind::Speak(input.parse()?),
            "hangup" => StepKind::Hangup,
            "goto" => StepKind::Goto(self.leads_to(input.parse()?)),
            "repeat" => StepKind::Repeat,
            "back" => StepKind::Back,
            "menu" => {
                let menu = self.state(|this| this.menu(input, &keyword, attributes));
                StepKind::Menu(Box::new(menu?))
            }
            "connect" => StepKind::Connect(Box::new(self.state(|this| this.connect(input))?)),
            "match" => self.lookup(input)?,
            "retry" => self.retry(input)?,
            unknown => {
                let help = match nearest(unknown, self.step_words()) {
                    Some(step) if STEPS.contains(&step) => format!("did you mean `{step}`?"),
                    Some(part) => format!("did you mean `{part}(..)`?"),
                    None => format!("actions are {}", list(self.steps)),
                };
                return Err(syn::Error::new(
                    keyword.span(),
                    format!("unknown action `{unknown}`\nhelp: {help}"),
                ));
            }
        };
        Ok(vec![Step {
            kind,
            keyword: keyword.span(),
            usage: self.scope.usage(),
        }])
    }

    /// The keywords of the steps that are possible here.
    pub(super) fn step_words(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().copied().chain(self.scope.names())
    }

    /// `play(repetition: 2) ".."`, after its keyword.
    pub(super) fn recording(
        &mut self,
        input: ParseStream<'_>,
        keyword: &Ident,
    ) -> syn::Result<Recording> {
        let settings = self.step_settings(input)?;
        let url = text::text(input)?;
        let place = Place::from(keyword).to(url.place);
        Ok(Recording {
            url,
            settings,
            place,
        })
    }

    /// `match EXPR { PATTERN => action, .. }`, after its keyword.
    fn lookup(&mut self, input: ParseStream<'_>) -> syn::Result<StepKind> {
        let question = Expr::parse_without_eager_brace(input)?;
        let body;
        let braces = braced!(body in input).span.join();
        let mut arms = Vec::new();
        let mut damaged = false;
        while !body.is_empty() {
            match self.arm(&body) {
                Ok(arm) => {
                    self.end_of_arm(&body, &arm.action);
                    arms.push(arm);
                }
                Err(error) => {
                    damaged = true;
                    self.drop_rest_of_item(&body, error);
                }
            }
        }
        Ok(StepKind::Match {
            question,
            arms,
            braces,
            damaged,
        })
    }

    fn arm(&mut self, input: ParseStream<'_>) -> syn::Result<Arm> {
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = if input.parse::<Option<Token![if]>>()?.is_some() {
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Token![=>]>()?;
        let begin = input.cursor();
        let action = self.action(input)?;
        Ok(Arm {
            pattern,
            guard,
            action,
            end: last(begin, input.cursor()),
        })
    }

    fn end_of_arm(&mut self, input: ParseStream<'_>, action: &Action) {
        // An arm can start with any pattern, so ask syn's parser for patterns.
        let ahead = input.fork();
        let another = Pat::parse_multi_with_leading_vert(&ahead).is_ok()
            && (ahead.peek(Token![=>]) || ahead.peek(Token![if]));
        self.end(input, action, another);
    }

    /// `retry(2) "text" else action`, after its keyword.
    fn retry(&mut self, input: ParseStream<'_>) -> syn::Result<StepKind> {
        let count;
        let parentheses = parenthesized!(count in input);
        let literal: LitInt = count.parse().map_err(|_| {
            syn::Error::new(
                parentheses.span.join(),
                "expected a number of attempts, such as `retry(2)`",
            )
        })?;
        let attempts = literal.base10_parse()?;
        if !count.is_empty() {
            return Err(count.error("expected `)`"));
        }
        let prompts = if input.peek(syn::token::Bracket) {
            let texts;
            bracketed!(texts in input);
            texts
                .parse_terminated(text::text, Token![,])?
                .into_iter()
                .collect()
        } else if text_begins(input) {
            vec![text::text(input)?]
        } else {
            Vec::new()
        };
        if !peek_word(input, "else") {
            return Err(input.error(
                "expected `else`\nhelp: say what follows the last attempt: `retry(2) else say \"Goodbye.\"`",
            ));
        }
        expect_word(input, "else")?;
        let otherwise = self.action(input)?;
        Ok(StepKind::Retry {
            attempts,
            attempts_place: Place::of(&literal),
            prompts,
            otherwise,
        })
    }
}

/// The last token before `end`.
fn last(mut tokens: Cursor<'_>, end: Cursor<'_>) -> Span {
    let mut last = tokens.span();
    while tokens != end
        && let Some((token, rest)) = tokens.token_tree()
    {
        last = token.span();
        tokens = rest;
    }
    last
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
