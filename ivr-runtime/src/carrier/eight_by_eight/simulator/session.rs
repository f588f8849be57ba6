//! One session: a state machine that runs callflows, without clock, caller or network.
//!
//! It says what it [`wants`](Session::wants), time or an answer, and is told what
//! [happened](Session::happened). Whoever drives it decides what time is.

use std::collections::VecDeque;
use std::time::Duration;

use super::capture::{Capture, Phase};
use super::check::summary_name;
use super::happening::{Happening, LegRecord, Moment, Question, Wants};
use super::plan::{Captions, LegPlan, Pace};
use super::transcript::{Happened, Line};
use crate::carrier::eight_by_eight::wire::callflow::{Action, MakeCall};
use crate::carrier::eight_by_eight::wire::vss::{ErrorDetails, SessionStatus};
use crate::menu::{Direction, Outcome};

/// One session, from its first ring to its end.
#[derive(Clone, Debug)]
pub struct Session {
    pace: Pace,
    captions: Captions,
    first: LegPlan,
    /// The legs behind the first; the last of these is also the plan of all that come after.
    further: Vec<LegPlan>,
    state: State,
    actions: VecDeque<Action>,
    captures: u32,
    answer_to: Question,
    last_action: Option<&'static str>,
    legs: Vec<LegRecord>,
    status: Option<(SessionStatus, Option<ErrorDetails>)>,
    transcript: Vec<Line>,
}

#[derive(Clone, Debug)]
enum State {
    /// A leg rings until then.
    Ringing(Duration),
    /// Something is spoken or played until then.
    Speaking(Duration),
    Capturing(Box<Capture>),
    /// The two legs talk until then.
    Talking(Duration),
    Asking,
    Over,
}

impl Session {
    /// A session that begins with a person who dials one of our numbers.
    ///
    /// `further` are the legs that the callflows add, in turn; the last of them goes for all that
    /// come after, and where none is planned somebody picks up.
    pub fn inbound(source: String, destination: String, further: Vec<LegPlan>, pace: Pace) -> Self {
        let mut session = Self::new(LegPlan::new(Outcome::Answered), further, pace);
        session.note(
            Duration::ZERO,
            Happened::Dials {
                to: destination.clone(),
                from: source.clone(),
            },
        );
        session.legs.push(LegRecord {
            direction: Direction::Inbound,
            source,
            destination,
            initiated: Duration::ZERO,
            connected: Some(Duration::ZERO),
            ended: None,
            outcome: None,
        });
        session.answer_to.received = true;
        session.state = State::Asking;
        session
    }

    /// A session that begins with a callflow that was sent: its first action dials a person. For
    /// `further` see [`inbound`](Self::inbound).
    pub fn outbound(
        callflow: Vec<Action>,
        first: LegPlan,
        further: Vec<LegPlan>,
        pace: Pace,
    ) -> Self {
        let mut session = Self::new(first, further, pace);
        session.actions = callflow.into();
        session.next_action(Duration::ZERO);
        session
    }

    /// The same, and it knows what sound files say.
    #[must_use]
    pub fn captioned(self, captions: Captions) -> Self {
        Self { captions, ..self }
    }

    fn new(first: LegPlan, further: Vec<LegPlan>, pace: Pace) -> Self {
        Self {
            pace,
            captions: |_| None,
            first,
            further,
            state: State::Asking,
            actions: VecDeque::new(),
            captures: 0,
            answer_to: Question {
                sip_code: 200,
                ..Question::default()
            },
            last_action: None,
            legs: Vec::new(),
            status: None,
            transcript: Vec::new(),
        }
    }

    /// What it waits for.
    pub fn wants(&self) -> Wants {
        let time = |until, moment| Wants::Time { until, moment };
        match &self.state {
            State::Ringing(until) => time(*until, Moment::Ringing),
            State::Speaking(until) => time(*until, Moment::Speech),
            State::Talking(until) => time(*until, Moment::Talk),
            State::Capturing(capture) => match capture.phase {
                Phase::Keys { .. } => time(
                    capture.until(),
                    Moment::Keys {
                        capture: self.captures,
                        attempt: capture.attempt,
                    },
                ),
                _ => time(capture.until(), Moment::Speech),
            },
            State::Asking => Wants::Answer(self.answer_to.clone()),
            State::Over => Wants::Nothing,
        }
    }

