//! Checks the length of texts and replies against the carriers' limits.

use rustc_hash::FxHashSet;

use super::all_branches;
use crate::diagnostics::{Errors, Report};
use crate::model::{
    Action, Carrier, Model, Piece, Spoken, StateId, StateKind, Step, Template, TemplatePiece, Text,
};

pub(super) fn check(carrier: &Carrier<'_>, model: &Model<'_>, errors: &mut Errors) {
    if let Some(limit) = carrier.limits.encoded_text {
        check_texts(carrier, limit, model, errors);
    }
    if let Some(limit) = carrier.limits.reply {
        check_replies(carrier, limit, model, errors);
    }
}

/// ```text
/// carriers: [twilio], voice: "ru-RU-..", "(800 Cyrillic letters)"
/// ```
fn check_texts(carrier: &Carrier<'_>, limit: usize, model: &Model<'_>, errors: &mut Errors) {
    let name = carrier.limits.name;
    let mut told = FxHashSet::default();
    each_text(model, &mut |text| {
        let length: usize = known(text).map(encoded).sum();
        // A text of the whole tree is reported once.
        if length > limit && told.insert(text.place.line()) {
            let problem = format!(
                "this text has {length} characters when it is URL-encoded, and `{name}` speaks at most {limit}"
            );
            let help = "shorten it, or split it; a letter with an accent counts 6, and one of another script 6 or 9";
            errors.report(Report::new(text.place, problem).help(help));
        }
    });
}

/// ```text
/// carriers: [twilio], menu terms { tries: 10, "(7,000 characters)" .. }
/// ```
/// The overhead of a carrier's format is checked when the server starts.
fn check_replies(carrier: &Carrier<'_>, limit: usize, model: &Model<'_>, errors: &mut Errors) {
    let name = carrier.limits.name;
    let mut sizes = Sizes {
        model,
        told: FxHashSet::default(),
    };
    for menu in model.ids() {
        let size = sizes.question(menu);
        if size > limit {
            let state = model.state(menu);
            let problem = format!(
                "what menu `{}` asks has {size} bytes, and `{name}` takes at most {limit} in a reply",
                state.name
            );
            let help = "shorten it, or ask it fewer times: `tries: 2`";
            errors.report(Report::new(state.name, problem).help(help));
            sizes.told.insert(menu);
        }
    }
    let owned = model.ids().flat_map(|id| {
        let branches = &model.state(id).branches;
        branches.iter().map(move |branch| (id, branch))
    });
    let shared = model.start.into_iter().flat_map(|start| {
        let branches = model.fallbacks.iter().chain(&model.ring);
        branches.map(move |branch| (start, branch))
    });
    for (here, branch) in owned.chain(shared) {
        let size = sizes.action(here, &branch.action);
        if size > limit {
            let problem = format!(
                "what follows here has {size} bytes, and `{name}` takes at most {limit} in a reply"
            );
            errors.report(Report::new(branch.place, problem).help("say less in it"));
        }
    }
}

/// Computes the minimum size of replies, in bytes.
struct Sizes<'m, 'a> {
    model: &'m Model<'a>,
    /// Menus that are too long themselves, and have been reported.
    told: FxHashSet<StateId>,
}

impl<'a> Sizes<'_, 'a> {
    /// The size of a menu's question, with all its tries.
    fn question(&self, menu: StateId) -> usize {
        let StateKind::Menu {
            prompt, capture, ..
        } = &self.model.state(menu).kind
        else {
            return 0;
        };
        if self.told.contains(&menu) {
            return 0;
        }
        let failure = capture.failure_message.as_ref().map_or(0, bytes);
        times(capture.tries) * (bytes(&prompt.words) + failure)
    }

    /// The size of what an action says in a menu, until the next question.
    fn action(&self, here: StateId, action: &Action<'a>) -> usize {
        let mut said = 0;
        for step in &action.steps {
            said += match step {
                Step::Say { text, .. } => bytes(text),
                Step::Enter { to, .. } => {
                    let to = self.model.target(here, *to);
                    to.map_or(0, |to| self.question(to))
                }
                Step::Match { arms, .. } => {
                    let arms = arms.iter().map(|arm| self.action(here, &arm.action));
                    arms.max().unwrap_or(0)
                }
                Step::Retry {
                    prompts, otherwise, ..
                } => {
                    let tries = match &self.model.state(here).kind {
                        StateKind::Menu { capture, .. } => times(capture.tries),
                        StateKind::Transfer(_) => 1,
                    };
                    let asked = prompts.iter().map(|prompt| tries * own_bytes(prompt)).max();
                    asked.unwrap_or(0).max(self.action(here, otherwise))
                }
                Step::Play(_)
                | Step::Speak(_)
                | Step::Set { .. }
                | Step::Hangup
                | Step::Connect { .. } => 0,
            };
        }
        said
    }
}

fn times(tries: u64) -> usize {
    usize::try_from(tries).unwrap_or(usize::MAX)
}

/// The known part of a text, in the language in which it is longest.
fn bytes(text: &Text) -> usize {
    let versions = text.versions.iter();
    let length = |spoken| known(spoken).map(str::len).sum();
    versions.map(length).max().unwrap_or(0)
}

fn own_bytes(template: &Template) -> usize {
    let versions = template.versions.iter().map(|version| {
        let pieces = version.pieces.iter().map(|piece| match piece {
            TemplatePiece::Own(Piece::Words(words)) => words.len(),
            _ => 0,
        });
        pieces.sum()
    });
    versions.max().unwrap_or(0)
}

fn known(spoken: &Spoken) -> impl Iterator<Item = &str> {
    spoken.pieces.iter().filter_map(|piece| match piece {
        Piece::Words(words) => Some(&**words),
        Piece::Value(_) => None,
    })
}

/// The length of a text in a form (WHATWG URL, application/x-www-form-urlencoded).
fn encoded(words: &str) -> usize {
    let length = |byte: u8| match byte {
        b' ' | b'*' | b'-' | b'.' | b'_' => 1,
        byte if byte.is_ascii_alphanumeric() => 1,
        _ => 3,
    };
    words.bytes().map(length).sum()
}

/// All spoken texts, except those of a `retry`, which are shorter than the prompts that they replace.
fn each_text(model: &Model<'_>, tell: &mut dyn FnMut(&Spoken)) {
    let mut all = |text: &Text| text.versions.iter().for_each(&mut *tell);
    for state in &model.states {
        match &state.kind {
            StateKind::Menu {
                prompt, capture, ..
            } => {
                all(&prompt.words);
                capture.failure_message.iter().for_each(&mut all);
            }
            StateKind::Transfer(transfer) => {
                transfer.waiting.iter().for_each(|(text, _)| all(text));
            }
        }
    }
    let mut said = |step: &Step<'_>| {
        if let Step::Say { text, .. } = step {
            all(text);
        }
    };
    for branch in all_branches(model) {
        branch.action.each_step(&mut said);
    }
    model.failure.each_step(&mut said);
}
