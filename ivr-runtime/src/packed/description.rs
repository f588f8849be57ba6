//! The description of a large tree, read from its packed form.

use super::Texts;
use super::reader::Reader;
use crate::Outcome;
use crate::description::{
    ArmDescription, BranchDescription, Description, EnterBy, RecordingDescription,
    StateDescription, StateKind, StepDescription, Trigger, ValueDescription,
};

/// Reads a description. What it takes lives as long as the program.
pub fn description(file: &'static str, numbers: &'static [u8], texts: Texts) -> Description {
    let mut packed = Reader::new(numbers, texts);
    Description {
        name: packed.text(),
        doc: packed.text(),
        file,
        states: packed.list(state),
        start: packed.index(),
        languages: packed.list(Reader::text),
        values: packed.list(|packed| ValueDescription {
            name: packed.text(),
            ty: packed.text(),
        }),
        ring: packed.list(step),
        fallbacks: packed.list(branch),
        failure: packed.list(step),
    }
}

fn state(packed: &mut Reader) -> StateDescription {
    StateDescription {
        name: packed.text(),
        variant: packed.text(),
        client_action_id: packed.text(),
        was: packed.list(Reader::text),
        attempts: packed.number(),
        silences: packed.number(),
        tree_keys: packed.text(),
        known: packed.list(Reader::text),
        needed: packed.list(Reader::text),
        kind: match packed.option(|packed| (packed.text(), packed.list(recording))) {
            Some((prompt, recordings)) => StateKind::Menu { prompt, recordings },
            None => StateKind::Transfer,
        },
        parent: packed.option(Reader::index),
        branches: packed.list(branch),
        line: packed.number(),
    }
}

fn branch(packed: &mut Reader) -> BranchDescription {
    BranchDescription {
        on: packed.list(trigger),
        binding: packed.option(Reader::text),
        label: packed.option(Reader::text),
        steps: packed.list(step),
        line: packed.number(),
    }
}

fn trigger(packed: &mut Reader) -> Trigger {
    match packed.number() {
        0 => Trigger::Key(char::from(packed.small())),
        1 => Trigger::Keys(packed.text()),
        2 => Trigger::Number {
            low: packed.number(),
            high: packed.number(),
        },
        3 => Trigger::Digits {
            min: packed.small(),
            max: packed.small(),
        },
        4 => Trigger::Silence,
        5 => Trigger::Leg(Outcome::Answered),
        6 => Trigger::Leg(Outcome::Busy),
        7 => Trigger::Leg(Outcome::NoAnswer),
        8 => Trigger::Leg(Outcome::Failed),
        _ => Trigger::Other,
    }
}

fn recording(packed: &mut Reader) -> RecordingDescription {
    RecordingDescription {
        urls: packed.list(Reader::text),
        transcripts: packed.list(Reader::text),
    }
}

fn step(packed: &mut Reader) -> StepDescription {
    match packed.number() {
        0 => StepDescription::Say(packed.list(Reader::text)),
        1 => StepDescription::Play(recording(packed)),
        2 => StepDescription::Speak(packed.text()),
        3 => StepDescription::Set {
            name: packed.text(),
            value: packed.text(),
        },
        4 => StepDescription::Enter {
            by: match packed.number() {
                0 => EnterBy::Menu,
                1 => EnterBy::Goto,
                2 => EnterBy::Repeat,
                _ => EnterBy::Back,
            },
            state: packed.option(Reader::index),
        },
        5 => StepDescription::Connect {
            state: packed.index(),
            from: packed.text(),
            to: packed.list(Reader::text),
            rounds: packed.number(),
        },
        6 => StepDescription::Match {
            question: packed.text(),
            arms: packed.list(|packed| ArmDescription {
                pattern: packed.text(),
                steps: packed.list(step),
            }),
        },
        7 => StepDescription::Retry {
            attempts: packed.number(),
            prompts: packed.list(Reader::text),
            otherwise: packed.list(step),
        },
        _ => StepDescription::Hangup,
    }
}
