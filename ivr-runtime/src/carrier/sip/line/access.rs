//! Who may call, and how many calls at a time.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use constant_time_eq::constant_time_eq;
use ipnet::IpNet;
use ring::hmac;
use ring::rand::SystemRandom;
use rsipstack::dialog::authenticate::verify_digest;
use rsipstack::sip::headers::auth::{Algorithm, Qop, Scheme};
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::typed::{Authorization, WwwAuthenticate};
use rsipstack::sip::{Header, Request, StatusCode};

/// The realm of a password challenge. Phones show it when they ask for the password.
const REALM: &str = "ivr";

/// How long a challenge stays valid, in seconds. Phones answer at once; a later answer gets a new challenge.
const FRESH: u64 = 30;

/// Addresses that may call without a password: a single one (`192.0.2.7`) or a block (`192.0.2.0/24`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(IpNet);

/// The text is not an address or a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an address (192.0.2.7) or a block (192.0.2.0/24)")]
pub(crate) struct PeerError;

impl FromStr for Peer {
    type Err = PeerError;

    fn from_str(text: &str) -> Result<Self, PeerError> {
        let address = text.parse::<IpAddr>().map(IpNet::from);
        address
            .or_else(|_| text.parse())
            .map(Self)
            .map_err(|_| PeerError)
    }
}

/// A phone that authenticates with a name and a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Phone {
    name: String,
    password: String,
}

/// The text is not a name with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write NAME:PASSWORD, with a password of 8 characters or more")]
pub(crate) struct PhoneError;

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let (name, password) = text.split_once(':').ok_or(PhoneError)?;
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_graphic() && c != '"');
        if name.is_empty() || password.len() < 8 || !plain(name) || !plain(password) {
            return Err(PhoneError);
        }
        Ok(Self {
            name: name.to_owned(),
            password: password.to_owned(),
        })
    }
}

/// Omits the password.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({}:***)", self.name)
    }
}

/// Who may call, and the limits on calls.
#[derive(Clone, Debug)]
pub(crate) struct Callers {
    /// Addresses that need no password. If none is given, only a line on loopback accepts calls without one.
    pub(crate) peers: Vec<Peer>,
    /// Phones that authenticate with a password.
    pub(crate) phones: Vec<Phone>,
    /// Whether the trunk's own addresses may call.
    pub(crate) trunk: bool,
    /// Maximum number of concurrent calls.
    pub(crate) calls: usize,
    /// Maximum number of concurrent calls from one address.
    pub(crate) calls_of_an_address: usize,
}

impl Default for Callers {
    fn default() -> Self {
        Self {
            peers: Vec::new(),
            phones: Vec::new(),
            trunk: false,
            calls: 200,
            calls_of_an_address: 50,
        }
    }
}

impl Callers {
    /// Whether anybody on the network could call this address.
    pub(super) fn is_open(&self, listen: SocketAddr) -> bool {
        let everybody = |peer: &Peer| peer.0.prefix_len() == 0;
        let nobody_is_told_apart = self.phones.is_empty() && self.peers.is_empty() && !self.trunk;
        !listen.ip().is_loopback() && (nobody_is_told_apart || self.peers.iter().any(everybody))
    }
}

/// Decides whether a request is read, and whether it is answered.
pub(super) struct Door {
    callers: Callers,
    /// Whether only this machine can reach the line, so that no caller needs to authenticate.
    is_local: bool,
    key: hmac::Key,
    open: Arc<Mutex<Open>>,
    /// The addresses that the trunk's name has resolved to.
    trunk: Mutex<HashSet<IpAddr>>,
}

/// The calls in progress.
#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A call's share of the limits, released when dropped.
#[derive(Debug)]
pub(super) struct Place {
    open: Arc<Mutex<Open>>,
    address: IpAddr,
}

/// Why a request is refused.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    /// It needs a password.
    Challenge(Box<Header>),
    /// With this status, for this reason.
    No(StatusCode, &'static str),
}

