//! A test binary without the built-in harness lists its tests: where it is left out, rustc drops what is
//! marked `#[test]`, and says nothing.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn nothing_is_marked_as_a_test_where_tests_are_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut read = 0;
    for package in ["ivr-runtime", "restaurant", "tests"] {
        for file in listed(&root.join(package)) {
            let text = fs::read_to_string(&file).unwrap();
            let marked = |line: &&str| matches!(line.trim(), "#[test]" | "#[tokio::test]");
            let first = text.lines().find(marked);
            assert_eq!(first, None, "{}: list it in `main`", file.display());
            read += 1;
        }
    }
    assert!(read > 20, "{read} files");
}

/// The files of a package's test binaries that have `harness = false`.
fn listed(package: &Path) -> Vec<PathBuf> {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let tests = manifest.split("\n[").filter(|section| {
        section.starts_with("[test]]") && section.contains("\nharness = false\n")
    });
    let names = tests.filter_map(|section| section.split('"').nth(1));
    let files = names.flat_map(|name| {
        let at = package.join("tests").join(name);
        match fs::read_dir(&at) {
            Ok(folder) if at.join("main.rs").exists() => {
                folder.map(|entry| entry.unwrap().path()).collect()
            }
            _ => vec![at.with_extension("rs")],
        }
    });
    files.collect()
}
