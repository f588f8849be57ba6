//! Tests which of several matching branches is taken.

use super::{expanded, mistakes};

const HEAD: &str = "tree Shop { voice: \"en-US-BenjaminRUS\" }";

#[test]
fn a_key_of_the_whole_tree_is_one_that_some_menu_hears_alone() {
    let first = |settings: &str, prompt: &str, key: &str| {
        let tree = format!(
            r#"{HEAD} start menu main {{ {settings}, "{prompt}" "42" => hangup }}
            {key} => repeat,
            _ => hangup,"#
        );
        let messages = mistakes(&tree);
        let lines = messages.iter().filter_map(|message| message.lines().next());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let never = |key: &str| vec![format!("key `'{key}'` of the whole tree is never taken")];
    let none: Vec<String> = Vec::new();
    let both = "Press 42, or star to hear this again.";
    assert_eq!(first("digits: 2", "Press 42.", "'*'"), never("*"));
    assert_eq!(first("digits: 1..=2", both, "'*'"), none);
    // If several keys are captured, `#` ends the input.
    let hash = "Press 42, or hash to hear this again.";
    assert_eq!(first("digits: 1..=2", "Press 42.", "'#'"), never("#"));
    let settings = "digits: 1..=2, complete_on_hash: false";
    assert_eq!(first(settings, hash, "'#'"), none);
}

#[test]
fn silence_and_wrong_keys_are_counted_apart_where_both_ask_again() {
    let states = |silence: &str| {
        let tree = format!(
            r#"{HEAD} start menu main {{
                "Press 1."
                1 => hangup,
                {silence}
                _ => retry(1) "That is no option. {{prompt}}" else hangup,
            }}"#
        );
        let code = expanded(&tree);
        let known = [
            "main~1", "main~2", "main~0~1", "main~0~2", "main~1~1", "main~1~2",
        ];
        let has = |id: &&str| code.contains(&format!("\"{id}\""));
        known.into_iter().filter(has).collect::<Vec<_>>()
    };
    let apart = ["main~1", "main~0~1", "main~0~2", "main~1~1", "main~1~2"];
    assert_eq!(
        states(r#"silence => retry(2) "Are you there?" else hangup,"#),
        apart
    );
    // A branch that ends the call counts nothing.
    assert_eq!(states("silence => hangup,"), ["main~1"]);
    assert_eq!(states(""), ["main~1"]);
}

#[test]
fn what_is_one_input_goes_before_a_range_wherever_it_stands() {
    let exact = r#""7999" => say "The reception.","#;
    let range = r#"7000..=7999 => say "A room.","#;
    for branches in [[exact, range], [range, exact]] {
        let tree = format!(
            r#"{HEAD} start menu main {{ digits: 4, "Enter a number." {} _ => hangup }}"#,
            branches.concat()
        );
        let code = expanded(&tree.replace("Enter a number.", "Press 7999, or enter a number."));
        let at = |text: &str| {
            code.find(text)
                .unwrap_or_else(|| panic!("{text} in {code}"))
        };
        assert!(
            at("input.is(\"7999\")") < at("input.number(7000, 7999)"),
            "{code}"
        );
    }
    // A range of single keys loses those that another branch names.
    let tree = format!(
        r#"{HEAD} start menu main {{ "Press 1 to 3." 1..=3 => say "A room.", 2 => say "The bar.", _ => hangup }}"#
    );
    let code = expanded(&tree);
    assert!(code.contains("Key::One | Key::Three"), "{code}");
}
