//! The manifest: the states, keys and values that calls in flight depend on, and that a deploy must not
//! break.
//!
//! A call lasts longer than a deploy: the old program hands out an id, and the new one
//! reads it. So a renamed state strands its callers, a rewired key
//! surprises those who have just heard the old prompt, and a menu that reads a value that has not been
//! set fails. A manifest lists what such calls depend on; keep it in a file
//! next to the tree, and check the tree against it before a deploy.
//!
//! # What it sees of what calls remember
//!
//! - **Which values are set in each state**, and which ones are needed from there on. A state that
//!   needs a value that the older tree did not always set is an error.
//! - **The type of each value, as written in the tree**, without spaces and paths. Another type is an
//!   error, unless it can certainly read the older one: a larger integer, or an `Option` of it.
//!
//! It does not see inside a type, because a macro sees names and not declarations. An added
//! field, a renamed variant, a changed alias, or another type with the same name go unnoticed. Rename such a
//! type, or make it read its old values (`#[serde(default)]`, `#[serde(alias = "..")]`), and test that.
//!
//! A call whose values can't be read [starts over](crate::engine::values): its caller hears the first menu. A caller
//! whose call lacks a value hears the tree's `failure`.

mod incompatible;
mod meaning;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::menu::Tree;
pub use incompatible::{ChangedKey, ChangedType, Incompatible, Lacking, MovedStart};
use meaning::{entry, to};

/// What calls in flight depend on in a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of the tree's type.
    pub tree: String,
    /// The languages of the tree, the one that calls begin in first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The id of the start menu; `None` if the manifest does not have it. The first input of
    /// an outbound call carries no id, and is handled there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The values that calls remember, with their types as written in the tree; `None` if the manifest
    /// does not list them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<BTreeMap<String, String>>,
    /// The states, by id.
    pub states: BTreeMap<String, ManifestState>,
}

/// One state of a [`Manifest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestState {
    /// A hash of what the keys do: 16 hexadecimal digits.
    pub hash: String,
    /// How often the menu can be retried; each attempt has the id `{id}~{attempt}`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// How often it can be retried after silence, if silence is counted separately; such an
    /// attempt has the id `{id}~{attempt}~{silences}`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silences: u32,
    /// Former ids of the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// The values that are set in every call here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// The values that are read here or later, before they are set again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed: Vec<String>,
    /// What each input does: keys, `silence`, the outcomes of a transfer, and `_` for the rest.
    pub keys: BTreeMap<String, String>,
}

// Serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Why a file is not a manifest.
#[derive(Debug, thiserror::Error)]
#[error("this is not a manifest: {0}; write one with the `manifest` command")]
pub struct ManifestError(#[from] serde_json::Error);

impl Manifest {
    /// The manifest of a tree.
    pub fn of<T: Tree>() -> Self {
        let tree = T::description();
        let start = tree.states.get(tree.start);
        let values = tree.values.iter();
        let values = values.map(|value| (value.name.to_owned(), value.ty.to_owned()));
        Self {
            tree: tree.name.to_owned(),
            languages: tree.languages.iter().map(|&l| l.to_owned()).collect(),
            start: start.map(|start| start.client_action_id.to_owned()),
            values: Some(values.collect()),
            states: tree
                .states
                .iter()
                .map(|state| (state.client_action_id.to_owned(), entry(tree, state)))
                .collect(),
        }
    }

    /// Parses a manifest from JSON.
    ///
    /// # Errors
    /// If it is not a manifest.
    pub fn read(text: &str) -> Result<Self, ManifestError> {
        Ok(serde_json::from_str(text)?)
    }

    /// Whether this tree can take over the calls of an `older` one.
    ///
    /// # Errors
    /// If an id was removed without a `was`, a language has changed, calls lack values or hold them
    /// in other types, or a key of a surviving state leads elsewhere.
    pub fn takes_over(&self, older: &Self) -> Result<(), Box<Incompatible>> {
        let mut incompatible = Incompatible {
            unspoken: self.unspoken(older),
            retyped: self.retyped(older),
            unrecorded: older.values.is_none() && !self.types().is_empty(),
            moved_start: self.moved_start(older),
            ..Incompatible::default()
        };
        for (id, before) in &older.states {
            let Some((now_id, now)) = self.find(id) else {
                incompatible.gone.push(id.clone());
                continue;
            };
            incompatible.gone.extend(lost_attempts(id, before, now));
            let lacking = lacking(older, before, now);
            let lacking = lacking.filter(|value| {
                let told = |retyped: &ChangedType| retyped.value == *value;
                !incompatible.retyped.iter().any(told)
            });
            incompatible.lacking.extend(lacking.map(|value| Lacking {
                state: id.clone(),
                now: now_id.to_owned(),
                value,
                known: older.typed(&before.known),
            }));
            let keys: BTreeSet<_> = before.keys.keys().chain(now.keys.keys()).collect();
            for key in keys {
                let was = before.keys.get(key).map(|meaning| self.renamed(meaning));
                let is = now.keys.get(key).cloned();
                if was != is {
                    incompatible.changed.push(ChangedKey {
                        state: id.clone(),
                        key: key.clone(),
                        before: before.keys.get(key).cloned(),
                        now: is,
                    });
                }
            }
        }
        if incompatible == Incompatible::default() {
            Ok(())
        } else {
            Err(Box::new(incompatible))
        }
    }

    /// Languages of an older tree that its ids no longer denote: ids in the first language have no suffix,
    /// all others do.
    fn unspoken(&self, older: &Self) -> Vec<String> {
        let unspoken = |(at, language): (usize, &String)| {
            let stays = match at {
                0 => self.languages.first().is_none_or(|now| now == language),
                _ => self.languages.iter().skip(1).any(|now| now == language),
            };
            (!stays).then(|| language.clone())
        };
        older
            .languages
            .iter()
            .enumerate()
            .filter_map(unspoken)
            .collect()
    }

    /// Values whose new type may not read the older one.
    fn retyped(&self, older: &Self) -> Vec<ChangedType> {
        let before = older.types().iter();
        let both = before.filter_map(|(name, was)| Some((name, was, self.types().get(name)?)));
        both.filter(|(_, was, is)| !types::reads(is, was))
            .map(|(value, was, is)| ChangedType {
                value: value.clone(),
                before: was.clone(),
                now: is.clone(),
            })
            .collect()
    }

    /// The start menu, if it is not that of the older tree.
    fn moved_start(&self, older: &Self) -> Option<MovedStart> {
        let (before, now) = older.start.as_ref().zip(self.start.as_ref())?;
        let (survivor, _) = self.find(before)?;
        (survivor != now).then(|| MovedStart {
            before: before.clone(),
            now: now.clone(),
        })
    }

    fn types(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.values.as_ref().unwrap_or(&NONE)
    }

    /// Values with their types, as the tree declares them.
    fn typed(&self, names: &[String]) -> Vec<String> {
        let typed = names.iter().map(|name| match self.types().get(name) {
            Some(ty) => format!("{name}: {ty}"),
            None => name.clone(),
        });
        typed.collect()
    }

    /// The state that an id of an older tree leads to, with its current id.
    fn find(&self, id: &str) -> Option<(&str, &ManifestState)> {
        let renamed = || {
            let mut states = self.states.iter();
            states.find(|(_, state)| state.was.iter().any(|was| was == id))
        };
        let found = self.states.get_key_value(id).or_else(renamed);
        found.map(|(id, state)| (id.as_str(), state))
    }

    /// A meaning in the older tree, with the current ids of its states.
    fn renamed(&self, meaning: &str) -> String {
        let mut meaning = meaning.to_owned();
        for (id, state) in &self.states {
            for was in &state.was {
                meaning = meaning.replace(&to(was), &to(id));
            }
        }
        meaning
    }
}

/// Ids of attempts that an older state had, but its successor does not.
fn lost_attempts(id: &str, before: &ManifestState, now: &ManifestState) -> Vec<String> {
    let counts = (0..=before.attempts)
        .flat_map(|attempt| (0..=before.silences).map(move |silence| (attempt, silence)));
    let lost =
        counts.filter(|(attempt, silence)| *attempt > now.attempts || *silence > now.silences);
    let ids = lost.map(|(attempt, silence)| match silence {
        0 => format!("{id}~{attempt}"),
        silence => format!("{id}~{attempt}~{silence}"),
    });
    ids.collect()
}

/// Values that a state needs, but that calls may lack there.
fn lacking<'m>(
    older: &Manifest,
    before: &'m ManifestState,
    now: &'m ManifestState,
) -> impl Iterator<Item = String> + use<'m> {
    let recorded = older.values.is_some();
    let needed = now.needed.iter().filter(move |_| recorded);
    needed
        .filter(|value| !before.known.contains(value))
        .cloned()
}

/// As JSON, with one key per line, for readable diffs.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        writeln!(f, "{json}")
    }
}

/// Panics with a readable diff if `T` can't take over the calls of the tree whose manifest
/// is `file`. For tests in the tree's own crate.
///
/// ```no_run
/// # fn example<Restaurant: ivr_runtime::Tree>(manifest: &str) {
/// ivr_runtime::manifest::assert_takes_over::<Restaurant>(manifest);
/// # }
/// ```
///
/// # Panics
/// If `T` can't take over those calls, or if `file` is not a manifest.
#[track_caller]
#[allow(clippy::panic)]
pub fn assert_takes_over<T: Tree>(file: &str) {
    let older = match Manifest::read(file) {
        Ok(older) => older,
        Err(error) => panic!("{error}"),
    };
    if let Err(incompatible) = Manifest::of::<T>().takes_over(&older) {
        panic!(
            "`{}` strands or surprises callers:\n{incompatible}",
            older.tree
        );
    }
}
