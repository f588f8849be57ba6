//! [`ast`] to [`model`](crate::model): names become states, settings become typed values.
//!
//! What is wrong with one thing alone (a name that does not exist, a speed of 7) is reported
//! here, where it is met; what is wrong with the tree as a whole is left to the checks.

mod action;
mod names;
mod settings;

use std::collections::HashMap;

use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::model::{Action, Branch, ClientActionId, Model, On, State, StateId, StateKind, Trigger};
use crate::place::Place;

use settings::{Scope, Settings};

pub(crate) use names::{attempt, attempt_id, generated};

/// Resolves a whole tree. What could not be resolved is reported and left out.
pub(crate) fn resolve<'a>(tree: &'a ast::Tree, errors: &mut Errors) -> Model<'a> {
    let (context, call) = parameters(tree, errors);
    let settings = Settings::of_tree(&tree.settings, errors);
    let mut resolver = Resolver {
        tree,
        errors,
        settings,
        names: names::collect(tree),
        states: Vec::new(),
    };
    let mut starts = Vec::new();
    for menu in &tree.menus {
        let id = resolver.menu(menu, Head::default(), None);
        starts.extend(menu.start.map(|word| (word, id, menu)));
    }
    let around = Around {
        settings: &resolver.settings.clone(),
        menu: None,
    };
    let fallbacks = resolver.branches(&tree.fallbacks, around, Resolver::tree_trigger);
    let failure = resolver.failure(around);
    let states = resolver.states;
    let start = start(tree, &starts, errors);
    names::check(&states, errors);
    Model {
        ast: tree,
        context,
        call,
        states,
        start,
        fallbacks,
        failure,
    }
}

/// Tells the application's parameter from the call's, by the type's name.
fn parameters<'a>(
    tree: &'a ast::Tree,
    errors: &mut Errors,
) -> (Option<&'a ast::Parameter>, Option<&'a ast::Parameter>) {
    let (mut context, mut call) = (None, None);
    for parameter in &tree.parameters {
        let is_call = matches!(&parameter.ty, syn::Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "Call"));
        let slot = if is_call { &mut call } else { &mut context };
        if slot.is_none() {
            *slot = Some(parameter);
            continue;
        }
        let report = if is_call {
            Report::new(parameter.place, "a tree has only one `&Call`").help("remove this one")
        } else {
            Report::new(
                parameter.place,
                "a tree has one parameter of its own, beside the `&Call`",
            )
            .help("put both into one struct, and pass that")
        };
        errors.report(report);
    }
    (context, call)
}

fn start(
    tree: &ast::Tree,
    starts: &[(proc_macro2::Span, StateId, &ast::Menu)],
    errors: &mut Errors,
) -> Option<StateId> {
    let (first, rest) = match starts.split_first() {
        Some(((_, id, menu), rest)) => ((*id, *menu), rest),
        None => {
            if !tree.damaged {
                let report = Report::new(&tree.name, "this tree does not say where a call starts");
                errors.report(match tree.menus.first() {
                    Some(menu) => report.help(format!("write `start menu {} {{ .. }}`", menu.name)),
                    None => report.help("add a menu: `start menu main_menu { \"..\" }`"),
                });
            }
            return None;
        }
    };
    for (word, _, menu) in rest {
        errors.report(
            Report::new(
                *word,
                format!(
                    "a tree has one start, and that is menu `{}` on line {}",
                    first.1.name,
                    Place::from(&first.1.name).line()
                ),
            )
            .help(format!("remove `start` before menu `{}`", menu.name)),
        );
    }
    Some(first.0)
}

struct Resolver<'a, 'e> {
    tree: &'a ast::Tree,
    errors: &'e mut Errors,
    /// The settings of the tree, which every menu begins with.
    settings: Settings,
    names: HashMap<String, StateId>,
    states: Vec<State<'a>>,
}

