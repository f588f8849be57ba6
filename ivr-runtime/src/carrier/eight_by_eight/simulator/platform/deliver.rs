//! Posting events: where they go, the carrier's proof, and what comes back.

use std::time::{Duration, SystemTime};

use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use tokio::sync::Semaphore;

use super::Config;
use super::record::Delivery;
use crate::carrier::eight_by_eight::client::ClientError;
use crate::carrier::media_type;
use crate::carrier::part::{Part, Posting};
use crate::net::http_client;

/// Posts the events of all calls.
#[derive(Debug)]
pub(super) struct Postman {
    http: reqwest::Client,
    /// As many events may be on their way at the same time.
    turns: Semaphore,
    timeout: Duration,
    pub(super) retries: Vec<Duration>,
}

/// Where events go.
pub(super) trait Webhooks: Send + Sync {
    /// What is registered as this webhook, at the moment.
    fn registered(&self, webhook: &str) -> Option<Registered>;
}

/// A webhook as the carrier knows it.
pub(super) struct Registered {
    pub(super) url: String,
    /// What the carrier proves with that it is the one who posts.
    pub(super) secret: Option<String>,
}

/// An event that is posted until it is answered.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    /// Names it, unless it is a summary.
    pub(super) id: Option<String>,
    pub(super) posting: Posting,
    /// When the carrier signed it: once, however often it is posted.
    pub(super) at: SystemTime,
}

impl Outgoing {
    /// An attempt to post it, of which nothing has come yet.
    fn delivery(&self, attempt: u32) -> Delivery {
        Delivery {
            event_id: self.id.clone(),
            attempt,
            to: self.posting.target().to_owned(),
            event: self.posting.body.clone(),
            status: None,
            answer: None,
            problem: None,
            used: false,
        }
    }

    /// The first attempt, which reaches nobody.
    pub(super) fn lost(&self) -> Delivery {
        Delivery {
            problem: Some("lost on its way".to_owned()),
            ..self.delivery(1)
        }
    }

    /// Where it goes, with the proof in the headers.
    fn signed(&self, part: &dyn Part, registered: &Registered) -> Result<(Url, Posting), String> {
        let no_url = |error| format!("{}: no URL: {error}", registered.url);
        let mut url = Url::parse(&registered.url).map_err(no_url)?;
        if let Some(action) = &self.posting.action {
            url = url.join(action).map_err(no_url)?;
        }
        let mut posting = self.posting.clone();
        let secret = registered.secret.as_deref();
        part.sign(&mut posting, url.as_str(), secret, self.at);
        Ok((url, posting))
    }
}

impl Postman {
    /// One who posts as `config` says.
    pub(super) fn new(config: &Config) -> Result<Self, ClientError> {
        Ok(Self {
            http: http_client()?,
            turns: Semaphore::new(config.posts.max(1)),
            timeout: config.answer_timeout,
            retries: config.retries.clone(),
        })
    }

    /// Posts an event once, and records the result.
    pub(super) async fn once(
        &self,
        part: &dyn Part,
        event: &Outgoing,
        registered: &Registered,
        attempt: u32,
    ) -> Delivery {
        let mut delivery = event.delivery(attempt);
        let (url, posting) = match event.signed(part, registered) {
            Ok(signed) => signed,
            Err(problem) => {
                delivery.problem = Some(problem);
                return delivery;
            }
        };
        // Never closed, so it is only waited for.
        let _turn = self.turns.acquire().await;
        let request = self
            .http
            .post(url)
            .timeout(self.timeout)
            .headers(posting.headers)
            .body(posting.body);
        let mut content_type = String::new();
        let answered = async {
            let response = request.send().await?;
            delivery.status = Some(response.status().as_u16());
            let named = response.headers().get(CONTENT_TYPE);
            content_type = named.map(media_type).unwrap_or_default();
            response.text().await
        };
        match answered.await {
            Ok(body) => {
                let status = delivery.status.unwrap_or_default();
                let expected = part.carrier().content_type();
                if status != 200 {
                    delivery.problem = Some(format!("HTTP {status}, where only 200 is an answer"));
                } else if content_type != expected {
                    delivery.problem = Some(format!(
                        "the answer's content type is {content_type:?}, where {expected} is read"
                    ));
                }
                delivery.answer = Some(body);
            }
            Err(error) => delivery.problem = Some(explain(&error, self.timeout)),
        }
        delivery
    }
}

/// A readable error, without the URL, which may contain a token.
fn explain(error: &reqwest::Error, timeout: Duration) -> String {
    if error.is_timeout() {
        return format!("no answer within {timeout:?}");
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    if error.is_connect() {
        return format!("nobody listens there: {cause}");
    }
    format!("the connection broke: {cause}")
}
