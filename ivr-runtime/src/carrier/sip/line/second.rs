//! The second leg of a call: the callee of a transfer.

use std::future::pending;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver};
use rsipstack::dialog::invitation::{InviteAsyncResult, InviteOption};
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::platform::JoinHandle;
use rsipstack::sip::{Response, StatusCode, StatusCodeKind};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::leg::Leg;
use super::respond::respond;
use super::trunk::DialError;
use super::{Shared, trunk};
use crate::carrier::sip::cue::Connect;
use crate::carrier::sip::media::{Local, Packet, answer, offer, read};

/// Maximum time until a callee confirms that we hung up.
const GONE: Duration = Duration::from_secs(32);

/// A second leg, ringing or answered.
pub(super) struct Second {
    dialog: InviteDialog,
    states: DialogStateReceiver,
    response: Option<JoinHandle<InviteAsyncResult>>,
    /// Moved into `leg` when the callee answers.
    socket: Option<UdpSocket>,
    leg: Option<Leg>,
    local: Local,
    signals_from: IpAddr,
}

/// What happened on the second leg.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SecondEvent {
    /// The callee answered.
    Answered,
    /// The callee did not answer; the SIP code says why.
    Failed(u16),
    /// The callee hung up after answering.
    HungUp,
    /// A packet of this length arrived.
    Heard(usize),
}

impl Second {
    /// Calls a number.
    pub(super) async fn dial(shared: &Arc<Shared>, connect: &Connect) -> Result<Self, DialError> {
        let trunk = shared.trunk.as_ref().ok_or(DialError::NoTrunk)?;
        let callee = trunk.callee(&connect.to)?;
        let caller = trunk::address(&connect.from, &shared.contact.host_with_port)?;
        let (socket, local) = shared.port().await?;
        let option = InviteOption {
            caller,
            callee,
            contact: shared.contact.clone(),
            credential: trunk.credential.clone(),
            content_type: Some("application/sdp".to_owned()),
            offer: Some(offer(local)),
            ..InviteOption::default()
        };
        let (sender, states) = shared.layer.new_dialog_state_channel();
        let (dialog, response) = shared
            .layer
            .do_invite_async(option, sender)
            .map_err(|error| DialError::Stack(error.to_string()))?;
        Ok(Self {
            dialog,
            states,
            response: Some(response),
            socket: Some(socket),
            leg: None,
            local,
            signals_from: local.address.ip(),
        })
    }

    /// The leg's media, once the callee has answered.
    pub(super) const fn leg(&self) -> Option<&Leg> {
        self.leg.as_ref()
    }

    /// Waits for the next event; forever if there is no second leg. Cancel safe.
    pub(super) async fn next(second: &mut Option<Self>, datagram: &mut [u8]) -> SecondEvent {
        let Some(second) = second else {
            return pending().await;
        };
        loop {
            let Self {
                states,
                response,
                leg,
                ..
            } = second;
            tokio::select! {
                biased;
                answered = responded(response) => {
                    second.response = None;
                    return second.answered(answered);
                }
                state = states.recv() => {
                    if let Some(event) = second.signalled(state) {
                        return event;
                    }
                }
                length = heard(leg, datagram) => return SecondEvent::Heard(length),
            }
        }
    }

    /// Relays a packet of the caller.
    pub(super) async fn relay(&mut self, packet: &Packet<'_>, from: &Leg) {
        if let Some(leg) = &mut self.leg {
            leg.relay(packet, from).await;
        }
    }

    fn answered(&mut self, response: Option<Response>) -> SecondEvent {
        let Some(response) = response else {
            return SecondEvent::Failed(408);
        };
        if response.status_code.kind() != StatusCodeKind::Successful {
            return SecondEvent::Failed(response.status_code.code());
        }
        let leg = read(&response.body).ok().zip(self.socket.take());
        let leg = leg.and_then(|(remote, socket)| Leg::new(socket, remote, self.signals_from).ok());
        self.leg = leg;
        if self.leg.is_some() {
            SecondEvent::Answered
        } else {
            // Without common media the callee would hear nothing; the call is hung up.
            SecondEvent::Failed(488)
        }
    }

    fn signalled(&mut self, state: Option<DialogState>) -> Option<SecondEvent> {
        match state {
            // While it rings, the response to the INVITE says more.
            Some(DialogState::Terminated(..)) | None if self.response.is_none() => {
                Some(SecondEvent::HungUp)
            }
            Some(DialogState::Updated(_, request, handle)) => {
                self.local.version += 1;
                match answer(&request.body, self.local) {
                    Ok((remote, description)) => {
                        if let Some(leg) = &mut self.leg {
                            leg.moved(remote);
                        }
                        respond(handle, StatusCode::OK, Some(description));
                    }
                    Err(_) => respond(handle, StatusCode::NotAcceptableHere, None),
                }
                None
            }
            Some(DialogState::Info(_, _, handle) | DialogState::Options(_, _, handle)) => {
                respond(handle, StatusCode::OK, None);
                None
            }
            _ => None,
        }
    }

    /// Hangs up, or cancels while it rings.
    pub(super) fn drop_it(self, shared: &Arc<Shared>) {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            // A callee that does not respond has lost the call.
            let _ = timeout(GONE, self.dialog.hangup()).await;
            if let Some(response) = self.response {
                let _ = timeout(GONE, response).await;
            }
            shared.layer.remove_dialog(&self.dialog.id());
        });
    }

    /// Removes a leg that is over.
    pub(super) fn forget(self, shared: &Arc<Shared>) {
        if self.dialog.state().is_terminated() {
            shared.layer.remove_dialog(&self.dialog.id());
        } else {
            self.drop_it(shared);
        }
    }
}

/// Waits for the final response to the INVITE; `None` if there was none.
async fn responded(response: &mut Option<JoinHandle<InviteAsyncResult>>) -> Option<Response> {
    match response {
        Some(response) => response.await.ok()?.ok()?.1,
        None => pending().await,
    }
}

async fn heard(leg: &mut Option<Leg>, datagram: &mut [u8]) -> usize {
    match leg {
        Some(leg) => leg.receive(datagram).await,
        None => pending().await,
    }
}