/// What a branch is written in.
#[derive(Clone, Copy)]
struct Around<'s> {
    settings: &'s Settings,
    menu: Option<StateId>,
}

/// What stands before a branch, and also holds for the menu that the branch declares.
#[derive(Clone, Copy, Default)]
struct Head<'a> {
    docs: &'a [syn::Attribute],
    allows: &'a [ast::Allow],
}

impl<'a> Resolver<'a, '_> {
    fn menu(&mut self, menu: &'a ast::Menu, head: Head<'a>, parent: Option<StateId>) -> StateId {
        let scope = Scope::Menu {
            start: menu.start.is_some(),
        };
        let settings = self.settings.overridden(&menu.settings, scope, self.errors);
        let prompt = self.prompt(menu);
        let capture = settings.capture();
        let id = self.declare(State {
            name: &menu.name,
            variant: names::variant(&menu.name),
            docs: if menu.docs.is_empty() {
                head.docs
            } else {
                &menu.docs
            },
            allows: head.allows.iter().chain(&menu.allows).collect(),
            id: names::client_action_id(&menu.name, menu.id.as_ref()),
            was: former(&menu.was),
            parent,
            kind: StateKind::Menu {
                prompt,
                first_tries: settings.first_tries(),
                capture,
            },
            branches: Vec::new(),
            damaged: menu.damaged,
        });
        let around = Around {
            settings: &settings,
            menu: Some(id),
        };
        let branches = self.branches(&menu.branches, around, Self::key_trigger);
        let state = &mut self.states[id.0];
        if let StateKind::Menu { capture, .. } = &mut state.kind {
            hear_hash(capture, &branches);
        }
        state.branches = branches;
        id
    }

    fn transfer(
        &mut self,
        connect: &'a ast::Connect,
        head: Head<'a>,
        around: Around<'_>,
    ) -> StateId {
        let id = self.declare(State {
            name: &connect.name,
            variant: names::variant(&connect.name),
            docs: head.docs,
            allows: Vec::new(),
            id: names::client_action_id(&connect.name, None),
            was: former(&connect.was),
            parent: around.menu,
            kind: StateKind::Transfer,
            branches: Vec::new(),
            damaged: connect.damaged,
        });
        self.states[id.0].branches = self.branches(&connect.arms, around, Self::outcome_trigger);
        id
    }

    /// A state gets its number before what is nested in it, as in [`names::collect`].
    fn declare(&mut self, state: State<'a>) -> StateId {
        self.states.push(state);
        StateId(self.states.len() - 1)
    }

    fn prompt(&mut self, menu: &ast::Menu) -> crate::model::Text {
        let [first, rest @ ..] = menu.prompts.as_slice() else {
            if !menu.damaged {
                self.errors.report(
                    Report::new(&menu.name, format!("menu `{}` has no prompt", menu.name))
                        .help("write what the caller hears as a text inside its braces"),
                );
            }
            return settings::unspoken(&menu.name);
        };
        for second in rest {
            self.errors.report(
                Report::new(
                    Place::of(second),
                    format!("menu `{}` already has a prompt", menu.name),
                )
                .help("join the two texts into one"),
            );
        }
        let mut text = settings::text(first, self.errors);
        for second in rest {
            text.text = format!("{} {}", text.text, second.value());
        }
        text
    }

    fn branches(
        &mut self,
        branches: &'a [ast::Branch],
        around: Around<'_>,
        trigger: fn(&mut Self, &ast::Pattern) -> Vec<On>,
    ) -> Vec<Branch<'a>> {
        branches
            .iter()
            .map(|branch| self.branch(branch, around, trigger))
            .collect()
    }

    fn branch(
        &mut self,
        branch: &'a ast::Branch,
        around: Around<'_>,
        trigger: fn(&mut Self, &ast::Pattern) -> Vec<On>,
    ) -> Branch<'a> {
        let mut triggers = Vec::new();
        for (at, pattern) in branch.patterns.iter().enumerate() {
            let inputs = trigger(self, pattern);
            triggers.extend(inputs.into_iter().map(|on| Trigger {
                on,
                place: pattern.place,
                pattern: at,
            }));
        }
        let place = branch
            .patterns
            .first()
            .map_or_else(|| Place::from(&self.tree.name), |first| first.place);
        let head = Head {
            docs: &branch.docs,
            allows: &branch.allows,
        };
        let action = self.action(&branch.action, head, around);
        Branch {
            triggers,
            action,
            allows: &branch.allows,
            place,
        }
    }

    fn key_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        match &pattern.kind {
            ast::PatternKind::Key(key) => vec![On::Key(*key)],
            ast::PatternKind::Range(from, to) => from.through(*to).map(On::Key).collect(),
            ast::PatternKind::Silence => vec![On::Silence],
            ast::PatternKind::Other => vec![On::Other],
            ast::PatternKind::Outcome(word) => {
                self.errors.report(names::not_an_input(word));
                Vec::new()
            }
        }
    }

    /// What holds in every menu is what no menu names: a key means something in its menu only.
    fn tree_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        if let ast::PatternKind::Key(_) | ast::PatternKind::Range(..) = pattern.kind {
            self.errors.report(
                Report::new(pattern.place, "a key has a meaning in a menu only").help(
                    "put it into a menu; at top level stand menus, `_`, `silence` and `failure`",
                ),
            );
            return Vec::new();
        }
        self.key_trigger(pattern)
    }

    fn outcome_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        let report = match &pattern.kind {
            ast::PatternKind::Other => return vec![On::Other],
            ast::PatternKind::Outcome(word) => {
                if let Some(outcome) = crate::keys::Outcome::from_word(&word.to_string()) {
                    return vec![On::Leg(outcome)];
                }
                names::not_an_outcome(word)
            }
            _ => Report::new(
                pattern.place,
                "a transfer is answered by how it ended, not by keys",
            )
            .help("its arms are `answered`, `busy`, `no_answer`, `failed` and `_`"),
        };
        self.errors.report(report);
        Vec::new()
    }

    fn failure(&mut self, around: Around<'_>) -> Action<'a> {
        let tree = self.tree;
        let Some((first, rest)) = tree.failures.split_first() else {
            return self.default_failure();
        };
        for second in rest {
            self.errors.report(
                Report::new(
                    second.keyword,
                    format!(
                        "a tree has one `failure`, and that is on line {}",
                        Place::from(first.keyword).line()
                    ),
                )
                .help("remove one of the two"),
            );
        }
        if let Some(step) = first.action.steps.iter().find(|step| {
            !matches!(
                step.kind,
                ast::StepKind::Say { .. } | ast::StepKind::Play { .. } | ast::StepKind::Hangup
            )
        }) {
            self.errors.report(
                Report::new(step.keyword, "a failed look-up ends the call")
                    .help("`failure` can only `say`, `play` and `hangup`"),
            );
            return self.default_failure();
        }
        self.action(&first.action, Head::default(), around)
    }

    /// A tree that says nothing about failure apologises, in English.
    fn default_failure(&self) -> Action<'a> {
        self.settings.apology(Place::from(&self.tree.name))
    }
}

/// A hash that means something must reach us, so it can't also end the input.
fn hear_hash(capture: &mut crate::model::Capture, branches: &[Branch<'_>]) {
    let mut triggers = branches.iter().flat_map(|branch| &branch.triggers);
    let has_hash = triggers.any(|trigger| matches!(trigger.on, On::Key(key) if key.sign() == '#'));
    if has_hash && capture.complete_on_hash.is_none() {
        capture.complete_on_hash = Some(false);
    }
}

fn former(was: &[syn::LitStr]) -> Vec<ClientActionId> {
    was.iter()
        .map(|id| ClientActionId {
            text: id.value(),
            place: Place::of(id),
        })
        .collect()
}
