//! Tests that test binaries without the built-in harness list all their tests in `main`: there, rustc silently drops
//! functions marked `#[test]`.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn no_test_attribute_is_used_without_the_built_in_harness() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut read = 0;
    for package in ["ivr-runtime", "restaurant", "tests"] {
        for file in listed(&root.join(package)) {
            let text = fs::read_to_string(&file).unwrap();
            let marked =
                |line: &&str| line.trim() == "#[test]" || line.trim().starts_with("#[tokio::test");
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
        if at.join("main.rs").exists() {
            files_in(&at)
        } else {
            vec![at.with_extension("rs")]
        }
    });
    files.collect()
}

/// The Rust files in a folder and its subfolders.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let files = entries.flat_map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_in(&path)
        } else {
            vec![path]
        }
    });
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
