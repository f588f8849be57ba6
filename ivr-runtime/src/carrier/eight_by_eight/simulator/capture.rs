//! `sayAndCapture`: a prompt, its tries, and the captured keys (8x8 Voice, Callflow Actions).

use std::time::Duration;

use super::plan::Pace;
use super::transcript::Happened;
use crate::carrier::eight_by_eight::wire::callflow::SayAndCapture;
use crate::menu::Key;

/// A capture in progress. A pure value: its owner tells it what happens, and when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Capture {
    params: SayAndCapture,
    pace: Pace,
    /// From 1.
    pub(super) attempt: u32,
    digits: String,
    pub(super) phase: Phase,
}

/// The phase of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The prompt is spoken; a key interrupts it.
    Prompt { until: Duration },
    /// Waits for keys.
    Keys {
        overall: Duration,
        digit: Option<Duration>,
    },
    /// The failure message is spoken, and another try follows.
    Apology { until: Duration },
    /// The last message is spoken.
    Farewell {
        until: Duration,
        digits: Option<String>,
    },
    /// The capture has ended.
    Done { digits: Option<String> },
}

impl Capture {
    /// Starts a capture with its prompt.
    pub(super) fn begin(
        params: SayAndCapture,
        pace: Pace,
        now: Duration,
        heard: &mut dyn FnMut(Happened),
    ) -> Self {
        let mut capture = Self {
            params,
            pace,
            attempt: 0,
            digits: String::new(),
            phase: Phase::Done { digits: None },
        };
        capture.prompt(now, heard);
        capture
    }

    /// When the current wait ends, unless something happens.
    pub(super) fn until(&self) -> Duration {
        match &self.phase {
            Phase::Prompt { until } | Phase::Apology { until } | Phase::Farewell { until, .. } => {
                *until
            }
            Phase::Keys { overall, digit } => digit.map_or(*overall, |digit| digit.min(*overall)),
            Phase::Done { .. } => Duration::ZERO,
        }
    }

    /// The wait has ended.
    pub(super) fn time_up(&mut self, now: Duration, heard: &mut dyn FnMut(Happened)) {
        match &self.phase {
            Phase::Prompt { .. } => self.listen(now),
            Phase::Keys { .. } => self.complete(now, heard),
            Phase::Apology { .. } => self.prompt(now, heard),
            Phase::Farewell { digits, .. } => {
                let digits = digits.clone();
                self.phase = Phase::Done { digits };
            }
            Phase::Done { .. } => {}
        }
    }

    /// A key was pressed. It is lost unless the prompt or its wait is in progress.
    pub(super) fn key(&mut self, key: Key, now: Duration, heard: &mut dyn FnMut(Happened)) {
        if matches!(self.phase, Phase::Prompt { .. }) {
            self.listen(now);
        }
        let Phase::Keys { digit, .. } = &mut self.phase else {
            return;
        };
        heard(Happened::Presses { key: key.as_char() });
        if key == Key::Hash && self.params.complete_on_hash.unwrap_or(true) {
            self.complete(now, heard);
            return;
        }
        *digit = self
            .params
            .digit_timeout
            .map(|timeout| now + millis(timeout));
        self.digits.push(key.as_char());
        // The guides' default; the OpenAPI document's is 1.
        let most = self.params.max_digits.unwrap_or(25);
        if self.digits.len() >= most as usize {
            self.complete(now, heard);
        }
    }

    /// The caller lets the whole try pass.
    pub(super) fn silence(&mut self, now: Duration, heard: &mut dyn FnMut(Happened)) {
        if matches!(self.phase, Phase::Prompt { .. }) {
            self.listen(now);
        }
        self.time_up(now, heard);
    }

    fn prompt(&mut self, now: Duration, heard: &mut dyn FnMut(Happened)) {
        self.attempt += 1;
        self.digits.clear();
        let text = self.params.prompt_message.clone();
        let until = self.speak(text, now, heard);
        self.phase = Phase::Prompt { until };
    }

    fn listen(&mut self, now: Duration) {
        let overall = now + millis(self.params.overall_timeout.unwrap_or(30_000));
        let digit = None;
        self.phase = Phase::Keys { overall, digit };
    }

    /// The try ends: checks whether there were enough keys.
    fn complete(&mut self, now: Duration, heard: &mut dyn FnMut(Happened)) {
        // The guides' default; the OpenAPI document's is 1.
        let of = self.params.no_of_tries.unwrap_or(3).max(1);
        let fewest = self.params.min_digits.unwrap_or(1);
        if self.digits.len() >= fewest as usize {
            let digits = Some(std::mem::take(&mut self.digits));
            let message = self.params.success_message.clone();
            let until = message.map_or(now, |text| self.speak(text, now, heard));
            self.phase = Phase::Farewell { until, digits };
            return;
        }
        let attempt = self.attempt;
        heard(Happened::Waits { attempt, of });
        let message = self.params.failure_message.clone();
        let until = message.map_or(now, |text| self.speak(text, now, heard));
        self.phase = if attempt < of {
            Phase::Apology { until }
        } else {
            Phase::Farewell {
                until,
                digits: None,
            }
        };
    }

    fn speak(&self, text: String, now: Duration, heard: &mut dyn FnMut(Happened)) -> Duration {
        let until = now + self.pace.text(&text, self.params.speed);
        let voice = self.params.voice_profile.clone();
        heard(Happened::Hears { text, voice });
        until
    }
}

fn millis(millis: u32) -> Duration {
    Duration::from_millis(u64::from(millis))
}
