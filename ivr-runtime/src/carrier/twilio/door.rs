//! The [`Carrier`] Twilio.

use std::borrow::Cow;

use serde_json::Value;
use warp::http::HeaderValue;

use super::form::Form;
use super::{CALL, NAME, signature, twiml};
use crate::carrier::{
    Carrier, Posted, Proof, ReadError, Request, Secret, Webhook, WriteError, media_type,
};
use crate::menu::reply::Step;

/// The [`Carrier`] Twilio: parses its webhooks, renders TwiML, and verifies signatures with the account's auth token.
#[derive(Clone, Copy, Debug)]
pub struct Twilio;

/// The path to which Twilio posts how a call ended.
pub(super) const STATUS: &str = "/twilio/status";

/// The media type of Twilio's requests.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

impl Carrier for Twilio {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "Twilio"
    }

    fn webhooks(&self) -> &'static [Webhook] {
        &[
            Webhook {
                path: CALL,
                purpose: "what a call does next: the number's webhook for \"a call comes in\"",
            },
            Webhook {
                path: STATUS,
                purpose: "how a call ended: the number's webhook for \"call status changes\"",
            },
        ]
    }

    fn first_call(&self, server: &str) -> String {
        format!(
            "  curl -s {server}{CALL} -d CallSid=CA-first-call -d CallStatus=ringing -d Direction=inbound"
        )
    }

    fn max_state(&self) -> usize {
        // A URL may be longer, but every question in a reply contains one, and all must fit into the document.
        1_000
    }

    fn content_type(&self) -> &'static str {
        "text/xml"
    }

    fn nothing(&self) -> &'static str {
        "<Response/>"
    }

    fn reads(&self, content_type: &HeaderValue) -> bool {
        media_type(content_type) == FORM
    }

    /// The proof is the signature of the whole request with the account's auth token (Twilio, Webhooks Security).
    fn authenticate(&self, request: &Request<'_>, secrets: &[&Secret]) -> Proof {
        signature::proof(request, secrets)
    }

    fn read<'a>(&self, request: &Request<'a>) -> Result<Posted<'a>, ReadError> {
        let form = Form::read(request)?;
        Ok(if request.path == STATUS {
            form.into_status()
        } else {
            form.into_question()
        })
    }

    fn json<'a>(&self, body: &'a [u8]) -> Cow<'a, str> {
        let fields = form_urlencoded::parse(body);
        let fields = fields.map(|(name, value)| (name.into_owned(), value.into()));
        Value::Object(fields.collect()).to_string().into()
    }

    fn write(&self, steps: &[Step], state: Option<&str>) -> Result<String, WriteError> {
        twiml::document(steps, state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_are_read() {
        for (content_type, read) in [
            ("application/x-www-form-urlencoded", true),
            ("application/x-www-form-urlencoded; charset=UTF-8", true),
            ("application/json", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            assert_eq!(Twilio.reads(&value), read, "{content_type}");
        }
    }
}
