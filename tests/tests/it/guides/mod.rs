//! What the guides show is what there is.

// The program of a guide, with its test; nobody calls its `main`.
#[allow(dead_code)]
mod workshop;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use tests::process::Restaurant;

const FIRST_MENU: &str = include_str!("../../../../ivr-runtime/guide/first_menu.md");
const FROM_PYTHON: &str = include_str!("../../../../ivr-runtime/guide/from_python.md");

const PRODUCTION: &str = include_str!("../../../../ivr-runtime/guide/production.md");
const TESTING: &str = include_str!("../../../../ivr-runtime/guide/testing.md");

/// What stands in a guide between these fences, behind this heading.
fn listing<'g>(guide: &'g str, heading: &str, fence: &str) -> &'g str {
    let (_, chapter) = guide.split_once(heading).unwrap();
    let (_, listing) = chapter.split_once(fence).unwrap();
    listing.split_once("```").unwrap().0
}

#[test]
fn the_first_menu_is_a_program_whose_test_passes() {
    let program = listing(FIRST_MENU, "\n## 4. ", "```rust,no_run\n");
    let test = listing(FIRST_MENU, "\n## 6. ", "```rust,ignore\n");
    assert_eq!(format!("{program}\n{test}"), include_str!("workshop.rs"));
}

#[test]
fn the_way_from_python_ends_with_the_restaurants_own_tree() {
    let shown = listing(FROM_PYTHON, "\n## The complete menu", "```rust,ignore\n");
    let program = include_str!("../../../../restaurant/src/main.rs");
    let (_, tree) = program.split_once("ivr! {\n").unwrap();
    let (tree, _) = tree.split_once("\n}\n").unwrap();
    assert_eq!(shown, format!("ivr! {{\n{tree}\n}}\n"));
}

#[test]
fn what_is_asked_by_hand_is_answered_as_the_guide_shows() {
    let server = Restaurant::start(&[]);
    let payloads = TESTING
        .lines()
        .filter_map(|line| line.strip_prefix("ask '"));
    let answers: Vec<String> = payloads
        .map(|line| answer(&server, line.trim_end_matches('\'')))
        .collect();
    let shown = TESTING.split("```json\n").skip(1);
    let shown: Vec<_> = shown.map(|rest| rest.split('\n').next().unwrap()).collect();
    assert_eq!(shown.len(), 2);
    for (answer, shown) in [answers.first(), answers.last()].into_iter().zip(shown) {
        let answer = answer.unwrap();
        // Two dots stand for the rest of a text.
        let (begin, end) = shown.split_once("..").unwrap_or((shown, ""));
        assert!(
            answer.starts_with(begin) && answer.ends_with(end),
            "{shown}\n{answer}"
        );
        assert!(shown.contains("..") || answer == shown, "{shown}\n{answer}");
    }
}

#[test]
fn every_promise_names_a_test_that_holds_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut functions = Vec::new();
    for folder in ["ivr-runtime/src", "ivr-runtime/tests", "restaurant/tests"] {
        functions_in(&root.join(folder), &mut functions);
    }
    // Two dots stand for the rest of a name, in front or behind.
    let is_there = |name: &str| {
        functions.iter().any(|function| {
            name.split_once("..")
                .map_or(function == name, |(begin, end)| {
                    function.starts_with(begin) && function.ends_with(end)
                })
        })
    };
    let (_, promises) = PRODUCTION
        .split_once("\n| guarantee | test |\n| --- | --- |\n")
        .unwrap();
    let (promises, _) = promises.split_once("\n\n").unwrap();
    for promise in promises.lines() {
        let tests: Vec<_> = tests_in(promise).collect();
        assert!(!tests.is_empty(), "nothing holds it: {promise}");
    }
    let missing: Vec<_> = tests_in(PRODUCTION)
        .filter(|name| !is_there(name))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
}

/// The tests that a text names: what has more underscores than any other name, but the metrics.
fn tests_in(text: &str) -> impl Iterator<Item = &str> {
    let names = text.split('`').skip(1).step_by(2);
    names.filter(|name| {
        let sign =
            |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || "_.".contains(sign);
        name.matches('_').count() > 2 && !name.starts_with("ivr_") && name.chars().all(sign)
    })
}

/// The names of all functions below a folder.
fn functions_in(folder: &Path, functions: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions_in(&path, functions);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(path).unwrap();
            let named = text.split("fn ").skip(1);
            let named = named.filter_map(|rest| rest.split(['(', '<']).next());
            functions.extend(named.map(str::to_owned));
        }
    }
}

/// What a call action with this payload is answered with.
fn answer(server: &Restaurant, payload: &str) -> String {
    let event = format!(r#"{{"eventType": "CALL_ACTION", "payload": {payload}}}"#);
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /vca_webhook HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        event.len()
    );
    stream.write_all((head + &event).as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response.split_once("\r\n\r\n").unwrap().1.to_owned()
}
