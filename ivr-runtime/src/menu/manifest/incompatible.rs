//! Why a tree can't take over the calls of an older one, and how to fix it.

use std::collections::BTreeSet;

/// Why a tree can't take over the calls of an older one.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.report())]
pub struct Incompatible {
    /// Ids that calls in flight may carry, but that no state has any more.
    pub gone: Vec<String>,
    /// Languages that calls in flight may be in, but that their ids no longer denote.
    pub unspoken: Vec<String>,
    /// Values that calls in flight hold in another type.
    pub retyped: Vec<ChangedType>,
    /// Values that a state needs, but that calls in flight may lack.
    pub lacking: Vec<Lacking>,
    /// The older manifest does not list values, and this tree has
    /// some.
    pub unrecorded: bool,
    /// Another menu is the start.
    pub moved_start: Option<MovedStart>,
    /// Keys that lead elsewhere.
    pub changed: Vec<ChangedKey>,
}

/// A value whose new type may not read what calls in flight hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedType {
    /// Its name.
    pub value: String,
    /// Its old type.
    pub before: String,
    /// Its new type.
    pub now: String,
}

/// A value that a surviving state needs, but that calls may lack there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The state's id in the older tree.
    pub state: String,
    /// Its id in this one.
    pub now: String,
    /// The value.
    pub value: String,
    /// The values that every call has there, with their types.
    pub known: Vec<String>,
}

/// A start menu that replaced another one, which still exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedStart {
    /// The id of the start menu of the older tree.
    pub before: String,
    /// The id of the start menu of this tree.
    pub now: String,
}

/// A key of a surviving state that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedKey {
    /// The state's id in the older tree.
    pub state: String,
    /// The key, `silence`, an outcome of a transfer, or `_`.
    pub key: String,
    /// What it did; `None` if `_` handled it.
    pub before: Option<String>,
    /// What it does; `None` if `_` handles it.
    pub now: Option<String>,
}

impl Incompatible {
    /// Whether calls would be stranded. Everything else may be intended.
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
                "  help: keep the state, or add `was \"{id}\"` to the one that replaces it"
            ));
        }
        for language in &self.unspoken {
            lines.push(format!(
                "error: calls in flight may be in `{language}`, and would go on in another language"
            ));
            lines.push(format!(
                "  help: keep `{language}`, at its place, until those calls have ended"
            ));
        }
        for ChangedType { value, before, now } in &self.retyped {
            lines.push(format!(
                "error: calls in flight remember `{value}: {before}`, which `{value}: {now}` may not read; such a call starts over"
            ));
            lines.push(format!(
                "  help: rename the value, for example to `{value}_2`; if only the type's name is new, keep the old one with `type {before} = {now};`; or deploy when there are no calls"
            ));
        }
        let values: BTreeSet<_> = self.lacking.iter().map(|lacking| &lacking.value).collect();
        for value in values {
            lines.push(format!(
                "error: calls in flight may lack `{value}`, which they need; such a call fails where it is read"
            ));
            for lacking in self
                .lacking
                .iter()
                .filter(|lacking| lacking.value == *value)
            {
                lines.push(format!("  note: {}", lacking.there()));
            }
            lines.push(format!(
                "  help: set `{value}` on every path from there to where it is read; or deploy twice, first setting `{value}` without reading it there, and again when the earlier calls have ended"
            ));
        }
    }

    fn tell_warnings(&self, lines: &mut Vec<String>) {
        if self.unrecorded {
            lines.push(
                "warning: the older manifest does not list what calls remember, so it is unknown whether this tree can read it".to_owned(),
            );
            lines.push(
                "  help: build the older tree with this release of `ivr-runtime`, and regenerate its manifest".to_owned(),
            );
        }
        if let Some(MovedStart { before, now }) = &self.moved_start {
            lines.push(format!(
                "warning: outbound calls that have just heard \"{before}\" are answered by \"{now}\", which is the start now"
            ));
        }
        for changed in &self.changed {
            let ChangedKey {
                state,
                key,
                before,
                now,
            } = changed;
            lines.push(format!("warning: `{key}` leads elsewhere in \"{state}\""));
            for (sign, meaning) in [('-', before), ('+', now)] {
                let meaning = meaning.as_deref().unwrap_or("as `_`");
                lines.push(format!("  {sign} {meaning}"));
            }
        }
        if !self.changed.is_empty() || self.moved_start.is_some() {
            lines.push(
                "  help: callers who have just heard the old prompt will be surprised; deploy at a quiet time, and regenerate the manifest".to_owned(),
            );
        }
    }
}

impl Lacking {
    /// Where the value is missing, and which values are set there.
    fn there(&self) -> String {
        let Self {
            state, now, known, ..
        } = self;
        let place = if state == now {
            format!("\"{state}\"")
        } else {
            format!("\"{state}\", which is now \"{now}\",")
        };
        if known.is_empty() {
            return format!("in {place} they may remember nothing");
        }
        format!("in {place} they have `{}`", known.join("`, `"))
    }
}
