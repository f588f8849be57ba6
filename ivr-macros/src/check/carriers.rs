//! Checks what the tree's carriers can't express, and voices that they do not know.

use rustc_hash::FxHashSet;

use super::{all_branches, lengths};
use crate::diagnostics::{Errors, Report};
use crate::model::{Carrier, Model, StateKind, Step, Template, Voice};

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let voices = voices(model);
    for (at, carrier) in model.carriers.iter().enumerate() {
        check_voices(carrier, at == 0, &voices, model, errors);
        check_success_messages(carrier, model, errors);
        check_records(carrier, model, errors);
        check_minimums(carrier, model, errors);
        lengths::check(carrier, model, errors);
    }
}

/// ```text
/// carriers: [eight_by_eight, twilio], voice: "en-US-BenjaminRUS"       // who is that at Twilio?
/// carriers: [twilio { "en-US-BenjaminRUS": "Polly.Matthew" }], voice: "Polly.Joanna"
/// ```
/// The tree's voices are those of its first carrier, unless that carrier can't have a voice of that name.
fn check_voices(
    carrier: &Carrier<'_>,
    is_first: bool,
    voices: &[String],
    model: &Model<'_>,
    errors: &mut Errors,
) {
    let Some(named) = carrier.ast else { return };
    let name = carrier.limits.name;
    let is_own = |voice: &&String| is_first && is_a_voice(voice, carrier);
    let missing = voices.iter().filter(|voice| carrier.voice(voice).is_none());
    if !model.ast.damaged {
        for voice in missing.filter(|voice| !is_own(voice)) {
            let theirs = if carrier.limits.voices_name_a_vendor {
                "vendor:language:voice"
            } else {
                ".."
            };
            errors.report(
                Report::new(
                    &named.name,
                    format!("`{name}` does not know voice \"{voice}\""),
                )
                .help(format!(
                    "map it to a voice there: `{name} {{ \"{voice}\": \"{theirs}\" }}`"
                )),
            );
        }
    }
    for (_, theirs) in &named.voices {
        if !is_a_voice(&theirs.value(), carrier) {
            errors.report(
                Report::new(
                    theirs,
                    format!("\"{}\" is not a voice of `{name}`", theirs.value()),
                )
                .help("write `vendor:language:voice`, such as \"aws:en-US:Matthew\""),
            );
        }
    }
    for (ours, _) in &named.voices {
        if !voices.contains(&ours.value()) && !model.ast.damaged {
            errors.report(
                Report::new(
                    ours,
                    format!("no text in this tree uses voice \"{}\"", ours.value()),
                )
                .help("remove it, or write the voice as the tree names it"),
            );
        }
    }
}

/// ```text
/// carriers: [twilio], success_message: "Thank you."
/// ```
fn check_success_messages(carrier: &Carrier<'_>, model: &Model<'_>, errors: &mut Errors) {
    if carrier.limits.success_message {
        return;
    }
    let name = carrier.limits.name;
    let mut told = FxHashSet::default();
    for state in &model.states {
        let StateKind::Menu { capture, .. } = &state.kind else {
            continue;
        };
        // A setting of the whole tree is reported once.
        if let Some(message) = &capture.success_message
            && told.insert(message.place.line())
        {
            errors.report(
                Report::new(
                    message.place,
                    format!("`{name}` can't say a `success_message`"),
                )
                .help("say it in the branches: `1 => say \"..\" then ..`"),
            );
        }
    }
}

/// Whether a carrier can have a voice of this name.
fn is_a_voice(name: &str, carrier: &Carrier<'_>) -> bool {
    let parts = name.splitn(3, ':').filter(|part| !part.trim().is_empty());
    !carrier.limits.voices_name_a_vendor || parts.count() == 3
}

/// ```text
/// carriers: [jambonz], connect(from: .., to: .., record: true)
/// ```
fn check_records(carrier: &Carrier<'_>, model: &Model<'_>, errors: &mut Errors) {
    if carrier.limits.record {
        return;
    }
    let name = carrier.limits.name;
    for state in &model.states {
        let StateKind::Transfer(transfer) = &state.kind else {
            continue;
        };
        if transfer.record.is_some() {
            errors.report(
                Report::new(
                    state.name,
                    format!("a transfer can't tell `{name}` whether to `record`"),
                )
                .help("remove it, and set it for the whole application there"),
            );
        }
    }
}

/// ```text
/// carriers: [twilio], menu pin { digits: 4..=6, "{name}, your PIN, please." .. }
/// ```
/// Such a carrier sends us any number of keys, and we ask again ourselves: with a constant text, which can't contain
/// the value.
fn check_minimums(carrier: &Carrier<'_>, model: &Model<'_>, errors: &mut Errors) {
    if carrier.limits.minimum {
        return;
    }
    let name = carrier.limits.name;
    for state in &model.states {
        let StateKind::Menu { capture, .. } = &state.kind else {
            continue;
        };
        let mut is_fixed = state.kind.asks_the_same();
        for branch in state.branches.iter().chain(&model.fallbacks) {
            branch.action.each_step(&mut |step| {
                if let Step::Retry { prompts, .. } = step {
                    is_fixed &= prompts.iter().all(Template::is_fixed);
                }
            });
        }
        if capture.asks_again() && !is_fixed {
            errors.report(
                Report::new(
                    state.name,
                    format!(
                        "`{name}` can't ask menu `{}` again after too few keys, as the question holds a value",
                        state.name
                    ),
                )
                .help("speak the value before it, `say \"..\" then goto ..`, or ask once: `tries: 1`"),
            );
        }
    }
}

/// The voices of the tree, in source order, without duplicates.
fn voices(model: &Model<'_>) -> Vec<String> {
    let mut voices: Vec<String> = Vec::new();
    let mut add = |voice: &Voice| {
        for profile in voice.profiles.iter().filter(|profile| !profile.is_empty()) {
            if !voices.contains(profile) {
                voices.push(profile.clone());
            }
        }
    };
    for state in &model.states {
        match &state.kind {
            StateKind::Menu { capture, .. } => add(&capture.voice),
            StateKind::Transfer(transfer) => {
                if let Some((_, voice)) = &transfer.waiting {
                    add(voice);
                }
            }
        }
    }
    let mut spoken = |step: &Step<'_>| {
        if let Step::Say { voice, .. } = step {
            add(voice);
        }
    };
    for branch in all_branches(model) {
        branch.action.each_step(&mut spoken);
    }
    model.failure.each_step(&mut spoken);
    voices
}
