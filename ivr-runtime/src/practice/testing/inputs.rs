//! The inputs that a walk tries at a menu or a transfer.

use super::taken::On;
use crate::menu::{Description, Input, Key, Outcome, StateKind, Trigger};

/// Every key, and silence; for a range or several keys, the bounds and the values just
/// outside. For a transfer, every outcome.
pub(super) fn inputs(tree: &Description, at: usize) -> Vec<On> {
    let state = &tree.states[at];
    if matches!(state.kind, StateKind::Transfer) {
        return Outcome::ALL.map(On::Leg).to_vec();
    }
    let mut inputs: Vec<On> = Key::ALL.map(On::Key).to_vec();
    let triggers = || state.branches.iter().flat_map(|branch| branch.on);
    // Inputs with their own branch lead elsewhere.
    let inside = |trigger: Trigger| {
        let (Trigger::Number { low, high }, false) = (trigger, trigger.is_exact()) else {
            return None;
        };
        let mut numbers = (low..=high).map(|number| number.to_string());
        numbers.find(|number| {
            let input = Input::from_digits(Some(number));
            !triggers().any(|other| other.is_exact() && other.names(input))
        })
    };
    for trigger in triggers() {
        for keys in samples(*trigger).into_iter().chain(inside(*trigger)) {
            let on = On::from(Input::from_digits(Some(&keys)));
            if !inputs.contains(&on) {
                inputs.push(on);
            }
        }
    }
    inputs.push(On::Silence);
    inputs
}

fn samples(trigger: Trigger) -> Vec<String> {
    match trigger {
        Trigger::Keys(keys) => vec![keys.to_owned()],
        Trigger::Number { low, high } => {
            let numbers = [
                Some(low),
                Some(high),
                low.checked_sub(1),
                high.checked_add(1),
            ];
            numbers
                .into_iter()
                .flatten()
                .map(|number| number.to_string())
                .collect()
        }
        Trigger::Digits { min, max } => [min.saturating_sub(1), min, max]
            .into_iter()
            .filter(|length| *length > 0)
            .map(|length| "1234567890".chars().cycle().take(length.into()).collect())
            .collect(),
        Trigger::Key(_) | Trigger::Silence | Trigger::Leg(_) | Trigger::Other => Vec::new(),
    }
}
