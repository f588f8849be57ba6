//! Generates the list of options from labels.

use super::Grammar;
use super::sense::Sense;
use super::words::{fold, meaning};

/// Lists options: `press 1 to book a table, press 2 to hear our hours`. Empty without options; `None` for an unknown
/// language.
///
/// A label is what follows "to". If one starts with a word of its own ("for voicemail", "if you are lost"), the purpose
/// precedes the key in the whole list: "to book a table, press 1; for voicemail, press 2".
///
/// The first letter is lower case; the caller capitalises it at the start of a sentence.
pub(crate) fn list(
    grammar: Grammar,
    american: bool,
    options: &[(Vec<String>, String)],
) -> Option<String> {
    if grammar == Grammar::Other {
        return None;
    }
    let key_first =
        grammar == Grammar::English && !options.iter().any(|(_, label)| opens(grammar, label));
    let options = options.iter().map(|(keys, label)| {
        let keys: Vec<_> = keys
            .iter()
            .map(|key| spoken(grammar, american, key))
            .collect();
        let keys = keys.join(or(grammar));
        if key_first {
            return format!("press {keys} to {label}");
        }
        let purpose = purpose(grammar, label);
        match grammar {
            Grammar::English | Grammar::Other => format!("{purpose}, press {keys}"),
            Grammar::Spanish => format!("{purpose}, pulse {keys}"),
            Grammar::French => format!("{purpose}, tapez {keys}"),
            Grammar::German => format!("{purpose}{} drücken Sie die {keys}", comma(&purpose)),
        }
    });
    let options: Vec<_> = options.collect();
    // If the purpose comes first, a comma alone would not separate the options.
    Some(options.join(if key_first { ", " } else { "; " }))
}

/// Whether a label is a purpose by itself, and not what follows "to".
fn opens(grammar: Grammar, label: &str) -> bool {
    let first = label.split_whitespace().next().unwrap_or_default();
    // "einen Tisch zu bestellen" may start with its "zu".
    let infinitive = grammar == Grammar::German && first == "zu";
    meaning(&fold(first), grammar).is(Sense::Opener) && !infinitive
}

/// `to book a table`, `for voicemail`
fn purpose(grammar: Grammar, label: &str) -> String {
    let word = match grammar {
        _ if opens(grammar, label) => return small(label),
        Grammar::English | Grammar::Other => "to",
        Grammar::Spanish => "para",
        Grammar::French => "pour",
        Grammar::German => "um",
    };
    format!("{word} {label}")
}

/// Lowers the first letter.
fn small(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// The comma after a purpose. In German a comma ends a clause, and "für den Verkauf" is none.
fn comma(purpose: &str) -> &'static str {
    let clause = ["um ", "wenn ", "falls ", "sofern "];
    if clause.iter().any(|word| purpose.starts_with(word)) {
        ","
    } else {
        ""
    }
}

const fn or(grammar: Grammar) -> &'static str {
    match grammar {
        Grammar::English | Grammar::Other => " or ",
        Grammar::Spanish => " o ",
        Grammar::French => " ou ",
        Grammar::German => " oder die ",
    }
}

/// A key as spoken; several keys one by one.
fn spoken(grammar: Grammar, american: bool, keys: &str) -> String {
    let names: Vec<_> = keys
        .chars()
        .map(|key| match (key, grammar) {
            ('*', Grammar::English | Grammar::Other) => "star".to_owned(),
            ('*', Grammar::Spanish) => "asterisco".to_owned(),
            ('*', Grammar::French) => "étoile".to_owned(),
            ('*', Grammar::German) => "Sterntaste".to_owned(),
            ('#', Grammar::English) if american => "pound".to_owned(),
            ('#', Grammar::English | Grammar::Other) => "hash".to_owned(),
            ('#', Grammar::Spanish) => "almohadilla".to_owned(),
            ('#', Grammar::French) => "dièse".to_owned(),
            ('#', Grammar::German) => "Rautetaste".to_owned(),
            (digit, _) => digit.to_string(),
        })
        .collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::announce::{Branch, Wired, check};

    /// The grammar finds exactly the listed keys, so the two can't drift apart.
    #[test]
    fn every_list_announces_just_its_keys() {
        let labels = [
            (
                Grammar::English,
                ["book a table", "hear our hours", "speak to a person"],
            ),
            (
                Grammar::English,
                ["book a table", "for our hours", "If you are lost"],
            ),
            (
                Grammar::Spanish,
                [
                    "reservar una mesa",
                    "oír nuestro horario",
                    "si desea hablar con una persona",
                ],
            ),
            (
                Grammar::French,
                [
                    "réserver une table",
                    "pour nos horaires",
                    "parler à quelqu'un",
                ],
            ),
            (
                Grammar::German,
                [
                    "einen Tisch zu bestellen",
                    "für unsere Zeiten",
                    "wenn Sie mit jemandem sprechen möchten",
                ],
            ),
        ];
        for (grammar, labels) in labels {
            for american in [true, false] {
                for keys in [
                    [vec!["1"], vec!["2"], vec!["3", "4"]],
                    [vec!["0"], vec!["*"], vec!["#"]],
                ] {
                    let options: Vec<_> = keys
                        .iter()
                        .zip(labels)
                        .map(|(keys, label)| {
                            (
                                keys.iter().map(ToString::to_string).collect(),
                                label.to_owned(),
                            )
                        })
                        .collect();
                    let prompt = format!("Hm. {}.", list(grammar, american, &options).unwrap());
                    let branches: Vec<_> = options
                        .iter()
                        .map(|(keys, label): &(Vec<String>, String)| Branch {
                            wired: keys.iter().cloned().map(Wired::Key).collect(),
                            names: vec![label.as_str()],
                        })
                        .collect();
                    assert_eq!(check(&prompt, grammar, &branches), [], "{prompt}");
                }
            }
        }
    }

    fn listed(grammar: Grammar, options: &[(&str, &str)]) -> String {
        let options: Vec<_> = options
            .iter()
            .map(|(key, label)| (vec![(*key).to_owned()], (*label).to_owned()))
            .collect();
        list(grammar, true, &options).unwrap_or_default()
    }

    #[test]
    fn a_label_may_bring_its_own_first_word() {
        for (grammar, options, list) in [
            (
                Grammar::English,
                [("1", "book a table"), ("2", "hear our hours")],
                "press 1 to book a table, press 2 to hear our hours",
            ),
            (
                Grammar::English,
                [("1", "book a table"), ("2", "For voicemail")],
                "to book a table, press 1; for voicemail, press 2",
            ),
            (
                Grammar::English,
                [("1", "to book a table"), ("2", "if you have a voucher")],
                "to book a table, press 1; if you have a voucher, press 2",
            ),
            (
                Grammar::Spanish,
                [("1", "reservar"), ("2", "si ya es cliente")],
                "para reservar, pulse 1; si ya es cliente, pulse 2",
            ),
            (
                Grammar::French,
                [("1", "réserver"), ("2", "si vous êtes client")],
                "pour réserver, tapez 1; si vous êtes client, tapez 2",
            ),
            (
                Grammar::German,
                [("1", "zu reservieren"), ("2", "für den Verkauf")],
                "um zu reservieren, drücken Sie die 1; für den Verkauf drücken Sie die 2",
            ),
        ] {
            assert_eq!(listed(grammar, &options), list);
        }
        assert_eq!(list(Grammar::Other, false, &[]), None);
    }
}
