//! A line: its signalling, and the calls that it carries.

mod access;
mod call;
mod leg;
mod menu;
mod registration;
mod requests;
mod respond;
mod second;
#[cfg(test)]
mod tests;
mod trunk;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::dialog_layer::DialogLayer;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{Auth, HostWithPort, Method, Scheme, Uri};
use rsipstack::transaction::{Endpoint, EndpointBuilder, TransactionReceiver};
use rsipstack::transport::tcp_listener::TcpListenerConnection;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipConnection, TransportLayer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};
use tracing::{info, warn};

use super::voice::Voices;
use crate::logging::Bursts;
use access::Door;
pub(crate) use access::{Callers, Peer, Phone};
pub(crate) use menu::Menu;
use trunk::Through;
pub(crate) use trunk::Trunk;

/// Maximum number of requests being refused at a time; more get no response. Each refusal is remembered for half a
/// minute, in case the request is sent again.
const REFUSED_AT_ONCE: usize = 256;

/// The settings of a line.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where it listens, on UDP and TCP.
    pub(crate) listen: SocketAddr,
    /// The address at which phones reach it, if it is another one, as behind NAT.
    pub(crate) public: Option<IpAddr>,
    /// The ports for media; any, if `None`.
    pub(crate) ports: Option<RangeInclusive<u16>>,
    /// Who may call.
    pub(crate) callers: Callers,
    /// The trunk, which places outbound legs.
    pub(crate) trunk: Option<Trunk>,
    /// Whether to register at the trunk, so that it sends calls here.
    pub(crate) register: bool,
    /// Maximum ringing time of a second leg.
    pub(crate) rings: Duration,
    /// How long calls may continue after a shutdown begins.
    pub(crate) drain: Duration,
    /// Whether the log masks the end of addresses.
    pub(crate) mask_addresses: bool,
}

/// Why a line can't open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineError {
    /// Anybody could call.
    #[error(
        "{0} can be reached from the network, and anybody could call; allow addresses with \
         --sip-allow, or phones with --sip-phone NAME:PASSWORD"
    )]
    Open(SocketAddr),
    /// The address is in use, or is not one of this machine.
    #[error("can't listen for calls on {0}: {1}")]
    Address(SocketAddr, String),
    /// Registering needs an account at the trunk.
    #[error("to register, name the account: --sip-trunk sip:NAME:PASSWORD@HOST")]
    Account,
    /// The system returned no random numbers.
    #[error("could not generate random numbers")]
    Random,
}

/// A line that has bound its address, and answers once it [runs](Self::run).
pub(crate) struct Line {
    endpoint: Endpoint,
    incoming: TransactionReceiver,
    address: SocketAddr,
    stop: CancellationToken,
    shared: Arc<Shared>,
    registers: bool,
    drain: Duration,
}

/// What all calls of a line share.
struct Shared {
    layer: Arc<DialogLayer>,
    door: Door,
    contact: Uri,
    /// Where media ports are bound, and the address that peers are told.
    bind: IpAddr,
    public: IpAddr,
    ports: Option<RangeInclusive<u16>>,
    trunk: Option<Through>,
    rings: Duration,
    /// Cancelled to end the remaining calls.
    closing: CancellationToken,
    refusals: Arc<Semaphore>,
    bursts: Bursts,
}

/// Maximum number of ports to try if any port will do.
const PORTS: usize = 16;

/// Binds a UDP port whose TCP port is free too. If port 0 is asked for, the system knows only that its choice is free for
/// UDP, so others are tried.
///
/// The stack binds the TCP port only when it runs, and a failure is a mere line of its log.
async fn both_ports(
    listen: SocketAddr,
    external: Option<SocketAddr>,
    stop: &CancellationToken,
) -> Result<(SipConnection, SocketAddr), LineError> {
    let refused = |error: rsipstack::Error| LineError::Address(listen, error.to_string());
    let mut tries = if listen.port() == 0 { PORTS } else { 1 };
    loop {
        let udp = UdpConnection::create_connection(listen, external, Some(stop.child_token()));
        let udp = SipConnection::from(udp.await.map_err(refused)?);
        let told = SocketAddr::try_from(udp.get_addr().addr.clone());
        let told = told.map_err(|error| LineError::Address(listen, error.to_string()))?;
        let address = SocketAddr::new(listen.ip(), told.port());
        tries -= 1;
        match TcpListener::bind(address).await {
            Ok(_) => return Ok((udp, told)),
            Err(_) if tries > 0 => {}
            Err(error) => return Err(LineError::Address(address, error.to_string())),
        }
    }
}

