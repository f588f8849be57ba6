//! The pages beside `/metrics`: a phone in the browser, and calls as they happen.
//!
//! They are for whoever sits at this machine: served on loopback only, embedded in the program, and without requests to
//! any other host. [`guard`] keeps out other sites that are open in the same browser.
//!
//! - [`phone`]: calls that a person makes from the page, through the simulator
//! - [`exchange`]: the events and answers of such a call
//! - [`calls`]: calls in the journal, and the paths that callers took
//! - [`lists`]: the application's lists
//! - [`speech`]: texts spoken by the server for that phone
//! - [`document`]: the HTML documents, with the tree's picture

mod calls;
mod document;
mod exchange;
mod guard;
mod lists;
mod phone;
mod speech;
mod stream;

use std::borrow::Cow;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};
use tracing::warn;
use warp::http::{HeaderMap, Method, StatusCode};
use warp::reply::Response;

pub(crate) use lists::Lists;
#[cfg(feature = "sip")]
pub(crate) use speech::Said;
pub(crate) use speech::Speech;

use crate::carrier::{Carrier, Secret};
use crate::logging::{Bursts, Causes};
use crate::menu::Tree;
use crate::store::{Store, StoreError};
use document::Documents;

/// Maximum time that a page waits for the database.
const PATIENCE: Duration = Duration::from_secs(5);

/// Maximum size of a request body in bytes, far above any that the pages send.
pub(crate) const BODY_BYTES: usize = 4096;

/// What serves the pages.
pub(crate) struct Pages {
    documents: Documents,
    phone: phone::Phone,
    speech: Option<Arc<dyn Speech>>,
    lists: Arc<dyn Lists>,
    store: Option<Store>,
    start: &'static str,
    /// A permit for each page that follows changes.
    streams: Arc<Semaphore>,
    /// Limits the log lines about numbers shown in full.
    shown: Bursts,
}

/// What the pages need to know of their server.
pub(crate) struct Site {
    /// The base URL of the webhooks: `http://127.0.0.1:8080`.
    pub(crate) server: String,
    /// How a carrier authenticates its webhooks.
    pub(crate) secret: SecretOf,
    /// Speaks what callers hear; if `None`, the browser does.
    pub(crate) speech: Option<Arc<dyn Speech>>,
    /// The application's lists.
    pub(crate) lists: Arc<dyn Lists>,
    /// Whether calls arrive through more than one carrier.
    pub(crate) several_carriers: bool,
    /// The database with the journal.
    pub(crate) store: Option<Store>,
    /// Maximum number of pages that follow changes at a time. Each holds a connection.
    pub(crate) streams: usize,
}

/// The secret that the server expects of a carrier, if any. It may change while the server runs.
pub(crate) type SecretOf = Box<dyn Fn(&dyn Carrier) -> Option<Secret> + Send + Sync>;

