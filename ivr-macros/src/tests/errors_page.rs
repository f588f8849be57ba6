//! Tests `ERRORS.md` against the compiler: each wrong tree causes exactly the message on the page, and each corrected
//! tree causes none. `BLESS=1` updates the messages.

use super::mistakes;

const PAGE: &str = include_str!("../../ERRORS.md");
const FENCE: &str = "```text\n";
const FALLBACK: &str = "_ => say \"Good bye.\",";
const NEEDLESS: &str = "`_` of tree `Shop` is never taken";

#[test]
fn errors_page() {
    // The code blocks are in turn a wrong tree, its message and the corrected tree.
    let mut page = String::new();
    let mut bad = "";
    let mut shown = 0;
    for (number, piece) in PAGE.split(FENCE).enumerate() {
        let Some((block, rest)) = piece.split_once("\n```\n") else {
            page.push_str(piece);
            continue;
        };
        page.push_str(FENCE);
        match number % 3 {
            1 => {
                bad = block;
                page.push_str(block);
            }
            2 => {
                let message = message(bad);
                if !blessed() {
                    assert_eq!(message, block, "of this tree:\n{bad}");
                }
                assert!(!message.is_empty(), "nothing is wrong with this:\n{bad}");
                page.push_str(&message);
                shown += 1;
            }
            _ => {
                assert_eq!(message(block), "", "still wrong:\n{block}");
                page.push_str(block);
            }
        }
        page.push_str("\n```\n");
        page.push_str(rest);
    }
    println!("{shown} mistakes are shown");
    if blessed() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/ERRORS.md"), page).unwrap();
    }
}

fn blessed() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// The message for a sample, laid out as rustc does.
fn message(sample: &str) -> String {
    let mut messages = mistakes(&whole(sample, FALLBACK));
    if messages.iter().any(|message| message.starts_with(NEEDLESS)) {
        messages = mistakes(&whole(sample, ""));
    }
    let blocks: Vec<_> = messages
        .iter()
        .map(|message| format!("error: {}", message.replace('\n', "\n       ")))
        .collect();
    blocks.join("\n")
}

/// A sample with the head, and with the fallback that the page omits unless it is useless. A sample with its own head
/// is complete.
fn whole(sample: &str, fallback: &str) -> String {
    if sample.starts_with("tree ") || sample.starts_with("#[allow") {
        return sample.to_owned();
    }
    format!("tree Shop {{ voice: \"en-US-BenjaminRUS\" }}\n{sample}\n{fallback}")
}
