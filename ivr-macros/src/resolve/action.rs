//! Steps: what they lead to, and that nothing stands behind the end.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::settings::{self, Scope};
use super::{Around, Head, Resolver, names};
use crate::ast;
use crate::diagnostics::Report;
use crate::model::{Action, Arm, Number, Step, Target};
use crate::place::Place;

impl<'a> Resolver<'a, '_> {
    pub(super) fn action(
        &mut self,
        action: &'a ast::Action,
        head: Head<'a>,
        around: Around<'_>,
    ) -> Action<'a> {
        let mut steps = Vec::new();
        let mut end: Option<&ast::Step> = None;
        for step in &action.steps {
            if let Some(last) = end {
                self.errors.report(
                    Report::new(
                        step.keyword,
                        format!("nothing is reached after `{}`", word(last)),
                    )
                    .help("remove this step, or put it before that one"),
                );
                // What is declared in the steps keeps its number all the same.
                self.step(step, head, around);
                continue;
            }
            steps.push(self.step(step, head, around));
            if ends(step) {
                end = Some(step);
            }
        }
        Action { steps }
    }

    fn step(&mut self, step: &'a ast::Step, head: Head<'a>, around: Around<'_>) -> Step<'a> {
        match &step.kind {
            ast::StepKind::Say { text, settings } => {
                let own = around
                    .settings
                    .overridden(settings, Scope::Say, self.errors);
                Step::Say {
                    text: settings::text(text, self.errors),
                    voice: own.voice(),
                    repetition: own.repetition,
                }
            }
            ast::StepKind::Play { url, settings } => {
                let own = around
                    .settings
                    .overridden(settings, Scope::Play, self.errors);
                Step::Play {
                    url: settings::sound_url(url, self.errors),
                    repetition: own.repetition,
                }
            }
            ast::StepKind::Hangup => Step::Hangup,
            ast::StepKind::Goto(name) => Step::Enter {
                to: self.goto(name),
                place: Place::from(name),
                in_place: false,
            },
            ast::StepKind::Repeat => Step::Enter {
                to: Target::Here,
                place: Place::from(step.keyword),
                in_place: false,
            },
            ast::StepKind::Back => Step::Enter {
                to: Target::Parent,
                place: Place::from(step.keyword),
                in_place: false,
            },
            ast::StepKind::Menu(menu) => Step::Enter {
                to: Target::State(self.menu(menu, head, around.menu)),
                place: Place::from(&menu.name),
                in_place: true,
            },
            ast::StepKind::Connect(connect) => Step::Connect {
                from: self.number(&connect.from),
                to: self.number(&connect.to),
                record: connect.record,
                state: self.transfer(connect, head, around),
            },
            ast::StepKind::Match { question, arms } => Step::Match {
                question,
                keyword: step.keyword,
                arms: arms
                    .iter()
                    .map(|arm| Arm {
                        head: arm.head(),
                        word: distinctive_word(arm),
                        action: self.action(&arm.action, Head::default(), around),
                    })
                    .collect(),
            },
            ast::StepKind::Retry {
                attempts,
                attempts_place,
                prompts,
                otherwise,
            } => {
                self.check_attempts(*attempts, *attempts_place, prompts);
                Step::Retry {
                    attempts: *attempts,
                    prompts: prompts
                        .iter()
                        .map(|prompt| settings::text(prompt, self.errors))
                        .collect(),
                    otherwise: self.action(otherwise, Head::default(), around),
                }
            }
        }
    }

    fn goto(&mut self, name: &syn::Ident) -> Target {
        let text = name.to_string();
        match self.names.get(&text) {
            Some(id) => return Target::State(*id),
            None if self.tree.lost_names.contains(&text) => return Target::Unknown,
            None => {}
        }
        let (report, near) = names::unknown_menu(name, self.names.keys().map(String::as_str));
        self.errors.report(report);
        // Taken as what was meant, lest that menu be called unreachable as well.
        near.and_then(|near| self.names.get(near))
            .map_or(Target::Unknown, |id| Target::State(*id))
    }

    fn number(&mut self, expression: &'a Expr) -> Number<'a> {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) = expression
        else {
            return Number::Expression(expression);
        };
        match settings::phone_number(literal) {
            Ok(number) => Number::Literal(number),
            Err(report) => {
                self.errors.report(report);
                Number::Literal(literal.value())
            }
        }
    }

    fn check_attempts(&mut self, attempts: u32, place: Place, prompts: &[LitStr]) {
        if !(1..=10).contains(&attempts) {
            self.errors.report(
                Report::new(place, format!("`retry({attempts})` is out of range"))
                    .help("a caller can be asked again 1 to 10 times"),
            );
        } else if prompts.len() > 1 && prompts.len() != attempts as usize {
            self.errors.report(
                Report::new(
                    place,
                    format!("{attempts} attempts, but {} prompts", prompts.len()),
                )
                .help("give one prompt for each attempt, or one for all of them"),
            );
        }
    }
}

/// Is nothing reached behind this step?
const fn ends(step: &ast::Step) -> bool {
    !matches!(
        step.kind,
        ast::StepKind::Say { .. } | ast::StepKind::Play { .. }
    )
}

const fn word(step: &ast::Step) -> &'static str {
    match step.kind {
        ast::StepKind::Say { .. } => "say",
        ast::StepKind::Play { .. } => "play",
        ast::StepKind::Hangup => "hangup",
        ast::StepKind::Goto(_) => "goto",
        ast::StepKind::Repeat => "repeat",
        ast::StepKind::Back => "back",
        ast::StepKind::Menu(_) => "menu",
        ast::StepKind::Connect(_) => "connect",
        ast::StepKind::Match { .. } => "match",
        ast::StepKind::Retry { .. } => "retry",
    }
}

/// The last name in a pattern: `Made` of `Booking::Made`, `seats` of `Some(seats)`.
fn distinctive_word(arm: &ast::Arm) -> Option<String> {
    let mut word = None;
    for token in arm.pattern.to_token_stream() {
        if let TokenTree::Ident(ident) = token {
            word = Some(ident.to_string());
        }
    }
    word.filter(|word| word != "_")
}
