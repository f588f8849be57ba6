//! One call: its clock, its legs, and its requests to the menu.

use std::borrow::Cow;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver, TransactionHandle};
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::{Header, Request, StatusCode};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tracing::{info, warn};

use super::Shared;
use super::leg::{DATAGRAM, Leg};
use super::menu::Menu;
use super::respond::respond;
use super::second::{Second, SecondEvent};
use crate::carrier::sip::cue::Cue;
use crate::carrier::sip::media::{Local, Packet, TICK, answer, from_info, offer};
use crate::carrier::sip::session::{self, Act, Happening, Heard, Session};
use crate::carrier::sip::voice::Voices;
use crate::engine::event::{Event, Summary};
use crate::menu::{Direction, Outcome};

/// Maximum time until the caller's phone acknowledges our answer (RFC 3261, timer H).
const ACK: Duration = Duration::from_secs(32);

/// Maximum time until the caller's phone confirms that we hung up.
const BYE: Duration = Duration::from_secs(8);

/// How long two joined legs may send no packet before the call counts as dead.
const DEAD: Duration = Duration::from_secs(120);

/// A call that has been answered.
pub(super) struct Call<M> {
    pub(super) shared: Arc<Shared>,
    pub(super) menu: Arc<M>,
    pub(super) voices: Arc<Voices>,
    pub(super) dialog: InviteDialog,
    pub(super) states: DialogStateReceiver,
    pub(super) leg: Leg,
    /// How we described our side of the media.
    pub(super) local: Local,
    pub(super) caller: Caller,
}

/// Who calls whom, and the session's id.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) session: String,
    pub(super) source: Option<String>,
    pub(super) destination: Option<String>,
}

/// The menu's answer, as sound.
struct Told {
    state: Option<String>,
    cues: Vec<Cue>,
}

type Asking = Pin<Box<dyn Future<Output = Told> + Send>>;

/// What a call waits for.
enum Woken {
    Tick,
    Closing,
    Signalled(Option<Box<DialogState>>),
    Told(Told),
    Heard(usize),
    Second(SecondEvent),
}

impl<M: Menu> Call<M> {
    /// Plays the menu until one side hangs up.
    pub(super) async fn run(mut self) {
        let began = Instant::now();
        let session = self.caller.session.clone();
        info!(session, "call started");
        let legs = self.play().await;
        let seconds = began.elapsed().as_secs_f64();
        info!(session, seconds, "call ended");
        let Caller {
            session,
            source,
            destination,
        } = self.caller;
        let summary = Summary {
            session: Some(session),
            status: Some("COMPLETED".to_owned()),
            legs: Some(legs),
            direction: Direction::Inbound,
            source,
            destination,
            seconds: Some(seconds),
            ..Summary::default()
        };
        let hang_up = async {
            if !self.dialog.state().is_terminated() {
                // The call is over in any case: a phone that does not respond has lost it.
                let _ = timeout(BYE, self.dialog.bye()).await;
            }
        };
        tokio::join!(hang_up, self.menu.over(summary));
    }