impl Line {
    /// Binds the address.
    ///
    /// # Errors
    /// If it can't be bound, anybody could call it, or an account is missing.
    pub(crate) async fn bind(config: Config) -> Result<Self, LineError> {
        let account = config.trunk.as_ref().is_some_and(Trunk::has_account);
        if config.register && !account {
            return Err(LineError::Account);
        }
        if config.callers.is_open(config.listen) {
            return Err(LineError::Open(config.listen));
        }
        let refused =
            |error: rsipstack::Error| LineError::Address(config.listen, error.to_string());
        let external = config
            .public
            .map(|ip| SocketAddr::new(ip, config.listen.port()));
        let stop = CancellationToken::new();
        let transport = TransportLayer::new(stop.clone());
        let (udp, told) = both_ports(config.listen, external, &stop).await?;
        transport.add_transport(udp);
        let address = SocketAddr::new(config.listen.ip(), told.port());
        let tcp = TcpListenerConnection::new(address, external)
            .await
            .map_err(refused)?;
        transport.add_transport(tcp.into());
        let door = Door::new(config.callers, config.listen).map_err(|_| LineError::Random)?;
        let endpoint = EndpointBuilder::new()
            .with_cancel_token(stop.clone())
            .with_transport_layer(transport)
            .with_user_agent(concat!("ivr/", env!("CARGO_PKG_VERSION")))
            .with_allows(vec![
                Method::Invite,
                Method::Ack,
                Method::Cancel,
                Method::Bye,
                Method::Info,
                Method::Options,
                Method::Update,
            ])
            .build();
        let incoming = endpoint.incoming_transactions().map_err(refused)?;
        let contact = Uri {
            scheme: Some(Scheme::Sip),
            auth: Some(Auth {
                user: "menu".to_owned(),
                password: None,
            }),
            host_with_port: HostWithPort::from(told),
            ..Uri::default()
        };
        let shared = Shared {
            layer: Arc::new(DialogLayer::new(endpoint.inner.clone())),
            door,
            contact,
            bind: config.listen.ip(),
            public: told.ip(),
            ports: config.ports,
            trunk: config.trunk.map(Through::from),
            rings: config.rings,
            closing: CancellationToken::new(),
            refusals: Arc::new(Semaphore::new(REFUSED_AT_ONCE)),
            bursts: Bursts::new(config.mask_addresses),
        };
        Ok(Self {
            endpoint,
            incoming,
            address,
            stop,
            shared: Arc::new(shared),
            registers: config.register,
            drain: config.drain,
        })
    }

    /// The URI to dial.
    pub(crate) fn uri(&self) -> String {
        self.shared.contact.to_string()
    }

    /// Takes calls until `shutdown` resolves. Then refuses new calls, and returns when the calls in progress end, or at
    /// the drain deadline.
    pub(crate) async fn run<M: Menu>(
        mut self,
        menu: Arc<M>,
        voices: Arc<Voices>,
        shutdown: impl Future<Output = ()>,
    ) {
        let door = Arc::clone(&self.shared);
        // Before the first request is read, as reading depends on it.
        self.endpoint
            .inner
            .transport_layer
            .set_whitelist(move |ip| {
                let hears = door.hears(ip);
                async move { hears }
            });
        info!(address = %self.address, "listening for calls");
        let prepare = tokio::spawn(prepare(menu.texts(), Arc::clone(&voices)));
        let endpoint = self.endpoint.inner.clone();
        let serve = tokio::spawn(async move { endpoint.serve().await });
        let endpoint = self.endpoint.inner.clone();
        let trunk = if self.registers {
            tokio::spawn(registration::stay_registered(
                Arc::clone(&self.shared),
                endpoint.clone(),
            ))
        } else {
            tokio::spawn(follow_trunk(Arc::clone(&self.shared)))
        };
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let transaction = tokio::select! {
                () = &mut shutdown => break,
                transaction = self.incoming.recv() => transaction,
            };
            let Some(transaction) = transaction else {
                break;
            };
            self.shared.take(transaction, &menu, &voices);
        }
        prepare.abort();
        trunk.abort();
        if self.registers {
            registration::leave(&self.shared, endpoint).await;
        }
        self.drain(&menu, &voices).await;
        self.stop.cancel();
        if let Ok(Err(error)) = serve.await {
            warn!(%error, "the line failed");
        }
    }

    /// Waits for calls to end, and hangs up on those that remain at the deadline.
    async fn drain<M: Menu>(&mut self, menu: &Arc<M>, voices: &Arc<Voices>) {
        /// How long hanging up may take.
        const GOODBYE: Duration = Duration::from_secs(2);
        let deadline = Instant::now() + self.drain;
        let mut is_cut = false;
        while self.shared.door.calls() > 0 {
            let now = Instant::now();
            if now >= deadline && !is_cut {
                self.shared.closing.cancel();
                is_cut = true;
            }
            if now >= deadline + GOODBYE {
                break;
            }
            tokio::select! {
                () = sleep(Duration::from_millis(50)) => {}
                Some(transaction) = self.incoming.recv() => {
                    self.shared.finish(transaction, menu, voices);
                }
            }
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("address", &self.address)
            .field("door", &self.shared.door)
            .finish_non_exhaustive()
    }
}

/// Looks up the trunk's addresses periodically, as its name may change them.
async fn follow_trunk(shared: Arc<Shared>) {
    /// The interval.
    const OFTEN: Duration = Duration::from_secs(300);
    loop {
        shared.find_trunk().await;
        sleep(OFTEN).await;
    }
}

/// Speaks the known texts in advance, so that no caller waits for them.
async fn prepare(texts: Vec<(String, String, f64)>, voices: Arc<Voices>) {
    voices.prune().await;
    for (text, voice, speed) in &texts {
        let speaker = super::voice::Speaker {
            voice,
            speed: *speed,
        };
        voices.say(text, speaker).await;
    }
    if voices.speak() {
        info!(texts = texts.len(), "all known texts are spoken");
    }
}
