//! Resolves steps and their targets, and refuses steps after the end.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, LitInt, LitStr};

use super::settings::{self, Scope, Settings};
use super::{Around, Head, Resolver, names, text};
use crate::ast;
use crate::diagnostics::Report;
use crate::model::{Action, Arm, LanguageId, Number, Recording, Step, Target, Transfer};
use crate::place::Place;
use crate::suggest::nearest;

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
            let around_use = self.errors.blame.within(step.usage);
            if let Some(last) = end {
                self.errors.report(
                    Report::new(
                        step.keyword,
                        format!("unreachable step after `{}`", word(last)),
                    )
                    .help("remove this step, or put it before that one"),
                );
                // States declared in the remaining steps keep their index all the same.
                self.step(step, head, around);
            } else {
                steps.push(self.step(step, head, around));
                if ends(step) {
                    end = Some(step);
                }
            }
            self.errors.blame.within(around_use);
        }
        Action { steps }
    }

    fn step(&mut self, step: &'a ast::Step, head: Head<'a>, around: Around<'_>) -> Step<'a> {
        match &step.kind {
            ast::StepKind::Say { text, settings } => {
                let voices = self.voices(None);
                let own = around
                    .settings
                    .overridden(settings, Scope::Say, voices, self.errors);
                Step::Say {
                    text: self.text(text, None),
                    voice: own.voice(),
                    repetition: own.repetition,
                }
            }
            ast::StepKind::Play(recording) => {
                Step::Play(self.recording(recording, around.settings))
            }
            ast::StepKind::Hangup => Step::Hangup,
            ast::StepKind::Speak(name) => Step::Speak(self.language(name)),
            ast::StepKind::Set { name, value } => {
                self.check_declared(name);
                Step::Set { name, value }
            }
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
                state: self.transfer(connect, head, around),
            },
            ast::StepKind::Match {
                question,
                arms,
                braces,
                damaged,
            } => Step::Match {
                question,
                damaged: *damaged,
                keyword: step.keyword,
                braces: *braces,
                arms: arms
                    .iter()
                    .map(|arm| Arm {
                        ast: arm,
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
                        .map(|prompt| text::template(prompt, self.languages, self.errors))
                        .collect(),
                    otherwise: self.action(otherwise, Head::default(), around),
                }
            }
        }
    }

    pub(super) fn recording(
        &mut self,
        recording: &ast::Recording,
        settings: &Settings,
    ) -> Recording {
        let voices = self.voices(None);
        let own = settings.overridden(&recording.settings, Scope::Play, voices, self.errors);
        Recording {
            urls: settings::sound_urls(&recording.url, self.languages, self.errors),
            transcript: own.transcript,
            repetition: own.repetition,
            place: recording.place,
        }
    }

    fn language(&mut self, name: &syn::Ident) -> LanguageId {
        self.languages.find(name).unwrap_or_else(|report| {
            self.errors.report(report);
            // Treated as the intended name, so that no further error follows.
            self.languages.near(name).unwrap_or_default()
        })
    }

    /// Reports `set` of an undeclared value.
    fn check_declared(&mut self, name: &syn::Ident) {
        let text = name.to_string();
        let names: Vec<_> = self.variables.iter().map(|v| v.name.to_string()).collect();
        if names.contains(&text) {
            return;
        }
        let report = Report::new(name, format!("unknown value `{text}`"));
        self.errors
            .report(match nearest(&text, names.iter().map(String::as_str)) {
                Some(near) => report.help(format!("did you mean `{near}`?")),
                None => report.help(format!("declare it at top level: `let {text}: ..;`")),
            });
    }

    /// The calls that a transfer makes.
    pub(super) fn calls(&mut self, connect: &'a ast::Connect, around: Around<'_>) -> Transfer<'a> {
        const MOST_TRIES: u32 = 10;
        let rounds = connect.rounds.as_ref().map_or(Ok(1), LitInt::base10_parse);
        let transfer = Transfer {
            from: self.from(connect),
            to: connect.to.iter().map(|to| self.number(to)).collect(),
            rounds: rounds.unwrap_or(0),
            waiting: connect
                .waiting
                .as_ref()
                .map(|text| (self.text(text, None), around.settings.voice())),
            record: connect.record,
        };
        if transfer.to.is_empty() {
            self.errors.report(
                Report::new(&connect.name, "this transfer has no number to call")
                    .help("give it a number: `to: desk.number()`, or several: `to: [.., ..]`"),
            );
        } else if !(1..=MOST_TRIES).contains(&transfer.tries()) {
            let place = connect
                .rounds
                .as_ref()
                .map_or_else(|| Place::from(&connect.name), Place::of);
            self.errors.report(
                Report::new(
                    place,
                    format!("{} calls are out of range", transfer.tries()),
                )
                .help("numbers times rounds must be 1 to 10 calls; nobody waits longer"),
            );
        } else if let (Some(waiting), 1) = (&connect.waiting, transfer.tries()) {
            self.errors.report(
                Report::new(
                    waiting.place,
                    "`waiting` is said before each further call, but there is only one",
                )
                .help("say it before the transfer: `say \"..\" then connect(..)`"),
            );
        }
        transfer
    }

    /// The caller ID: the transfer's own, or else the tree's.
    fn from(&mut self, connect: &'a ast::Connect) -> Number<'a> {
        let tree = self.tree;
        if let Some(from) = &connect.from {
            return self.number(from);
        }
        if let Some(from) = &tree.from {
            // An invalid number is reported once.
            return match literal(from).map(settings::phone_number) {
                Some(number) => Number::Literal(number.unwrap_or_default()),
                None => Number::Expression(from),
            };
        }
        self.errors.report(
            Report::new(connect.place, "this transfer has no `from`")
                .help("write `connect(from: .., to: ..)`: the caller ID, and the number to call; or `from: ..` in the head of the tree, for all transfers"),
        );
        Number::Literal(String::new())
    }

    /// ```text
    /// tree Shop { from: "12" }
    /// ```
    pub(super) fn check_from(&mut self) {
        let tree = self.tree;
        if let Some(from) = &tree.from {
            self.number(from);
        }
    }

    fn goto(&mut self, name: &syn::Ident) -> Target {
        let text = name.to_string();
        match self.names.get(&text) {
            Some(named) => return Target::State(named.id),
            None if self.tree.lost_names.contains(&text) => return Target::Unknown,
            None => {}
        }
        // A transfer is not a possible target.
        let menus = self.names.iter().filter(|(_, named)| named.is_menu);
        let (report, near) = names::unknown_menu(name, menus.map(|(name, _)| name.as_str()));
        self.errors.report(report);
        // Treated as the intended menu, which would be reported as unreachable otherwise.
        near.and_then(|near| self.names.get(near))
            .map_or(Target::Unknown, |named| Target::State(named.id))
    }

    fn number(&mut self, expression: &'a Expr) -> Number<'a> {
        let Some(literal) = literal(expression) else {
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

    fn check_attempts(&mut self, attempts: u32, place: Place, prompts: &[ast::Text]) {
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

/// The text of an expression that is only a text.
const fn literal(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) => Some(literal),
        _ => None,
    }
}

/// Whether no step is reached after this one.
const fn ends(step: &ast::Step) -> bool {
    !matches!(
        step.kind,
        ast::StepKind::Say { .. }
            | ast::StepKind::Play(_)
            | ast::StepKind::Set { .. }
            | ast::StepKind::Speak(_)
    )
}

const fn word(step: &ast::Step) -> &'static str {
    match step.kind {
        ast::StepKind::Say { .. } => "say",
        ast::StepKind::Play(_) => "play",
        ast::StepKind::Speak(_) => "speak",
        ast::StepKind::Set { .. } => "set",
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
