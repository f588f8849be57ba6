//! Why a tree can't take over the calls of an older one, and what its author can do about it.

use std::collections::BTreeSet;

/// Why a tree can't take over the calls of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.report())]
pub struct Incompatible {
    /// Ids that calls in flight may carry, and that no state has any more.
    pub gone: Vec<String>,
    /// Languages that calls in flight may be in, and that their ids no longer stand for.
    pub unspoken: Vec<String>,
    /// Values that calls in flight remember in another type.
    pub retyped: Vec<ChangedType>,
    /// Values that a state needs, and that calls in flight may lack.
    pub lacking: Vec<Lacking>,
    /// The older manifest does not say what calls remember, and this tree has them remember
    /// something.
    pub unrecorded: bool,
    /// Another menu is the start.
    pub moved_start: Option<MovedStart>,
    /// Keys that mean something else than they did.
    pub changed: Vec<ChangedKey>,
}

/// A value that has another type, which may not read what calls in flight remember.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedType {
    /// Its name.
    pub value: String,
    /// What it was declared as.
    pub before: String,
    /// What it is declared as.
    pub now: String,
}

/// A value that a surviving state needs, and that calls may come to it without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The state's id in the older tree.
    pub state: String,
    /// Its id in this one.
    pub now: String,
    /// The value.
    pub value: String,
    /// What calls remember there for sure, with the types.
    pub known: Vec<String>,
}

/// A start menu that took the place of another, which is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedStart {
    /// The id of the start menu of the older tree.
    pub before: String,
    /// That of this one.
    pub now: String,
}

/// A key of a surviving state that means something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedKey {
    /// The state's id in the older tree.
    pub state: String,
    /// The key, `silence`, an end of a transfer, or `_`.
    pub key: String,
    /// What it did; `None` if it was left to `_`.
    pub before: Option<String>,
    /// What it does; `None` if it is left to `_`.
    pub now: Option<String>,
}

impl Incompatible {
    /// Whether calls would be stranded. What else there is, is a change that can be meant.
    pub const fn strands_calls(&self) -> bool {
        !self.gone.is_empty()
            || !self.unspoken.is_empty()
            || !self.retyped.is_empty()
            || !self.lacking.is_empty()
    }

    fn report(&self) -> String {
        let mut lines = Vec::new();
        self.tell_errors(&mut lines);
        self.tell_warnings(&mut lines);
        lines.join("\n")
    }

    fn tell_errors(&self, lines: &mut Vec<String>) {
        for id in &self.gone {
            lines.push(format!(
                "error: calls in flight may carry \"{id}\", and no state has this id"
            ));
            lines.push(format!(
                "  help: keep the state, or let the one that takes its place say `was \"{id}\"`"
            ));
        }
        for language in &self.unspoken {
            lines.push(format!(
                "error: calls in flight may be in `{language}`, and would go on in another language"
            ));
            lines.push(format!(
                "  help: keep `{language}`, at its place, until those calls are over"
            ));
        }
        for ChangedType { value, before, now } in &self.retyped {
            lines.push(format!(
                "error: calls in flight remember `{value}: {before}`, which `{value}: {now}` may not read; such a call begins anew"
            ));
            lines.push(format!(
                "  help: give the value another name, such as `{value}_2`; if only the name of the type is new, keep the old one with `type {before} = {now};`; or deploy when no call is under way"
            ));
        }
        let values: BTreeSet<_> = self.lacking.iter().map(|lacking| &lacking.value).collect();
        for value in values {
            lines.push(format!(
                "error: calls in flight may not know `{value}`, which they need; such a call fails where it is read"
            ));
            for lacking in self
                .lacking
                .iter()
                .filter(|lacking| lacking.value == *value)
            {
                lines.push(format!("  note: {}", lacking.there()));
            }
            lines.push(format!(
                "  help: give `{value}` on every way from there to where it is read; or deploy twice, first with `{value}` given and not yet read there, and again when the calls from before have ended"
            ));
        }
    }

    fn tell_warnings(&self, lines: &mut Vec<String>) {
        if self.unrecorded {
            lines.push(
                "warning: the older manifest does not say what calls remember, so it was not checked that this tree can read it".to_owned(),
            );
            lines.push(
                "  help: build the older tree with this release of `ivr-runtime`, and write its manifest again".to_owned(),
            );
        }
        if let Some(MovedStart { before, now }) = &self.moved_start {
            lines.push(format!(
                "warning: calls that were placed, and have just heard \"{before}\", are answered by \"{now}\", which is the start now"
            ));
        }
        for changed in &self.changed {
            let ChangedKey {
                state,
                key,
                before,
                now,
            } = changed;
            lines.push(format!(
                "warning: `{key}` means something else in \"{state}\""
            ));
            for (sign, meaning) in [('-', before), ('+', now)] {
                let meaning = meaning.as_deref().unwrap_or("as `_`");
                lines.push(format!("  {sign} {meaning}"));
            }
        }
        if !self.changed.is_empty() || self.moved_start.is_some() {
            lines.push(
                "  help: callers who have just heard the old prompt are surprised; deploy when the line is quiet, and write the manifest anew".to_owned(),
            );
        }
    }
}

impl Lacking {
    /// Where, and what is known there.
    fn there(&self) -> String {
        let Self {
            state, now, known, ..
        } = self;
        let place = if state == now {
            format!("\"{state}\"")
        } else {
            format!("\"{state}\", which is \"{now}\" now,")
        };
        if known.is_empty() {
            return format!("in {place} they remember nothing for sure");
        }
        format!("in {place} they know `{}`", known.join("`, `"))
    }
}
