//! Compares what a prompt offers with the branches of its menu.

use rustc_hash::FxHashSet;

use super::{Grammar, Kind, Offer, Swap, alike, offers, swapped};

/// The input that leads to a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wired {
    /// One key or key sequence: `1`, `'*'`, `"42"`.
    Key(String),
    /// `4..=9`.
    Range(u64, u64),
    /// `guests @ 1..=20`: a captured number. Prompts ask for it in their own words, so it need not be announced.
    Number(u64, u64),
    /// `pin @ digits(4..=6)`: a number of digits, which need not be announced either.
    Digits(usize, usize),
    /// The hash that ends a capture.
    End,
}

/// A branch of a menu: its input, and the names that describe it (its menu's name, its label), which reveal swaps.
#[derive(Clone, Debug)]
pub(crate) struct Branch<'a> {
    pub(crate) wired: Vec<Wired>,
    pub(crate) names: Vec<&'a str>,
}

/// A mismatch between a prompt and its branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding<'p> {
    /// The prompt offers a key that has no branch.
    NotWired(Offer<'p>),
    /// The branch at this index is not announced.
    NotAnnounced(usize),
    /// The words of one key name the branch of another.
    Swapped(Swap<'p>),
}

/// The mismatches between `prompt` and `branches`. Leave out branches for any other input (`_`) and for silence: no
/// prompt announces them.
pub(crate) fn check<'p>(
    prompt: &'p str,
    grammar: Grammar,
    branches: &[Branch<'_>],
) -> Vec<Finding<'p>> {
    let offers = offers(prompt, grammar);
    let unwired = unwired(prompt, grammar, &offers, branches);
    let mut findings: Vec<_> = unwired.into_iter().map(Finding::NotWired).collect();
    let unannounced = unannounced(grammar, &offers, branches);
    findings.extend(unannounced.into_iter().map(Finding::NotAnnounced));
    findings.extend(swaps(&offers, branches, grammar).map(Finding::Swapped));
    findings
}

/// The keys that `text` offers and no branch handles, without duplicates.
pub(crate) fn unwired<'p>(
    text: &'p str,
    grammar: Grammar,
    offers: &[Offer<'p>],
    branches: &[Branch<'_>],
) -> Vec<Offer<'p>> {
    let wiring = Wiring::new(branches);
    let mut told = FxHashSet::default();
    let mut unwired: Vec<_> = offers
        .iter()
        .filter(|offer| offer.kind == Kind::Key)
        .filter(|offer| !wiring.handles(&offer.keys) && told.insert(&offer.keys))
        .cloned()
        .collect();
    if grammar == Grammar::Other {
        let alike = alike::offered(text, offers, |offer| wiring.handles(&offer.keys));
        unwired.extend(
            alike
                .into_iter()
                .filter(|offer| told.insert(&offer.keys))
                .cloned(),
        );
    }
    unwired
}

/// The indices of the branches that the offers do not announce.
fn unannounced(grammar: Grammar, offers: &[Offer<'_>], branches: &[Branch<'_>]) -> Vec<usize> {
    let announced = Announced::new(offers);
    let branches = || branches.iter().enumerate();
    let lacking = branches().filter(|(_, branch)| !announced.has_one_of(branch));
    if grammar != Grammar::Other {
        return lacking.map(|(index, _)| index).collect();
    }
    // Some prompts name keys in words that this module does not read. If one key is a digit, the others are assumed to
    // be.
    let digits = branches().any(|(_, branch)| branch.has_digit() && announced.has_one_of(branch));
    let lacking = lacking.filter(|(_, branch)| digits && branch.has_digit());
    lacking.map(|(index, _)| index).collect()
}

/// The number of branches that the prompt announces by their keys.
pub(crate) fn announced(prompt: &str, grammar: Grammar, branches: &[Branch<'_>]) -> usize {
    let offers = offers(prompt, grammar);
    let announced = Announced {
        all: false,
        sequences: false,
        ..Announced::new(&offers)
    };
    let named = |branch: &&Branch<'_>| {
        let mut wired = branch.wired.iter();
        wired.any(|w| matches!(w, Wired::Key(_) | Wired::Range(..)) && announced.has(w))
    };
    branches.iter().filter(named).count()
}

impl Branch<'_> {
    /// Whether one of its inputs contains digits.
    fn has_digit(&self) -> bool {
        self.wired.iter().any(|wired| match wired {
            Wired::Key(key) => key.bytes().all(|byte| byte.is_ascii_digit()),
            Wired::Range(..) => true,
            Wired::Number(..) | Wired::Digits(..) | Wired::End => false,
        })
    }
}

/// Everything that some branch handles.
struct Wiring<'a> {
    keys: FxHashSet<&'a str>,
    ranges: Vec<(u64, u64)>,
    lengths: Vec<(usize, usize)>,
    end: bool,
}

impl<'a> Wiring<'a> {
    fn new(branches: &'a [Branch<'_>]) -> Self {
        let mut wiring = Self {
            keys: FxHashSet::default(),
            ranges: Vec::new(),
            lengths: Vec::new(),
            end: false,
        };
        for wired in branches.iter().flat_map(|branch| &branch.wired) {
            match wired {
                Wired::Key(key) => {
                    wiring.keys.insert(key);
                }
                Wired::Range(low, high) | Wired::Number(low, high) => {
                    wiring.ranges.push((*low, *high));
                }
                Wired::Digits(min, max) => wiring.lengths.push((*min, *max)),
                Wired::End => wiring.end = true,
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
        let long = || {
            let within = |&(min, max): &(usize, usize)| min <= keys.len() && keys.len() <= max;
            self.lengths.iter().any(within)
        };
        self.keys.contains(keys)
            || number.is_some_and(in_range)
            || (number.is_some() && long())
            || (keys == "#" && self.end)
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
    /// "press any key": every branch is announced.
    all: bool,
    /// "enter your PIN": every branch of several digits is announced.
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
            Wired::Number(..) | Wired::Digits(..) | Wired::End => true,
        }
    }

    fn has_one_of(&self, branch: &Branch<'_>) -> bool {
        branch.wired.is_empty() || branch.wired.iter().any(|wired| self.has(wired))
    }
}

/// Swaps between branches. Of a branch's keys, the first that the prompt offers represents it.
pub(crate) fn swaps<'p>(
    offers: &[Offer<'p>],
    branches: &[Branch<'_>],
    grammar: Grammar,
) -> impl Iterator<Item = Swap<'p>> + use<'p> {
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
