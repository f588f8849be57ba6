//! The simulator: its webhooks, and the calls that go through it.
//!
//! - [`api`], [`serve`]: the platform's API, over HTTP
//! - [`drive`]: one call of any carrier: time, the caller, and what the webhooks answer
//! - [`deliver`]: posting events, with the carrier's proof
//! - [`place`]: a call of any carrier through a server, from the first ring to the record
//! - [`record`]: what is left of a call

mod api;
mod deliver;
mod drive;
mod place;
mod record;
mod serve;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use drive::{Caller, Clock, Fault, Plan};
pub use place::PlaceError;
pub(crate) use place::{Order, place, place_by};
pub use record::{Delivery, Record};

use crate::carrier::eight_by_eight::EightByEight;
use crate::carrier::eight_by_eight::client::{ApiKey, ClientError};
use crate::carrier::eight_by_eight::door::{VCA, VSS};
use crate::carrier::eight_by_eight::simulator::{Session, new_id};
use crate::carrier::eight_by_eight::wire::send::SendCallflow;
use crate::carrier::eight_by_eight::wire::webhook::{WebhookRegistration, WebhookType};
use crate::menu::Msisdn;
use deliver::{Postman, Registered, Webhooks};
use drive::Drive;

/// The configuration of a simulator.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The address of the platform's API; port 0 picks a free port.
    pub listen: SocketAddr,
    /// The only account.
    pub sub_account_id: String,
    /// The key of that account; `None` accepts any.
    pub api_key: Option<ApiKey>,
    /// Timeout for the answer to an event.
    pub answer_timeout: Duration,
    /// The wait before each further attempt to post an event. The default is that
    /// of the vendor's messaging products; none is documented for voice.
    pub retries: Vec<Duration>,
    /// The allowed caller IDs; empty for any.
    pub caller_ids: Vec<Msisdn>,
    /// Maximum number of concurrent event deliveries; others wait their turn.
    pub posts: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            sub_account_id: "simulator".to_owned(),
            api_key: None,
            answer_timeout: Duration::from_secs(10),
            retries: [1, 10, 30, 90].map(Duration::from_secs).into(),
            caller_ids: Vec::new(),
            posts: 128,
        }
    }
}

impl Config {
    /// Sets [`listen`](Self::listen).
    #[must_use]
    pub const fn with_listen(mut self, listen: SocketAddr) -> Self {
        self.listen = listen;
        self
    }

    /// Sets [`sub_account_id`](Self::sub_account_id).
    #[must_use]
    pub fn with_sub_account_id(mut self, sub_account_id: impl Into<String>) -> Self {
        self.sub_account_id = sub_account_id.into();
        self
    }

    /// Sets [`api_key`](Self::api_key).
    #[must_use]
    pub fn with_api_key(mut self, api_key: Option<ApiKey>) -> Self {
        self.api_key = api_key;
        self
    }

    /// Sets [`answer_timeout`](Self::answer_timeout).
    #[must_use]
    pub const fn with_answer_timeout(mut self, answer_timeout: Duration) -> Self {
        self.answer_timeout = answer_timeout;
        self
    }

    /// Sets [`retries`](Self::retries).
    #[must_use]
    pub fn with_retries(mut self, retries: impl Into<Vec<Duration>>) -> Self {
        self.retries = retries.into();
        self
    }

    /// Sets [`caller_ids`](Self::caller_ids).
    #[must_use]
    pub fn with_caller_ids(mut self, caller_ids: impl Into<Vec<Msisdn>>) -> Self {
        self.caller_ids = caller_ids.into();
        self
    }

    /// Sets [`posts`](Self::posts).
    #[must_use]
    pub const fn with_posts(mut self, posts: usize) -> Self {
        self.posts = posts;
        self
    }
}

/// Why a simulator can't start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can't be bound.
    #[error("the simulator could not listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The HTTP client for the webhooks could not be created.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// A call's task ended without a record, as it does when the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call was aborted before it ended")]
pub struct Gone;

/// The state that all requests and calls share.
pub(super) struct Shared {
    pub(super) config: Config,
    postman: Arc<Postman>,
    state: Mutex<State>,
}

struct State {
    webhooks: Vec<WebhookRegistration>,
    plans: HashMap<String, VecDeque<Plan>>,
    calls: HashMap<String, watch::Receiver<Option<Arc<Record>>>>,
    /// Planned refusals: an HTTP status, and seconds for `Retry-After`.
    refusals: VecDeque<(u16, Option<u32>)>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is complete, so a poisoned lock is still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The webhook of this kind, if one is registered and enabled.
    pub(super) fn webhook(&self, kind: &WebhookType) -> Option<WebhookRegistration> {
        let webhooks = &self.state().webhooks;
        webhooks
            .iter()
            .find(|webhook| webhook.kind == *kind && webhook.enabled)
            .cloned()
    }

    pub(super) fn webhooks(&self) -> Vec<WebhookRegistration> {
        self.state().webhooks.clone()
    }

    pub(super) fn register(&self, webhook: WebhookRegistration) {
        let webhooks = &mut self.state().webhooks;
        webhooks.retain(|other| other.kind != webhook.kind);
        webhooks.push(webhook);
    }

    pub(super) fn unregister(&self, kind: &WebhookType) -> Option<WebhookRegistration> {
        let webhooks = &mut self.state().webhooks;
        let at = webhooks.iter().position(|webhook| webhook.kind == *kind)?;
        Some(webhooks.remove(at))
    }

    pub(super) fn refusal(&self) -> Option<(u16, Option<u32>)> {
        self.state().refusals.pop_front()
    }

