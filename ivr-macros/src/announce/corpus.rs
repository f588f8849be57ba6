//! Tests the grammar on the corpus, and the figures in the module's documentation.
//!
//! # Format of `corpus/*.txt`
//! The file's name is the language. `#` starts a comment. An entry is a few lines, ended by an empty line:
//!
//! ```text
//! tuned: the prompt                       (or `held-out:`, written but not tuned on)
//! keys: 1=book_table 2|0=agent/operator 4..8=size 1..20@guests digits@pin *=
//! expect: ok                              (or any of the three findings)
//! expect: not-wired:4 not-announced:5 swapped:1/2
//! known: why what is found is not what is expected
//! ```
//!
//! The names of a key's branch follow the key, or none if it only says something; `|` joins alternative keys, `@` marks
//! a capture (`digits:4@pin` is exactly four digits), and `_` is any other input.

use super::*;

const CORPUS: [(Grammar, &str); 5] = [
    (Grammar::English, include_str!("corpus/en.txt")),
    (Grammar::Spanish, include_str!("corpus/es.txt")),
    (Grammar::French, include_str!("corpus/fr.txt")),
    (Grammar::German, include_str!("corpus/de.txt")),
    (Grammar::Other, include_str!("corpus/other.txt")),
];

#[derive(Debug, Default)]
struct Entry {
    line: usize,
    prompt: &'static str,
    held_out: bool,
    keys: &'static str,
    expected: Vec<String>,
    known: bool,
}

fn entries(text: &'static str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((name, value)) = line.split_once(": ") else {
            assert!(
                line.is_empty() || line.starts_with('#'),
                "line {}: {line}",
                number + 1
            );
            continue;
        };
        if name.starts_with('#') {
            continue;
        }
        if name == "tuned" || name == "held-out" {
            entries.push(Entry {
                line: number + 1,
                prompt: value,
                held_out: name == "held-out",
                ..Entry::default()
            });
            continue;
        }
        let entry = entries.last_mut().unwrap();
        match name {
            "keys" => entry.keys = value,
            "expect" if value == "ok" => {}
            "expect" => entry.expected = value.split(' ').map(str::to_owned).collect(),
            "known" => entry.known = true,
            _ => panic!("line {}: {line}", number + 1),
        }
    }
    entries
}

fn branches(keys: &'static str) -> Vec<Branch<'static>> {
    keys.split(' ')
        .filter(|branch| !branch.starts_with('_'))
        .map(|branch| {
            let captured = branch.contains('@');
            let (keys, names) = branch.split_once(['=', '@']).unwrap();
            let end = captured.then_some(Wired::End);
            let keys = keys.split('|').map(|key| wired(key, captured));
            Branch {
                wired: keys.chain(end).collect(),
                names: names.split('/').filter(|name| !name.is_empty()).collect(),
            }
        })
        .collect()
}

fn wired(key: &str, captured: bool) -> Wired {
    match key.split_once("..") {
        _ if key == "digits" => Wired::Digits(1, 25),
        Some((low, high)) if captured => Wired::Number(low.parse().unwrap(), high.parse().unwrap()),
        Some((low, high)) => Wired::Range(low.parse().unwrap(), high.parse().unwrap()),
        None if captured => {
            let length = key.strip_prefix("digits:").unwrap().parse().unwrap();
            Wired::Digits(length, length)
        }
        None => Wired::Key(key.to_owned()),
    }
}

fn first_key(branch: &Branch<'_>) -> String {
    match &branch.wired[0] {
        Wired::Key(key) => key.clone(),
        other => format!("{other:?}"),
    }
}

fn found(entry: &Entry, grammar: Grammar) -> Vec<String> {
    let branches = branches(entry.keys);
    check(entry.prompt, grammar, &branches)
        .iter()
        .map(|finding| match finding {
            Finding::NotWired(offer) => format!("not-wired:{}", offer.keys),
            Finding::NotAnnounced(index) => {
                format!("not-announced:{}", first_key(&branches[*index]))
            }
            Finding::Swapped(swap) => format!("swapped:{}/{}", swap.key, swap.other_key),
        })
        .collect()
}

/// The counts over one part of the corpus.
#[derive(Debug, Default)]
struct Figures {
    prompts: usize,
    mistakes: usize,
    false_alarms: usize,
    misses: usize,
}

impl Figures {
    fn add(&mut self, entry: &Entry, grammar: Grammar) {
        let found = found(entry, grammar);
        let missing =
            |of: &[String], from: &[String]| of.iter().filter(|x| !from.contains(x)).count();
        let false_alarms = missing(&found, &entry.expected);
        let misses = missing(&entry.expected, &found);
        assert_eq!(
            entry.known,
            false_alarms + misses > 0,
            "{grammar:?}, line {}: {}\nkeys: {}\nexpected: {:?}\nfound: {found:?}\n{:#?}",
            entry.line,
            entry.prompt,
            entry.keys,
            entry.expected,
            offers(entry.prompt, grammar),
        );
        self.prompts += 1;
        self.mistakes += entry.expected.len();
        self.false_alarms += false_alarms;
        self.misses += misses;
    }
}

/// The findings in the corpus are the expected ones, except those marked as known, and the documented figures are the
/// actual ones.
#[test]
fn corpus_is_judged_as_documented() {
    let mut rows = Vec::new();
    for (part, held_out) in [("tuned", false), ("held-out", true)] {
        for (grammar, text) in CORPUS {
            let mut figures = Figures::default();
            for entry in entries(text)
                .iter()
                .filter(|entry| entry.held_out == held_out)
            {
                figures.add(entry, grammar);
            }
            rows.push(format!(
                "//! | {part} | {grammar:?} | {} | {} | {} | {} |",
                figures.prompts, figures.mistakes, figures.false_alarms, figures.misses
            ));
        }
    }
    let rows = rows.join("\n");
    assert!(
        include_str!("mod.rs").contains(&rows),
        "the documentation of `announce` should state:\n{rows}"
    );
}
