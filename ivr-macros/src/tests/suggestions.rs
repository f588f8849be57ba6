//! Tests "did you mean": every suggestion is valid where it is suggested.

use super::mistakes;

/// The helps of all errors in a tree.
fn helps(tree: &str) -> Vec<String> {
    let messages = mistakes(tree);
    let lines = messages.iter().flat_map(|message| message.lines());
    let helps = lines.filter_map(|line| line.strip_prefix("help: "));
    helps.map(str::to_owned).collect()
}

fn shop(items: &str) -> String {
    format!("tree Shop {{ voice: \"en-US-BenjaminRUS\" }} {items}")
}

#[test]
fn a_goto_is_no_slip_for_a_transfer() {
    let tree = |to: &str| {
        shop(&format!(
            r#"start menu main {{
                "For sales press 1, for our desk press 2."
                1 => menu sales {{ "To talk to us press 1." 1 => goto {to}, }}
                2 => connect(from: "+6568888888", to: "+6598888888") as desks {{ _ => hangup }}
            }}
            _ => hangup,"#
        ))
    };
    assert_eq!(
        helps(&tree("desk")),
        ["declare it: `menu desk { \"..\" }`"],
        "`desks` is a transfer"
    );
    assert_eq!(helps(&tree("salse")), ["did you mean `sales`?"]);
}

#[test]
fn a_language_that_a_text_has_is_not_meant_again() {
    let tree = r#"tree Shop { languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" } }
        start menu main {
            { en: "Para español oprima 2.", ez: "For Spanish press 2." }
            2 => speak es then repeat,
        }
        _ => hangup,"#;
    assert_eq!(helps(tree)[0], "did you mean `es`?");
}

#[test]
fn an_argument_that_is_given_is_not_meant_again() {
    let tree = |name: &str| {
        shop(&format!(
            r#"part ask(text1: text, text2: text) => say "{{text1}} {{text2}}"
            start menu main {{ "Press 1." 1 => ask(text1: "a", {name}: "b"), }}
            _ => hangup,"#
        ))
    };
    assert!(helps(&tree("text3")).contains(&"did you mean `text2`?".to_owned()));
}

#[test]
fn a_part_is_suggested_as_it_is_used() {
    let tree = |slip: &str| {
        shop(&format!(
            r#"part farewell() => say "Good bye."
            start menu main {{ "Press 1 or 2." 1 => {slip}, 2 => farewell(), }}
            _ => hangup,"#
        ))
    };
    for slip in ["farwell", "farwell()"] {
        assert_eq!(helps(&tree(slip)), ["did you mean `farewell(..)`?"]);
    }
}

#[test]
fn a_value_that_is_known_there_goes_first() {
    let tree = |text: &str| {
        shop(&format!(
            r#"let guest1: u32;
            start menu main {{
                "Press 1 to 5, or press 9."
                guest1 @ 1..=5 => menu sure {{ "{{guest1}}: press 1." 1 => hangup }}
                9 => match 3 {{ guest2 => say "{text}." }}
            }}
            _ => hangup,"#
        ))
    };
    assert_eq!(helps(&tree("{guest3}")), ["did you mean `{guest2}`?"]);
    let far = shop(
        r#"let guests: u32;
        start menu main {
            "Press 1 to 5, or press 9."
            guests @ 1..=5 => menu sure { "{guests}: press 1." 1 => hangup }
            9 => say "{gests}.",
        }
        _ => hangup,"#,
    );
    assert_eq!(
        helps(&far),
        [
            "did you mean `{guests}`? set it on every path: `guests @ 1..=9 => ..` or `set guests = .. then ..`"
        ]
    );
}

#[test]
fn a_step_that_is_suggested_can_stand_there() {
    let tree = |ring: &str, arm: &str, failure: &str, key: &str| {
        shop(&format!(
            r#"ring => {ring},
            start menu main {{
                "Press 1, 2 or 3."
                1 => connect(from: "+6568888888", to: "+6568888889") as desk {{ _ => {arm} }}
                2 => {key},
                3 => match f()? {{ _ => hangup }}
            }}
            _ => hangup,
            failure => {failure},"#
        ))
    };
    let fine = ["goto main", "hangup", "hangup", "repeat"];
    let told = |at: usize, step: &str| {
        let mut steps = fine;
        steps[at] = step;
        helps(&tree(steps[0], steps[1], steps[2], steps[3]))[0].clone()
    };
    assert!(helps(&tree(fine[0], fine[1], fine[2], fine[3])).is_empty());
    assert!(told(0, "repaet").starts_with("actions are `say`"));
    assert!(told(1, "repaet").starts_with("actions are `say`"));
    assert_eq!(told(1, "bakc"), "did you mean `back`?");
    assert_eq!(told(2, "gotoo main"), "actions are `say`, `play`, `hangup`");
    assert_eq!(told(3, "repaet"), "did you mean `repeat`?");
}