    /// Runs the call, and returns the number of legs.
    async fn play(&mut self) -> u32 {
        let mut session = Session::answered(self.shared.rings);
        let (mut state, mut asked, mut legs) = (None, 0, 1);
        let mut asking: Option<Asking> = None;
        let mut second: Option<Second> = None;
        let mut clock = interval(TICK);
        // Late frames are sent at once. Otherwise, each delay would add to the next.
        clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut datagram, mut other) = ([0; DATAGRAM], [0; DATAGRAM]);
        let mut heard_at = Instant::now();
        loop {
            while let Some(act) = session.act() {
                match act {
                    Act::Ask(answer) => {
                        asked += 1;
                        asking = Some(self.ask(asked, state.take(), answer));
                    }
                    Act::Dial(connect) => {
                        heard_at = Instant::now();
                        match Second::dial(&self.shared, &connect).await {
                            Ok(dialled) => {
                                second = Some(dialled);
                                legs += 1;
                            }
                            Err(error) => {
                                let session_id = &self.caller.session;
                                warn!(session = session_id, %error, "a transfer could not be placed");
                                session.happened(Happening::LegFailed(500));
                            }
                        }
                    }
                    Act::DropLeg => {
                        if let Some(second) = second.take() {
                            second.drop_it(&self.shared);
                        }
                    }
                    Act::HangUp => {}
                }
            }
            if session.is_over() {
                return legs;
            }
            let woken = tokio::select! {
                biased;
                _ = clock.tick() => Woken::Tick,
                () = self.shared.closing.cancelled() => Woken::Closing,
                state = self.states.recv() => Woken::Signalled(state.map(Box::new)),
                told = told(&mut asking) => Woken::Told(told),
                length = self.leg.receive(&mut datagram) => Woken::Heard(length),
                event = Second::next(&mut second, &mut other) => Woken::Second(event),
            };
            match woken {
                Woken::Tick => {
                    if let Heard::Frame(frame) = session.tick() {
                        self.leg.send(&frame).await;
                    } else if session.is_talking() && heard_at.elapsed() > DEAD {
                        session.happened(Happening::HungUp);
                    }
                }
                Woken::Closing => session.happened(Happening::HungUp),
                Woken::Signalled(state) => {
                    if let Some(happening) = self.signalled(state.map(|state| *state)) {
                        session.happened(happening);
                    }
                }
                Woken::Told(told) => {
                    asking = None;
                    state = told.state;
                    session.happened(Happening::Cues(told.cues));
                }
                Woken::Heard(length) => {
                    heard_at = Instant::now();
                    let Some(packet) = datagram.get(..length).and_then(Packet::read) else {
                        continue;
                    };
                    match &mut second {
                        Some(second) if session.is_talking() => {
                            second.relay(&packet, &self.leg).await;
                        }
                        _ => {
                            if let Some(key) = self.leg.key(&packet) {
                                session.happened(Happening::Key(key));
                            }
                        }
                    }
                }
                Woken::Second(event) => {
                    heard_at = Instant::now();
                    match event {
                        SecondEvent::Heard(length) => {
                            let packet = other.get(..length).and_then(Packet::read);
                            let leg = second.as_ref().and_then(Second::leg);
                            if let (Some(packet), Some(leg)) = (packet, leg)
                                && session.is_talking()
                            {
                                self.leg.relay(&packet, leg).await;
                            }
                        }
                        SecondEvent::Answered => session.happened(Happening::LegAnswered),
                        SecondEvent::Failed(code) => {
                            forget(&mut second, &self.shared);
                            session.happened(Happening::LegFailed(code));
                        }
                        SecondEvent::HungUp => {
                            forget(&mut second, &self.shared);
                            session.happened(Happening::LegHungUp);
                        }
                    }
                }
            }
        }
    }

    /// Asks the menu, and turns its answer into sound.
    fn ask(&self, number: u32, state: Option<String>, answer: session::Answer) -> Asking {
        let Caller {
            session,
            source,
            destination,
        } = self.caller.clone();
        let event = Event {
            id: Some(format!("{session}-{number}").into()),
            session: Some(session.into()),
            rings: number == 1,
            state: state.map(Cow::Owned),
            direction: Direction::Inbound,
            source: source.map(Cow::Owned),
            destination: destination.map(Cow::Owned),
            country: None,
            digits: answer.digits.map(Cow::Owned),
            leg: answer.leg.unwrap_or(Outcome::Answered),
        };
        let (menu, voices) = (Arc::clone(&self.menu), Arc::clone(&self.voices));
        Box::pin(async move {
            let answer = menu.ask(event).await;
            let mut cues = answer.cues(&voices).await;
            if answer.state.is_none() {
                // No state: nothing follows this answer.
                cues.push(Cue::HangUp);
            }
            Told {
                state: answer.state,
                cues,
            }
        })
    }

    /// Handles a request of the caller's phone inside the call.
    fn signalled(&mut self, state: Option<DialogState>) -> Option<Happening> {
        match state {
            None | Some(DialogState::Terminated(..)) => Some(Happening::HungUp),
            Some(DialogState::Info(_, request, handle)) => {
                respond(handle, StatusCode::OK, None);
                let key = from_info(&content_type(&request), &request.body)?;
                let counts = self.leg.takes_signalled_keys();
                counts.then_some(Happening::Key(key))
            }
            Some(DialogState::Updated(_, request, handle)) => {
                self.renegotiated(&request, handle);
                None
            }
            Some(DialogState::Options(_, _, handle)) => {
                respond(handle, StatusCode::OK, None);
                None
            }
            Some(_) => None,
        }
    }

    /// The phone changes the address or format of its media, or puts the call on hold.
    fn renegotiated(&mut self, request: &Request, handle: TransactionHandle) {
        self.local.version += 1;
        if request.body.is_empty() {
            // An INVITE without a description asks for ours; such an UPDATE only keeps the session alive.
            let is_invite = request.method == rsipstack::sip::Method::Invite;
            return respond(handle, StatusCode::OK, is_invite.then(|| offer(self.local)));
        }
        match answer(&request.body, self.local) {
            Ok((remote, description)) => {
                self.leg.moved(remote);
                respond(handle, StatusCode::OK, Some(description));
            }
            Err(_) => respond(handle, StatusCode::NotAcceptableHere, None),
        }
    }
}

/// Waits until the phone acknowledges our answer.
pub(super) async fn is_acknowledged(states: &mut DialogStateReceiver) -> bool {
    let acknowledged = async {
        loop {
            match states.recv().await {
                Some(DialogState::Confirmed(..)) => return true,
                Some(DialogState::Terminated(..)) | None => return false,
                Some(_) => {}
            }
        }
    };
    timeout(ACK, acknowledged).await.unwrap_or(false)
}

async fn told(asking: &mut Option<Asking>) -> Told {
    match asking {
        Some(asking) => asking.await,
        None => pending().await,
    }
}

fn forget(second: &mut Option<Second>, shared: &Arc<Shared>) {
    if let Some(second) = second.take() {
        second.forget(shared);
    }
}

fn content_type(request: &Request) -> String {
    let mut headers = request.headers.iter();
    let kind = headers.find_map(|header| match header {
        Header::ContentType(kind) => Some(kind.value().to_owned()),
        _ => None,
    });
    kind.unwrap_or_default()
}
