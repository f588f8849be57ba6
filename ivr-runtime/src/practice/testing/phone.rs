//! A phone with simulated time: the session, the state, and the answer to each event.

use std::time::Duration;

use jiff::Timestamp;

use super::taken::{At, On, Taken};
use super::transcript::Transcript;
use crate::carrier::eight_by_eight::simulator::{
    Form, Happening, Identity, LegPlan, Moment, Pace, Question, Session, Wants, new_id,
};
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::carrier::eight_by_eight::wire::vss::ErrorDetails;
use crate::carrier::part::{Asking, Part, Posting, told};
use crate::carrier::{Posted, Request};
use crate::engine::values::Sealer;
use crate::engine::{Carried, Found, Next, ask_again, carry, decide};
use crate::menu::{Call, Digits, Direction, Key, Msisdn, MsisdnError, Outcome, Reply, Tree};

/// The kind of call.
#[derive(Clone)]
pub(super) struct Line {
    /// The carrier.
    pub(super) part: &'static dyn Part,
    pub(super) direction: Direction,
    /// The person's number.
    pub(super) person: String,
    pub(super) form: Form,
}

/// The default number of the person who calls or is called.
pub const PERSON: &str = "+6591234567";

/// The number of the menu.
const NUMBER: &str = "+6568888888";

/// A call in progress. It says what it waits for, and is told what happens.
pub(super) struct Phone<T: Tree> {
    part: &'static dyn Part,
    session: Session,
    identity: Identity,
    /// `None` if no key could be generated; then the call is refused.
    sealer: Option<Sealer>,
    now: Duration,
    /// The state of the call for which a lookup is being made.
    asking: Option<At<T>>,
    /// The failure text.
    failure: Reply<T>,
    taken: Vec<Taken<T>>,
    notes: Vec<(usize, String)>,
    refused: Option<String>,
    /// How often a question was asked again in an answer of its own.
    again: u32,
}

/// A lookup, and its arguments.
pub(super) struct Asked<T: Tree> {
    pub(super) lookup: T::Lookup,
    pub(super) call: Call,
    pub(super) values: T::Values,
}

/// A try of a question: in which answer it was asked, and which of that answer's it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Try {
    again: u32,
    attempt: u32,
}

/// What a call waits for.
pub(super) enum Waits<T: Tree> {
    /// A lookup.
    Lookup(Box<Asked<T>>),
    /// Keys.
    Keys,
    /// The outcome of another leg.
    Leg,
    /// Nothing: it has ended.
    Nothing,
}

impl<T: Tree> Phone<T> {
    /// Places a call. If an outbound call can't be placed, [`refused`](Self::refused) says why.
    pub(super) fn dial(line: &Line) -> Self {
        let (person, number) = (line.person.clone(), NUMBER.to_owned());
        let (session, refused) = match line.direction {
            Direction::Inbound => (
                Session::inbound(person, number, Vec::new(), Pace::Instant),
                None,
            ),
            Direction::Outbound => {
                let (callflow, refused) = match placed::<T>(line) {
                    Ok(callflow) => (callflow, None),
                    Err(refused) => (Vec::new(), Some(refused)),
                };
                let first = LegPlan::new(Outcome::Answered);
                let session = Session::outbound(callflow, first, Vec::new(), Pace::Instant);
                (session, refused)
            }
        };
        let session = session.captioned(|url| T::description().transcript(url));
        let identity = Identity {
            session_id: new_id(),
            sub_account_id: "testing".to_owned(),
            call_ids: [new_id(), new_id()],
            start: Timestamp::UNIX_EPOCH,
            form: line.form,
        };
        let sealer = Sealer::random();
        let keyless = sealer.as_ref().err().map(ToString::to_string);
        Self {
            part: line.part,
            session,
            identity,
            sealer: sealer.ok(),
            now: Duration::ZERO,
            asking: None,
            failure: T::failure(),
            taken: Vec::new(),
            notes: Vec::new(),
            refused: refused.or(keyless),
            again: 0,
        }
    }

    /// Runs the call until it waits for something.
    pub(super) fn go_on(&mut self) -> Waits<T> {
        loop {
            match self.session.wants() {
                Wants::Nothing => return Waits::Nothing,
                Wants::Time { moment, .. } => match moment {
                    Moment::Keys { .. } => return Waits::Keys,
                    Moment::Ringing | Moment::Talk if self.session.legs().len() > 1 => {
                        return Waits::Leg;
                    }
                    Moment::Ringing | Moment::Talk | Moment::Speech => self.time_up(),
                },
                Wants::Answer(question) => {
                    self.session.asked(self.now);
                    let posting = self.posting(&question);
                    if let Some(lookup) = self.ask(&posting.request()) {
                        return lookup;
                    }
                }
            }
        }
    }

