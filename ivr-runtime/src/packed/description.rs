//! The description of a large tree, read from its packed form.

use crate::Outcome;
use crate::description::{
    ArmDescription, BranchDescription, Description, EnterBy, StateDescription, StateKind,
    StepDescription, Trigger, ValueDescription,
};

/// Reads a description: numbers of seven bits a byte, the lowest first, and texts one behind the
/// other, of which the numbers give the lengths. What it takes lives as long as the program.
pub fn description(file: &'static str, numbers: &'static [u8], texts: &'static str) -> Description {
    let mut packed = Packed { numbers, texts };
    Description {
        name: packed.text(),
        doc: packed.text(),
        file,
        states: packed.list(state),
        start: packed.index(),
        languages: packed.list(Packed::text),
        values: packed.list(|packed| ValueDescription {
            name: packed.text(),
            ty: packed.text(),
        }),
        ring: packed.list(step),
        fallbacks: packed.list(branch),
        failure: packed.list(step),
    }
}

/// What has not been read yet. Behind the end everything is 0 and empty.
struct Packed {
    numbers: &'static [u8],
    texts: &'static str,
}

impl Packed {
    fn number(&mut self) -> u32 {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.numbers.split_first() {
            self.numbers = rest;
            number |= u32::from(byte & 0x7f) << (shift & 31);
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }

    fn small(&mut self) -> u8 {
        u8::try_from(self.number()).unwrap_or(u8::MAX)
    }

    fn index(&mut self) -> usize {
        self.number() as usize
    }

    fn text(&mut self) -> &'static str {
        let length = self.index();
        let (text, rest) = self.texts.split_at_checked(length).unwrap_or_default();
        self.texts = rest;
        text
    }

    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.number() != 0).then(|| read(self))
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> &'static [T] {
        let length = self.index();
        let list: Vec<_> = (0..length).map(|_| read(self)).collect();
        list.leak()
    }
}

fn state(packed: &mut Packed) -> StateDescription {
    StateDescription {
        name: packed.text(),
        variant: packed.text(),
        client_action_id: packed.text(),
        was: packed.list(Packed::text),
        attempts: packed.number(),
        kind: match packed.option(Packed::text) {
            Some(prompt) => StateKind::Menu { prompt },
            None => StateKind::Transfer,
        },
        parent: packed.option(Packed::index),
        branches: packed.list(branch),
        line: packed.number(),
    }
}

fn branch(packed: &mut Packed) -> BranchDescription {
    BranchDescription {
        on: packed.list(trigger),
        binding: packed.option(Packed::text),
        label: packed.option(Packed::text),
        steps: packed.list(step),
        line: packed.number(),
    }
}

fn trigger(packed: &mut Packed) -> Trigger {
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

fn step(packed: &mut Packed) -> StepDescription {
    match packed.number() {
        0 => StepDescription::Say(packed.list(Packed::text)),
        1 => StepDescription::Play(packed.list(Packed::text)),
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
            state: packed.option(Packed::index),
        },
        5 => StepDescription::Connect {
            state: packed.index(),
            from: packed.text(),
            to: packed.list(Packed::text),
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
            prompts: packed.list(Packed::text),
            otherwise: packed.list(step),
        },
        _ => StepDescription::Hangup,
    }
}
