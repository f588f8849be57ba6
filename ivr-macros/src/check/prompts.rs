//! Checks that prompts offer exactly the keys that work.

use super::lints::{Lint, Lints};
use super::list;
use crate::announce::{self, Finding, Grammar, Offer, Swap, Wired};
use crate::diagnostics::{Errors, Report};
use crate::keys::Key;
use crate::model::{
    Action, Branch, Capture, LanguageId, Model, On, Spoken, State, StateId, StateKind, Step,
    Target, Trigger,
};

/// ```text
/// "Press 1 or 2." 1 => ..              // key 2 is offered, and nothing happens
/// "Press 1." 1 => .., 2 => ..          // key 2 works, and nobody knows
/// "To book press 1, to leave press 2." 1 => menu leave, 2 => menu book    // looks swapped
/// ```
pub(super) fn check(model: &Model<'_>, lints: &mut Lints, errors: &mut Errors) {
    for state in &model.states {
        for language in model.language_ids() {
            if let Some(menu) = Announcing::of(model, state, language) {
                check_prompt(&menu, lints, errors);
            }
        }
    }
}

/// A menu and its announcements in one language.
pub(super) struct Announcing<'m, 'a> {
    pub(super) state: &'m State<'a>,
    pub(super) grammar: Grammar,
    /// The name of the language, in a tree with several.
    language: Option<String>,
    spoken: &'m Spoken,
    pub(super) prompt: String,
    /// Whether one of its recordings has no transcript.
    unread: bool,
    /// The branches that must be announced, and the words that identify each.
    options: Vec<(&'m Branch<'a>, Vec<String>)>,
    /// Other inputs, which need not be announced.
    captured: Vec<Wired>,
}

impl<'m, 'a> Announcing<'m, 'a> {
    /// `None` for a transfer, for a menu that could not be parsed (a dropped branch may be the announced
    /// one), and for a menu without a prompt, which has been reported.
    pub(super) fn of(
        model: &'m Model<'a>,
        state: &'m State<'a>,
        language: LanguageId,
    ) -> Option<Self> {
        let StateKind::Menu {
            prompt, capture, ..
        } = &state.kind
        else {
            return None;
        };
        let mut recordings = prompt.recordings.iter();
        let unread = recordings.any(|recording| recording.transcript.is_none());
        let spoken = prompt.heard.spoken(language);
        let prompt = spoken.shown();
        if state.damaged || prompt.trim().is_empty() {
            return None;
        }
        let name = model.languages.get(language.0)?.name.as_ref();
        let options = state.branches.iter().filter(|b| !wired(b).is_empty());
        let options = options.map(|branch| (branch, names(model, state, branch, language)));
        Some(Self {
            state,
            grammar: model.grammar(&capture.voice, language),
            language: name.map(ToString::to_string),
            spoken,
            prompt,
            unread,
            options: options.collect(),
            captured: [captured(state, capture), of_tree(model, state)].concat(),
        })
    }

    pub(super) fn branches(&self) -> Vec<announce::Branch<'_>> {
        let options = self.options.iter().map(|(branch, names)| announce::Branch {
            wired: wired(branch),
            names: names.iter().map(String::as_str).collect(),
        });
        let captured = announce::Branch {
            wired: self.captured.clone(),
            names: Vec::new(),
        };
        options.chain(std::iter::once(captured)).collect()
    }

    /// The branch at this index of [`branches`](Self::branches).
    pub(super) fn option(&self, index: usize) -> Option<&'m Branch<'a>> {
        self.options.get(index).map(|(branch, _)| *branch)
    }

    /// The words that identify a key's branch, and what the prompt says for the key.
    pub(super) fn means(&self, key: &str) -> Vec<String> {
        let has = |branch: &Branch<'_>| {
            match key.parse() {
            _ if wired(branch).contains(&Wired::Key(key.to_owned())) => true,
            Ok(number) => wired(branch).iter().any(
                |wired| matches!(wired, Wired::Range(low, high) if (*low..=*high).contains(&number)),
            ),
            Err(_) => false,
        }
        };
        let names = self.options.iter().filter(|(branch, _)| has(branch));
        let offers = announce::offers(&self.prompt, self.grammar);
        let said = offers.iter().filter(|offer| offer.keys == key);
        let said = said.map(|offer| offer.purpose.to_owned());
        names
            .flat_map(|(_, names)| names.clone())
            .chain(said)
            .collect()
    }
}