/// A request whose body has been read.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why a request for a page or its data is refused.
#[derive(Debug, thiserror::Error)]
enum PageError {
    #[error("there is nothing at this path; the pages are / and /calls")]
    NotFound,
    #[error("this path does not take this method")]
    Method,
    #[error("{0}")]
    Strange(&'static str),
    #[error("{0}")]
    Wrong(String),
    #[error("too many calls are under way; hang up first")]
    Busy,
    #[error("too many pages are open; close one and reload this page")]
    TooManyPages,
    #[error("the query takes too long; shorten the period, or try again later")]
    Late,
    #[error("this text could not be spoken; the log says why")]
    Mute,
    #[error("this server keeps no journal")]
    NoJournal,
    #[error("the database can't be read")]
    Store(#[from] StoreError),
    #[error("the list can't be read")]
    List(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PageError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Strange(_) => StatusCode::FORBIDDEN,
            Self::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::TooManyPages => StatusCode::TOO_MANY_REQUESTS,
            Self::Late | Self::Mute | Self::NoJournal | Self::Store(_) | Self::List(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }
}

impl Pages {
    pub(crate) fn new<T: Tree>(site: Site) -> Self {
        let Site {
            server,
            secret,
            speech,
            lists,
            several_carriers,
            store,
            streams,
        } = site;
        Self {
            documents: Documents::new::<T>(lists.as_ref(), several_carriers, speech.is_some()),
            phone: phone::Phone::new::<T>(server, secret),
            speech,
            lists,
            store,
            start: T::START.client_action_id(),
            streams: Arc::new(Semaphore::new(streams)),
            shown: Bursts::default(),
        }
    }

    /// Answers a request. Every response, also a refusal, gets the headers that protect it.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let answered = match guard::check(&request.method, &request.headers) {
            Ok(()) => {
                let routed = timeout(PATIENCE, self.route(&request)).await;
                routed.unwrap_or(Err(PageError::Late))
            }
            Err(error) => Err(error),
        };
        let mut response = answered.unwrap_or_else(|error| refused(&error));
        guard::seal(response.headers_mut());
        response
    }

    async fn route(&self, request: &Request) -> Result<Response, PageError> {
        // Split before decoding: an id may contain a slash.
        let segments = request.path.trim_matches('/').split('/');
        let segments = segments.map(|segment| percent_decode_str(segment).decode_utf8());
        let segments: Vec<Cow<'_, str>> = segments
            .collect::<Result<_, _>>()
            .map_err(|_| PageError::NotFound)?;
        let parts: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        let get = matches!(request.method, Method::GET | Method::HEAD);
        let post = request.method == Method::POST;
        match parts.as_slice() {
            ["api", rest @ ..] => match rest {
                ["phone"] if post => self.phone.begin(&request.body).map(|call| json(&call)),
                ["phone", call] if post => self.phone.tell(call, &request.body),
                ["phone", call] if get => self.phone.follow(call, &request.headers, self.stream()?),
                ["speech"] if get => {
                    let speech = self.speech.as_deref().ok_or(PageError::NotFound)?;
                    speech::say(speech, &request.query).await
                }
                ["calls"] if get => {
                    let numbers = self.numbers("calls", &request.query);
                    calls::latest(self.store()?, &request.query, numbers).await
                }
                ["calls", session] if get => calls::one(self.store()?, session).await,
                ["traffic"] if get => {
                    calls::traffic(self.store()?, self.start, &request.query).await
                }
                ["changes"] if get => Ok(calls::changes(self.store()?.clone(), self.stream()?)),
                ["lists", name] if get => {
                    let listings = self.lists.listings().iter();
                    let listing = listings.copied().find(|listing| listing.name == *name);
                    let listing = listing.ok_or(PageError::NotFound)?;
                    let numbers = self.numbers(listing.name, &request.query);
                    lists::list(self.lists.as_ref(), listing, numbers).await
                }
                ["phone"]
                | ["phone", _]
                | ["speech"]
                | ["calls"]
                | ["calls", _]
                | ["traffic"]
                | ["changes"]
                | ["lists", _] => Err(PageError::Method),
                _ => Err(PageError::NotFound),
            },
            _ if get => self
                .documents
                .find(&request.path)
                .ok_or(PageError::NotFound),
            _ => Err(PageError::Method),
        }
    }

    fn stream(&self) -> Result<OwnedSemaphorePermit, PageError> {
        let permit = Arc::clone(&self.streams).try_acquire_owned();
        permit.map_err(|_| PageError::TooManyPages)
    }

    /// Whether the request asks for unmasked phone numbers. The log reports it, but not every refresh of the page.
    fn numbers(&self, list: &'static str, query: &str) -> bool {
        let shown = parameter(query, "numbers") == Some("shown");
        let here = Ipv4Addr::LOCALHOST.into();
        if shown && self.shown.line(list, here, Instant::now()).is_some() {
            warn!(list, "phone numbers are shown whole on the page");
        }
        shown
    }

    fn store(&self) -> Result<&Store, PageError> {
        self.store.as_ref().ok_or(PageError::NoJournal)
    }
}

fn refused(error: &PageError) -> Response {
    let message = Causes(error).to_string();
    let mut response = json(&serde_json::json!({"message": message}));
    *response.status_mut() = error.status();
    response
}

/// Serialises a document of texts, numbers and lists of them, which can't fail.
fn json(document: &impl Serialize) -> Response {
    let text = serde_json::to_string(document).unwrap_or_else(|_| Value::Null.to_string());
    document::response("application/json", text.into())
}

/// A parameter of a query such as `before=7&numbers=shown`. No expected value needs percent-encoding.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