impl Door {
    pub(super) fn new(
        callers: Callers,
        listen: SocketAddr,
    ) -> Result<Self, ring::error::Unspecified> {
        Ok(Self {
            callers,
            is_local: listen.ip().is_loopback(),
            key: hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())?,
            open: Arc::default(),
            trunk: Mutex::default(),
        })
    }

    /// Adds addresses of the trunk, so that its responses are read.
    pub(super) fn trunk_is_at(&self, addresses: impl IntoIterator<Item = IpAddr>) {
        /// More than one name resolves to at a time; beyond it, old addresses are forgotten.
        const MOST: usize = 64;
        let mut trunk = self.trunk.lock().unwrap_or_else(PoisonError::into_inner);
        if trunk.len() >= MOST {
            trunk.clear();
        }
        trunk.extend(addresses.into_iter().map(|address| address.to_canonical()));
    }

    /// Whether anything from this address is read at all.
    pub(super) fn hears(&self, address: IpAddr) -> bool {
        !self.callers.phones.is_empty() || self.is_peer(address) || self.is_trunk(address)
    }

    fn is_trunk(&self, address: IpAddr) -> bool {
        let trunk = self.trunk.lock().unwrap_or_else(PoisonError::into_inner);
        trunk.contains(&address.to_canonical())
    }

    /// Whether this request may be answered.
    ///
    /// # Errors
    /// The refusal to send.
    pub(super) fn admits(&self, request: &Request, address: IpAddr) -> Result<(), Refusal> {
        if self.is_peer(address) {
            return Ok(());
        }
        let Some(header) = request.authorization_header() else {
            return Err(self.challenge(false));
        };
        let refused = Refusal::No(StatusCode::Forbidden, "wrong password");
        let Ok(answer) = Authorization::parse(header.value()) else {
            return Err(Refusal::No(StatusCode::BadRequest, "unreadable password"));
        };
        let phone = self
            .callers
            .phones
            .iter()
            .find(|phone| phone.name == answer.username);
        let Some(phone) = phone.filter(|_| answer.realm == REALM) else {
            return Err(refused);
        };
        if !self.is_fresh(&answer.nonce) {
            return Err(self.challenge(true));
        }
        let is_right = verify_digest(&answer, &phone.password, request.method(), header.value());
        if is_right { Ok(()) } else { Err(refused) }
    }

    /// Takes a share of the limits for a call.
    ///
    /// # Errors
    /// If a limit is reached.
    pub(super) fn place(&self, address: IpAddr) -> Result<Place, Refusal> {
        let busy = |why| Err(Refusal::No(StatusCode::BusyHere, why));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.callers.calls {
            return busy("too many calls");
        }
        let of_address = open.by_address.entry(address).or_default();
        if *of_address >= self.callers.calls_of_an_address {
            return busy("too many calls from one address");
        }
        *of_address += 1;
        open.all += 1;
        Ok(Place {
            open: Arc::clone(&self.open),
            address,
        })
    }

    /// The number of calls in progress.
    pub(super) fn calls(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    fn is_peer(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let mut peers = self.callers.peers.iter();
        peers.any(|peer| peer.0.contains(&address))
            || (self.callers.trunk && self.is_trunk(address))
            || (self.is_local && self.callers.peers.is_empty() && self.callers.phones.is_empty())
    }

    fn challenge(&self, stale: bool) -> Refusal {
        let challenge = WwwAuthenticate {
            scheme: Scheme::Digest,
            realm: REALM.to_owned(),
            nonce: self.nonce(now()),
            algorithm: Some(Algorithm::Md5),
            qop: Some(Qop::Auth),
            stale: stale.then(|| "true".to_owned()),
            ..WwwAuthenticate::default()
        };
        Refusal::Challenge(Box::new(challenge.into()))
    }

    /// A nonce that only this server can make, and that contains the time of its making.
    fn nonce(&self, at: u64) -> String {
        let tag = hmac::sign(&self.key, &at.to_be_bytes());
        let tag: String = tag.as_ref()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("{at:x}-{tag}")
    }

    fn is_fresh(&self, nonce: &str) -> bool {
        let at = nonce
            .split_once('-')
            .map(|(at, _)| u64::from_str_radix(at, 16));
        let Some(Ok(at)) = at else { return false };
        constant_time_eq(self.nonce(at).as_bytes(), nonce.as_bytes())
            && now().saturating_sub(at) <= FRESH
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("callers", &self.callers)
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(calls) = open.by_address.get_mut(&self.address) {
            *calls -= 1;
            if *calls == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests;
