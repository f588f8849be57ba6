//! Tests that one cause is one error, at the place to correct, with a help that applies there.

use super::{errors, expanded, mistakes};

const HEAD: &str = "tree Shop { voice: \"en-US-BenjaminRUS\" }";

/// Compares all errors of a tree.
#[track_caller]
fn says(items: &str, expected: &str) {
    let messages = mistakes(&format!("{HEAD} {items}"));
    assert_eq!(messages, [expected]);
}

#[test]
fn silence_and_wrong_keys_that_go_round_together_are_one_mistake() {
    says(
        r#"start menu main { "Press 1." 1 => hangup, _ => repeat }"#,
        "a caller who says nothing or presses wrong keys loops forever\nnote: `main` -silence-> `main`\nhelp: end it after some attempts: `_ => retry(2) else say \"..\"`",
    );
    says(
        r#"start menu main { "Press 1." 1 => hangup, silence => repeat, _ => hangup }"#,
        "a silent caller loops forever\nnote: `main` -silence-> `main`\nhelp: end it after some attempts: `silence => retry(2) else say \"..\"`",
    );
}

#[test]
fn a_branch_in_two_loops_is_one_mistake() {
    // A loop through `b` alone, and one through both.
    let tree = r#"start menu a { "Press 1 or 2." 1 => menu b { "Press 1." 1 => hangup }, 2 => hangup }
        _ => match 1 { 1 => goto a, _ => goto b },"#;
    let messages = mistakes(&format!("{HEAD} {tree}"));
    assert_eq!(messages.len(), 1, "{messages:#?}");
}

#[test]
fn two_branches_for_one_key_are_one_mistake() {
    says(
        "start menu main { \"Press 1.\" 1 => hangup, 1 => say \"Bye.\", _ => hangup }",
        "duplicate branch for key `1` in menu `main`, first used on line 1\nhelp: remove it, or use a free key: `2`, `3`, `4`",
    );
}

#[test]
fn a_help_names_the_menu_that_the_tree_begins_with() {
    says(
        r#"start menu reception { "For sales press 1." 1 => goto sales, _ => hangup }
        menu sales { "To go back press 1." 1 => back, _ => hangup }"#,
        "`back` leads nowhere: menu `sales` is not nested in a menu\nhelp: name the menu that you mean: `goto reception`",
    );
}

#[test]
fn a_time_out_that_is_written_alone_takes_the_other_with_it() {
    let tree = |setting: &str| {
        expanded(&format!(
            r#"{HEAD} start menu main {{ {setting}, "Press 1." 1 => hangup, _ => hangup }}"#
        ))
    };
    for (setting, digit, overall) in [
        ("overall_timeout: 5s", 5_000, 5_000),
        ("overall_timeout: 20s", 10_000, 20_000),
        ("digit_timeout: 20s", 20_000, 20_000),
        ("digit_timeout: 2s", 2_000, 10_000),
    ] {
        let waits = [("digit", digit), ("overall", overall)]
            .map(|(name, wait)| format!("{name}_timeout: Duration::from_millis({wait})"));
        let code = tree(setting);
        let all = waits.iter().all(|wait| code.contains(wait));
        assert!(all, "{setting}: {code}");
    }
}

#[test]
fn a_list_in_a_language_that_is_not_known_is_told_before_its_labels() {
    let tree = r#"tree Shop { voice: "hi-IN-SwaraNeural" }
        start menu main { "{options}." 1 => hangup, _ => hangup }"#;
    let messages = mistakes(tree);
    let first = messages[0].lines().next();
    let told = "`{options}` is not available in the language of voice `hi-IN-SwaraNeural`";
    assert_eq!((messages.len(), first), (1, Some(told)), "{messages:#?}");
}

#[test]
fn too_many_options_are_told_at_their_menu() {
    let branches: String = (1..=6).map(|key| format!("{key} => hangup,\n")).collect();
    let tree =
        format!("{HEAD}\n\nstart menu\nmain {{ \"Press 1 to 6.\"\n{branches} _ => hangup }}");
    let errors = errors(&tree);
    assert_eq!(errors.lines(), [4], "{:#?}", errors.messages());
}
