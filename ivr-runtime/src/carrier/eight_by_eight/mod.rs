//! The 8x8 Voice platform.
//!
//! - [`EightByEight`]: what the server knows of it
//! - [`wire`]: the platform's JSON documents as types
//! - [`client`]: the platform's API: places calls, registers webhooks, lists voices
//! - [`simulator`]: the platform without the platform, for phones and tests
//! - [`opening()`]: the request that places a call

#[cfg(feature = "client")]
pub mod client;
mod door;
mod opening;
// Without the client nobody calls but the testing kit, which has no scripts and no summaries.
#[cfg_attr(not(feature = "client"), expect(dead_code))]
pub mod simulator;
pub mod wire;

pub use door::EightByEight;
pub(crate) use door::{ADDRESSES, VCA, VSS, WEBHOOKS, first_call};
pub use opening::opening;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Every file of the crate's source, apart from what may name the platform's words.
    fn others(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("carrier/eight_by_eight") || path.ends_with("cli/remote") {
                continue;
            }
            if path.is_dir() {
                others(&path, found);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }

    #[test]
    fn the_platforms_words_are_known_here_and_to_its_commands_alone() {
        let mut files = Vec::new();
        others(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        assert!(files.len() > 100);
        let mut found = Vec::new();
        for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".rs")) {
            // Tests may hold samples.
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for (at, line) in text.lines().enumerate() {
                for word in [
                    "clientActionId",
                    "sayAndCapture",
                    "sipCode",
                    "VCA",
                    "VSS",
                    "vca_",
                    "vss_",
                ] {
                    if line.contains(word) {
                        found.push(format!("{file}:{}: {word}", at + 1));
                    }
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
