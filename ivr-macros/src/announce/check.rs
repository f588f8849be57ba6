//! The check: what a prompt offers, against the branches of its menu.

use rustc_hash::FxHashSet;

use super::{Grammar, Kind, Offer, Swap, offers, swapped};

/// Which input leads to a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wired {
    /// One key or key sequence: `1`, `'*'`, `"42"`.
    Key(String),
    /// `4..=9`.
    Range(u64, u64),
    /// Several digits are captured, whatever they are. Prompts ask for them in words of their own,
    /// so they need not be announced.
    Digits,
}

/// A branch of a menu: what leads to it, and the names it goes by (its menu's, its label), from
/// which swaps are told.
#[derive(Clone, Debug)]
pub(crate) struct Branch<'a> {
    pub(crate) wired: Vec<Wired>,
    pub(crate) names: Vec<&'a str>,
}

/// What does not fit between a prompt and its branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding<'p> {
    /// The prompt offers a key that has no branch.
    NotWired(Offer<'p>),
    /// The branch at this index is not announced.
    NotAnnounced(usize),
    /// The words of one key name the branch of another.
    Swapped(Swap<'p>),
}

/// What does not fit between `prompt` and `branches`. Branches for any other input (`_`) and for
/// silence are not to be given: no prompt announces them.
pub(crate) fn check<'p>(
    prompt: &'p str,
    grammar: Grammar,
    branches: &[Branch<'_>],
) -> Vec<Finding<'p>> {
    let offers = offers(prompt, grammar);
    let wiring = Wiring::new(branches);
    let mut findings = Vec::new();
    let mut reported = FxHashSet::default();
    for offer in offers.iter().filter(|offer| offer.kind == Kind::Key) {
        if !wiring.handles(&offer.keys) && reported.insert(&offer.keys) {
            findings.push(Finding::NotWired(offer.clone()));
        }
    }
    let announced = Announced::new(&offers);
    for (index, branch) in branches.iter().enumerate() {
        if !branch.wired.is_empty() && !branch.wired.iter().any(|wired| announced.has(wired)) {
            findings.push(Finding::NotAnnounced(index));
        }
    }
    findings.extend(swaps(&offers, branches, grammar).map(Finding::Swapped));
    findings
}

/// Everything that some branch handles.
struct Wiring<'a> {
    keys: FxHashSet<&'a str>,
    ranges: Vec<(u64, u64)>,
    digits: bool,
}

impl<'a> Wiring<'a> {
    fn new(branches: &'a [Branch<'_>]) -> Self {
        let mut wiring = Self {
            keys: FxHashSet::default(),
            ranges: Vec::new(),
            digits: false,
        };
        for wired in branches.iter().flat_map(|branch| &branch.wired) {
            match wired {
                Wired::Key(key) => {
                    wiring.keys.insert(key);
                }
                Wired::Range(low, high) => wiring.ranges.push((*low, *high)),
                Wired::Digits => wiring.digits = true,
            }
        }
        wiring
    }

    fn handles(&self, keys: &str) -> bool {
        let number = keys.parse::<u64>().ok();
        let in_range = |number| {
            let within = |&(low, high): &(u64, u64)| low <= number && number <= high;
            self.ranges.iter().any(within)
        };
        self.keys.contains(keys)
            || number.is_some_and(in_range)
            || (number.is_some() && self.digits)
            // The platform takes a hash as the end of what it captures.
            || (keys == "#" && self.digits)
            || self.is_said_twice(keys)
    }

    /// "press 1, 1 for sales" may only repeat itself.
    fn is_said_twice(&self, keys: &str) -> bool {
        match keys.as_bytes() {
            [first, second] if first == second => {
                keys.get(..1).is_some_and(|key| self.keys.contains(key))
            }
            _ => false,
        }
    }
}

/// Everything that the offers announce.
struct Announced<'a> {
    keys: FxHashSet<&'a str>,
    numbers: Vec<u64>,
    /// Every branch.
    all: bool,
    /// Every branch of several digits.
    sequences: bool,
}

impl<'a> Announced<'a> {
    fn new(offers: &'a [Offer<'_>]) -> Self {
        let any = |kind| offers.iter().any(|offer| offer.kind == kind);
        let mut keys: FxHashSet<&str> = offers.iter().map(|offer| offer.keys.as_str()).collect();
        let twice = keys.iter().filter_map(|key| match key.as_bytes() {
            [first, second] if first == second => key.get(..1),
            _ => None,
        });
        let twice: Vec<&str> = twice.collect();
        keys.extend(twice);
        let numbers = keys.iter().filter_map(|key| key.parse().ok()).collect();
        Self {
            keys,
            numbers,
            all: any(Kind::AnyKey) || (any(Kind::Input) && !any(Kind::Key)),
            sequences: any(Kind::Input),
        }
    }

    fn has(&self, wired: &Wired) -> bool {
        match wired {
            Wired::Key(key) => {
                self.all || self.keys.contains(key.as_str()) || (self.sequences && key.len() > 1)
            }
            Wired::Range(low, high) => {
                self.all
                    || self
                        .numbers
                        .iter()
                        .any(|number| low <= number && number <= high)
                    || (self.sequences && *high > 9)
            }
            Wired::Digits => true,
        }
    }
}

/// Swaps between branches. One that several keys lead to stands for each of them, under the first
/// that the prompt offers.
fn swaps<'p>(
    offers: &[Offer<'p>],
    branches: &[Branch<'_>],
    grammar: Grammar,
) -> impl Iterator<Item = Swap<'p>> {
    let spoken: FxHashSet<&str> = offers.iter().map(|offer| offer.keys.as_str()).collect();
    let keyed: Vec<(&str, &[&str])> = branches
        .iter()
        .map(|branch| (leading_key(branch, &spoken), branch.names.as_slice()))
        .collect();
    swapped(offers, &keyed, grammar).into_iter()
}

fn leading_key<'a>(branch: &'a Branch<'_>, spoken: &FxHashSet<&str>) -> &'a str {
    let keys = || {
        branch.wired.iter().filter_map(|wired| match wired {
            Wired::Key(key) => Some(key.as_str()),
            _ => None,
        })
    };
    keys()
        .find(|key| spoken.contains(key))
        .or_else(|| keys().next())
        .unwrap_or_default()
}
