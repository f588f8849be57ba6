//! Tests that the promises of the guide for production name tests, and that these exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::harness::files_in;

const GUIDE: &str = include_str!("../../../ivr-runtime/guide/production.md");

pub(crate) fn every_guarantee_names_tests_that_exist() {
    let tests = tests();
    let (_, section) = GUIDE.split_once("\n## Guarantees").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| "));
    let rows: Vec<_> = rows
        .filter(|row| *row != "| guarantee | test |" && !row.starts_with("| ---"))
        .collect();
    assert!(rows.len() > 30, "{} guarantees", rows.len());
    for row in &rows {
        let named = code(row).any(|code| tests.contains(code));
        assert!(named, "no test holds this: {row}");
    }
    // Elsewhere in the guide, too, a long name is that of a test or of a metric.
    let long = code(GUIDE).filter(|code| code.matches('_').count() > 2);
    let unknown: Vec<_> = long
        .filter(|code| code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .filter(|code| !code.starts_with("ivr_") && !tests.contains(*code))
        .collect();
    assert!(unknown.is_empty(), "there is no such test: {unknown:?}");
}

/// What a text has between backticks. A listing's fence has three, so that it changes nothing.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// The names of all functions in the repository's tests.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["restaurant/tests", "ivr-runtime/tests", "ivr-runtime/src"];
    let files = folders
        .iter()
        .flat_map(|folder| files_in(&root.join(folder)));
    let names = files.flat_map(|file| {
        let text = fs::read_to_string(file).unwrap();
        let name = |rest: &str| rest.split(['(', '<']).next().map(str::to_owned);
        let functions = text.split("fn ").skip(1);
        functions.filter_map(name).collect::<Vec<_>>()
    });
    names.collect()
}
