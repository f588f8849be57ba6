//! Converts the [`ast`] to the [`model`](crate::model): names become states, settings become typed values.
//!
//! Mistakes in a single item (an unknown name, a speed of 7) are reported
//! here; mistakes in the tree as a whole are left to the checks.

mod action;
mod carriers;
mod characters;
mod exact;
mod names;
mod options;
mod settings;
mod text;
mod variables;

use proc_macro2::Ident;
use rustc_hash::FxHashMap;

use crate::ast;
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{
    Action, Branch, ClientActionId, Language, Model, On, Options, Piece, Prompt, State, StateId,
    StateKind, Text, Trigger,
};
use crate::place::Place;

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

    fn prompt(&mut self, menu: &ast::Menu, settings: &Settings, options: &[Options]) -> Prompt {
        let Some((first, rest)) = menu.prompts.split_first() else {
            if !menu.damaged {
                self.errors.report(
                    Report::new(&menu.name, format!("menu `{}` has no prompt", menu.name))
                        .help("write what the caller hears as a text inside its braces"),
                );
            }
            let words = text::unspoken(Place::from(&menu.name));
            return Prompt {
                recordings: Vec::new(),
                heard: words.clone(),
                words,
            };
        };
        // The tree's settings for texts and files don't apply to prompts.
        let mut settings = settings.clone();
        settings.repetition = None;
        let recordings = first.recordings.iter();
        let recordings: Vec<_> = recordings
            .map(|recording| self.recording(recording, &settings))
            .collect();
        let mut words = match &first.words {
            Some(words) => self.text(words, Some(options)),
            None => {
                self.check_recorded(menu, first);
                text::unspoken(first.place)
            }
        };
        for second in rest {
            let report = Report::new(
                second.place,
                format!("menu `{}` already has a prompt", menu.name),
            );
            let recorded = [first, second].iter().any(|p| !p.recordings.is_empty());
            self.errors.report(if recorded {
                report.help(
                    "join the two with `then`, the words last: `play \"https://..\" then \"..\"`",
                )
            } else {
                report.help("join the two texts into one")
            });
            // The menu's keys are offered all the same.
            let Some(more) = &second.words else { continue };
            let more = self.text(more, Some(options));
            for (version, more) in words.versions.iter_mut().zip(more.versions) {
                version.pieces.push(Piece::Words(" ".to_owned()));
                version.pieces.extend(more.pieces);
            }
        }
        let heard = text::heard(&recordings, &words, self.languages, first.place);
        Prompt {
            recordings,
            words,
            heard,
        }
    }

    /// ```text
    /// menu sales { play "https://h/a.mp3"  1 => .. }        // and who knows what it says of key 1?
    /// menu sales { tries: 3, play(transcript: "..") "https://h/a.mp3"  1 => .. }
    /// ```
    /// Checks a prompt that is played and not spoken.
    fn check_recorded(&mut self, menu: &ast::Menu, prompt: &ast::Prompt) {
        // An unparsable one has been reported.
        let could_be = |recording: &ast::Recording| {
            recording.settings.iter().any(|s| s.name != "repetition") || self.tree.damaged
        };
        if !prompt.recordings.iter().any(could_be) {
            self.errors.report(
                Report::new(
                    prompt.place,
                    format!("the recording of menu `{}` has no transcript", menu.name),
                )
                .help("write it after `play`, for checks, captions and diagrams: `play(transcript: \"..\") \"https://..\"`")
                .help("after music, say the options: `play \"https://..\" then \"..\"`"),
            );
        }
        let repeats =
            |setting: &&ast::Setting| setting.name == "tries" || setting.name == "first_tries";
        for setting in menu.settings.iter().filter(repeats) {
            self.errors.report(
                Report::new(
                    setting.place,
                    format!("`{}` repeats what the platform speaks, but here it plays a file", setting.name),
                )
                .help("play the recording again with `silence => retry(1) else ..`, or add words after it"),
            );
        }
    }

    fn labels(&mut self, menu: &ast::Menu) -> Vec<Option<Text>> {
        let branches = menu.branches.iter();
        branches
            .map(|branch| {
                let label = branch.label.as_ref()?;
                let keys_only = branch.patterns.iter().all(|pattern| {
                    matches!(
                        pattern.kind,
                        ast::PatternKind::Key(_) | ast::PatternKind::Keyed(_)
                    )
                });
                if !keys_only {
                    self.errors.report(
                        Report::new(label.place, "only keys can have a label")
                            .help("say it in the prompt's own words"),
                    );
                }
                let label = self.text(label, None);
                if let Some(value) = label.values().next() {
                    let report = Report::new(label.place, "a label can't contain values")
                        .help(format!("say `{{{}}}` in the prompt", value.name));
                    self.errors.report(report);
                }
                Some(label)
            })
            .collect()
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

    fn branches(
        &mut self,
        branches: &'a [ast::Branch],
        around: Around<'_>,
        trigger: fn(&mut Self, &ast::Pattern) -> Vec<On>,
    ) -> Vec<Branch<'a>> {
        let mut resolved: Vec<_> = branches
            .iter()
            .map(|branch| self.branch(branch, around, trigger))
            .collect();
        exact::leave_exact_keys(branches, &mut resolved, self.errors);
        resolved
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
        let binding = self.binding(branch);
        let action = self.action(&branch.action, head, around);
        Branch {
            triggers,
            binding,
            label: None,
            action,
            allows: &branch.allows,
            place,
        }
    }

    /// The name by which the action knows the captured digits.
    fn binding(&mut self, branch: &'a ast::Branch) -> Option<&'a Ident> {
        let mut patterns = branch.patterns.iter();
        let binding = patterns.find_map(|pattern| pattern.binding.as_ref())?;
        if branch.patterns.len() > 1 {
            self.errors.report(
                Report::new(
                    binding,
                    format!("`{binding}` would be set for only one of these inputs"),
                )
                .help("write a branch for each"),
            );
        }
        Some(binding)
    }

    fn key_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        match &pattern.kind {
            ast::PatternKind::Key(key) => vec![On::Key(*key)],
            ast::PatternKind::Keyed(keys) => vec![On::Keyed(*keys)],
            // Without a binding, a range of single digits is the same as its single keys.
            ast::PatternKind::Range(low, high) if *high <= 9 && pattern.binding.is_none() => {
                let digit = |number| char::from_digit(number, 10).and_then(Key::from_char);
                (*low..=*high).filter_map(digit).map(On::Key).collect()
            }
            ast::PatternKind::Range(low, high) => vec![On::Number(*low, *high)],
            ast::PatternKind::Digits(min, max) => vec![On::Digits(*min, *max)],
            ast::PatternKind::Silence => vec![On::Silence],
            ast::PatternKind::Other => vec![On::Other],
            ast::PatternKind::Outcome(word) => {
                self.errors.report(names::not_an_input(word));
                Vec::new()
            }
        }
    }

    /// The triggers for the whole tree: `_`, `silence` and single keys. The number of captured digits is a menu's own
    /// affair.
    fn tree_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        let inputs = self.key_trigger(pattern);
        if !inputs.iter().any(|on| on.is_captured()) {
            return inputs;
        }
        self.errors.report(
            Report::new(pattern.place, "only single keys can apply to every menu")
                .help("put it into the menu that captures that many digits"),
        );
        Vec::new()
    }

    /// ```text
    /// '*' "hear this again" => repeat        // at top level: in which list?
    /// ```
    fn refuse_labels(&mut self, branches: &[ast::Branch], place: &str) {
        for label in branches.iter().filter_map(|branch| branch.label.as_ref()) {
            self.errors.report(
                Report::new(
                    label.place,
                    format!("`{{options}}` lists the labels of a menu, but this branch is {place}"),
                )
                .help("remove it, and say in a prompt what the key does"),
            );
        }
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
            _ => Report::new(pattern.place, "a transfer's arms are outcomes, not keys")
                .help("its arms are `answered`, `busy`, `no_answer`, `failed` and `_`"),
        };
        self.errors.report(report);
        Vec::new()
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

/// A hash with a branch must reach us, so it can't also end the input. If only one key is captured, it has nothing to
/// end, and is a key like any other.
fn hear_hash(capture: &mut crate::model::Capture, written: Option<bool>, branches: &[Branch<'_>]) {
    let mut triggers = branches.iter().flat_map(|branch| &branch.triggers);
    let has_hash = triggers.any(|trigger| match trigger.on {
        On::Key(key) => key.sign() == '#',
        On::Keyed(keys) => keys.as_str().contains('#'),
        _ => false,
    });
    if written.is_none() && has_hash {
        capture.complete_on_hash = false;
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
