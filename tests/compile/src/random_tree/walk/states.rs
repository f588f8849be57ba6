//! Finds the states of a tree by walking through its actions.

use super::super::{Action, Connect, Menu, Step, Tree};

/// A menu or a transfer, and the menu that contains it.
#[derive(Clone, Copy, Debug)]
pub(super) enum State<'t> {
    Menu(&'t Menu, Option<&'t Menu>),
    Transfer(&'t Connect, Option<&'t Menu>),
}

impl<'t> State<'t> {
    pub(super) fn name(self) -> &'t str {
        match self {
            Self::Menu(menu, _) => &menu.name,
            Self::Transfer(connect, _) => &connect.name,
        }
    }

    pub(super) const fn around(self) -> Option<&'t Menu> {
        match self {
            Self::Menu(_, around) | Self::Transfer(_, around) => around,
        }
    }
}

/// Every state of a tree.
pub(super) struct States<'t>(Vec<State<'t>>);

impl<'t> States<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let mut states = Self(Vec::new());
        for menu in &tree.menus {
            states.menu(menu, None);
        }
        let fallbacks = [&tree.fallbacks.silence, &tree.fallbacks.other];
        let keys = tree.keys.iter().map(|key| &key.action);
        for action in fallbacks.into_iter().flatten().chain(keys) {
            states.action(action, None);
        }
        states
    }

    fn menu(&mut self, menu: &'t Menu, around: Option<&'t Menu>) {
        self.0.push(State::Menu(menu, around));
        let fallbacks = [&menu.fallbacks.silence, &menu.fallbacks.other];
        let branches = menu.branches.iter().map(|branch| &branch.action);
        for action in branches.chain(fallbacks.into_iter().flatten()) {
            self.action(action, Some(menu));
        }
    }

    fn action(&mut self, action: &'t Action, around: Option<&'t Menu>) {
        for step in action {
            match step {
                Step::Menu(menu) => self.menu(menu, around),
                Step::Connect(connect) => {
                    self.0.push(State::Transfer(connect, around));
                    for (_, action) in &connect.arms {
                        self.action(action, around);
                    }
                }
                Step::Match(_, arms) => {
                    for arm in arms {
                        self.action(&arm.action, around);
                    }
                }
                Step::Retry(_, _, otherwise) => self.action(otherwise, around),
                Step::Part(used) => self.action(&used.means, around),
                _ => {}
            }
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = State<'t>> + '_ {
        self.0.iter().copied()
    }

    pub(super) fn named(&self, name: &str) -> Option<State<'t>> {
        self.all().find(|state| state.name() == name)
    }

    /// The menu that contains a menu.
    pub(super) fn around(&self, menu: &Menu) -> Option<&'t Menu> {
        self.named(&menu.name).and_then(State::around)
    }

    pub(super) fn id(&self, state: State<'_>) -> String {
        let own = match state {
            State::Menu(menu, _) => menu.id.clone(),
            State::Transfer(..) => None,
        };
        own.unwrap_or_else(|| plain(state.name()).to_owned())
    }

    pub(super) fn was<'s>(&self, state: State<'s>) -> &'s [String] {
        match state {
            State::Menu(menu, _) => &menu.was,
            State::Transfer(connect, _) => &connect.was,
        }
    }
}

/// A name without the `r#` of a raw identifier.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