    fn posting(&self, question: &Question) -> Posting {
        self.part.question(&Asking {
            identity: &self.identity,
            event_id: &new_id(),
            session: &self.session,
            question,
            now: self.now,
        })
    }

    /// Asks again after too few keys, where the carrier leaves that to us: to whoever is at the phone, that is one
    /// question still.
    fn ask_again(&mut self) {
        let Wants::Answer(question) = self.session.wants() else {
            return;
        };
        let (posting, carrier) = (self.posting(&question), self.part.carrier());
        let Ok(Posted::TooFewKeys { event, left }) = carrier.read(&posting.request()) else {
            return;
        };
        let Some(steps) = ask_again::<T>(&event, left) else {
            return;
        };
        self.session.asked(self.now);
        match carrier.write(&steps, event.state.as_deref()) {
            Ok(body) => match self.part.answer(&body) {
                Ok(answer) => {
                    self.again += 1;
                    self.session.happened(self.now, Happening::Answer(answer));
                }
                Err(problem) => self.refuse(format!("{problem}: {body}")),
            },
            Err(error) => self.refuse(error.to_string()),
        }
    }

    /// Passes an event to the engine, as the server does.
    fn ask(&mut self, request: &Request<'_>) -> Option<Waits<T>> {
        let carrier = self.part.carrier();
        let event = match carrier.read(request) {
            // Nothing is left to ask again, or it was.
            Ok(Posted::Asks(event) | Posted::TooFewKeys { event, .. }) => event,
            Ok(other) => {
                self.refuse(format!("what follows is asked with {other:?}"));
                return None;
            }
            Err(error) => {
                self.refuse(error.to_string());
                return None;
            }
        };
        let decision = decide::<T>(carrier.max_state(), self.sealer.as_ref()?, &event);
        if let Some(error) = decision.forgotten {
            self.refuse(error.to_string());
            return None;
        }
        self.failure = decision.found.failure();
        self.asking = match decision.found {
            Found::At(state, input) => Some(At {
                state,
                on: On::from(input),
            }),
            Found::Ringing => None,
            Found::Lost { state } => {
                self.refuse(format!("the tree does not know its own state {state:?}"));
                return None;
            }
        };
        match decision.next {
            Ok(Next::Reply(carried)) => self.answered(&carried, None),
            Ok(Next::Ask(lookup)) => {
                return Some(Waits::Lookup(Box::new(Asked {
                    lookup,
                    call: event.call(),
                    values: decision.values,
                })));
            }
            Err(error) => self.failed(error.to_string()),
        }
        None
    }

    /// Takes the result of a lookup, and the values that it left.
    pub(super) fn looked_up(&mut self, answer: Result<(Reply<T>, T::Values), String>) {
        let session = &self.identity.session_id;
        let carried = answer.and_then(|(reply, values)| match &self.sealer {
            Some(sealer) => carry(
                self.part.carrier().max_state(),
                sealer,
                session,
                reply,
                &values,
            )
            .map_err(|error| error.to_string()),
            None => Ok(reply.into()),
        });
        match carried {
            Ok(carried) => self.answered(&carried, None),
            Err(reason) => self.failed(reason),
        }
    }

    fn failed(&mut self, reason: String) {
        self.answered(&self.failure.clone().into(), Some(reason));
    }

    fn answered(&mut self, carried: &Carried<T>, failure: Option<String>) {
        let failed = failure.is_some();
        let lines = self.session.transcript().len();
        self.notes
            .extend(failure.map(|reason| (lines, format!("the lookup failed: {reason}"))));
        let carrier = self.part.carrier();
        let body = match carrier.write(carried.reply.steps(), carried.state.as_deref()) {
            Ok(body) => body,
            Err(error) => return self.refuse(error.to_string()),
        };
        match self.part.answer(&body) {
            Ok(answer) => {
                self.taken.push(Taken {
                    at: self.asking.take(),
                    next: carried.reply.next(),
                    failed,
                    body,
                    callflow: answer.callflow.clone(),
                });
                self.session.happened(self.now, Happening::Answer(answer));
            }
            Err(problem) => self.refuse(format!("{problem}: {body}")),
        }
    }

    fn refuse(&mut self, reason: String) {
        let error = ErrorDetails {
            error_msg: Some("Call flow invalid".to_owned()),
            error_code: None,
        };
        self.session.happened(self.now, Happening::Failure(error));
        self.refused = Some(reason);
    }

