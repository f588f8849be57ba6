//! Tests the errors of prompts and of other texts that announce keys.

use super::{expanded, mistakes};

const HEAD: &str = "tree Shop { voice: \"en-US-BenjaminRUS\" }";
const BOTH: &str =
    "tree Shop { languages: { en: \"en-US-BenjaminRUS\", es: \"en-US-JennyMultilingual\" } }";
const HINDI: &str = "tree Shop { voice: \"hi-IN-SwaraNeural\" }";

/// Compares the first lines of all errors.
#[track_caller]
fn says(head: &str, items: &str, expected: &[&str]) {
    let tree = format!("{head} {items}");
    let messages = mistakes(&tree);
    let first: Vec<_> = messages
        .iter()
        .map(|message| message.lines().next().unwrap_or_default())
        .collect();
    assert_eq!(first, expected, "{messages:#?}");
}

/// A menu `fire` in another one, and a handler of wrong keys that both share.
fn nested(handler: &str) -> String {
    format!(
        r#"start menu main {{
            "For fire press 1, for water press 2."
            1 "learn about fire" => menu fire {{
                "To call the brigade press 1, to hear advice press 3."
                1 "call the brigade" => menu brigade {{ "Press 1 to go on." 1 "go on" => hangup }}
                3 "hear advice" => say "Run.",
            }}
            2 "learn about water" => menu water {{ "Press 1 for the depot." 1 "reach the depot" => hangup }}
            {handler}
        }}"#
    )
}

