//! A client of the 8x8 Voice API: places calls, registers webhooks, lists voices.
//!
//! ```no_run
//! # async fn example<T: ivr_runtime::Tree>() -> Result<(), Box<dyn std::error::Error>> {
//! use ivr_runtime::carrier::eight_by_eight::client::{Account, ApiKey, Client};
//! use ivr_runtime::carrier::eight_by_eight::opening;
//!
//! let account = Account::new("my_account", ApiKey::new("key from the 8x8 Connect portal")?);
//! let client = Client::new(account)?;
//! let request = opening::<T>(&"+6568888888".parse()?, &"+6598888888".parse()?);
//! let answer = client.send_callflow(&request).await?;
//! println!("{:?}", answer.session_id);
//! # Ok(())
//! # }
//! ```

mod account;
mod error;

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::RETRY_AFTER;
use reqwest::{Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use crate::net::TlsUnavailable;
pub use account::{Account, AccountError, ApiKey, DEFAULT_BASE_URL};
pub use error::{ClientError, Refusal};

use crate::carrier::eight_by_eight::wire::send::{
    SendCallflow, SendCallflowAnswer, SessionCreation, StatusCode,
};
use crate::carrier::eight_by_eight::wire::speech::SpeechProfiles;
use crate::carrier::eight_by_eight::wire::webhook::{
    WebhookList, WebhookRegistration, WebhookType,
};
use crate::net::http_client;

/// A client of the 8x8 Voice API for one account. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Client {
    account: Account,
    http: reqwest::Client,
}

/// Whether a request is idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// It reads, sets or deletes, so a retry is harmless.
    Harmless,
    /// It places a call, so a retry may place two.
    Never,
}

impl Client {
    /// Creates a client of `account`, without connecting yet.
    ///
    /// # Errors
    /// If the system's certificates can't be read.
    pub fn new(account: Account) -> Result<Self, ClientError> {
        let http = http_client()?;
        Ok(Self { account, http })
    }

    /// Places a call. Never retried, whatever happens: a second request
    /// would place a second call.
    ///
    /// # Errors
    /// If the platform refuses it (possibly with HTTP 200), can't be reached, or does not answer.
    pub async fn send_callflow(
        &self,
        request: &SendCallflow,
    ) -> Result<SendCallflowAnswer, ClientError> {
        let response = self
            .send(Method::POST, "callflows", Some(request), Again::Never)
            .await?;
        let status = response.status().as_u16();
        let answer: SendCallflowAnswer = read(response).await?;
        let created = answer.session_status.as_ref() != Some(&SessionCreation::NotCreated);
        if created && answer.status_code == StatusCode::Created {
            return Ok(answer);
        }
        Err(ClientError::Refused(Box::new(Refusal {
            http_status: status,
            status_code: Some(answer.status_code),
            message: answer.status_message,
            retry_after: None,
        })))
    }

    /// Lists the webhooks that are registered for the account.
    ///
    /// # Errors
    /// If the platform refuses it, can't be reached, or does not answer.
    pub async fn webhooks(&self) -> Result<WebhookList, ClientError> {
        let nothing = None::<&()>;
        read(
            self.send(Method::GET, "webhooks", nothing, Again::Harmless)
                .await?,
        )
        .await
    }

    /// Sets a webhook, replacing any of the same type.
    ///
    /// # Errors
    /// If the platform refuses it, can't be reached, or does not answer.
    pub async fn set_webhook(
        &self,
        webhook: &WebhookRegistration,
    ) -> Result<WebhookList, ClientError> {
        let response = self.send(Method::POST, "webhooks", Some(webhook), Again::Harmless);
        read(response.await?).await
    }

    /// Deletes the webhook of this type.
    ///
    /// # Errors
    /// If there is none, or the platform refuses it, can't be reached, or does not answer.
    pub async fn delete_webhook(&self, kind: &WebhookType) -> Result<(), ClientError> {
        let room = format!("webhooks/{kind}");
        self.send(Method::DELETE, &room, None::<&()>, Again::Harmless)
            .await?;
        Ok(())
    }

    /// Lists the voices available to the account.
    ///
    /// # Errors
    /// If the platform refuses it, can't be reached, or does not answer.
    pub async fn speech_profiles(&self) -> Result<SpeechProfiles, ClientError> {
        let nothing = None::<&()>;
        read(
            self.send(Method::GET, "speech-profiles", nothing, Again::Harmless)
                .await?,
        )
        .await
    }

    /// Sends a request. If it is idempotent, waits as long as a 429 asks for, and
    /// retries.
    async fn send<B: Serialize + Sync>(
        &self,
        method: Method,
        room: &str,
        body: Option<&B>,
        again: Again,
    ) -> Result<Response, ClientError> {
        /// Total number of attempts.
        const ATTEMPTS: u32 = 4;
        /// Maximum wait; the user should decide about longer ones.
        const LONGEST_WAIT: Duration = Duration::from_secs(60);
        let url = self.account.url(room);
        let mut attempt = 1;
        loop {
            let mut request = self.http.request(method.clone(), &url);
            request = request.bearer_auth(self.account.api_key().secret());
            if let Some(body) = body {
                request = request.json(body);
            }
            let sent = request.send().await;
            let response = sent.map_err(|error| ClientError::from_sending(error, again))?;
            if response.status().is_success() {
                return Ok(response);
            }
            let limited = response.status().as_u16() == 429;
            let refusal = refusal(response).await;
            match refusal.retry_after {
                Some(wait)
                    if limited
                        && again == Again::Harmless
                        && attempt < ATTEMPTS
                        && wait <= LONGEST_WAIT =>
                {
                    tokio::time::sleep(wait).await;
                    attempt += 1;
                }
                _ => return Err(ClientError::Refused(Box::new(refusal))),
            }
        }
    }
}

/// Parses the body of a successful answer.
async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ClientError> {
    let http_status = response.status().as_u16();
    let unreadable = |problem: String| ClientError::Unreadable {
        http_status,
        problem,
    };
    let body = response
        .bytes()
        .await
        .map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| unreadable(error.to_string()))
}

/// Parses a refusal, leniently: proxies have their own formats.
async fn refusal(response: Response) -> Refusal {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Body {
        #[serde(default)]
        status_code: Option<serde_json::Value>,
        #[serde(default)]
        status_message: Option<String>,
    }
    let http_status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    let retry_after = retry_after.and_then(|value| retry_after_of(value, Timestamp::now()));
    let body = response.bytes().await.unwrap_or_default();
    let body = serde_json::from_slice::<Body>(&body).ok();
    // The webhooks API writes the code as a string.
    let code = body
        .as_ref()
        .and_then(|body| body.status_code.as_ref())
        .and_then(|code| {
            code.as_i64()
                .or_else(|| code.as_str().and_then(|code| code.parse().ok()))
        });
    Refusal {
        http_status,
        status_code: code.map(StatusCode::from),
        message: body.and_then(|body| body.status_message),
        retry_after,
    }
}

/// Parses `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after_of(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::DateTimeParser::new()
        .parse_timestamp(value.trim())
        .ok()?;
    Some(Duration::try_from(now.until(date).ok()?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("Thu, 01 Jan 2026 00:00:30 GMT", Some(30)),
            ("Wed, 31 Dec 2025 23:59:00 GMT", Some(0)),
            ("soon", None),
        ] {
            let wait = retry_after_of(text, now);
            assert_eq!(wait, seconds.map(Duration::from_secs), "{text}");
        }
    }
}
