//! Finds handlers that no caller reaches.

use super::super::{Action, Fallbacks, Tree};
use super::states::{State, States};
use super::{Input, Walk};

/// A `_` or a `silence` that other handlers precede in every menu: the menu that contains it, if any, and whether it is
/// for silence.
pub(in super::super) fn unused_handler(tree: &Tree) -> Option<(Option<String>, bool)> {
    let states = States::of(tree);
    let walk = Walk {
        tree,
        states: &states,
    };
    let menus = states.all().filter_map(|state| match state {
        State::Menu(menu, _) => Some(menu),
        State::Transfer(..) => None,
    });
    let menus: Vec<_> = menus.collect();
    let mut taken: Vec<*const Action> = Vec::new();
    for menu in &menus {
        let mut inputs: Vec<_> = (0..12).map(Input::Key).chain([Input::Silence]).collect();
        // With several keys there is always an input without a branch.
        let (_, most) = walk.settings(Some(menu)).digits.unwrap_or((1, 1));
        inputs.extend((most > 1).then_some(Input::Digits("x")));
        for input in inputs {
            let state = State::Menu(menu, states.around(menu));
            taken.extend(
                walk.branch(state, input)
                    .map(|(_, action)| std::ptr::from_ref(action)),
            );
        }
    }
    let unused = |fallbacks: &Fallbacks, owner: Option<&str>| {
        let both = [(&fallbacks.silence, true), (&fallbacks.other, false)];
        let mut both = both.into_iter();
        let unused = both.find(|(action, _)| {
            action
                .as_ref()
                .is_some_and(|action| !taken.contains(&std::ptr::from_ref(action)))
        });
        unused.map(|(_, silence)| (owner.map(str::to_owned), silence))
    };
    unused(&tree.fallbacks, None).or_else(|| {
        menus
            .iter()
            .find_map(|menu| unused(&menu.fallbacks, Some(&menu.name)))
    })
}