    /// Tells it what happened `now`, since the session began. What it does not wait for,
    /// such as a key while a number rings, passes without effect.
    pub fn happened(&mut self, now: Duration, happening: Happening) {
        match happening {
            _ if matches!(self.state, State::Over) => {}
            Happening::TimeUp => self.time_up(now),
            Happening::Key(key) => self.with_capture(now, |capture, heard| {
                capture.key(key, now, heard);
            }),
            Happening::Silence if matches!(self.state, State::Capturing(_)) => {
                self.with_capture(now, |capture, heard| capture.silence(now, heard));
            }
            Happening::Silence => self.time_up(now),
            Happening::HangUp => {
                self.note(now, Happened::HangsUp);
                let answered = self.legs.first().is_some_and(|leg| leg.connected.is_some());
                self.end(
                    now,
                    if answered {
                        SessionStatus::Completed
                    } else {
                        SessionStatus::Canceled
                    },
                );
            }
            Happening::Answer(answer) if matches!(self.state, State::Asking) => {
                self.note(
                    now,
                    Happened::Answered {
                        client_action_id: answer.client_action_id.clone(),
                    },
                );
                if answer.callflow.is_empty() {
                    // Nothing more to do for this call.
                    return self.end(now, SessionStatus::Completed);
                }
                self.answer_to = Question {
                    client_action_id: answer.client_action_id,
                    sip_code: 200,
                    ..Question::default()
                };
                self.actions = answer.callflow.into();
                self.next_action(now);
            }
            Happening::Answer(_) => {}
            Happening::Failure(error) => self.fail(now, error),
        }
    }

    /// Notes that the question was put. Apart from [`wants`](Self::wants), which may be
    /// asked more than once.
    pub fn asked(&mut self, now: Duration) {
        let Question {
            client_action_id,
            digits,
            ..
        } = self.answer_to.clone();
        self.note(
            now,
            Happened::Asks {
                client_action_id,
                digits,
            },
        );
    }

    /// Changes how further legs go; the one that is up too, until it is answered or given up.
    pub(crate) fn plan_further(&mut self, plan: LegPlan) {
        self.further = vec![plan];
    }

    /// How the leg with this index goes.
    fn plan(&self, leg: usize) -> LegPlan {
        let Some(further) = leg.checked_sub(1) else {
            return self.first.clone();
        };
        let plan = self.further.get(further).or(self.further.last());
        plan.cloned()
            .unwrap_or_else(|| LegPlan::new(Outcome::Answered))
    }

    /// What happened so far.
    pub fn transcript(&self) -> &[Line] {
        &self.transcript
    }

    /// The legs so far: the caller's, and those that were joined to it.
    pub fn legs(&self) -> &[LegRecord] {
        &self.legs
    }