    pub(super) fn next_id(&self) -> String {
        new_id()
    }

    /// Places a call. Returns its session's id.
    pub(super) fn place(self: &Arc<Self>, request: SendCallflow, destination: &str) -> String {
        let key = format!("+{}", destination.trim_start_matches('+'));
        let plan = self
            .state()
            .plans
            .get_mut(&key)
            .and_then(VecDeque::pop_front);
        let plan = plan.unwrap_or_else(|| Plan::scripted([]));
        let legs = (plan.first.clone(), plan.further.clone());
        let session = Session::outbound(request.callflow, legs.0, legs.1, plan.pace);
        self.call(session, plan).session_id
    }

    fn call(self: &Arc<Self>, session: Session, plan: Plan) -> CallHandle {
        let (over, record) = watch::channel(None);
        let webhooks: Arc<dyn Webhooks> = Arc::clone(self) as _;
        let postman = Arc::clone(&self.postman);
        let account = &self.config.sub_account_id;
        let drive = Drive::new(&EightByEight, postman, webhooks, account, session, plan);
        let session_id = drive.session_id().to_owned();
        self.state()
            .calls
            .insert(session_id.clone(), record.clone());
        tokio::spawn(async move {
            let record = drive.run().await;
            over.send_replace(Some(Arc::new(record)));
        });
        CallHandle { session_id, record }
    }
}

impl Webhooks for Shared {
    fn registered(&self, webhook: &str) -> Option<Registered> {
        let kind = match webhook {
            VCA => WebhookType::Vca,
            VSS => WebhookType::Vss,
            _ => return None,
        };
        let webhook = self.webhook(&kind)?;
        Some(Registered {
            url: webhook.url,
            secret: webhook.http_auth_header,
        })
    }
}

/// A simulated call: wait for its [`Record`] while it goes on by itself. Dropping the handle does not end the call.
#[derive(Clone, Debug)]
pub struct CallHandle {
    session_id: String,
    record: watch::Receiver<Option<Arc<Record>>>,
}

impl CallHandle {
    /// The session's id.
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// Waits until the call has ended and its summary has been posted.
    ///
    /// # Errors
    /// If the call was aborted.
    pub async fn finished(mut self) -> Result<Record, Gone> {
        let record = self.record.wait_for(Option::is_some).await;
        let record = record.map_err(|_| Gone)?.clone().ok_or(Gone)?;
        Ok(Record::clone(&record))
    }
}

/// A simulated platform. Stops on drop.
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Binds an address and serves the platform's API.
    ///
    /// # Errors
    /// If the address can't be bound.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listen = config.listen;
        let refused = |error| StartError::Listen(listen, error);
        let listener = TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let shared = Arc::new(Shared {
            postman: Arc::new(Postman::new(&config)?),
            config,
            state: Mutex::new(State {
                webhooks: Vec::new(),
                plans: HashMap::new(),
                calls: HashMap::new(),
                refusals: VecDeque::new(),
            }),
        });
        let server = tokio::spawn(serve::serve(listener, Arc::clone(&shared)));
        Ok(Self {
            shared,
            address,
            server,
        })
    }

    /// The base URL of the platform's API: `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Registers both webhooks of a server, by its base URL.
    pub fn register_server(&self, server: &str, http_auth_header: Option<&str>) {
        let server = server.trim_end_matches('/');
        self.register_vca(&format!("{server}{VCA}"), http_auth_header);
        self.register_vss(&format!("{server}{VSS}"), http_auth_header);
    }

    /// Registers the webhook that is asked what calls do next, as the API would.
    /// `http_auth_header` is sent with it.
    pub fn register_vca(&self, url: &str, http_auth_header: Option<&str>) {
        self.register(WebhookType::Vca, url, http_auth_header);
    }

    /// Registers the webhook that is told how sessions ended, as the API would.
    pub fn register_vss(&self, url: &str, http_auth_header: Option<&str>) {
        self.register(WebhookType::Vss, url, http_auth_header);
    }

    fn register(&self, kind: WebhookType, url: &str, http_auth_header: Option<&str>) {
        self.shared.register(WebhookRegistration {
            kind,
            url: url.to_owned(),
            http_auth_header: http_auth_header.map(str::to_owned),
            enabled: true,
        });
    }

    /// Simulates an inbound call. Needs a tokio runtime, in which the call runs.
    pub fn inbound(&self, from: Msisdn, to: Msisdn, plan: Plan) -> CallHandle {
        let further = plan.further.clone();
        let session = Session::inbound(from.into(), to.into(), further, plan.pace);
        self.shared.call(session, plan)
    }

    /// Sets the scenario of the next call to `destination`; several are used in order. A call without
    /// one is answered by somebody who hangs up at the first prompt.
    pub fn expect(&self, destination: &Msisdn, plan: Plan) {
        let mut state = self.shared.state();
        state
            .plans
            .entry(destination.to_string())
            .or_default()
            .push_back(plan);
    }

    /// Refuses the next request to the API with this HTTP status and, if given,
    /// `Retry-After` in seconds; several are used in order.
    pub fn refuse_next(&self, http_status: u16, retry_after: Option<u32>) {
        self.shared
            .state()
            .refusals
            .push_back((http_status, retry_after));
    }

    /// A call that went through this simulator, by its session.
    pub fn call(&self, session_id: &str) -> Option<CallHandle> {
        let record = self.shared.state().calls.get(session_id)?.clone();
        let session_id = session_id.to_owned();
        Some(CallHandle { session_id, record })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