    /// Presses a key; returns whether it was captured.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let listens = self.capture().is_some();
        if listens {
            self.session.happened(self.now, Happening::Key(key));
            self.ask_again();
        }
        listens
    }

    /// Which question waits for keys, and which try of it.
    pub(super) fn capture(&self) -> Option<(u32, Try)> {
        match self.session.wants() {
            Wants::Time {
                moment: Moment::Keys { capture, attempt },
                ..
            } => {
                let again = self.again;
                Some((capture.saturating_sub(again), Try { again, attempt }))
            }
            _ => None,
        }
    }

    /// Presses no more keys in this try.
    pub(super) fn wait(&mut self) {
        let listening = self.capture();
        while listening.is_some() && self.capture() == listening {
            self.time_up();
        }
    }

    /// Presses nothing until the tries run out.
    pub(super) fn stay_silent(&mut self) {
        self.try_on(Self::time_up);
    }

    /// Presses a key, repeatedly if the prompt needs more than one.
    pub(super) fn insist(&mut self, key: Key) {
        let Some((asked, _)) = self.capture() else {
            return;
        };
        self.press(key);
        self.wait();
        self.time_up_while_spoken();
        if self.capture().is_some_and(|(again, _)| again == asked) {
            self.try_on(|phone| {
                phone.press(key);
            });
        }
    }

    /// Presses as many of these keys as the prompt accepts, and then waits.
    pub(super) fn press_all(&mut self, keys: &Digits) {
        let listening = self.capture();
        let Some((asked, _)) = listening else { return };
        for key in keys.chars().filter_map(Key::from_char) {
            if self.capture() == listening {
                self.press(key);
            }
        }
        if self.capture() == listening {
            self.wait();
        }
        self.time_up_while_spoken();
        if self.capture().is_some_and(|(again, _)| again == asked) {
            self.stay_silent();
        }
    }

    /// Does the same in every try of the prompt.
    fn try_on(&mut self, act: impl Fn(&mut Self)) {
        let Some((asked, _)) = self.capture() else {
            return;
        };
        while self.capture().is_some_and(|(again, _)| again == asked) {
            act(self);
            self.time_up_while_spoken();
        }
    }

    fn time_up_while_spoken(&mut self) {
        while let Wants::Time {
            moment: Moment::Speech,
            ..
        } = self.session.wants()
        {
            self.time_up();
        }
    }

    /// The current leg rings, and ends like this.
    pub(super) fn end_leg(&mut self, outcome: Outcome) {
        self.session.plan_further(LegPlan::new(outcome));
        while matches!(
            self.session.wants(),
            Wants::Time {
                moment: Moment::Ringing | Moment::Talk,
                ..
            }
        ) {
            self.time_up();
        }
    }

    pub(super) fn hang_up(&mut self) {
        self.session.happened(self.now, Happening::HangUp);
    }

    fn time_up(&mut self) {
        if let Wants::Time { until, .. } = self.session.wants() {
            self.now = self.now.max(until);
            self.session.happened(self.now, Happening::TimeUp);
            self.ask_again();
        }
    }

    /// Why the platform would refuse to continue.
    pub(super) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// Every answer so far.
    pub(super) fn taken(&self) -> &[Taken<T>] {
        &self.taken
    }

    /// The state of the call; `None` once it has ended.
    pub(super) fn state(&self) -> Option<T> {
        if self.session.status().is_some() {
            return None;
        }
        match self.taken.last() {
            Some(taken) => taken.next,
            None => Some(T::START),
        }
    }

    /// The number being called for the caller.
    pub(super) fn called(&self) -> Option<&str> {
        let (_caller, further) = self.session.legs().split_first()?;
        let last = further.last()?;
        last.ended.is_none().then_some(&*last.destination)
    }

    /// The number of things that have happened.
    pub(super) fn happened(&self) -> usize {
        self.session.transcript().len()
    }

    pub(super) fn transcript(&self) -> Transcript {
        let lines = self.session.transcript().iter();
        let lines = lines.map(|line| told(self.part, line)).collect();
        Transcript::new(lines, self.notes.clone())
    }
}

/// What a call of ours begins with, if the carrier takes it.
fn placed<T: Tree>(line: &Line) -> Result<Vec<Action>, String> {
    let number = |text: &str| {
        text.parse::<Msisdn>()
            .map_err(|error: MsisdnError| error.to_string())
    };
    let (from, to) = (number(NUMBER)?, number(&line.person)?);
    line.part.opening(T::FIRST_PROMPT, &from, &to)
}