#[test]
fn a_retry_speaks_of_the_menu_that_the_caller_is_in() {
    let tree = nested(r#"_ => retry(1) "Sorry. {options}. Once more: {prompt}" else hangup"#);
    let code = expanded(&format!("{HEAD} {tree}"));
    for heard in [
        "Sorry. Press 1 to learn about fire, press 2 to learn about water. Once more: For fire press 1, for water press 2.",
        "Sorry. Press 1 to call the brigade, press 3 to hear advice. Once more: To call the brigade press 1, to hear advice press 3.",
        "Sorry. Press 1 to reach the depot. Once more: Press 1 for the depot.",
    ] {
        assert!(code.contains(heard), "{heard}\n{code}");
    }
}

#[test]
fn a_handler_of_the_tree_speaks_of_every_menu() {
    let tree = format!(
        "{HEAD} {} part again() => retry(1) \"{{options}}.\" else hangup, _ => again(),",
        nested("")
    );
    let code = expanded(&tree);
    assert!(
        code.contains("Press 1 to call the brigade, press 3 to hear advice."),
        "{code}"
    );
    assert!(code.contains("Press 1 to reach the depot."), "{code}");
}

#[test]
fn inherited_texts_fit_every_menu_in_which_they_are_heard() {
    says(
        HEAD,
        &nested(r#"_ => retry(1) "Please press 2." else hangup"#),
        &[
            "this text offers key `2` (\"press 2\"), but menu `fire`, in which it is heard, has no branch for it",
        ],
    );
    // The same words with another key of the same number.
    says(
        HEAD,
        &nested(r#"_ => retry(1) "For fire press 1." else hangup"#),
        &[
            "this text says \"For fire\" for key `1`, which does something else in menu `fire`, where it is heard too",
        ],
    );
    says(
        HEAD,
        &nested(r#"3 => say "Please press 2." then goto fire, _ => hangup"#)
            .replace("for water press 2", "for water press 2, press 3 to burn"),
        &[
            "this text offers key `2` (\"press 2\"), but menu `fire`, in which it is heard, has no branch for it",
        ],
    );
    says(
        HEAD,
        &format!(
            "{} part again() => retry(1) \"Press 1 or 2.\" else hangup, _ => again(),",
            nested("")
        ),
        &[
            "this text offers key `2` (\"Press 1 or 2\"), but menu `fire`, in which it is heard, has no branch for it",
        ],
    );
}

#[test]
fn options_are_missed_where_they_are_heard() {
    says(
        HEAD,
        r#"start menu main {
            "For fire press 1." 1 "learn about fire" => menu fire { "To call press 1." 1 => hangup }
            _ => retry(1) "{options}." else hangup
        }"#,
        &["`{options}` has nothing to list in menu `fire`"],
    );
    says(
        HINDI,
        r#"start menu main { "{options}." 1 "एक" => hangup, _ => hangup }"#,
        &["`{options}` is not available in the language of voice `hi-IN-SwaraNeural`"],
    );
    says(
        HEAD,
        r#"start menu main { "{prompt} Press 1." 1 => hangup, _ => hangup }"#,
        &["`{prompt}` repeats the prompt of a menu, but this text does not ask again"],
    );
}

#[test]
fn swaps_are_found_in_retries_and_before_transfers() {
    says(
        HEAD,
        r#"start menu main {
            "Press 1 or 2."
            1 => menu billing { "Press 1." 1 => hangup, _ => hangup }
            2 => menu opening_hours { "Press 1." 1 => hangup, _ => hangup }
            _ => retry(1) "For opening hours press 1, for billing press 2." else hangup
        }"#,
        &[
            "the keys of menu `main` look swapped: the text on line 5 says \"For opening hours\" for key `1`",
        ],
    );
    says(
        HEAD,
        r#"start menu main {
            "For sales press 1, for support press 2."
            1 => connect(from: "+6568888888", to: "+6598880001") as support { _ => hangup },
            2 => match 1 { 1 => connect(from: "+6568888888", to: "+6598880002") as sales { _ => hangup }, _ => hangup },
            _ => hangup
        }"#,
        &["the keys of menu `main` look swapped: the prompt says \"For sales\" for key `1`"],
    );
}

#[test]
fn several_digits_wire_no_single_one() {
    let offers = "prompt offers key `4` (\"press 4\"), but menu `main` has no branch for it";
    for branches in [
        r#"digits: 1..=2, "To join press 4, to leave press 42." "42" => hangup"#,
        r#"digits: 1..=6, "Enter your PIN, or to join press 4." pin @ digits(6) => say "{pin:digits}""#,
        r#"digits: 1..=4, "Enter your room, or to join press 4." room @ 1000..=1999 => say "{room}""#,
    ] {
        says(
            HEAD,
            &format!("start menu main {{ {branches}, _ => hangup }}"),
            &[offers],
        );
    }
}

#[test]
fn keys_of_one_phrase_are_one_mistake() {
    says(
        HEAD,
        r#"start menu main { "Press 1 through 6." 1 => hangup, _ => hangup }"#,
        &[
            "prompt offers keys `2` to `6` (\"Press 1 through 6\"), but menu `main` has no branch for them",
        ],
    );
}

#[test]
fn digits_are_read_in_any_language() {
    says(
        HEAD,
        r#"start menu main { "For English press 1. हिंदी के लिए 2 दबाएं।" 1 => hangup, 2 => hangup, _ => hangup }"#,
        &[],
    );
    says(
        HINDI,
        r#"start menu main { "अंग्रेज़ी के लिए 1 दबाएं। हिंदी के लिए 2 दबाएं।" 1 => hangup, 2 => hangup, 3 => hangup, _ => hangup }"#,
        &["the prompt of menu `main` does not announce key `3`"],
    );
}

#[test]
fn the_tag_of_a_language_chooses_its_grammar() {
    says(
        BOTH,
        r#"start menu main {
            { en: "For sales press 1. Para español oprima 2.", es: "Para ventas, pulse la tecla uno." }
            1 => hangup,
            2 => speak es then goto main,
            _ => hangup
        }"#,
        &["the prompt of menu `main` in language `es` does not announce key `2`"],
    );
}

#[test]
fn only_announced_keys_are_too_many() {
    let branches: String = (1..=6)
        .map(|key| format!("#[allow(unannounced_key)] {key} => hangup,"))
        .collect();
    let five = branches.replacen("#[allow(unannounced_key)] ", "", 5);
    says(
        HEAD,
        &format!(r#"start menu main {{ "Press 1, 2, 3, 4 or 5." {five} _ => hangup }}"#),
        &[],
    );
}
