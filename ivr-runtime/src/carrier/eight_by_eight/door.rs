//! The [`Carrier`] 8x8.

use warp::http::HeaderValue;
use warp::http::header::AUTHORIZATION;

use super::NAME;
use super::callflow::callflow;
use super::wire::vca::{Answer, CallAction};
use super::wire::vcs::CallReport;
use super::wire::vss::SessionSummary;
use super::wire::{DecodeError, EventType};
use crate::carrier::{
    Carrier, Posted, Proof, ReadError, Request, Secret, Webhook, WriteError, media_type,
};
use crate::menu::reply::Step;

/// The [`Carrier`] 8x8: parses its webhooks, renders callflows, and compares the `Authorization` header with the secret.
#[derive(Clone, Copy, Debug)]
pub struct EightByEight;

/// The path to which the platform posts to ask what a call does next (Voice Call Action).
pub(crate) const VCA: &str = "/vca_webhook";

/// The path to which the platform posts how a session ended (Voice Session Summary).
pub(crate) const VSS: &str = "/vss_webhook";

/// The addresses of the platform's webhooks (8x8 Voice, IP addresses, list of 2026-01-01).
pub(crate) const ADDRESSES: [[u8; 4]; 4] = [
    [18, 140, 80, 2],
    [52, 220, 253, 234],
    [54, 255, 116, 8],
    [52, 74, 232, 241],
];

impl Carrier for EightByEight {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "8x8"
    }

    fn webhooks(&self) -> &'static [Webhook] {
        &[
            Webhook {
                path: VCA,
                purpose: "what a call does next: register it as the VCA webhook",
            },
            Webhook {
                path: VSS,
                purpose: "how a session ended: register it as the VSS webhook",
            },
        ]
    }

    fn first_call(&self, server: &str) -> String {
        format!(
            r#"  curl -s {server}{VCA} -H 'content-type: application/json' \
    -d '{{"eventType":"CALL_ACTION","payload":{{"sessionId":"first-call","callStatus":"CALL_RECEIVED"}}}}'"#
        )
    }

    fn max_state(&self) -> usize {
        // The platform documents no limit; this is well below the limits of others.
        1_000
    }

    fn content_type(&self) -> &'static str {
        "application/json"
    }

    fn nothing(&self) -> &'static str {
        "{}"
    }

    fn reads(&self, content_type: &HeaderValue) -> bool {
        is_json(content_type)
    }

    /// The credential is the `httpAuthHeader` with which the webhook was registered, with or without the prefix
    /// `Bearer`.
    fn authenticate(&self, request: &Request<'_>, secrets: &[&Secret]) -> Proof {
        let sent = request.headers.get(AUTHORIZATION);
        let sent = sent.map(HeaderValue::as_bytes).unwrap_or_default();
        let token = sent.strip_prefix(b"Bearer ");
        let is = |secret: &&Secret| secret.is(sent) | token.is_some_and(|token| secret.is(token));
        // Compares with all secrets, so that timing does not even reveal which one matched.
        if secrets.is_empty() | secrets.iter().map(is).fold(false, |any, is| any | is) {
            Proof::Given
        } else {
            Proof::Lacking
        }
    }

    /// The event's type decides, not the URL, so that a webhook registered with the wrong URL still
    /// serves its callers.
    fn read<'a>(&self, request: &Request<'a>) -> Result<Posted<'a>, ReadError> {
        let Request { path, body, .. } = *request;
        // Nearly all events are call actions, so they are parsed directly. For others, the type decides
        // how strictly they are parsed.
        let read = match CallAction::read(body) {
            Ok(event) if event.event_type == EventType::CallAction => {
                return Ok(Posted::Asks(event.into_event()));
            }
            read => read,
        };
        Ok(match EventType::read(body)? {
            EventType::CallAction => Posted::Asks(read?.into_event()),
            EventType::SessionSummary => match SessionSummary::read(body) {
                Ok(summary) => Posted::Over(summary.into_summary()),
                Err(error) if path == VSS => return Err(error.into()),
                Err(_) => Posted::Other("SESSION_SUMMARY without a payload".to_owned()),
            },
            EventType::CallStatus => Posted::Progress(CallReport::read(body)?.into_progress()),
            EventType::Other(kind) => Posted::Other(kind),
        })
    }

    fn write(&self, steps: &[Step], state: Option<&str>) -> Result<String, WriteError> {
        let answer = Answer {
            client_action_id: state.map(str::to_owned),
            callflow: callflow(steps),
        };
        Ok(serde_json::to_string(&answer)?)
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        let problem = error.to_string();
        match error {
            DecodeError::NotJson(_) => {
                Self::Format(format!("{problem}; send one JSON document in UTF-8"))
            }
            DecodeError::Shape { field, .. } => Self::Shape {
                field,
                problem: format!(
                    "{problem}; see \"Call Action Handling\" in the 8x8 Voice documentation for the \
                     shape of an event"
                ),
            },
        }
    }
}

/// Whether a content type is JSON: `application/json`, or `application/..+json`, with or without
/// parameters.
fn is_json(content_type: &HeaderValue) -> bool {
    // The platform's usual spelling.
    if content_type == "application/json" {
        return true;
    }
    let media_type = media_type(content_type);
    media_type == "application/json"
        || media_type.starts_with("application/") && media_type.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderMap;

    use super::*;

    fn posted<'a>(path: &'a str, headers: &'a HeaderMap, body: &'a [u8]) -> Request<'a> {
        Request {
            path,
            query: "",
            headers,
            body,
        }
    }

    #[test]
    fn json_is_recognised_by_its_media_type() {
        for (content_type, json) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json;charset=UTF-8", true),
            ("application/cloudevents+json", true),
            ("text/json", false),
            ("text/plain", false),
            ("application/jsonp", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(is_json(&value), json, "{content_type}");
        }
        assert!(!is_json(
            &HeaderValue::from_bytes(b"application/\xff").unwrap()
        ));
    }

    #[test]
    fn one_of_the_secrets_is_enough_and_nothing_else_is() {
        let secrets = ["old-secret", "Basic bmV3OnNlY3JldA=="];
        let secrets = secrets.map(|text| text.parse::<Secret>().unwrap());
        for (sent, served) in [
            (Some("old-secret"), true),
            (Some("Bearer old-secret"), true),
            (Some("Basic bmV3OnNlY3JldA=="), true),
            (Some("old-secre"), false),
            (Some("old-secrets"), false),
            (Some("Bearer "), false),
            (Some(""), false),
            (None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(sent) = sent {
                headers.insert(AUTHORIZATION, HeaderValue::from_static(sent));
            }
            let proof = if served { Proof::Given } else { Proof::Lacking };
            let request = posted(VCA, &headers, b"");
            let secrets: Vec<_> = secrets.iter().collect();
            assert_eq!(
                EightByEight.authenticate(&request, &secrets),
                proof,
                "{sent:?}"
            );
        }
        assert!(!format!("{secrets:?}").contains("old-secret"));
        let nobody = EightByEight.authenticate(&posted(VCA, &HeaderMap::new(), b""), &[]);
        assert_eq!(nobody, Proof::Given, "nobody is asked");
        assert!("short".parse::<Secret>().is_err());
    }

    #[test]
    fn a_summary_without_a_payload_is_refused_where_summaries_are_posted() {
        let body = br#"{"eventType": "SESSION_SUMMARY"}"#;
        let headers = HeaderMap::new();
        assert!(EightByEight.read(&posted(VSS, &headers, body)).is_err());
        assert!(matches!(
            EightByEight.read(&posted(VCA, &headers, body)),
            Ok(Posted::Other(_))
        ));
    }
}
