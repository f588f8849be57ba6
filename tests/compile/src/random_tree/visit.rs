//! Visits all actions of a tree.

use std::collections::BTreeSet;

use super::{Action, Fallbacks, Menu, Part, Step, Tree};

impl Tree {
    /// The parts that the tree uses.
    pub(super) fn parts(&self) -> BTreeSet<Part> {
        let mut parts = BTreeSet::new();
        self.clone().each_action(&mut |action| {
            parts.extend(action.iter().filter_map(|step| match step {
                Step::Part(used) => Some(used.part),
                _ => None,
            }));
        });
        parts
    }

    /// Calls `see` with every action, outer ones before nested ones.
    pub(super) fn each_action(&mut self, see: &mut dyn FnMut(&mut Action)) {
        let menus = self.menus.iter_mut().flat_map(Menu::actions);
        let keys = self.keys.iter_mut().map(|key| &mut key.action);
        for action in menus.chain(self.fallbacks.actions()).chain(keys) {
            each_action(action, see);
        }
    }

    /// Calls `see` with every menu, including nested ones.
    pub(super) fn each_menu(&mut self, see: &mut dyn FnMut(&mut Menu)) {
        self.menus.iter_mut().for_each(&mut *see);
        self.each_action(&mut |action| {
            for step in action {
                if let Step::Menu(menu) = step {
                    see(menu);
                }
            }
        });
    }
}

fn each_action(action: &mut Action, see: &mut dyn FnMut(&mut Action)) {
    see(action);
    for inner in action.iter_mut().flat_map(Step::actions) {
        each_action(inner, see);
    }
}

impl Step {
    fn actions(&mut self) -> Vec<&mut Action> {
        match self {
            Self::Menu(menu) => menu.actions(),
            Self::Connect(connect) => connect.arms.iter_mut().map(|(_, action)| action).collect(),
            Self::Match(_, arms) => arms.iter_mut().map(|arm| &mut arm.action).collect(),
            Self::Retry(_, _, otherwise) => vec![otherwise],
            Self::Part(used) => vec![&mut used.means],
            _ => Vec::new(),
        }
    }
}

impl Menu {
    fn actions(&mut self) -> Vec<&mut Action> {
        let branches = self.branches.iter_mut().map(|branch| &mut branch.action);
        branches.chain(self.fallbacks.actions()).collect()
    }
}

impl Fallbacks {
    fn actions(&mut self) -> impl Iterator<Item = &mut Action> {
        let both = [&mut self.silence, &mut self.other];
        both.into_iter().flatten()
    }
}