fn check_prompt(menu: &Announcing<'_, '_>, lints: &mut Lints, errors: &mut Errors) {
    let branches = menu.branches();
    let mut unwired = Vec::new();
    for finding in announce::check(&menu.prompt, menu.grammar, &branches) {
        match finding {
            Finding::NotWired(offer) => unwired.push(offer),
            Finding::NotAnnounced(index) => {
                if let Some(branch) = menu.option(index) {
                    let report = not_announced(menu, branch);
                    lints.report(
                        Lint::UnannouncedKey,
                        menu.state,
                        Some(branch),
                        report,
                        errors,
                    );
                }
            }
            Finding::Swapped(swap) => {
                if let Some((branch, report)) = looks_swapped(menu, "the prompt", &swap) {
                    lints.report(Lint::SwappedKeys, menu.state, Some(branch), report, errors);
                }
            }
        }
    }
    for offered in by_phrase(&unwired) {
        let name = menu.state.name;
        let Offered { keys, phrase, .. } = &offered;
        let report = Report::new(
            menu.spoken.place,
            format!(
                "prompt offers {keys} (\"{phrase}\"), but menu `{name}` has no branch for {}",
                offered.them()
            ),
        )
        .help(format!("add {}, or reword the prompt", offered.branches()));
        lints.report(Lint::UnwiredKey, menu.state, None, report, errors);
    }
}

/// Keys that a phrase offers.
pub(super) struct Offered<'p> {
    signs: Vec<String>,
    pub(super) keys: String,
    pub(super) phrase: &'p str,
}

impl Offered<'_> {
    /// The pronoun for the keys: "it".
    pub(super) fn them(&self) -> &'static str {
        if self.signs.len() == 1 { "it" } else { "them" }
    }

    /// As written in a tree.
    fn branches(&self) -> String {
        match self.signs.as_slice() {
            [first, .., last] if consecutive(&self.signs) => format!("`{first}..={last} => ..`"),
            signs => list(signs.iter().map(|key| format!("`{} => ..`", spelt(key)))),
        }
    }
}

/// Groups offers in the same phrase, which are one mistake.
pub(super) fn by_phrase<'p>(offers: &[Offer<'p>]) -> Vec<Offered<'p>> {
    let phrases = offers.chunk_by(|a, b| std::ptr::eq(a.phrase, b.phrase));
    phrases
        .filter_map(|offers| {
            let phrase = offers.first()?.phrase;
            let signs: Vec<_> = offers.iter().map(|offer| offer.keys.clone()).collect();
            let keys = match signs.as_slice() {
                [only] => format!("key `{only}`"),
                [first, .., last] if consecutive(&signs) => format!("keys `{first}` to `{last}`"),
                several => format!(
                    "keys {}",
                    list(several.iter().map(|key| format!("`{key}`")))
                ),
            };
            Some(Offered {
                signs,
                keys,
                phrase,
            })
        })
        .collect()
}

/// Whether there are more than two consecutive keys.
fn consecutive(signs: &[String]) -> bool {
    let numbers: Result<Vec<u64>, _> = signs.iter().map(|sign| sign.parse()).collect();
    numbers.is_ok_and(|numbers| {
        numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    })
}

/// The key as written in a tree.
fn spelt(keys: &str) -> String {
    match keys {
        "*" | "#" => format!("'{keys}'"),
        keys if keys.len() > 1 => format!("\"{keys}\""),
        keys => keys.to_owned(),
    }
}

fn not_announced(menu: &Announcing<'_, '_>, branch: &Branch<'_>) -> Report {
    let keys: Vec<_> = branch
        .triggers
        .iter()
        .filter_map(|trigger| match trigger.on {
            On::Key(key) => Some(key.sign().to_string()),
            On::Keyed(keys) => Some(keys.as_str().to_owned()),
            _ => None,
        })
        .collect();
    let key = keys.first().map_or("", String::as_str);
    let which = match keys.as_slice() {
        [only] => format!("does not announce key `{only}`"),
        several => format!("announces none of the keys `{}`", several.join("`, `")),
    };
    let name = menu.state.name;
    let report = match &menu.language {
        None => Report::new(branch.place, format!("the prompt of menu `{name}` {which}")),
        Some(language) => Report::new(
            menu.spoken.place,
            format!("the prompt of menu `{name}` in language `{language}` {which}"),
        )
        .note(format!("the branch is on line {}", branch.place.line())),
    };
    let report = report.help(format!(
        "say what it does (\"press {key} ..\"), or write `#[allow({})]` before the branch",
        Lint::UnannouncedKey.name()
    ));
    if menu.unread {
        report.help(
            "if a recording says it, write that down: `play(transcript: \"..\") \"https://..\"`",
        )
    } else {
        report
    }
}

