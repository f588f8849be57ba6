//! The prompt of a menu: its own, or the text of a `retry`.

use serde_json::Value;

use super::super::{Menu, Settings, keypad};
use super::callflow::{Ask, play, say};

/// Adds a text as callers hear it in a menu, and the capture. A recording in the menu's prompt is played where
/// `{prompt}` is.
pub(super) fn ask(text: &str, menu: &Menu, settings: &Settings, flow: &mut Vec<Value>) {
    let Some((before, behind)) = text.split_once("{prompt}") else {
        let words = with_options(text, menu, settings);
        return flow.push(Ask::new(settings, &words).json());
    };
    let mut before = with_options(before, menu, settings);
    let behind = with_options(behind, menu, settings);
    let mut prompt = with_options(&menu.prompt, menu, settings);
    if let Some(recording) = &menu.recording {
        if !before.is_empty() {
            let plain = Settings {
                repetition: None,
                ..settings.clone()
            };
            flow.push(say(before.trim_end(), &plain));
            before.clear();
        }
        flow.push(play(&recording.url, &recording.settings));
        if recording.says_prompt {
            prompt.clear();
        }
    }
    let words = before + &prompt + &behind;
    if words.is_empty() {
        // The platform needs a text, and repeats only that.
        let once = Settings {
            tries: Some(1),
            ..settings.clone()
        };
        return flow.push(Ask::new(&once, ".").json());
    }
    flow.push(Ask::new(settings, &words).json());
}

/// A text with the menu's labels inserted.
fn with_options(text: &str, menu: &Menu, settings: &Settings) -> String {
    let Some((before, behind)) = text.split_once("{options}") else {
        return text.to_owned();
    };
    let american = settings
        .voice
        .is_some_and(|voice| voice.starts_with("en-US"));
    let labelled = menu.branches.iter().filter_map(|branch| {
        let label = branch.label.as_ref()?;
        Some(format!(
            "press {} to {label}",
            keypad::listed(&branch.keys, american)
        ))
    });
    let list = labelled.collect::<Vec<_>>().join(", ");
    // Capitalised at the start of a sentence.
    let said = before.trim_end();
    let list = if said.is_empty() || said.ends_with(['.', '!', '?']) {
        list.replacen("press", "Press", 1)
    } else {
        list
    };
    format!("{before}{list}{behind}")
}
