//! Converts the [`ast`] to the [`model`](crate::model): names become states, settings become typed values.
//!
//! Mistakes in a single item (an unknown name, a speed of 7) are reported
//! here; mistakes in the tree as a whole are left to the checks.

mod action;
mod branches;
mod carriers;
mod characters;
mod exact;
mod names;
mod options;
mod prompt;
mod settings;
mod text;
mod variables;

use rustc_hash::FxHashMap;

use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::model::{
    Action, Branch, ClientActionId, Language, Model, Options, State, StateId, StateKind, Text,
};
use crate::place::Place;

use branches::hear_hash;
use names::Languages;
use settings::{Scope, Settings};
use text::Voices;

pub(crate) use names::{generated, point_id, variant};
pub(crate) use settings::duration;
pub(crate) use text::{MAX_CHARACTERS, unlisted};

/// Resolves a whole tree. What can't be resolved is reported and left out.
pub(crate) fn resolve<'a>(tree: &'a ast::Tree, errors: &mut Errors) -> Model<'a> {
    let (context, call) = parameters(tree, errors);
    let languages = Languages::of(tree, errors);
    let settings = Settings::of_tree(tree, &languages, errors);
    let carriers = carriers::named(tree, errors);
    let variables = variables::declared(tree, errors);
    let mut resolver = Resolver {
        tree,
        languages: &languages,
        variables: &variables,
        errors,
        settings,
        names: names::collect(tree),
        states: Vec::new(),
    };
    resolver.check_from();
    let mut starts = Vec::new();
    for menu in &tree.menus {
        let id = resolver.menu(menu, Head::default(), None);
        starts.extend(menu.start.map(|word| (word, id, menu)));
    }
    let around = Around {
        settings: &resolver.settings.clone(),
        menu: None,
    };
    resolver.refuse_labels(&tree.fallbacks, "in none");
    let fallbacks = resolver.branches(&tree.fallbacks, around, Resolver::tree_trigger);
    let ring = resolver.ring(around);
    let failure = resolver.failure(around);
    let states = resolver.states;
    let start = start(tree, &starts, errors);
    names::check(&states, errors);
    Model {
        ast: tree,
        file: Place::from(&tree.name).file(),
        context,
        call,
        languages: languages
            .into_names()
            .into_iter()
            .map(|name| Language { name })
            .collect(),
        carriers,
        variables,
        states,
        start,
        fallbacks,
        ring,
        failure,
    }
}

/// Distinguishes the application's parameter from the call's, by the name of its type.
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
                let report = Report::new(&tree.name, "this tree has no start menu");
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
                    "duplicate start: menu `{}` on line {} is the start already",
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
    languages: &'e Languages,
    variables: &'e [&'a ast::Variable],
    errors: &'e mut Errors,
    /// The settings of the tree, from which every menu starts.
    settings: Settings,
    names: FxHashMap<String, names::Named>,
    states: Vec<State<'a>>,
}

/// The context of a branch.
#[derive(Clone, Copy)]
struct Around<'s> {
    settings: &'s Settings,
    menu: Option<StateId>,
}

/// What precedes a branch, and also applies to the menu that the branch declares.
#[derive(Clone, Copy, Default)]
struct Head<'a> {
    docs: &'a [syn::Attribute],
    allows: &'a [ast::Allow],
}

impl<'a, 'e> Resolver<'a, 'e> {
    fn menu(&mut self, menu: &'a ast::Menu, head: Head<'a>, parent: Option<StateId>) -> StateId {
        let scope = Scope::Menu {
            start: menu.start.is_some(),
        };
        let inherited = self.settings.clone();
        let voices = self.voices(None);
        let settings = inherited.overridden(&menu.settings, scope, voices, self.errors);
        let labels = self.labels(menu);
        let options = options::listed(menu, &labels, &settings.voice(), self.languages);
        let prompt = self.prompt(menu, &settings, &options);
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
                options,
                first_tries: settings.first_tries(),
                capture: Box::new(capture),
            },
            branches: Vec::new(),
            damaged: menu.damaged,
        });
        let around = Around {
            settings: &settings,
            menu: Some(id),
        };
        let mut branches = self.branches(&menu.branches, around, Self::key_trigger);
        for (branch, label) in branches.iter_mut().zip(labels) {
            branch.label = label;
        }
        let state = &mut self.states[id.0];
        if let StateKind::Menu { capture, .. } = &mut state.kind {
            hear_hash(capture, settings.complete_on_hash, &branches);
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
        let transfer = self.calls(connect, around);
        let id = self.declare(State {
            name: &connect.name,
            variant: names::variant(&connect.name),
            docs: head.docs,
            allows: Vec::new(),
            id: names::client_action_id(&connect.name, None),
            was: former(&connect.was),
            parent: around.menu,
            kind: StateKind::Transfer(transfer),
            branches: Vec::new(),
            damaged: connect.damaged,
        });
        self.refuse_labels(&connect.arms, "an end of a transfer");
        self.states[id.0].branches = self.branches(&connect.arms, around, Self::outcome_trigger);
        id
    }

    /// Adds a state. Its index is lower than those of states nested in it, as in [`names::collect`].
    fn declare(&mut self, state: State<'a>) -> StateId {
        self.states.push(state);
        StateId(self.states.len() - 1)
    }

    fn text(&mut self, text: &ast::Text, options: Option<&[Options]>) -> Text {
        let voices = self.voices(options);
        text::text(text, voices, self.errors)
    }

    const fn voices<'o>(&self, options: Option<&'o [Options]>) -> Voices<'o>
    where
        'e: 'o,
    {
        Voices {
            languages: self.languages,
            options,
        }
    }

    /// The branch for an inbound call.
    fn ring(&mut self, around: Around<'_>) -> Option<Branch<'a>> {
        let (first, rest) = self.tree.rings.split_first()?;
        for second in rest {
            self.errors.report(twice("ring", second, first));
        }
        Some(Branch {
            triggers: Vec::new(),
            binding: None,
            label: None,
            action: self.action(&first.action, Head::default(), around),
            allows: &[],
            place: Place::from(first.keyword),
        })
    }

    fn failure(&mut self, around: Around<'_>) -> Action<'a> {
        let tree = self.tree;
        let Some((first, rest)) = tree.failures.split_first() else {
            return self.default_failure();
        };
        for second in rest {
            self.errors.report(twice("failure", second, first));
        }
        if let Some(step) = first.action.steps.iter().find(|step| {
            !matches!(
                step.kind,
                ast::StepKind::Say { .. } | ast::StepKind::Play(_) | ast::StepKind::Hangup
            )
        }) {
            self.errors.report(
                Report::new(step.keyword, "a failed lookup ends the call")
                    .help("`failure` can only `say`, `play` and `hangup`"),
            );
            return self.default_failure();
        }
        self.action(&first.action, Head::default(), around)
    }

    /// The default failure action: an apology in English.
    fn default_failure(&self) -> Action<'a> {
        self.settings.apology(Place::from(&self.tree.name))
    }
}

fn twice(what: &str, second: &ast::Reaction, first: &ast::Reaction) -> Report {
    let line = Place::from(first.keyword).line();
    Report::new(
        second.keyword,
        format!("a tree has only one `{what}`, first on line {line}"),
    )
    .help("remove one of the two")
}

fn former(was: &[syn::LitStr]) -> Vec<ClientActionId> {
    was.iter()
        .map(|id| ClientActionId {
            text: id.value(),
            place: Place::from(id),
        })
        .collect()
}
