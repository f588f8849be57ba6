//! What the server knows of the platform.

use warp::http::HeaderValue;

use super::wire::vca::CallAction;
use super::wire::vcs::CallReport;
use super::wire::vss::SessionSummary;
use super::wire::{DecodeError, EventType};
use crate::carrier::{Carrier, Posted, ReadError, Secret};
use crate::values::SealError;
use crate::{Reply, Tree};

/// The 8x8 Voice platform.
#[derive(Clone, Copy, Debug)]
pub struct EightByEight;

/// Where the platform asks what a call does next (Voice Call Action).
pub(crate) const VCA: &str = "/vca_webhook";

/// Where the platform tells how a session ended (Voice Session Summary).
pub(crate) const VSS: &str = "/vss_webhook";

/// Where the platform's webhooks come from (8x8 Voice, IP addresses, list of 2026-01-01).
pub(crate) const ADDRESSES: [[u8; 4]; 4] = [
    [18, 140, 80, 2],
    [52, 220, 253, 234],
    [54, 255, 116, 8],
    [52, 74, 232, 241],
];

/// The webhooks, for whoever starts a server.
pub(crate) const WEBHOOKS: &str = "  \
  POST /vca_webhook   what a call does next: register it as the VCA webhook
  POST /vss_webhook   how a session ended: register it as the VSS webhook";

/// The command that has a call come in at the server with this base URL.
pub(crate) fn first_call(server: &str) -> String {
    format!(
        r#"  curl -s {server}{VCA} -H 'content-type: application/json' \
    -d '{{"eventType":"CALL_ACTION","payload":{{"sessionId":"first-call","callStatus":"CALL_RECEIVED"}}}}'"#
    )
}

impl Carrier for EightByEight {
    const WEBHOOKS: &'static [&'static str] = &[VCA, VSS];

    const CREDENTIAL: &'static str = "authorization";

    // The platform documents no limit, and this is well below what others take.
    const MAX_STATE: usize = 1_000;

    const NOTHING: &'static str = "{}";

    fn reads(content_type: &HeaderValue) -> bool {
        is_json(content_type)
    }

    /// The credential is the `httpAuthHeader` that the webhook was registered with, with or without the word
    /// `Bearer` before it.
    fn authenticate(credential: Option<&[u8]>, secrets: &[Secret]) -> bool {
        let sent = credential.unwrap_or_default();
        let token = sent.strip_prefix(b"Bearer ");
        let is = |secret: &Secret| secret.is(sent) | token.is_some_and(|token| secret.is(token));
        // All of them, so that not even which one it was can be told by the time.
        secrets.is_empty() | secrets.iter().map(is).fold(false, |any, is| any | is)
    }

    /// What an event asks for is decided by its type and not by the URL, so that a webhook that was
    /// registered under the wrong one still serves its callers.
    fn read<'a>(webhook: &str, body: &'a [u8]) -> Result<Posted<'a>, ReadError> {
        // Nearly all events are call actions, so they are read at once. The type of what is none decides
        // how strictly it is read.
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
                Err(error) if webhook == VSS => return Err(error.into()),
                Err(_) => Posted::Other("SESSION_SUMMARY without a payload".to_owned()),
            },
            EventType::CallStatus => Posted::Progress(CallReport::read(body)?.into_progress()),
            EventType::Other(kind) => Posted::Other(kind),
        })
    }

    fn write<T: Tree>(reply: Reply<T>, state: &str) -> Result<Reply<T>, SealError> {
        let (length, limit) = (state.len(), Self::MAX_STATE);
        if length > limit {
            return Err(SealError::TooLong { length, limit });
        }
        // As `ivr!` writes it, the document begins with the id of the state.
        let own = beginning(reply.next().map_or("", T::client_action_id));
        let rest = reply.body().strip_prefix(&own).ok_or(SealError::NoPlace)?;
        let body = format!("{}{rest}", beginning(state));
        Ok(reply.with_body(body))
    }
}

/// How an answer begins that leads to a state.
fn beginning(client_action_id: &str) -> String {
    let id = serde_json::Value::from(client_action_id);
    format!(r#"{{"clientActionId":{id},"#)
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
    // As the platform writes it.
    if content_type == "application/json" {
        return true;
    }
    let Ok(text) = content_type.to_str() else {
        return false;
    };
    let essence = text.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Demo, replies};

    #[test]
    fn json_is_told_by_its_media_type() {
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
            assert_eq!(
                EightByEight::authenticate(sent.map(str::as_bytes), &secrets),
                served,
                "{sent:?}"
            );
        }
        assert!(!format!("{secrets:?}").contains("old-secret"));
        assert!(EightByEight::authenticate(None, &[]), "nobody is asked");
        assert!("short".parse::<Secret>().is_err());
    }

    #[test]
    fn an_answer_takes_along_what_has_a_place_in_it_and_no_more_than_comes_back() {
        let longest = "x".repeat(EightByEight::MAX_STATE);
        let written = EightByEight::write(replies::LOOKUPS, &longest).unwrap();
        let (plain, body) = (replies::LOOKUPS.body().to_owned(), written.body());
        assert_eq!(body.replacen(&longest, "lookups", 1), plain);
        let refused = EightByEight::write(replies::LOOKUPS, &format!("{longest}x"));
        assert!(matches!(
            refused,
            Err(SealError::TooLong {
                length: 1_001,
                limit: 1_000
            })
        ));
        let placeless = Reply::fixed(Some(Demo::Lookups), r#"{"callflow":[]}"#);
        let refused = EightByEight::write(placeless, "lookups~~x");
        assert!(matches!(refused, Err(SealError::NoPlace)));
    }

    #[test]
    fn a_summary_without_a_payload_is_refused_where_summaries_are_posted() {
        let body = br#"{"eventType": "SESSION_SUMMARY"}"#;
        assert!(EightByEight::read(VSS, body).is_err());
        assert!(matches!(
            EightByEight::read(VCA, body),
            Ok(Posted::Other(_))
        ));
    }
}
