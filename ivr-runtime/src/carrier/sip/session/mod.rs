//! One call, without sockets or clocks.
//!
//! A session takes [events](Happening), returns what the caller [hears](Session::tick) every 20 ms, and requests
//! [actions](Act). Time passes only with ticks, so a test of a call of one minute takes no time.

mod capture;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use super::cue::{Connect, Cue};
use super::media::{FRAME, Frame, Sound, frames};
use crate::menu::{Key, Outcome};
use capture::Capturing;

/// Maximum number of keys that a caller may press ahead: more than the longest answer, and a bound on memory.
const AHEAD: usize = 32;

/// How long the line stays open after the last word, so that phones that buffer audio play it in full.
const TAIL: Duration = Duration::from_millis(200);

/// The state of one call.
#[derive(Debug)]
pub(super) struct Session {
    state: State,
    cues: VecDeque<Cue>,
    ahead: VecDeque<Key>,
    /// Whether the next `#` only ends an answer that was complete without it.
    hash_is_late: bool,
    answer: Answer,
    acts: VecDeque<Act>,
    ringback: Sound,
    /// Maximum ringing time of a second leg.
    rings: Duration,
}

#[derive(Debug)]
enum State {
    /// Waiting for the menu to answer.
    Asking,
    Playing(Playing),
    Capturing(Box<Capturing>),
    /// The second leg rings; the ringback tone repeats.
    Ringing {
        tone: u32,
        left: u32,
    },
    /// Both legs are joined.
    Talking,
    /// The last sound has been played.
    Ending {
        left: u32,
    },
    Over,
}

/// A sound that is playing.
#[derive(Debug)]
struct Playing {
    sound: Sound,
    at: u32,
    times: u32,
}

/// An event that a session takes.
#[derive(Debug)]
pub(super) enum Happening {
    /// The menu's answer. An empty list ends the call.
    Cues(Vec<Cue>),
    /// The caller pressed a key.
    Key(Key),
    /// The caller hung up.
    HungUp,
    /// The callee answered.
    LegAnswered,
    /// The second leg failed; the SIP code says why.
    LegFailed(u16),
    /// The callee hung up after answering.
    LegHungUp,
}

/// An action that a session requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Ask the menu what comes next. The caller hears silence until it answers.
    Ask(Answer),
    /// Call a second leg.
    Dial(Connect),
    /// End the second leg, ringing or answered.
    DropLeg,
    /// Hang up on the caller.
    HangUp,
}

/// What the menu learns when it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The captured keys; `None` for silence.
    pub(super) digits: Option<String>,
    /// How the second leg ended, if there was one.
    pub(super) leg: Option<Outcome>,
}

/// What the caller hears in 20 ms.
#[derive(Debug)]
pub(super) enum Heard {
    /// A frame from the session.
    Frame(Box<Frame>),
    /// The other leg, whose packets are relayed as they arrive.
    Leg,
    /// Nothing: the call is over.
    Nothing,
}

impl Session {
    /// The session of a call that has just been answered: it asks the menu for the first cues. A second leg may ring
    /// for `rings`.
    pub(super) fn answered(rings: Duration) -> Self {
        Self {
            state: State::Asking,
            cues: VecDeque::new(),
            ahead: VecDeque::new(),
            hash_is_late: false,
            answer: Answer::default(),
            acts: VecDeque::from([Act::Ask(Answer::default())]),
            // The European ringback tone: one second in five.
            ringback: Sound::joined([
                &Sound::tone(425.0, Duration::from_secs(1)),
                &Sound::silence(Duration::from_secs(4)),
            ]),
            rings,
        }
    }

    /// The next requested action; `None` if there is no more.
    pub(super) fn act(&mut self) -> Option<Act> {
        self.acts.pop_front()
    }

    /// Whether the call is over.
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Whether both legs are joined.
    pub(super) const fn is_talking(&self) -> bool {
        matches!(self.state, State::Talking)
    }

    /// Handles an event. An event that the session does not wait for has no effect.
    pub(super) fn happened(&mut self, happening: Happening) {
        match (happening, &mut self.state) {
            (_, State::Over) => {}
            (Happening::HungUp, state) => {
                if matches!(state, State::Ringing { .. } | State::Talking) {
                    self.acts.push_back(Act::DropLeg);
                }
                self.state = State::Over;
            }
            (Happening::Cues(cues), State::Asking) => {
                self.cues = cues.into();
                if self.cues.is_empty() {
                    self.cues.push_back(Cue::HangUp);
                }
                self.answer = Answer::default();
                self.next_cue();
            }
            (Happening::Key(key), _) => self.key(key),
            (Happening::LegAnswered, State::Ringing { .. }) => self.state = State::Talking,
            (Happening::LegFailed(code), State::Ringing { .. }) => {
                // A leg that never answered can't have ended as answered, whatever the code says.
                let outcome = match Outcome::from_sip_code(Some(code)) {
                    Outcome::Answered => Outcome::Failed,
                    outcome => outcome,
                };
                self.leg_ended(outcome);
            }
            (Happening::LegHungUp, State::Talking) => self.leg_ended(Outcome::Answered),
            (
                Happening::Cues(_)
                | Happening::LegAnswered
                | Happening::LegFailed(_)
                | Happening::LegHungUp,
                _,
            ) => {}
        }
    }

