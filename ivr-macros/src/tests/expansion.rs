//! Tests the exact expansion of a small tree. After an intended change, update `small_tree.rs` with `BLESS=1 cargo test
//! -p ivr-macros`, and review it like handwritten code.

use super::{expanded, mistakes};

/// A tree with one of every construct that has code of its own: a fallback, alternatives, a lookup, a transfer,
/// silence, an attempt.
pub(super) const SMALL_TREE: &str = r#"
    /// A kiosk that sells tickets.
    pub tree Kiosk(till: &Till) {
        voice: "en-US-BenjaminRUS",
    }

    start menu welcome as "kiosk-welcome" was "hello" {
        first_tries: 1,
        "Press 1 or 2 to buy a ticket, press 3 for a person."

        1 | 2 => match till.sell().await? {
            Some(_) => say "Enjoy the show.",
            None => say "We are sold out." then hangup,
        },
        3 => say "One moment." then connect(from: "+6568888888", to: till.clerk()) as clerk {
            answered => hangup,
            _ => say(repetition: 2) "Nobody is here." then back,
        },
        silence => retry(1) "Press 1, 2 or 3." else say "Good bye.",
    }

    _ => say "That is no choice.",
"#;

#[test]
fn a_small_tree_expands_to_code_one_would_write() {
    assert_eq!(mistakes(SMALL_TREE), Vec::<String>::new());
    let actual = expanded(SMALL_TREE);
    let (head, expected) = include_str!("small_tree.rs").split_once("\n\n").unwrap();
    if std::env::var_os("BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/small_tree.rs");
        std::fs::write(path, format!("{head}\n\n{actual}")).unwrap();
        return;
    }
    for (number, (actual, expected)) in actual.lines().zip(expected.lines()).enumerate() {
        assert_eq!(actual, expected, "line {} of the expansion", number + 1);
    }
    assert_eq!(actual.lines().count(), expected.lines().count());
}

#[test]
fn the_same_tree_expands_to_the_same_code_every_time() {
    assert_eq!(expanded(SMALL_TREE), expanded(SMALL_TREE));
}

/// The expansion of a correct tree.
fn sound(tree: &str) -> String {
    assert_eq!(mistakes(tree), Vec::<String>::new());
    expanded(tree)
}

#[test]
fn what_has_a_minimum_of_keys_can_be_asked_again() {
    let tree = |tries: &str| {
        format!(
            r#"tree Vault {{ voice: "en-US-BenjaminRUS" }}
            start menu pin {{
                digits: 4..=6,
                {tries}
                "Your PIN, please."
                pin @ digits(4..=6) => say "{{pin:digits}}.",
                _ => hangup,
            }}"#
        )
    };
    let expanded = sound(&tree("tries: 2,"));
    let (_, question) = expanded.split_once("const fn question(self)").unwrap();
    let (question, _) = question.split_once("IDS").unwrap();
    assert!(question.contains("Self::Pin => "), "{question}");
    // Otherwise rustc would report unused states.
    assert!(!question.contains("_ =>"), "{question}");
    assert!(!sound(&tree("tries: 1,")).contains("question"));
}

/// A tree with this number of menus, each of which leads to the next.
fn chain(menus: usize) -> String {
    let mut tree = "tree Chain { voice: \"en-US-BenjaminRUS\" } start ".to_owned();
    for menu in 0..menus {
        let next = match menu + 1 {
            last if last == menus => "hangup".to_owned(),
            next => format!("goto m{next}"),
        };
        tree.push_str(&format!(
            "menu m{menu} {{ \"Press 1 or 2.\" 1 => {next}, 2 => hangup }} "
        ));
    }
    tree + "_ => hangup,"
}

#[test]
fn a_tree_of_any_size_has_one_form() {
    let tree = sound(&chain(1_001));
    for code in [
        "enum Chain",
        "pub const fn next",
        "Self::M1000 => Self::at_m1000(input)",
    ] {
        assert!(tree.contains(code), "{code}");
    }
}

#[test]
fn a_menu_is_written_once_for_its_attempts_and_languages() {
    let tree = sound(
        r#"
        tree Shop { languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" } }
        start menu ask {
            { en: "Press 1 or 2, para español oprima 3.", es: "Oprima 1 o 2, oprima 3." }
            1 => hangup,
            2 => repeat,
            3 => speak es then goto ask,
            _ => retry(2) else hangup,
        }
        "#,
    );
    let count = |code| tree.matches(code).count();
    assert_eq!(count("Input::Key(Key::One) => Turn::Reply"), 1);
    assert_eq!(count("Input::Key(Key::Two)"), 1);
    assert_eq!(count("Self::AskAttempt1 =>"), 1);
}

#[test]
fn a_look_up_is_the_same_whenever_the_menu_is_asked_again() {
    let tree = sound(
        r#"
        tree Shop(desk: &Desk) { voice: "en-US-BenjaminRUS" }
        start menu ask {
            "Press 1 to hear who is there, press 2 to hear that again."
            1 => match desk.open().await? {
                true => say "Somebody is." then repeat,
                false => retry(2) else hangup,
            },
            2 => match desk.told().await? { _ => repeat },
            _ => retry(2) else hangup,
        }
        "#,
    );
    let asked = |question| tree.matches(question).count();
    assert_eq!(asked("match desk.told().await? {"), 1);
    // A branch that asks again counts its attempts.
    assert_eq!(asked("match desk.open().await? {"), 3);
}
