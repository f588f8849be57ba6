//! Tests that the samples in the guides match the programs and their output.

use support::process::output;
use tests::process::{Restaurant, program};

const FIRST_MENU: &str = include_str!("../../../ivr-runtime/guide/first_menu.md");
const FROM_PYTHON: &str = include_str!("../../../ivr-runtime/guide/from_python.md");

/// Every page with commands.
const PAGES: [(&str, &str); 10] = [
    ("README.md", include_str!("../../../README.md")),
    (
        "CONTRIBUTING.md",
        include_str!("../../../.github/CONTRIBUTING.md"),
    ),
    (
        "ivr-runtime/README.md",
        include_str!("../../../ivr-runtime/README.md"),
    ),
    (
        "carriers.md",
        include_str!("../../../ivr-runtime/guide/carriers.md"),
    ),
    ("first_menu.md", FIRST_MENU),
    ("from_python.md", FROM_PYTHON),
    (
        "go_live.md",
        include_str!("../../../ivr-runtime/guide/go_live.md"),
    ),
    (
        "production.md",
        include_str!("../../../ivr-runtime/guide/production.md"),
    ),
    (
        "telephone.md",
        include_str!("../../../ivr-runtime/guide/telephone.md"),
    ),
    ("testing.md", TESTING),
];

const TESTING: &str = include_str!("../../../ivr-runtime/guide/testing.md");

/// The code block with this opening fence, in the section with this heading.
fn listing<'g>(guide: &'g str, heading: &str, fence: &str) -> &'g str {
    let (_, chapter) = guide.split_once(heading).unwrap();
    let (_, listing) = chapter.split_once(fence).unwrap();
    listing.split_once("```").unwrap().0
}

pub(crate) fn the_first_menu_guide_shows_the_tested_program() {
    let program = listing(FIRST_MENU, "\n## 4. ", "```rust,no_run\n");
    let test = listing(FIRST_MENU, "\n## 6. ", "```rust,ignore\n");
    let (_, tested) = include_str!("../first_menu.rs").split_once("\n\n").unwrap();
    assert_eq!(format!("{program}\n{test}"), tested);
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
        // `..` replaces the rest of a text.
        let (begin, end) = shown.split_once("..").unwrap_or((shown, ""));
        assert!(
            answer.starts_with(begin) && answer.ends_with(end),
            "{shown}\n{answer}"
        );
        assert!(shown.contains("..") || answer == shown, "{shown}\n{answer}");
    }
}

/// The response to a call action with this payload.
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

/// The program accepts every command line in the guides. `--help` is appended, so that the program checks the command,
/// the flags and their values, but does nothing.
pub(crate) fn the_program_accepts_every_command_in_the_guides() {
    let folder = tempfile::tempdir().unwrap();
    // The settings file of the production guide, which is read before the help is printed.
    std::fs::write(folder.path().join("restaurant.toml"), "").unwrap();
    let mut checked = 0;
    for (page, text) in PAGES {
        for line in shell_lines(text) {
            let Some(arguments) = arguments(&line) else {
                continue;
            };
            let mut command = program();
            command.args(arguments).arg("--help");
            let output = output(command.current_dir(folder.path()), b"");
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{page}: {line}: {errors}");
            checked += 1;
        }
    }
    assert!(checked > 35, "only {checked} commands were found");
}

/// The lines of a page's shell listings; a backslash joins a line with the next.
fn shell_lines(page: &str) -> Vec<String> {
    let listings = page.split("```sh\n").skip(1);
    let listings = listings.map(|rest| rest.split("```").next().unwrap());
    listings
        .flat_map(|listing| {
            let joined = listing.replace("\\\n", " ");
            joined.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The arguments of a line that runs the restaurant's program.
fn arguments(line: &str) -> Option<Vec<String>> {
    let programs = [
        "cargo run -- ",
        "cargo run --release -- ",
        "restaurant-next ",
        "restaurant ",
    ];
    let rest = programs.iter().find_map(|program| {
        let (before, rest) = line.split_once(program)?;
        let is_command = before.trim().is_empty() || before.trim_end().ends_with('|');
        is_command.then_some(rest)
    })?;
    let mut arguments = vec![String::new()];
    let mut quoted = false;
    for c in rest.chars() {
        match c {
            '\'' => quoted = !quoted,
            '#' | '>' | '|' if !quoted => break,
            ' ' if !quoted => arguments.push(String::new()),
            c => arguments.last_mut().unwrap().push(c),
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    Some(arguments)
}
