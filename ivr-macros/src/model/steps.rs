//! What an action does: its steps, and where they lead.

use crate::place::Place;

use super::{Action, Step, Target};

impl<'a> Action<'a> {
    /// The last step, which decides where the call goes.
    pub(crate) fn last(&self) -> Option<&Step<'a>> {
        self.steps.last()
    }

    /// Calls `visit` with every step, including those in arms.
    pub(crate) fn each_step<'m>(&'m self, visit: &mut impl FnMut(&'m Step<'a>)) {
        for step in &self.steps {
            visit(step);
            match step {
                Step::Match { arms, .. } => {
                    for arm in arms {
                        arm.action.each_step(visit);
                    }
                }
                Step::Retry { otherwise, .. } => otherwise.each_step(visit),
                _ => {}
            }
        }
    }

    /// Maximum number of attempts of a `retry` in it.
    pub(crate) fn retries(&self) -> u32 {
        match self.last() {
            Some(Step::Retry {
                attempts,
                otherwise,
                ..
            }) => otherwise.retries().max(*attempts),
            Some(Step::Match { arms, .. }) => {
                let arms = arms.iter().map(|arm| arm.action.retries());
                arms.max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// Whether its meaning depends on the menu or the attempt.
    pub(crate) fn is_relative(&self) -> bool {
        match self.last() {
            Some(Step::Enter { to, .. }) => matches!(to, Target::Here | Target::Parent),
            Some(Step::Match { arms, .. }) => arms.iter().any(|arm| arm.action.is_relative()),
            Some(Step::Retry { .. }) => true,
            _ => false,
        }
    }

    /// Every target, except those of `retry`.
    pub(crate) fn targets(&self) -> Vec<(Target, Option<Place>)> {
        match self.last() {
            Some(Step::Enter { to, place, .. }) => vec![(*to, Some(*place))],
            Some(Step::Connect { state }) => vec![(Target::State(*state), None)],
            Some(Step::Match { arms, .. }) => {
                arms.iter().flat_map(|arm| arm.action.targets()).collect()
            }
            Some(Step::Retry { otherwise, .. }) => otherwise.targets(),
            _ => Vec::new(),
        }
    }
}