/// The branch whose key looks swapped, and the report.
pub(super) fn looks_swapped<'m, 'a>(
    menu: &Announcing<'m, 'a>,
    what: &str,
    swap: &Swap<'_>,
) -> Option<(&'m Branch<'a>, Report)> {
    let (branch, other) = (menu.option(swap.branch)?, menu.option(swap.other_branch)?);
    let language = match &menu.language {
        Some(language) => format!(" in language `{language}`"),
        None => String::new(),
    };
    let report = Report::new(
        branch.place,
        format!(
            "the keys of menu `{}` look swapped: {what}{language} says \"{}\" for key `{}`",
            menu.state.name, swap.purpose, swap.key
        ),
    )
    .note(format!(
        "these words fit key `{}`, on line {}",
        swap.other_key,
        other.place.line()
    ))
    .help(format!(
        "swap the keys or the words, or write `#[allow({})]` before the branch",
        Lint::SwappedKeys.name()
    ));
    Some((branch, report))
}

/// Whether a menu captures any digits: its prompt asks for them in its own words.
fn captured(state: &State<'_>, capture: &Capture) -> Vec<Wired> {
    let triggers = state.branches.iter().flat_map(|branch| &branch.triggers);
    let captured = triggers.filter_map(|trigger| match trigger.on {
        On::Number(low, high) => Some(Wired::Number(low.into(), high.into())),
        On::Digits(min, max) => Some(Wired::Digits(min.into(), max.into())),
        _ => None,
    });
    // A hash ends the input.
    let ends = capture.max_digits > 1 && capture.complete_on_hash;
    captured.chain(ends.then_some(Wired::End)).collect()
}

/// The keys for the whole tree, which no particular menu must announce.
fn of_tree(model: &Model<'_>, state: &State<'_>) -> Vec<Wired> {
    let id = model.ids().find(|id| std::ptr::eq(model.state(*id), state));
    let keys = id.into_iter().flat_map(|id| model.tree_keys(id));
    keys.flat_map(|(_, keys)| keys)
        .filter_map(|on| match on {
            On::Key(key) => Some(Wired::Key(key.sign().to_string())),
            _ => None,
        })
        .collect()
}

/// The words that describe a key's purpose: its label, and the states that its branch leads to.
fn names(
    model: &Model<'_>,
    state: &State<'_>,
    branch: &Branch<'_>,
    language: LanguageId,
) -> Vec<String> {
    let mut states = Vec::new();
    led_to(state, &branch.action, &mut states);
    let states = states
        .into_iter()
        .map(|id| model.state(id).name.to_string());
    let label = branch.label.as_ref();
    let label = label.map(|label| label.spoken(language).shown());
    states.chain(label).collect()
}

fn led_to(state: &State<'_>, action: &Action<'_>, states: &mut Vec<StateId>) {
    match action.last() {
        Some(Step::Enter { to, .. }) => states.extend(match to {
            Target::State(id) => Some(*id),
            Target::Parent => state.parent,
            // The menu's own name fits all of its keys.
            Target::Here | Target::Unknown => None,
        }),
        Some(Step::Connect { state }) => states.push(*state),
        // Other arms are usually for when the lookup finds nothing.
        Some(Step::Match { arms, .. }) => {
            for arm in arms {
                if let Some(
                    Step::Match { .. } | Step::Connect { .. } | Step::Enter { in_place: true, .. },
                ) = arm.action.last()
                {
                    led_to(state, &arm.action, states);
                }
            }
        }
        _ => {}
    }
}

/// The keys of a branch. Consecutive keys of one pattern form a range, of which a prompt
/// need not name every key.
fn wired(branch: &Branch<'_>) -> Vec<Wired> {
    let patterns = branch.triggers.chunk_by(|a, b| a.pattern == b.pattern);
    let keys = patterns.filter_map(|pattern| {
        let key = |trigger: &Trigger| match trigger.on {
            On::Key(key) => Some(key),
            _ => None,
        };
        if let On::Keyed(keys) = pattern.first()?.on {
            return Some(Wired::Key(keys.as_str().to_owned()));
        }
        let (first, last) = (key(pattern.first()?)?, key(pattern.last()?)?);
        let digit = |key: Key| key.sign().to_digit(10).map(u64::from);
        Some(match (digit(first), digit(last)) {
            (Some(low), Some(high)) if low < high => Wired::Range(low, high),
            _ => Wired::Key(first.sign().to_string()),
        })
    });
    keys.collect()
}
