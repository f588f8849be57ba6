//! The branches of a menu, of a transfer and of the whole tree, with the inputs that take them.

use proc_macro2::Ident;

use super::{Around, Head, Resolver, exact, names};
use crate::ast;
use crate::diagnostics::Report;
use crate::keys::{Key, Outcome};
use crate::model::{Branch, Capture, On, Trigger};
use crate::place::Place;

impl<'a> Resolver<'a, '_> {
    pub(super) fn branches(
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

    pub(super) fn key_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
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
    pub(super) fn tree_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
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
    pub(super) fn refuse_labels(&mut self, branches: &[ast::Branch], place: &str) {
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

    pub(super) fn outcome_trigger(&mut self, pattern: &ast::Pattern) -> Vec<On> {
        let report = match &pattern.kind {
            ast::PatternKind::Other => return vec![On::Other],
            ast::PatternKind::Outcome(word) => {
                if let Some(outcome) = Outcome::from_word(&word.to_string()) {
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
}

/// A hash with a branch must reach us, so it can't also end the input. If only one key is captured, it has nothing to
/// end, and is a key like any other.
pub(super) fn hear_hash(capture: &mut Capture, written: Option<bool>, branches: &[Branch<'_>]) {
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