    /// Advances by 20 ms.
    pub(super) fn tick(&mut self) -> Heard {
        match &mut self.state {
            State::Over => Heard::Nothing,
            State::Talking => Heard::Leg,
            State::Asking => silence(),
            State::Playing(playing) => match playing.next() {
                Some(frame) => frame.into(),
                None => {
                    self.next_cue();
                    self.heard()
                }
            },
            State::Capturing(_) => self.heard(),
            State::Ringing { tone, left } => {
                let frame = self.ringback.frame(*tone);
                *tone = (*tone + 1) % self.ringback.length().max(1);
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.acts.push_back(Act::DropLeg);
                    self.leg_ended(Outcome::NoAnswer);
                }
                frame.into()
            }
            State::Ending { left } => {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    self.acts.push_back(Act::HangUp);
                    self.state = State::Over;
                }
                silence()
            }
        }
    }

    /// The next frame of the current cue or capture.
    fn heard(&mut self) -> Heard {
        match &mut self.state {
            State::Playing(playing) => match playing.next() {
                Some(frame) => frame.into(),
                // A sound of no length is over at once; the next sound starts with the next frame.
                None => silence(),
            },
            State::Capturing(capturing) => {
                let frame = capturing.tick();
                self.captured();
                frame.map_or_else(silence, Heard::from)
            }
            _ => silence(),
        }
    }

    fn key(&mut self, key: Key) {
        if std::mem::take(&mut self.hash_is_late) && key == Key::Hash {
            return;
        }
        // The other leg hears these keys; none is kept for the menu that follows.
        if matches!(self.state, State::Talking | State::Ringing { .. }) {
            return;
        }
        if self.ahead.len() < AHEAD {
            self.ahead.push_back(key);
        }
        self.take_keys();
    }

    /// Passes keys that were pressed ahead to the capture, while it listens.
    fn take_keys(&mut self) {
        while let State::Capturing(capturing) = &mut self.state
            && capturing.listens()
            && let Some(key) = self.ahead.pop_front()
        {
            capturing.key(key);
            self.captured();
        }
    }

    /// Continues if the capture is over.
    fn captured(&mut self) {
        let State::Capturing(capturing) = &mut self.state else {
            return;
        };
        if let Some(captured) = capturing.take() {
            self.answer.digits = captured.digits;
            self.hash_is_late = captured.hash_may_follow;
            self.next_cue();
        }
    }

    fn leg_ended(&mut self, outcome: Outcome) {
        self.answer.leg = Some(outcome);
        self.next_cue();
    }

    /// Starts the next cue, or asks the menu if there is none.
    fn next_cue(&mut self) {
        self.state = match self.cues.pop_front() {
            None => {
                self.acts.push_back(Act::Ask(self.answer.clone()));
                State::Asking
            }
            Some(Cue::Play { sound, times }) => State::Playing(Playing::new(sound, times)),
            Some(Cue::Capture(capture)) => State::Capturing(Box::new(Capturing::begin(capture))),
            Some(Cue::Connect(connect)) => {
                self.ahead.clear();
                self.acts.push_back(Act::Dial(connect));
                State::Ringing {
                    tone: 0,
                    left: frames(self.rings),
                }
            }
            Some(Cue::HangUp) => State::Ending { left: frames(TAIL) },
        };
        self.take_keys();
    }
}

impl Playing {
    const fn new(sound: Sound, times: u32) -> Self {
        Self {
            sound,
            at: 0,
            times,
        }
    }

    /// The next frame; `None` at the end.
    fn next(&mut self) -> Option<Frame> {
        if self.at >= self.sound.length() {
            self.times = self.times.saturating_sub(1);
            self.at = 0;
        }
        if self.times == 0 || self.sound.length() == 0 {
            return None;
        }
        let frame = self.sound.frame(self.at);
        self.at += 1;
        Some(frame)
    }
}

impl From<Frame> for Heard {
    fn from(frame: Frame) -> Self {
        Self::Frame(Box::new(frame))
    }
}

fn silence() -> Heard {
    [0; FRAME].into()
}
