//! The samples in the guides match the programs and their output.

use tests::process::Restaurant;

const FIRST_MENU: &str = include_str!("../../../ivr-runtime/guide/first_menu.md");
const FROM_PYTHON: &str = include_str!("../../../ivr-runtime/guide/from_python.md");

const TESTING: &str = include_str!("../../../ivr-runtime/guide/testing.md");

/// The code block that begins with this fence, in the section with this heading.
fn listing<'g>(guide: &'g str, heading: &str, fence: &str) -> &'g str {
    let (_, chapter) = guide.split_once(heading).unwrap();
    let (_, listing) = chapter.split_once(fence).unwrap();
    listing.split_once("```").unwrap().0
}

pub(crate) fn the_first_menu_guide_shows_the_tested_program() {
    let program = listing(FIRST_MENU, "\n## 4. ", "```rust,no_run\n");
    let test = listing(FIRST_MENU, "\n## 6. ", "```rust,ignore\n");
    assert_eq!(
        format!("{program}\n{test}"),
        include_str!("../first_menu.rs")
    );
}

pub(crate) fn the_python_guide_shows_the_restaurants_tree() {
    let shown = listing(FROM_PYTHON, "\n## The complete menu", "```rust,ignore\n");
    let program = include_str!("../../../restaurant/src/main.rs");
    let (_, tree) = program.split_once("ivr! {\n").unwrap();
    let (tree, _) = tree.split_once("\n}\n").unwrap();
    assert_eq!(shown, format!("ivr! {{\n{tree}\n}}\n"));
}

pub(crate) async fn the_testing_guides_curl_commands_get_the_answers_shown() {
    let server = Restaurant::start(&[]);
    let mut answers = Vec::new();
    for line in TESTING.lines() {
        if let Some(payload) = line.strip_prefix("ask '") {
            answers.push(answer(&server, payload.trim_end_matches('\'')).await);
        }
    }
    let shown = TESTING.split("```json\n").skip(1);
    let shown: Vec<_> = shown.map(|rest| rest.split('\n').next().unwrap()).collect();
    assert_eq!(shown.len(), 2);
    for (answer, shown) in [answers.first(), answers.last()].into_iter().zip(shown) {
        let answer = answer.unwrap();
        // `..` stands for the rest of a text.
        let (begin, end) = shown.split_once("..").unwrap_or((shown, ""));
        assert!(
            answer.starts_with(begin) && answer.ends_with(end),
            "{shown}\n{answer}"
        );
        assert!(shown.contains("..") || answer == shown, "{shown}\n{answer}");
    }
}

/// The answer to a call action with this payload.
async fn answer(server: &Restaurant, payload: &str) -> String {
    let event = format!(r#"{{"eventType": "CALL_ACTION", "payload": {payload}}}"#);
    let request = tests::http::client().post(format!("{}/vca_webhook", server.url));
    request
        .body(event)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}
