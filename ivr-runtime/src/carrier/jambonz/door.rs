//! The [`Carrier`] jambonz.

use std::time::SystemTime;

use warp::http::HeaderValue;

use super::hook::Hook;
use super::{CALL, NAME, signature, verbs};
use crate::carrier::{
    Carrier, Posted, Proof, ReadError, Request, Secret, Webhook, WriteError, media_type,
};
use crate::menu::reply::Step;

/// The [`Carrier`] jambonz: parses its webhooks, renders verbs, and verifies signatures with the account's webhook
/// secret.
#[derive(Clone, Copy, Debug)]
pub struct Jambonz;

/// The path to which jambonz posts the status of a call.
pub(super) const STATUS: &str = "/jambonz/status";

/// The media type of jambonz's requests and of our answers: the engine ignores an answer of any other type.
pub(super) const JSON: &str = "application/json";

impl Carrier for Jambonz {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "jambonz"
    }

    fn webhooks(&self) -> &'static [Webhook] {
        &[
            Webhook {
                path: CALL,
                purpose: "what a call does next: the application's calling webhook",
            },
            Webhook {
                path: STATUS,
                purpose: "how a call ended: the application's call status webhook",
            },
        ]
    }

    fn first_call(&self, server: &str) -> String {
        format!(
            r#"  curl -s {server}{CALL} -H 'Content-Type: application/json' -d '{{"call_sid":"first-call","direction":"inbound","call_status":"trying"}}'"#
        )
    }

    fn max_state(&self) -> usize {
        // jambonz documents no limit; this is well below the limits of others.
        1_000
    }

    fn content_type(&self) -> &'static str {
        JSON
    }

    fn nothing(&self) -> &'static str {
        "[]"
    }

    fn reads(&self, content_type: &HeaderValue) -> bool {
        media_type(content_type) == JSON
    }

    /// The proof is the signature of the body and of the time at which it was sent, with the account's webhook
    /// secret (jambonz, Securing webhooks).
    fn authenticate(&self, request: &Request<'_>, secrets: &[&Secret]) -> Proof {
        signature::proof(request, secrets, SystemTime::now())
    }

    fn read<'a>(&self, request: &Request<'a>) -> Result<Posted<'a>, ReadError> {
        let hook = Hook::read(request.body)?;
        Ok(if request.path == STATUS {
            hook.into_status()
        } else {
            hook.into_question(signature::text(request.headers))
        })
    }

    fn write(&self, steps: &[Step], state: Option<&str>) -> Result<String, WriteError> {
        Ok(serde_json::to_string(&verbs::document(steps, state))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_is_read() {
        for (content_type, read) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(Jambonz.reads(&value), read, "{content_type}");
        }
    }
}
