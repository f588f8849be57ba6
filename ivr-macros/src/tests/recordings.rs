//! Tests prompts that are played and not spoken.

use super::{expanded, mistakes};

const HEAD: &str = "tree Shop { voice: \"en-US-BenjaminRUS\" }";

/// A menu with this prompt, and two keys.
fn menu(prompt: &str) -> String {
    format!(
        "{HEAD} start menu main {{ {prompt} 1 => say \"Twelve, Old Mill Lane.\", 2 => hangup }} _ => retry(1) else hangup,"
    )
}

#[track_caller]
fn says(tree: &str, expected: &[&str]) {
    let messages = mistakes(tree);
    let first: Vec<_> = messages
        .iter()
        .map(|message| message.lines().next().unwrap_or_default())
        .collect();
    assert_eq!(first, expected, "{messages:#?}");
}

/// Code without its layout.
fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}

const BOTH_KEYS: &str = "For our address press 1, to leave press 2.";

#[test]
fn a_recording_is_played_before_the_words_that_are_repeated() {
    let prompt = format!(r#"play "https://h/jingle.mp3" then "{BOTH_KEYS}""#);
    let code = one_line(&expanded(&menu(&prompt)));
    let asked = format!(
        r#"Step::Play {{ url: Borrowed("https://h/jingle.mp3"), repetition: None, }}, Step::capture( "{BOTH_KEYS}", Self::VOICE, Self::LISTEN, 2, ), ]"#
    );
    // The inbound call, the outbound call, and the attempt.
    assert_eq!(code.matches(&asked).count(), 3, "{code}");
}

#[test]
fn where_no_words_follow_the_prompt_is_empty() {
    let prompt = format!(r#"play(transcript: "{BOTH_KEYS}") "https://h/menu.mp3""#);
    let code = one_line(&expanded(&menu(&prompt)));
    let asked = r#"Step::Play { url: Borrowed("https://h/menu.mp3"), repetition: None, }, Step::capture("", Self::VOICE,"#;
    assert_eq!(code.matches(asked).count(), 3, "{code}");
    let described = format!(r#""prompt": "{BOTH_KEYS}""#);
    assert!(code.contains(&described), "{code}");
}

#[test]
fn what_a_recording_says_is_read_as_a_prompt() {
    let recorded = |says: &str| menu(&format!(r#"play(transcript: "{says}") "https://h/a.mp3""#));
    says(&recorded(BOTH_KEYS), &[]);
    says(
        &recorded("For our address press 1."),
        &["the prompt of menu `main` does not announce key `2`"],
    );
    says(
        &recorded("For our address press 1, to leave press 2, to wait press 3."),
        &["prompt offers key `3` (\"press 3\"), but menu `main` has no branch for it"],
    );
    // The recording's words and the spoken ones are one prompt.
    says(
        &menu(
            r#"play(transcript: "For our address press 1") "https://h/a.mp3" then "To leave press 2.""#,
        ),
        &[],
    );
    // The recording has no transcript.
    let messages = mistakes(&menu(
        r#"play "https://h/a.mp3" then "For our address press 1.""#,
    ));
    let [message] = messages.as_slice() else {
        panic!("{messages:#?}")
    };
    assert!(message.contains("does not announce key `2`"), "{message}");
    assert!(message.contains("play(transcript: \"..\")"), "{message}");
}

#[test]
fn what_a_recording_says_before_a_menu_is_read_there() {
    let tree = format!(
        r#"{HEAD} start menu main {{ "For our address press 1." 1 => play(transcript: "Or press 7.") "https://h/a.mp3" then repeat }} _ => hangup,"#
    );
    says(
        &tree,
        &[
            "this text offers key `7` (\"press 7\"), but menu `main`, in which it is heard, has no branch for it",
        ],
    );
}

#[test]
fn it_says_what_each_language_hears() {
    let tree = |transcript: &str| {
        format!(
            r#"tree Shop {{ languages: {{ en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" }} }}
            start menu main {{
                play(transcript: {{ en: "Para español, oprima el 2.", es: "{transcript}" }}) {{ en: "https://h/en.mp3", es: "https://h/es.mp3" }}
                2 => speak es then repeat,
            }}
            _ => hangup,"#
        )
    };
    says(&tree("For Spanish, press 2."), &[]);
    says(
        &tree("Bienvenidos."),
        &["the prompt of menu `main` in language `es` does not announce key `2`"],
    );
}

#[test]
fn a_retry_may_play_it_again_between_words() {
    let tree = format!(
        r#"{HEAD} start menu main {{ play(transcript: "For our address press 1.") "https://h/a.mp3" 1 => say "Twelve." }}
        _ => retry(1) "That is no option. {{prompt}}" else hangup,"#
    );
    let code = one_line(&expanded(&tree));
    let asked = r#"&[ Step::say("That is no option.", Self::VOICE), Step::Play { url: Borrowed("https://h/a.mp3"), repetition: None, }, Step::capture("", Self::VOICE,"#;
    assert!(code.contains(asked), "{code}");
}

#[test]
fn a_recording_that_nobody_can_read_is_refused() {
    let message = "the recording of menu `main` has no transcript";
    says(&menu(r#"play "https://h/a.mp3""#), &[message]);
    says(
        &menu(r#"play(repetition: 2) "https://h/a.mp3""#),
        &[message],
    );
    // One cause, one error.
    says(
        &menu(r#"play(transcipt: "Press 1 or 2.") "https://h/a.mp3""#),
        &["unknown setting `transcipt` of `play`"],
    );
}

#[test]
fn a_transcript_is_the_same_for_everybody() {
    for name in ["guests", "options", "prompt"] {
        let transcript = format!("Press 1 or 2. {{{name}}}");
        let tree = menu(&format!(
            r#"play(transcript: "{transcript}") "https://h/a.mp3""#
        ));
        let message = format!("a recording is the same for every caller, but `{{{name}}}` changes");
        says(&tree, &[&message]);
    }
}

#[test]
fn a_file_says_the_same_wherever_it_is_played() {
    let tree = |other: &str| {
        format!(
            r#"{HEAD} start menu main {{
                play(transcript: "For a song press 1.") "https://h/a.mp3"
                1 => play(transcript: "{other}") "https://h/a.mp3" then hangup,
            }} _ => hangup,"#
        )
    };
    says(&tree("For a song press 1."), &[]);
    says(
        &tree("La la la."),
        &["this file has another transcript on line 2"],
    );
}

#[test]
fn tries_repeat_words_alone() {
    let recorded = format!(r#"play(transcript: "{BOTH_KEYS}") "https://h/a.mp3""#);
    says(
        &menu(&format!("tries: 3, {recorded}")),
        &["`tries` repeats what the platform speaks, but here it plays a file"],
    );
    says(
        &menu(&format!("first_tries: 3, {recorded}")),
        &["`first_tries` repeats what the platform speaks, but here it plays a file"],
    );
    says(
        &menu(&format!(r#"tries: 3, {recorded} then "Choose now.""#)),
        &[],
    );
}

#[test]
fn a_mistake_in_a_prompt_is_reported_at_its_place() {
    for (prompt, message) in [
        (
            r#"play "https://h/a.mp3" "Press 1 or 2.""#,
            "menu `main` already has a prompt",
        ),
        (
            r#"play "https://h/a.mp3" then say "Press 1 or 2.""#,
            "the words of a prompt need no `say`",
        ),
        (
            r#""Press 1 or 2." then play "https://h/a.mp3""#,
            "the words of a prompt must come last",
        ),
        (
            r#"transcript: "Press 1 or 2.", play "https://h/a.mp3" then "Press 1 or 2.""#,
            "a transcript belongs to a recording",
        ),
    ] {
        let messages = mistakes(&menu(prompt));
        assert!(
            messages
                .iter()
                .any(|told| told.lines().next() == Some(message)),
            "{prompt}: {messages:#?}"
        );
    }
}
