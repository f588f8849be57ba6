//! Assigns mistakes to uses of parts.
//!
//! A mistake inside a part is found once for each use, at the same place. It is reported once, for
//! the first use that has it, with a note that names the line of that use.

use proc_macro2::{Ident, Span};
use rustc_hash::FxHashSet;

use super::Part;
use crate::place::{Place, Position};

/// Index of a use in [`Blame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UseId(usize);

/// `confirm("..", yes: hangup) as today`
#[derive(Debug)]
pub(crate) struct Use {
    /// The part's name.
    part: String,
    /// From the part's name to the parentheses.
    place: Place,
    /// The states it declares: their names in the tree, and in the part.
    states: Vec<(Ident, Ident)>,
}

/// The parts and uses of a tree, and the errors that were reported for them.
#[derive(Debug, Default)]
pub(crate) struct Blame {
    parts: Vec<Place>,
    uses: Vec<Use>,
    /// The use that is being parsed or resolved.
    within: Option<UseId>,
    told: FxHashSet<(Position, String)>,
}

/// What to report besides an error.
pub(crate) enum Told {
    /// Nothing: the same mistake was reported for another use of the part.
    Before,
    /// The error is new; with a second place and its description, if there is one.
    New(Option<(Place, String)>),
}

impl Blame {
    pub(super) fn declare(&mut self, part: &Part) {
        self.parts.push(part.place);
    }

    pub(crate) fn usage(&mut self, part: &Part, place: Place) -> UseId {
        self.uses.push(Use {
            part: part.name.to_string(),
            place,
            states: Vec::new(),
        });
        UseId(self.uses.len() - 1)
    }

    /// The place of a use.
    pub(crate) fn place(&self, usage: UseId) -> Place {
        let usage = self.uses.get(usage.0);
        usage.map_or_else(|| Place::from(Span::call_site()), |usage| usage.place)
    }

    /// Records a state that a use declares.
    pub(crate) fn state(&mut self, usage: UseId, name: Ident, in_part: Ident) {
        if let Some(usage) = self.uses.get_mut(usage.0) {
            usage.states.push((name, in_part));
        }
    }

    /// Assigns later reports to this use, unless their place belongs to another. Returns the previous use.
    pub(crate) const fn within(&mut self, usage: Option<UseId>) -> Option<UseId> {
        std::mem::replace(&mut self.within, usage)
    }

    /// Decides how to report an error.
    pub(crate) fn tell(&mut self, place: Place, message: &str, about: Option<&Ident>) -> Told {
        // Unknown places can't be told apart.
        if self.parts.is_empty() || !place.is_known() {
            return match self.told.insert((place.position(), message.to_owned())) {
                true => Told::New(None),
                false => Told::Before,
            };
        }
        let usage = self.usage_of(message, about);
        if self.parts.iter().any(|part| part.holds(place)) {
            let key = usage.map_or_else(|| message.to_owned(), |usage| usage.in_part(message));
            let second = usage.map(|usage| (usage.place, usage.describe()));
            if !self.told.insert((place.position(), key)) {
                return Told::Before;
            }
            return Told::New(second);
        }
        // The place is the name that a use gives to the state that it leads to.
        let second = self.uses.iter().flat_map(|usage| {
            let at_name =
                |(name, _): &&(Ident, Ident)| Place::from(name).position() == place.position();
            usage
                .states
                .iter()
                .filter(at_name)
                .map(move |(name, in_part)| {
                    let part = &usage.part;
                    (
                        Place::from(in_part),
                        format!("`{name}` is menu `{in_part}` of part `{part}`, declared"),
                    )
                })
        });
        Told::New(second.last())
    }

    /// The use whose state a message is about or names, or else the current use.
    fn usage_of(&self, message: &str, about: Option<&Ident>) -> Option<&Use> {
        let message = message.lines().next().unwrap_or(message);
        let mut quoted: FxHashSet<_> = message.split('`').skip(1).step_by(2).collect();
        let about = about.map(ToString::to_string);
        if let Some(about) = &about {
            quoted = FxHashSet::from_iter([about.as_str()]);
        }
        let names = |usage: &&Use| {
            let mut states = usage.states.iter();
            states.any(|(name, _)| quoted.contains(name.to_string().as_str()))
        };
        let within = || self.within.and_then(|usage| self.uses.get(usage.0));
        // If uses are nested, the inner one was recorded last.
        self.uses.iter().rev().find(names).or_else(within)
    }
}

impl Use {
    /// The message with the states' names as written in the part, so that it is the same for all uses.
    fn in_part(&self, message: &str) -> String {
        let mut message = message.to_owned();
        for (name, in_part) in &self.states {
            message = message.replace(&format!("`{name}`"), &format!("`{in_part}`"));
        }
        message
    }

    fn describe(&self) -> String {
        let part = &self.part;
        match self.states.first() {
            Some((name, _)) => format!("part `{part}` is used for `{name}`"),
            None => format!("part `{part}` is used"),
        }
    }
}
