//! Posting events: the header, the retries, and the faults that were asked for.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use tokio::sync::Semaphore;

use super::record::Delivery;
use crate::carrier::eight_by_eight::wire::webhook::WebhookRegistration;

/// Where events go, and how hard that is tried.
#[derive(Clone, Debug)]
pub(super) struct Post<'a> {
    pub(super) http: &'a reqwest::Client,
    pub(super) posts: &'a Semaphore,
    pub(super) webhook: &'a WebhookRegistration,
    pub(super) timeout: Duration,
}

impl Post<'_> {
    /// Posts an event once, and keeps what came of it.
    pub(super) async fn once(&self, event_id: Option<&str>, event: &str, attempt: u32) -> Delivery {
        let mut delivery = Delivery {
            event_id: event_id.map(str::to_owned),
            attempt,
            event: event.to_owned(),
            status: None,
            answer: None,
            problem: None,
            used: false,
        };
        // Never closed, so it is only waited for.
        let _turn = self.posts.acquire().await;
        let mut request = self
            .http
            .post(&self.webhook.url)
            .timeout(self.timeout)
            .header(CONTENT_TYPE, "application/json")
            .body(event.to_owned());
        if let Some(header) = &self.webhook.http_auth_header {
            request = request.header(AUTHORIZATION, header);
        }
        let answered = async {
            let response = request.send().await?;
            delivery.status = Some(response.status().as_u16());
            response.text().await
        };
        match answered.await {
            Ok(body) => {
                if delivery.status != Some(200) {
                    let status = delivery.status.unwrap_or_default();
                    delivery.problem = Some(format!("HTTP {status}, where only 200 is an answer"));
                }
                delivery.answer = Some(body);
            }
            Err(error) => delivery.problem = Some(explain(&error, self.timeout)),
        }
        delivery
    }
}

/// What a person can do something about. Without the URL, which may hold a token.
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
