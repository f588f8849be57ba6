//! Tests that the failure text is in the caller's language, wherever the lookup is.

use super::mistakes;

/// A Spanish tree with this action at its only key.
fn tree(head: &str, action: &str) -> String {
    format!(
        r#"tree Shop(desk: &Desk) {{ voice: "es-MX-DaliaNeural", {head} }}
        let n: u32;
        start menu main {{ "Pulse 1." 1 => {action}, _ => hangup }}"#
    )
}

const TO_DESK: &str = "to: desk.number().await?) as call { _ => hangup }";

#[test]
fn what_can_fail_needs_words_for_it() {
    for (head, action) in [
        ("", r#"match desk.free()? { n => say "{n}" }"#),
        ("", r#"set n = desk.free()? then say "{n}""#),
        (
            "",
            &format!("set n = 1 then say \"{{n}}\" then connect(from: \"+6568888888\", {TO_DESK}"),
        ),
        (
            "from: desk.main().await?",
            r#"set n = 1 then say "{n}" then connect(to: "+6568888888") as call { _ => hangup }"#,
        ),
    ] {
        let messages = mistakes(&tree(head, action));
        let told = "this lookup can fail, but the tree does not say what the caller hears then\nhelp: add it at top level, in the caller's language: `failure => say \"..\"`";
        assert_eq!(messages, [told], "{head} {action}");
        let mended = format!("{} failure => say \"Lo sentimos.\",", tree(head, action));
        assert_eq!(mistakes(&mended), [""; 0], "{head} {action}");
        let english = tree(head, action).replace("es-MX-DaliaNeural", "en-US-BenjaminRUS");
        let english = english.replace("Pulse", "Press");
        assert_eq!(mistakes(&english), [""; 0], "{head} {action}");
    }
}

#[test]
fn what_only_names_values_needs_none() {
    let action = r#"set n = 1 then say "{n}" then connect(from: &desk.main, to: "+6568888888") as call { _ => hangup }"#;
    assert_eq!(mistakes(&tree("", action)), [""; 0]);
}
