//! What becomes of each request that comes in.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Method, Param, Request, StatusCode, ToTypedHeader as _, Uri};
use rsipstack::transaction::transaction::Transaction;
use rsipstack::transport::SipConnection;
use tokio::net::UdpSocket;
use tokio::time::Instant;
use tracing::{info, warn};

use super::Shared;
use super::access::{Place, Refusal};
use super::call::{self, Call, Caller};
use super::leg::{self, Leg};
use super::menu::Menu;
use super::respond::is_description;
use crate::carrier::sip::media::{Local, answer, offer, read};
use crate::carrier::sip::voice::Voices;

impl Shared {
    /// Whether anything of this address is read.
    pub(super) fn hears(&self, address: IpAddr) -> bool {
        let hears = self.door.hears(address);
        if !hears {
            self.log_refused("not an allowed address", address);
        }
        hears
    }

    /// Finds out where the trunk is, so that what it answers is read.
    pub(super) async fn find_trunk(&self) {
        if let Some(trunk) = &self.trunk {
            self.door.trunk_is_at(trunk.addresses().await);
        }
    }

    /// Takes a request: one of a call, a new call, or something else.
    pub(super) fn take<M: Menu>(
        self: &Arc<Self>,
        transaction: Transaction,
        menu: &Arc<M>,
        voices: &Arc<Voices>,
    ) {
        let Some(transaction) = self.in_call(transaction) else {
            return;
        };
        let request = &transaction.original;
        let Some(address) = peer(request) else { return };
        match request.method {
            Method::Invite if is_new(request) => {
                let place = self
                    .door
                    .admits(request, address)
                    .and_then(|()| self.door.place(address));
                match place {
                    Ok(place) => {
                        let call = Arc::clone(self).answer(
                            transaction,
                            address,
                            place,
                            Arc::clone(menu),
                            Arc::clone(voices),
                        );
                        tokio::spawn(call);
                    }
                    Err(refusal) => self.refuse(transaction, address, refusal),
                }
            }
            // Asked by whoever wants to know whether we are there.
            Method::Options => self.refuse(transaction, address, Refusal::No(StatusCode::OK, "")),
            Method::Ack | Method::Cancel => {}
            Method::Invite | Method::Bye | Method::Info | Method::Update => {
                let gone = StatusCode::CallTransactionDoesNotExist;
                self.refuse(transaction, address, Refusal::No(gone, "no such call"));
            }
            _ => {
                let refusal = Refusal::No(StatusCode::MethodNotAllowed, "not a call");
                self.refuse(transaction, address, refusal);
            }
        }
    }

    /// Takes a request while the line ends: those of calls go on, new calls are turned away, and whoever asks whether
    /// we are there is told not to send any.
    pub(super) fn finish<M: Menu>(
        self: &Arc<Self>,
        transaction: Transaction,
        menu: &Arc<M>,
        voices: &Arc<Voices>,
    ) {
        let request = &transaction.original;
        if matches!(request.method, Method::Invite | Method::Options) && is_new(request) {
            let Some(address) = peer(&transaction.original) else {
                return;
            };
            let refusal = Refusal::No(StatusCode::ServiceUnavailable, "the line is closing");
            return self.refuse(transaction, address, refusal);
        }
        self.take(transaction, menu, voices);
    }

    /// Hands a request to the call that it belongs to, and gives it back if there is none.
    fn in_call(&self, mut transaction: Transaction) -> Option<Transaction> {
        use rsipstack::dialog::dialog::Dialog;
        let Some(Dialog::Invite(mut dialog)) = self.layer.match_dialog(&transaction) else {
            return Some(transaction);
        };
        tokio::spawn(async move {
            // What goes wrong with it, the phone has been told.
            let _ = dialog.handle(&mut transaction).await;
        });
        None
    }

