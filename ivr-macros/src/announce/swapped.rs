//! Swaps: purposes that name another key's branch.
//!
//! Names and purposes are compared by the stems of their words. A stem counts only if it occurs in the names of one
//! branch and in the purpose of one key: in a menu of `book_table` and `cancel_table`, "table" says nothing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::sense::Sense;
use super::words::{self, fold, meaning};
use super::{Grammar, Kind, Offer};

/// A key whose words name another key's branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Swap<'p> {
    /// The key, and the index of its branch.
    pub(crate) key: String,
    pub(crate) branch: usize,
    /// The key of the branch that its words name, and that branch's index.
    pub(crate) other_key: String,
    pub(crate) other_branch: usize,
    /// The words: "for billing".
    pub(crate) purpose: &'p str,
}

/// The number of words of another branch's name that a single purpose must repeat to prove a swap.
const PROOF: usize = 2;

/// The offers that look swapped. Each branch is a key and the names that describe it: its menu's name, its label. Two
/// that name each other are reported once.
pub(crate) fn swapped<'p>(
    offers: &[Offer<'p>],
    branches: &[(&str, &[&str])],
    grammar: Grammar,
) -> Vec<Swap<'p>> {
    let sides = sides(offers, branches, grammar);
    let names = owners(sides.iter().map(|side| &side.names));
    let purposes = owners(sides.iter().map(|side| &side.stems));
    let links: Vec<Option<Link>> = (0..sides.len())
        .map(|index| link(index, &sides, &names, &purposes))
        .collect();
    let mut swaps: Vec<Swap<'p>> = Vec::new();
    for (index, link) in links.iter().enumerate() {
        let Some(link) = link else { continue };
        let other = links.get(link.other).and_then(Option::as_ref);
        let told = other.is_some_and(|other| other.other == index) && link.other < index;
        if (other.is_none() && !link.proves) || told {
            continue;
        }
        swaps.push(Swap {
            key: branches[index].0.to_owned(),
            branch: index,
            other_key: branches[link.other].0.to_owned(),
            other_branch: link.other,
            purpose: sides[index].purpose,
        });
    }
    swaps
}

/// One branch: the stems of its names, and those of the prompt's words for its key.
#[derive(Debug, Default)]
struct Side<'p> {
    names: FxHashSet<String>,
    stems: FxHashSet<String>,
    purpose: &'p str,
}

fn sides<'p>(
    offers: &[Offer<'p>],
    branches: &[(&str, &[&str])],
    grammar: Grammar,
) -> Vec<Side<'p>> {
    let mut spoken: FxHashMap<&str, &'p str> = FxHashMap::default();
    for offer in offers.iter().filter(|offer| offer.kind == Kind::Key) {
        if !offer.purpose.is_empty() {
            spoken.entry(&offer.keys).or_insert(offer.purpose);
        }
    }
    branches
        .iter()
        .map(|(key, names)| {
            let purpose = spoken.get(key).copied().unwrap_or_default();
            Side {
                names: names.iter().flat_map(|name| stems(name, grammar)).collect(),
                stems: stems(purpose, grammar).collect(),
                purpose,
            }
        })
        .collect()
}

/// The single set that contains each stem; `None` for a stem in several.
fn owners<'a>(
    sets: impl Iterator<Item = &'a FxHashSet<String>>,
) -> FxHashMap<&'a str, Option<usize>> {
    let mut owners = FxHashMap::default();
    for (index, set) in sets.enumerate() {
        for stem in set {
            owners
                .entry(stem.as_str())
                .and_modify(|owner| *owner = None)
                .or_insert(Some(index));
        }
    }
    owners
}

/// A purpose that names another branch.
#[derive(Debug)]
struct Link {
    other: usize,
    /// Whether it repeats enough of the other's names to be proof by itself.
    proves: bool,
}

type Owners<'a> = FxHashMap<&'a str, Option<usize>>;

/// The other branch that the purpose of `index` names, if that purpose and the other branch's own leave no doubt.
fn link(
    index: usize,
    sides: &[Side<'_>],
    names: &Owners<'_>,
    purposes: &Owners<'_>,
) -> Option<Link> {
    let side = sides.get(index)?;
    if names_itself(index, side, names) {
        return None;
    }
    let mut hits: FxHashMap<usize, usize> = FxHashMap::default();
    for stem in &side.stems {
        let told = purposes.get(stem.as_str()) == Some(&Some(index));
        if let (true, Some(Some(other))) = (told, names.get(stem.as_str())) {
            *hits.entry(*other).or_default() += 1;
        }
    }
    // Words that match two other branches prove nothing.
    let mut hits = hits.into_iter();
    let (other, count) = hits.next()?;
    if hits.next().is_some() {
        return None;
    }
    let target = sides.get(other)?;
    let silent = target.stems.is_empty() || names_itself(other, target, names);
    let proves = count >= PROOF && count == target.names.len();
    (!silent && (proves || !side.names.is_empty())).then_some(Link { other, proves })
}

/// Whether the purpose of `side` has a word of its own branch's name, and of no other's.
fn names_itself(index: usize, side: &Side<'_>, names: &Owners<'_>) -> bool {
    side.stems
        .iter()
        .any(|stem| names.get(stem.as_str()) == Some(&Some(index)))
}

/// The distinctive stems of a purpose or a name, for comparison with those of another.
pub(crate) fn telling(text: &str, grammar: Grammar) -> FxHashSet<String> {
    stems(text, grammar).collect()
}

/// The stems of the distinctive words of a purpose, a label or an identifier such as `book_table`.
fn stems(text: &str, grammar: Grammar) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic() && !('\u{300}'..='\u{36f}').contains(&c))
        .filter(|word| !word.is_empty())
        .map(fold)
        .filter(move |word| !meaning(word, grammar).is(Sense::Plain))
        .map(move |word| stem(&word, grammar))
}

/// `word`, already folded, without its grammatical ending: "booking" and "book", "reservations" and "reserve".
pub(super) fn stem(word: &str, grammar: Grammar) -> String {
    /// Minimum length of a stem: with a shorter one, too many words would coincide.
    const LEAST: usize = 4;
    let stripped = words::tables(grammar)
        .endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|stem| stem.chars().count() >= LEAST)
        .unwrap_or(word);
    // "cancellation" and "cancel", "billing" and "bill"
    let mut chars = stripped.chars().rev();
    match (chars.next(), chars.next()) {
        (Some(last), Some(before)) if last == before => {
            stripped[..stripped.len() - last.len_utf8()].to_owned()
        }
        _ => stripped.to_owned(),
    }
}
