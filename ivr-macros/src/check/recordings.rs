//! Checks that a file has the same transcript wherever it is played.

use rustc_hash::FxHashMap;

use super::all_branches;
use crate::diagnostics::{Errors, Report};
use crate::model::{Model, Recording, StateKind, Step};

/// ```text
/// 1 => play(transcript: "We are open.") "https://h/a.mp3"
/// 2 => play(transcript: "We are closed.") "https://h/a.mp3"    // and it is the same file
/// ```
pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let mut recordings: Vec<&Recording> = Vec::new();
    for state in &model.states {
        if let StateKind::Menu { prompt, .. } = &state.kind {
            recordings.extend(&prompt.recordings);
        }
    }
    let actions = all_branches(model).map(|branch| &branch.action);
    for action in actions.chain([&model.failure]) {
        action.each_step(&mut |step| {
            if let Step::Play(recording) = step {
                recordings.push(recording);
            }
        });
    }
    recordings.sort_by_key(|recording| recording.place.position());
    let mut known = FxHashMap::default();
    for recording in recordings {
        let Some(transcript) = &recording.transcript else {
            continue;
        };
        for language in model.language_ids() {
            let spoken = transcript.spoken(language);
            let (url, says) = (recording.url(language), spoken.shown());
            let first = known.entry(url).or_insert_with(|| (says.clone(), spoken));
            if first.0 != says {
                let line = first.1.place.line();
                errors.report(
                    Report::new(
                        spoken.place,
                        format!("this file has another transcript on line {line}"),
                    )
                    .help("give each recording its own URL, or both the same transcript"),
                );
            }
        }
    }
}
