//! Handles the requests that arrive at a line.

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
    /// Whether anything from this address is read.
    pub(super) fn hears(&self, address: IpAddr) -> bool {
        let hears = self.door.hears(address);
        if !hears {
            self.log_refused("not an allowed address", address);
        }
        hears
    }

    /// Looks up the trunk's addresses, so that its responses are read.
    pub(super) async fn find_trunk(&self) {
        if let Some(trunk) = &self.trunk {
            self.door.trunk_is_at(trunk.addresses().await);
        }
    }

    /// Handles a request: one inside a call, a new call, or another.
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
            // OPTIONS: the peer checks whether we are alive.
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

    /// Handles a request while the line shuts down: requests inside calls as ever; new calls are refused, and so is
    /// OPTIONS, so that a peer sends no more calls.
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

    /// Passes a request to its call, and returns it if there is none.
    fn in_call(&self, mut transaction: Transaction) -> Option<Transaction> {
        use rsipstack::dialog::dialog::Dialog;
        let Some(Dialog::Invite(mut dialog)) = self.layer.match_dialog(&transaction) else {
            return Some(transaction);
        };
        tokio::spawn(async move {
            // The stack has answered the phone if this fails.
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
                warn!(session, %error, "call refused: no port for its media");
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
                    info!(session, %error, "call refused: no common audio format");
                    let refusal =
                        Refusal::No(StatusCode::NotAcceptableHere, "no common audio format");
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
            // The dialog's states report a failure.
            let _ = invite.handle(&mut transaction).await;
        });
        let id = dialog.id();
        if dialog
            .accept(Some(vec![is_description()]), Some(description))
            .is_ok()
            && call::is_acknowledged(&mut states).await
        {
            // A caller that was made an offer sends its answer in the acknowledgement.
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
        // The transaction ends by itself, once its last response need not be sent again.
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
                // Until the refusal is acknowledged.
                while transaction.receive().await.is_some() {}
            }
            drop(turn);
        });
    }

    fn log_refused(&self, reason: &'static str, address: IpAddr) {
        if let Some(line) = self.bursts.line(reason, address, Instant::now()) {
            let (from, unlogged) = (line.from, line.unlogged);
            warn!(reason, from, unlogged, "call refused");
        }
    }

    /// Binds a port for media, and describes it.
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

/// Whether a request starts a call.
fn is_new(request: &Request) -> bool {
    let tag = request.to_header().and_then(|to| to.tag());
    matches!(tag, Ok(None))
}

/// Returns the address that a request came from. The stack records it in the `Via` header, always with a port: an
/// address alone was written by the sender, who may claim to be anybody.
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

/// Reads who calls whom.
fn caller(request: &Request) -> Caller {
    let from = request.from_header().and_then(|from| from.uri());
    let user = |uri: &Uri| {
        uri.user()
            .map(str::to_owned)
            .filter(|user| user != "anonymous")
    };
    Caller {
        // Our own id: phones choose their call ids, and one may have been used before.
        session: uuid::Uuid::new_v4().simple().to_string(),
        source: from.ok().as_ref().and_then(user),
        destination: user(&request.uri),
    }
}
