//! A prompt, its tries, and the keys that come in.

use super::Playing;
use crate::carrier::sip::cue::Capture;
use crate::carrier::sip::media::{Frame, Sound, frames};
use crate::menu::Key;

/// A capture under way.
#[derive(Debug)]
pub(super) struct Capturing {
    capture: Capture,
    /// How many tries there are still, this one included.
    tries: u32,
    digits: String,
    phase: Phase,
}

/// What a capture came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Captured {
    /// The keys; `None` if no try had enough of them.
    pub(super) digits: Option<String>,
    /// Whether who ends answers with a hash may still do so.
    pub(super) hash_may_follow: bool,
}

#[derive(Debug)]
enum Phase {
    /// The prompt is played; a key cuts it short.
    Prompt(Playing),
    /// Keys are awaited, for as many frames.
    Keys {
        overall: u32,
        digit: Option<u32>,
    },
    /// The failure message is played, and another try follows.
    Apology(Playing),
    /// The last message is played.
    Farewell(Playing, Captured),
    Done(Captured),
    Taken,
}

impl Capturing {
    /// Begins with the prompt.
    pub(super) fn begin(capture: Capture) -> Self {
        Self {
            tries: capture.tries.max(1),
            digits: String::new(),
            phase: Phase::Prompt(Playing::new(capture.prompt.clone(), 1)),
            capture,
        }
    }

    /// Whether a key that is pressed now is part of the answer.
    pub(super) const fn listens(&self) -> bool {
        matches!(self.phase, Phase::Prompt(_) | Phase::Keys { .. })
    }

    /// What it came to, once it is over.
    pub(super) fn take(&mut self) -> Option<Captured> {
        match std::mem::replace(&mut self.phase, Phase::Taken) {
            Phase::Done(captured) => Some(captured),
            phase => {
                self.phase = phase;
                None
            }
        }
    }

    /// Lets 20 ms pass; `None` for silence.
    pub(super) fn tick(&mut self) -> Option<Frame> {
        let (frame, time_is_up) = match &mut self.phase {
            Phase::Prompt(playing) | Phase::Apology(playing) | Phase::Farewell(playing, _) => {
                let frame = playing.next();
                (frame, frame.is_none())
            }
            Phase::Keys { overall, digit } => {
                *overall = overall.saturating_sub(1);
                *digit = digit.map(|left| left.saturating_sub(1));
                (None, *overall == 0 || *digit == Some(0))
            }
            Phase::Done(_) | Phase::Taken => (None, false),
        };
        if time_is_up {
            self.time_is_up();
        }
        frame
    }

    /// A key was pressed while it [listens](Self::listens).
    pub(super) fn key(&mut self, key: Key) {
        if matches!(self.phase, Phase::Prompt(_)) {
            self.listen();
        }
        let Phase::Keys { digit, .. } = &mut self.phase else {
            return;
        };
        if key == Key::Hash && self.capture.hash_completes {
            self.complete(false);
            return;
        }
        *digit = self.capture.digit_timeout.map(frames);
        self.digits.push(key.as_char());
        if self.digits.len() >= self.capture.max {
            // Of one key nobody thinks that it must be ended.
            self.complete(self.capture.hash_completes && self.capture.max > 1);
        }
    }

    fn time_is_up(&mut self) {
        match std::mem::replace(&mut self.phase, Phase::Taken) {
            Phase::Prompt(_) => self.listen(),
            Phase::Keys { .. } => self.complete(false),
            Phase::Apology(_) => {
                self.digits.clear();
                self.phase = Phase::Prompt(Playing::new(self.capture.prompt.clone(), 1));
            }
            Phase::Farewell(_, captured) | Phase::Done(captured) => {
                self.phase = Phase::Done(captured);
            }
            Phase::Taken => {}
        }
    }

    fn listen(&mut self) {
        self.phase = Phase::Keys {
            overall: frames(self.capture.overall_timeout),
            digit: None,
        };
    }

    /// The try ends: checks whether there were enough keys.
    fn complete(&mut self, hash_may_follow: bool) {
        let enough = self.digits.len() >= self.capture.min;
        if !enough {
            self.tries -= 1;
        }
        if !enough && self.tries > 0 {
            self.phase = Phase::Apology(message(self.capture.failure.as_ref()));
            return;
        }
        let captured = Captured {
            digits: enough.then(|| std::mem::take(&mut self.digits)),
            hash_may_follow,
        };
        let last = if enough {
            &self.capture.success
        } else {
            &self.capture.failure
        };
        self.phase = match last {
            Some(sound) => Phase::Farewell(message(Some(sound)), captured),
            None => Phase::Done(captured),
        };
    }
}

fn message(sound: Option<&Sound>) -> Playing {
    match sound {
        Some(sound) => Playing::new(sound.clone(), 1),
        None => Playing::new(Sound::new([]), 0),
    }
}
