//! Drives one session of any carrier: time, the caller, and the webhooks.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};

use super::deliver::{Outgoing, Postman, Webhooks};
use super::record::{Delivery, Record};
use crate::carrier::eight_by_eight::simulator::{
    Captions, Form, Happening, Identity, LegPlan, Line, Moment, Move, Pace, Question, Script,
    Session, Wants, new_id,
};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::eight_by_eight::wire::vss::{ErrorDetails, SessionStatus};
use crate::carrier::part::{Asking, Part, Posting, told};
use crate::menu::Outcome;

/// The error codes of a session summary, in the order that "Session Summary" in the 8x8
/// Voice documentation lists them from -2001 down: connectivity.
const CONNECTIVITY: i32 = -2002;
/// A callflow that is not valid.
const INVALID_CALLFLOW: i32 = -2003;

/// The scenario of a call.
#[derive(Debug)]
pub struct Plan {
    /// The person's number.
    pub caller: Caller,
    /// The outcome of the first leg; only outbound calls can have another outcome than an answer.
    pub first: LegPlan,
    /// The outcomes of further legs, in order; the last one applies to all further legs.
    pub further: Vec<LegPlan>,
    /// The form of the events.
    pub form: Form,
    /// The time that a simulated call runs in.
    pub clock: Clock,
    /// The duration of speech.
    pub pace: Pace,
    /// The transcripts of recordings.
    pub captions: Captions,
    /// Faults: the event, counted from 0 with the summary as the last, and what happens to it.
    pub faults: Vec<(usize, Fault)>,
    /// Receives every line of the transcript as it happens.
    pub heard: Option<UnboundedSender<Line>>,
    /// Receives every attempt to post an event, with its result.
    pub posted: Option<UnboundedSender<Delivery>>,
}

impl Plan {
    /// A caller who makes `moves`, in simulated time; further legs pick up.
    pub fn scripted(moves: impl IntoIterator<Item = Move>) -> Self {
        Self {
            caller: Caller::Script(Script::new(moves)),
            first: LegPlan::new(Outcome::Answered),
            further: Vec::new(),
            form: Form::default(),
            clock: Clock::Virtual,
            pace: Pace::Spoken,
            captions: |_| None,
            faults: Vec::new(),
            heard: None,
            posted: None,
        }
    }
}

/// Who decides what the person on the phone does.
#[derive(Debug)]
pub enum Caller {
    /// Makes the moves of a script, and hangs up once they are used.
    Script(Script),
    /// Does what is sent on this channel, and hangs up when it is closed.
    Person(UnboundedReceiver<Happening>),
}

/// The kind of clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Simulated time, which passes at once. It stands still while a [`Caller::Person`]
    /// may press a key.
    Virtual,
    /// Real time.
    Real,
}

/// A fault in the delivery of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is delivered twice at the same time; the first answer counts.
    Duplicate,
    /// Its first delivery is lost, and the platform tries again.
    Drop,
    /// It is sent with this delay.
    Delay(Duration),
    /// Its first answer arrives after the platform's timeout, and the platform tries again.
    LateAnswer,
    /// It is delivered again after the next event has been answered.
    Reorder,
}

/// A session in progress.
pub(super) struct Drive {
    part: &'static dyn Part,
    postman: Arc<Postman>,
    webhooks: Arc<dyn Webhooks>,
    identity: Identity,
    session: Session,
    plan: Plan,
    now: Duration,
    started: Instant,
    deliveries: Vec<Delivery>,
    /// The number of events so far.
    events: usize,
    /// When the last one was signed.
    signed: SystemTime,
    /// To be delivered again after the next event.
    stale: Option<Outgoing>,
    /// How much of the transcript and of the deliveries has been reported.
    told: (usize, usize),
}

