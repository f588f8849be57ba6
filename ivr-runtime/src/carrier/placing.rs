//! Places outbound calls through a carrier's REST API: one request, which is never repeated.
//!
//! Shared by [`twilio::client`](super::twilio::client) and [`jambonz::client`](super::jambonz::client).

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;

use crate::net::{TlsUnavailable, http_client, is_base_url};

/// A secret that authenticates requests to a carrier's API: Twilio's auth token, or jambonz's API key.
///
/// `Debug` hides it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiSecret(String);

impl ApiSecret {
    /// A secret, as shown by the carrier's console; surrounding white space is removed.
    ///
    /// # Errors
    /// If it is empty or contains characters that can't be sent.
    pub fn new(secret: &str) -> Result<Self, PlacingError> {
        let secret = secret.trim();
        if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PlacingError::Secret);
        }
        Ok(Self(secret.to_owned()))
    }

    /// Reads the secret from a file that contains only the secret.
    ///
    /// # Errors
    /// If the file can't be read, or contains no valid secret.
    pub fn read(path: &Path) -> Result<Self, PlacingError> {
        let unreadable = |error| PlacingError::SecretFile(path.to_owned(), error);
        Self::new(&std::fs::read_to_string(path).map_err(unreadable)?)
    }

    /// The secret itself, for the header that needs it.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiSecret(***)")
    }
}

/// Why a call was not placed, or may not have been.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacingError {
    /// TLS is not available on this system.
    #[error(transparent)]
    Tls(#[from] TlsUnavailable),
    /// The secret is empty, or can't be sent in a header.
    #[error(
        "the secret is empty or contains an invalid character; copy it again from the carrier's console"
    )]
    Secret,
    /// The file with the secret can't be read.
    #[error("can't read the secret from {0}")]
    SecretFile(PathBuf, #[source] std::io::Error),
    /// The id of an account or an application contains an invalid character.
    #[error(
        "`{0}` is not the id of an account or an application: ids consist of letters, digits and hyphens"
    )]
    Id(String),
    /// The base URL is not http or https, or contains a user or a query.
    #[error("`{0}` is not a base URL; write one such as https://ivr.example.com")]
    BaseUrl(String),
    /// The carrier refused the request.
    #[error("{0}")]
    Refused(Box<ApiRefusal>),
    /// No connection could be made, so nothing was sent.
    #[error("the carrier can't be reached; check the base URL and the network. Nothing was sent")]
    Unreachable(#[source] reqwest::Error),
    /// The request was sent, but there was no answer.
    #[error(
        "the carrier did not answer, and the call may or may not have been placed; look for its events before you place it again"
    )]
    Uncertain(#[source] reqwest::Error),
    /// The answer is not a documented one.
    #[error(
        "the call was placed, but the answer can't be read: {0}; check that the base URL is the carrier's"
    )]
    Unreadable(String),
}

/// A refusal of a carrier's API, with the carrier's own explanation. `Display` adds what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRefusal {
    /// The HTTP status of the response.
    pub http_status: u16,
    /// The carrier's own error code, if any, such as Twilio's 21211.
    pub code: Option<i64>,
    /// The carrier's own message, if any.
    pub message: Option<String>,
    /// The URL of the carrier's documentation of the error, if any.
    pub more_info: Option<String>,
}

impl fmt::Display for ApiRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the carrier refuses (HTTP {}", self.http_status)?;
        match self.code {
            Some(code) => write!(f, ", code {code})")?,
            None => f.write_str(")")?,
        }
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        let help = match self.http_status {
            401 | 403 => "check the account and its secret",
            404 => "check the account and the base URL",
            429 => "the account asks too often; wait, then try again. Nothing was done",
            500..=599 => "try again later, but make sure that the call was not placed",
            _ => "`call --dry-run` shows the request; compare it with the message",
        };
        write!(f, "\n  help: {help}")?;
        if let Some(more_info) = &self.more_info {
            write!(f, "; more is at {more_info}")?;
        }
        Ok(())
    }
}

/// A request that places a call, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiRequest {
    pub(crate) url: String,
    /// The `Authorization` header with the secret masked, for people: `Basic ***`.
    pub(crate) authorization: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl ApiRequest {
    /// Sends the request, and returns the call's id. Never retried: a second request would place a second call.
    ///
    /// # Errors
    /// If the carrier refuses it, can't be reached, or does not answer.
    pub(super) async fn send(
        self,
        authorize: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<String, PlacingError> {
        #[derive(Deserialize)]
        struct Placed {
            sid: String,
        }
        let request = http_client()?.post(&self.url);
        let request = request.header(CONTENT_TYPE, self.content_type);
        let sent = authorize(request.body(self.body)).send().await;
        let response = sent.map_err(|error| {
            // The URL contains the account, and a proxy's may contain a password.
            let error = error.without_url();
            if error.is_connect() || error.is_builder() {
                PlacingError::Unreachable(error)
            } else {
                PlacingError::Uncertain(error)
            }
        })?;
        let status = response.status();
        let body = response.bytes().await;
        if !status.is_success() {
            let body = body.unwrap_or_default();
            return Err(PlacingError::Refused(Box::new(refusal(
                status.as_u16(),
                &body,
            ))));
        }
        let unreadable = |error: &dyn fmt::Display| PlacingError::Unreadable(error.to_string());
        let body = body.map_err(|error| unreadable(&error.without_url()))?;
        let placed: Placed = serde_json::from_slice(&body).map_err(|error| unreadable(&error))?;
        Ok(placed.sid)
    }
}

/// Parses a refusal, leniently: proxies have their own formats.
fn refusal(http_status: u16, body: &[u8]) -> ApiRefusal {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Body {
        code: Option<i64>,
        #[serde(alias = "msg")]
        message: Option<String>,
        more_info: Option<String>,
    }
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    ApiRefusal {
        http_status,
        code: body.code,
        message: body.message,
        more_info: body.more_info,
    }
}

/// Validates a base URL, and removes trailing slashes.
///
/// # Errors
/// If it is not a base URL.
pub(super) fn base_url(text: &str) -> Result<String, PlacingError> {
    if !is_base_url(text) {
        return Err(PlacingError::BaseUrl(text.to_owned()));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Validates an id that becomes part of a URL.
///
/// # Errors
/// If it contains a character that would change the URL's path.
pub(super) fn id(text: &str) -> Result<String, PlacingError> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if text.is_empty() || !text.bytes().all(known) {
        return Err(PlacingError::Id(text.to_owned()));
    }
    Ok(text.to_owned())
}
