//! Lints, which `#[allow(..)]` silences. An `allow` that silences nothing is an
//! error.

use rustc_hash::FxHashSet;

use crate::ast::Allow;
use crate::diagnostics::{Errors, Report};
use crate::model::{Branch, Model, State};
use crate::place::{Place, Position};
use crate::suggest::nearest;

/// A rule that has exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lint {
    /// A prompt offers a key that has no branch.
    UnwiredKey,
    /// A branch that no prompt announces.
    UnannouncedKey,
    /// The words for a key describe another branch.
    SwappedKeys,
    /// A key after which the platform waits for a longer input.
    PrefixKey,
    /// More than five options in one menu.
    TooManyOptions,
    /// More than 30 spoken seconds before the first option.
    LateOptions,
    /// No person and no goodbye within four presses from the start.
    DistantGoodbye,
}

impl Lint {
    const ALL: [Self; 7] = [
        Self::UnwiredKey,
        Self::UnannouncedKey,
        Self::SwappedKeys,
        Self::PrefixKey,
        Self::TooManyOptions,
        Self::LateOptions,
        Self::DistantGoodbye,
    ];

    /// As written in `#[allow(..)]`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::UnwiredKey => "unwired_key",
            Self::UnannouncedKey => "unannounced_key",
            Self::SwappedKeys => "swapped_keys",
            Self::PrefixKey => "prefix_key",
            Self::TooManyOptions => "too_many_options",
            Self::LateOptions => "late_options",
            Self::DistantGoodbye => "distant_goodbye",
        }
    }
}

/// Whether it is the name of a lint, or a misspelling of one.
pub(crate) fn is_nearly_a_lint(name: &str) -> bool {
    nearest(name, Lint::ALL.map(Lint::name)).is_some()
}

/// Tracks which `allow`s have silenced something.
pub(super) struct Lints {
    /// Those of the whole tree.
    of_tree: Vec<Allow>,
    /// By place: one in a part exists for each use, and is needed if any use needs it.
    used: FxHashSet<Position>,
}

impl Lints {
    pub(super) fn of(model: &Model<'_>) -> Self {
        Self {
            of_tree: model.ast.allows.clone(),
            used: FxHashSet::default(),
        }
    }

    /// Reports what a lint found, unless the branch, the menu or the tree allows it.
    pub(super) fn report(
        &mut self,
        lint: Lint,
        state: &State<'_>,
        branch: Option<&Branch<'_>>,
        report: Report,
        errors: &mut Errors,
    ) {
        if !self.allows(lint, state, branch) {
            errors.report(report);
        }
    }

    /// Whether the menu or the branch allows a lint.
    pub(super) fn allows(
        &mut self,
        lint: Lint,
        state: &State<'_>,
        branch: Option<&Branch<'_>>,
    ) -> bool {
        let of_branch = branch.into_iter().flat_map(|branch| branch.allows);
        self.uses(lint, state.allows.iter().copied().chain(of_branch))
    }

    /// Reports a lint in a branch that applies to every menu, unless it is allowed.
    pub(super) fn report_of_tree(
        &mut self,
        lint: Lint,
        branch: &Branch<'_>,
        report: Report,
        errors: &mut Errors,
    ) {
        if !self.uses(lint, branch.allows.iter()) {
            errors.report(report);
        }
    }

    /// Whether a lint is allowed, here or by the tree.
    fn uses<'l>(&mut self, lint: Lint, allows: impl Iterator<Item = &'l Allow>) -> bool {
        let named = |allow: &&Allow| allow.name == lint.name();
        let mut positions: Vec<_> = allows.filter(named).map(position).collect();
        positions.extend(self.of_tree.iter().filter(named).map(position));
        let allowed = !positions.is_empty();
        self.used.extend(positions);
        allowed
    }

    /// ```text
    /// #[allow(unanounced_key)] 1 => hangup     // no such lint
    /// #[allow(unannounced_key)] 1 => hangup    // but the prompt does announce it
    /// ```
    pub(super) fn check_allows(&self, model: &Model<'_>, errors: &mut Errors) {
        let mut seen = FxHashSet::default();
        let of_states = model
            .states
            .iter()
            .flat_map(|state| state.allows.iter().copied());
        let branches = model.states.iter().flat_map(|state| &state.branches);
        let of_branches = branches
            .chain(&model.fallbacks)
            .flat_map(|branch| branch.allows);
        for allow in of_states.chain(of_branches).chain(&self.of_tree) {
            if !seen.insert(std::ptr::from_ref(allow)) {
                continue;
            }
            let known = Lint::ALL.iter().any(|lint| allow.name == lint.name());
            if !known {
                errors.report(unknown(allow));
            } else if !self.used.contains(&position(allow)) {
                errors.report(
                    Report::new(
                        &allow.name,
                        format!("`#[allow({})]` silences nothing here", allow.name),
                    )
                    .help("remove it"),
                );
            }
        }
    }
}

fn position(allow: &Allow) -> Position {
    Place::from(&allow.name).position()
}

fn unknown(allow: &Allow) -> Report {
    let name = allow.name.to_string();
    let names = Lint::ALL.map(Lint::name);
    let report = Report::new(&allow.name, format!("unknown lint `{name}`"));
    match nearest(&name, names) {
        Some(near) => report.help(format!("did you mean `{near}`?")),
        None => report.help(format!("lints are {}", names.join(", "))),
    }
}
