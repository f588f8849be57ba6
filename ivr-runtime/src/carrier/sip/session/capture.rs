//! A capture: a prompt, its tries, and the keys pressed.

use super::Playing;
use crate::carrier::sip::cue::Capture;
use crate::carrier::sip::media::{Frame, Sound, frames};
use crate::menu::Key;

/// A capture in progress.
#[derive(Debug)]
pub(super) struct Capturing {
    capture: Capture,
    /// The number of tries left, including this one.
    tries: u32,
    digits: String,
    phase: Phase,
}

/// The result of a capture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Captured {
    /// The keys; `None` if every try had too few.
    pub(super) digits: Option<String>,
    /// Whether a `#` that arrives next still belongs to the answer.
    pub(super) hash_may_follow: bool,
}

#[derive(Debug)]
enum Phase {
    /// The prompt is playing; a key cuts it short.
    Prompt(Playing),
    /// Waiting for keys, for this number of frames.
    Keys {
        overall: u32,
        digit: Option<u32>,
    },
    /// The failure message is playing; another try follows.
    Apology(Playing),
    /// The last message is playing.
    Farewell(Playing, Captured),
    Done(Captured),
    Taken,
}

impl Capturing {
    /// Starts with the prompt.
    pub(super) fn begin(capture: Capture) -> Self {
        Self {
            tries: capture.tries.max(1),
            digits: String::new(),
            phase: Phase::Prompt(Playing::new(capture.prompt.clone(), 1)),
            capture,
        }
    }

    /// Whether a key pressed now is part of the answer.
    pub(super) const fn listens(&self) -> bool {
        matches!(self.phase, Phase::Prompt(_) | Phase::Keys { .. })
    }

    /// Takes the result, once the capture is over.
    pub(super) fn take(&mut self) -> Option<Captured> {
        match std::mem::replace(&mut self.phase, Phase::Taken) {
            Phase::Done(captured) => Some(captured),
            phase => {
                self.phase = phase;
                None
            }
        }
    }

    /// Advances by 20 ms; `None` is silence.
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

    /// Handles a key pressed while it [listens](Self::listens).
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
            // Nobody expects to have to end an answer of a single key.
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

    /// Ends a try, and checks whether there were enough keys.
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