impl Drive {
    /// A session that has just begun, in this account.
    pub(super) fn new(
        part: &'static dyn Part,
        postman: Arc<Postman>,
        webhooks: Arc<dyn Webhooks>,
        account: &str,
        session: Session,
        plan: Plan,
    ) -> Self {
        Self {
            part,
            postman,
            webhooks,
            identity: Identity {
                session_id: new_id(),
                sub_account_id: account.to_owned(),
                call_ids: [new_id(), new_id()],
                start: Timestamp::now(),
                form: plan.form,
            },
            session: session.captioned(plan.captions),
            plan,
            now: Duration::ZERO,
            started: Instant::now(),
            deliveries: Vec::new(),
            events: 0,
            signed: SystemTime::UNIX_EPOCH,
            stale: None,
            told: (0, 0),
        }
    }

    /// Names the session.
    pub(super) fn session_id(&self) -> &str {
        &self.identity.session_id
    }

    /// Runs the session to its end, and posts its summary.
    pub(super) async fn run(mut self) -> Record {
        loop {
            self.tell();
            match self.session.wants() {
                Wants::Time { until, moment } => {
                    let (at, happening) = self.wait(until, moment).await;
                    self.now = self.now.max(at);
                    self.session.happened(self.now, happening);
                }
                Wants::Answer(question) => {
                    self.session.asked(self.now);
                    self.tell();
                    let happening = self.ask(&question).await;
                    self.pass();
                    self.session.happened(self.now, happening);
                }
                Wants::Nothing => break,
            }
        }
        let summary = self.part.summary(&self.identity, &self.session, self.now);
        self.deliver(None, summary).await;
        self.tell();
        let (moves_left, ran_out) = match &self.plan.caller {
            Caller::Script(script) => (
                script.left().map(ToString::to_string).collect(),
                script.ran_out(),
            ),
            Caller::Person(_) => (Vec::new(), false),
        };
        let transcript = self.lines(0);
        Record {
            session_id: self.identity.session_id,
            status: self
                .session
                .status()
                .cloned()
                .unwrap_or(SessionStatus::Error),
            error: self
                .session
                .error()
                .and_then(|error| error.error_msg.clone()),
            transcript,
            deliveries: self.deliveries,
            moves_left,
            ran_out,
        }
    }

    /// Lets time pass, or the caller act.
    async fn wait(&mut self, until: Duration, moment: Moment) -> (Duration, Happening) {
        let deadline = self.started + until;
        match (&mut self.plan.caller, self.plan.clock) {
            (Caller::Script(script), clock) => {
                let (at, happening) = script.react(moment, self.now, until);
                if clock == Clock::Real {
                    sleep_until(self.started + at).await;
                }
                (at, happening)
            }
            (Caller::Person(person), Clock::Real) => tokio::select! {
                biased;
                done = person.recv() => {
                    (self.started.elapsed(), done.unwrap_or(Happening::HangUp))
                }
                () = sleep_until(deadline) => (until, Happening::TimeUp),
            },
            (Caller::Person(person), Clock::Virtual) => match moment {
                Moment::Keys { .. } | Moment::Talk => {
                    (self.now, person.recv().await.unwrap_or(Happening::HangUp))
                }
                Moment::Ringing | Moment::Speech => (until, Happening::TimeUp),
            },
        }
    }

    /// Asks the application what happens next, unless the caller hangs up meanwhile.
    async fn ask(&mut self, question: &Question) -> Happening {
        let event_id = new_id();
        let posting = self.part.question(&Asking {
            identity: &self.identity,
            event_id: &event_id,
            session: &self.session,
            question,
            now: self.now,
        });
        let used = self.deliver(Some(event_id), posting).await;
        if let Caller::Person(person) = &mut self.plan.caller {
            // Keys pressed meanwhile are lost, but a hangup counts.
            while let Ok(done) = person.try_recv() {
                if done == Happening::HangUp {
                    return done;
                }
            }
        }
        let Some(at) = used else {
            let last = self
                .deliveries
                .last()
                .and_then(|delivery| delivery.problem.clone());
            let reason = last
                .unwrap_or_else(|| "no webhook is registered for what a call does next".to_owned());
            return failure(CONNECTIVITY, &format!("Connectivity: {reason}"));
        };
        match self.read(at) {
            Ok(answer) => Happening::Answer(answer),
            Err(reason) => {
                let happening = failure(INVALID_CALLFLOW, &format!("Call flow invalid: {reason}"));
                if let Some(delivery) = self.deliveries.get_mut(at) {
                    delivery.problem = Some(reason);
                }
                happening
            }
        }
    }