    /// The last action that was run, as a summary names it.
    pub const fn last_action(&self) -> Option<&'static str> {
        self.last_action
    }

    /// How it ended, once it has.
    pub fn status(&self) -> Option<&SessionStatus> {
        self.status.as_ref().map(|(status, _)| status)
    }

    /// Why it failed, if it has.
    pub fn error(&self) -> Option<&ErrorDetails> {
        self.status.as_ref().and_then(|(_, error)| error.as_ref())
    }

    fn time_up(&mut self, now: Duration) {
        match &self.state {
            State::Ringing(_) => self.rang(now),
            State::Speaking(_) => self.next_action(now),
            State::Capturing(_) => self.with_capture(now, |capture, heard| {
                capture.time_up(now, heard);
            }),
            State::Talking(_) => {
                self.leg_ended(now, Outcome::Answered);
                self.next_action(now);
            }
            State::Asking | State::Over => {}
        }
    }

    fn with_capture(
        &mut self,
        now: Duration,
        change: impl FnOnce(&mut Capture, &mut dyn FnMut(Happened)),
    ) {
        let State::Capturing(capture) = &mut self.state else {
            return;
        };
        let transcript = &mut self.transcript;
        change(capture, &mut |what| transcript.push(Line::new(now, what)));
        if let Phase::Done { digits } = &capture.phase {
            self.answer_to.digits.clone_from(digits);
            self.answer_to.attempt = capture.attempt;
            self.captures += 1;
            self.next_action(now);
        }
    }

    /// Runs the next action, or asks what follows the last.
    fn next_action(&mut self, now: Duration) {
        let Some(action) = self.actions.pop_front() else {
            self.state = State::Asking;
            return;
        };
        self.last_action = Some(summary_name(&action));
        match action {
            Action::Say(say) => {
                let until = now + self.pace.say(&say);
                let (text, voice) = (say.text, say.voice_profile);
                self.note(now, Happened::Hears { text, voice });
                self.state = State::Speaking(until);
            }
            Action::PlayFile(file) => {
                let transcript = (self.captions)(&file.file_url);
                let until = now + self.pace.file(transcript, file.repetition);
                self.note(
                    now,
                    Happened::HearsFile {
                        url: file.file_url,
                        transcript: transcript.map(str::to_owned),
                    },
                );
                self.state = State::Speaking(until);
            }
            Action::SayAndCapture(params) => {
                self.answer_to.captured = true;
                let transcript = &mut self.transcript;
                let mut heard = |what| transcript.push(Line::new(now, what));
                let capture = Capture::begin(params, self.pace, now, &mut heard);
                self.state = State::Capturing(Box::new(capture));
            }
            Action::MakeCall(make_call) => self.dial(now, make_call),
            Action::Hangup => self.end(now, SessionStatus::Completed),
        }
    }

    fn dial(&mut self, now: Duration, make_call: MakeCall) {
        let MakeCall {
            source,
            destination,
            ..
        } = make_call;
        let (to, from) = (destination.clone(), source.clone());
        self.note(now, Happened::Dials { to, from });
        self.state = State::Ringing(now + self.plan(self.legs.len()).rings);
        self.legs.push(LegRecord {
            direction: Direction::Outbound,
            source,
            destination,
            initiated: now,
            connected: None,
            ended: None,
            outcome: None,
        });
    }

    /// A leg has rung for as long as it does.
    fn rang(&mut self, now: Duration) {
        let second = self.legs.len() > 1;
        let plan = self.plan(self.legs.len().saturating_sub(1));
        let (outcome, talks, sip_code) = (plan.outcome, plan.talks, plan.sip_code());
        if second {
            self.answer_to.sip_code = sip_code;
        }
        if outcome == Outcome::Answered {
            if let Some(leg) = self.legs.last_mut() {
                leg.connected = Some(now);
            }
            self.note(now, Happened::PicksUp);
            if second {
                self.state = State::Talking(now + talks);
            } else {
                self.next_action(now);
            }
            return;
        }
        self.leg_ended(now, outcome);
        if second {
            self.next_action(now);
        } else {
            self.end(
                now,
                match outcome {
                    Outcome::Busy => SessionStatus::Busy,
                    Outcome::NoAnswer => SessionStatus::NoAnswer,
                    Outcome::Answered | Outcome::Failed => SessionStatus::Failed,
                },
            );
        }
    }

    fn leg_ended(&mut self, now: Duration, outcome: Outcome) {
        let sip_code = LegPlan::new(outcome).sip_code();
        self.note(now, Happened::LegEnds { sip_code });
        if let Some(leg) = self.legs.last_mut() {
            leg.ended = Some(now);
            leg.outcome = Some(outcome);
        }
    }

    fn fail(&mut self, now: Duration, error: ErrorDetails) {
        self.over(now, SessionStatus::Error, Some(error));
    }

    fn end(&mut self, now: Duration, status: SessionStatus) {
        self.over(now, status, None);
    }

    fn over(&mut self, now: Duration, status: SessionStatus, error: Option<ErrorDetails>) {
        for leg in &mut self.legs {
            leg.ended.get_or_insert(now);
            leg.outcome.get_or_insert(Outcome::Answered);
        }
        self.note(
            now,
            Happened::Over {
                status: status.clone(),
                error: error.as_ref().and_then(|error| error.error_msg.clone()),
            },
        );
        self.status = Some((status, error));
        self.state = State::Over;
    }

    fn note(&mut self, now: Duration, what: Happened) {
        self.transcript.push(Line::new(now, what));
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