    /// Answers a call, and plays the menu.
    async fn answer<M: Menu>(
        self: Arc<Self>,
        mut transaction: Transaction,
        address: IpAddr,
        place: Place,
        menu: Arc<M>,
        voices: Arc<Voices>,
    ) {
        let caller = caller(&transaction.original);
        let session = caller.session.clone();
        let (socket, local) = match self.port().await {
            Ok(taken) => taken,
            Err(error) => {
                warn!(session, %error, "a call is refused: no port for its sound");
                let refusal = Refusal::No(StatusCode::ServiceUnavailable, "no port");
                return self.refuse(transaction, address, refusal);
            }
        };
        let body = &transaction.original.body;
        let (remote, description) = if body.is_empty() {
            (None, offer(local))
        } else {
            match answer(body, local) {
                Ok((remote, description)) => (Some(remote), description),
                Err(error) => {
                    info!(session, %error, "a call is refused: no sound in common");
                    let refusal = Refusal::No(StatusCode::NotAcceptableHere, "no sound in common");
                    return self.refuse(transaction, address, refusal);
                }
            }
        };
        let (sender, mut states) = self.layer.new_dialog_state_channel();
        let contact = Some(self.contact.clone());
        let dialog = self
            .layer
            .get_or_create_server_invite(&transaction, sender, None, contact);
        let Ok(dialog) = dialog else {
            let refusal = Refusal::No(StatusCode::BadRequest, "unreadable call");
            return self.refuse(transaction, address, refusal);
        };
        let mut invite = dialog.clone();
        let transaction = tokio::spawn(async move {
            // What goes wrong with it, the states tell.
            let _ = invite.handle(&mut transaction).await;
        });
        let id = dialog.id();
        if dialog
            .accept(Some(vec![is_description()]), Some(description))
            .is_ok()
            && call::is_acknowledged(&mut states).await
        {
            // Who was offered something says in the acknowledgement what it takes.
            let taken = || read(&dialog.last_remote_ack()?.body).ok();
            let leg = remote
                .or_else(taken)
                .map(|remote| Leg::new(socket, remote, address));
            if let Some(Ok(leg)) = leg {
                let call = Call {
                    shared: Arc::clone(&self),
                    menu,
                    voices,
                    dialog,
                    states,
                    leg,
                    local,
                    caller,
                };
                call.run().await;
            }
        }
        drop(place);
        self.layer.remove_dialog(&id);
        // It ends by itself, when its last answer need not be sent again.
        drop(transaction);
    }

    /// Refuses a request, or answers one that needs no call.
    fn refuse(self: &Arc<Self>, mut transaction: Transaction, address: IpAddr, refusal: Refusal) {
        let Ok(turn) = Arc::clone(&self.refusals).try_acquire_owned() else {
            return;
        };
        let (status, headers) = match refusal {
            Refusal::Challenge(header) => (StatusCode::Unauthorized, vec![*header]),
            Refusal::No(status, why) => {
                if status != StatusCode::OK {
                    self.log_refused(why, address);
                }
                (status, Vec::new())
            }
        };
        tokio::spawn(async move {
            if transaction.reply_with(status, headers, None).await.is_ok() {
                // Until it is known there that it was refused.
                while transaction.receive().await.is_some() {}
            }
            drop(turn);
        });
    }

    fn log_refused(&self, reason: &'static str, address: IpAddr) {
        if let Some(line) = self.bursts.line(reason, address, Instant::now()) {
            let (from, unlogged) = (line.from, line.unlogged);
            warn!(reason, from, unlogged, "a call is refused");
        }
    }

    /// A port for sound, and what to tell of it.
    pub(super) async fn port(&self) -> io::Result<(UdpSocket, Local)> {
        let socket = leg::port(self.bind, self.ports.as_ref()).await?;
        let local = Local {
            address: SocketAddr::new(self.public, socket.local_addr()?.port()),
            session: u32::from_be_bytes(leg::random()?) >> 1,
            version: 1,
        };
        Ok((socket, local))
    }
}

/// Whether a request begins a call.
fn is_new(request: &Request) -> bool {
    let tag = request.to_header().and_then(|to| to.tag());
    matches!(tag, Ok(None))
}

/// Whom a request came from. The stack notes it in the header, and never the address without the port: where there is
/// only an address, whoever sent it has claimed to be somebody else.
fn peer(request: &Request) -> Option<IpAddr> {
    let via = request.via_header().ok()?;
    let params = via.first_value().ok()?.typed().ok()?.params;
    let is_noted = |param: &Param| matches!(param, Param::Rport(Some(_)));
    let is_address = |param: &Param| matches!(param, Param::Received(_));
    if params.iter().any(is_address) && !params.iter().any(is_noted) {
        return None;
    }
    let (_, host) = SipConnection::parse_target_from_via(via).ok()?;
    host.host.to_string().trim_matches(['[', ']']).parse().ok()
}

/// Who calls whom.
fn caller(request: &Request) -> Caller {
    let from = request.from_header().and_then(|from| from.uri());
    let user = |uri: &Uri| {
        uri.user()
            .map(str::to_owned)
            .filter(|user| user != "anonymous")
    };
    Caller {
        // A name of our own: what a phone calls its call, another may have called one of last year.
        session: uuid::Uuid::new_v4().simple().to_string(),
        source: from.ok().as_ref().and_then(user),
        destination: user(&request.uri),
    }
}
