//! Tests what the source of this crate must not name.

use std::fs;
use std::path::Path;

/// Each line of code in each file, without its tests.
fn lines(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for (at, line) in code.lines().enumerate() {
                let place = format!("{}:{}", path.display(), at + 1);
                found.push((place, line.to_owned()));
            }
        }
    }
}

fn all_lines() -> Vec<(String, String)> {
    let mut found = Vec::new();
    lines(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 10_000);
    found
}

#[test]
fn a_platforms_words_are_known_in_its_folder_and_to_its_commands_alone() {
    const WORDS: [&str; 7] = [
        "clientActionId",
        "sayAndCapture",
        "sipCode",
        "VCA",
        "VSS",
        "vca_",
        "vss_",
    ];
    let found = all_lines().into_iter().filter(|(place, line)| {
        let may = [
            "carrier/eight_by_eight/",
            "cli/remote/",
            "architecture_tests",
        ];
        let may = may.iter().any(|part| place.contains(part)) || place.contains("_tests.rs");
        !may && WORDS.iter().any(|word| line.contains(word))
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_public_error_but_the_stores_holds_one_of_a_library() {
    const LIBRARIES: [&str; 4] = ["prometheus::", "rustls::", "toml::", "pem::"];
    let found = all_lines().into_iter().filter(|(place, line)| {
        let is_public = ["#[from]", "#[source]", "pub fn", "pub const fn"];
        let is_named = line.trim_start().starts_with("source:");
        !place.contains("architecture_tests")
            && !place.contains("/store/")
            && (is_named || is_public.iter().any(|part| line.contains(part)))
            && LIBRARIES.iter().any(|library| line.contains(library))
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{found:#?}");
}