    fn read(&self, at: usize) -> Result<Answer, String> {
        let answer = self
            .deliveries
            .get(at)
            .and_then(|delivery| delivery.answer.as_deref());
        self.part.answer(answer.unwrap_or_default())
    }

    /// Delivers an event until it is answered or the retries are used up. Returns the
    /// delivery whose answer counts.
    async fn deliver(&mut self, id: Option<String>, posting: Posting) -> Option<usize> {
        let number = self.events;
        self.events += 1;
        let faults = self.plan.faults.clone();
        let met = |fault| faults.contains(&(number, fault));
        for (_, fault) in faults.iter().filter(|(at, _)| *at == number) {
            if let Fault::Delay(delay) = fault {
                self.sleep(*delay).await;
            }
        }
        let at = self.sign();
        let event = Outgoing { id, posting, at };
        let (part, postman) = (self.part, Arc::clone(&self.postman));
        let mut used = None;
        let mut attempt = 0;
        for pause in std::iter::once(&Duration::ZERO).chain(&postman.retries) {
            self.sleep(*pause).await;
            // Looked up for each attempt, because it may have been set meanwhile.
            let Some(webhook) = self.webhooks.registered(event.posting.webhook) else {
                break;
            };
            attempt += 1;
            let mut delivery = if attempt == 1 && met(Fault::Drop) {
                event.lost()
            } else if attempt == 1 && met(Fault::Duplicate) {
                let once = || postman.once(part, &event, &webhook, 1);
                let (first, second) = tokio::join!(once(), once());
                self.deliveries.push(second);
                first
            } else {
                postman.once(part, &event, &webhook, attempt).await
            };
            if attempt == 1 && met(Fault::LateAnswer) {
                delivery.problem = Some("the answer came too late".to_owned());
            }
            let answered = delivery.problem.is_none();
            delivery.used = answered;
            self.deliveries.push(delivery);
            if answered {
                used = Some(self.deliveries.len() - 1);
                break;
            }
        }
        if let Some(stale) = self.stale.take()
            && let Some(webhook) = self.webhooks.registered(stale.posting.webhook)
        {
            let again = postman.once(part, &stale, &webhook, 2).await;
            self.deliveries.push(again);
        }
        if met(Fault::Reorder) {
            self.stale = Some(event);
        }
        used
    }

    /// When an event is signed. Proofs count time in seconds, and no two events of a call are in the same one;
    /// where time is virtual, nobody waits for it.
    fn sign(&mut self) -> SystemTime {
        let next = self.signed + Duration::from_secs(1);
        self.signed = next.max(SystemTime::now());
        self.signed
    }

    async fn sleep(&mut self, pause: Duration) {
        match self.plan.clock {
            Clock::Virtual => self.now += pause,
            Clock::Real => {
                tokio::time::sleep(pause).await;
                self.pass();
            }
        }
    }

    /// Accounts for real time that has passed meanwhile.
    fn pass(&mut self) {
        if self.plan.clock == Clock::Real {
            self.now = self.started.elapsed();
        }
    }

    /// Reports what has happened since the last report.
    fn tell(&mut self) {
        // A listener that is gone does not affect the record.
        if let Some(posted) = &self.plan.posted {
            for delivery in &self.deliveries[self.told.1..] {
                let _ = posted.send(delivery.clone());
            }
        }
        if let Some(heard) = &self.plan.heard {
            for line in self.lines(self.told.0) {
                let _ = heard.send(line);
            }
        }
        self.told = (self.session.transcript().len(), self.deliveries.len());
    }

    /// What happened from this line on.
    fn lines(&self, from: usize) -> Vec<Line> {
        let lines = self.session.transcript().iter().skip(from);
        lines.map(|line| told(self.part, line)).collect()
    }
}

fn failure(code: i32, message: &str) -> Happening {
    Happening::Failure(ErrorDetails {
        error_msg: Some(message.to_owned()),
        error_code: Some(code),
    })
}
