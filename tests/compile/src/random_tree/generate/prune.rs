//! Removes unreachable handlers, which are errors.

use super::super::{Number, Step, Tree, walk};

/// Removes each `_` and `silence` that other handlers precede in every menu.
pub(super) fn unused_handlers(tree: &mut Tree) {
    while let Some((owner, silence)) = walk::unused_handler(tree) {
        let remove = |fallbacks: &mut super::Fallbacks| {
            if silence {
                fallbacks.silence = None;
            } else {
                fallbacks.other = None;
            }
        };
        match owner {
            None => remove(&mut tree.fallbacks),
            Some(name) => tree.each_menu(&mut |menu| {
                if menu.name == name {
                    remove(&mut menu.fallbacks);
                }
            }),
        }
    }
}

/// Whether there is a lookup, so that `failure` is reachable.
pub(super) fn asks(tree: &mut Tree) -> bool {
    let mut asks = false;
    tree.each_action(&mut |action| {
        asks |= action.iter().any(|step| match step {
            Step::Match(..) => true,
            Step::Connect(connect) => {
                let mut numbers = [&connect.from, &connect.to].into_iter();
                numbers.any(|number| !matches!(number, Number::Literal(_)))
            }
            _ => false,
        });
    });
    asks
}
