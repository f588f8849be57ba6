//! The list of options that labels make: what a prompt of ours would say.

use super::Grammar;

/// `press 1 to book a table, press 2 to hear our hours`; empty if there is no option.
///
/// The first letter is small; who begins a sentence with it makes it a capital.
pub(crate) fn list(grammar: Grammar, american: bool, options: &[(Vec<String>, String)]) -> String {
    let options = options.iter().map(|(keys, label)| {
        let keys: Vec<_> = keys
            .iter()
            .map(|key| spoken(grammar, american, key))
            .collect();
        let keys = keys.join(or(grammar));
        match grammar {
            Grammar::English => format!("press {keys} to {label}"),
            Grammar::Spanish => format!("para {label}, pulse {keys}"),
            Grammar::French => format!("pour {label}, tapez {keys}"),
            Grammar::German => format!("um {label}, drücken Sie die {keys}"),
        }
    });
    let options: Vec<_> = options.collect();
    // Where the purpose comes first, a comma alone would not tell one option from the next.
    options.join(match grammar {
        Grammar::English => ", ",
        Grammar::Spanish | Grammar::French | Grammar::German => "; ",
    })
}

const fn or(grammar: Grammar) -> &'static str {
    match grammar {
        Grammar::English => " or ",
        Grammar::Spanish => " o ",
        Grammar::French => " ou ",
        Grammar::German => " oder die ",
    }
}

/// A key as it is said; several one by one.
fn spoken(grammar: Grammar, american: bool, keys: &str) -> String {
    let names: Vec<_> = keys
        .chars()
        .map(|key| match (key, grammar) {
            ('*', Grammar::English) => "star".to_owned(),
            ('*', Grammar::Spanish) => "asterisco".to_owned(),
            ('*', Grammar::French) => "étoile".to_owned(),
            ('*', Grammar::German) => "Sterntaste".to_owned(),
            ('#', Grammar::English) if american => "pound".to_owned(),
            ('#', Grammar::English) => "hash".to_owned(),
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

    /// What is listed is what the grammar finds in it: the two can't drift apart.
    #[test]
    fn every_list_announces_just_its_keys() {
        let labels = [
            (
                Grammar::English,
                ["book a table", "hear our hours", "speak to a person"],
            ),
            (
                Grammar::Spanish,
                [
                    "reservar una mesa",
                    "oír nuestro horario",
                    "hablar con una persona",
                ],
            ),
            (
                Grammar::French,
                [
                    "réserver une table",
                    "écouter nos horaires",
                    "parler à quelqu'un",
                ],
            ),
            (
                Grammar::German,
                [
                    "einen Tisch zu bestellen",
                    "unsere Zeiten zu hören",
                    "mit jemandem zu sprechen",
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
                    let prompt = format!("Hm. {}.", list(grammar, american, &options));
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
}
