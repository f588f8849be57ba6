//! Simulates jambonz's requests (jambonz, Webhooks; `@jambonz/schema`, `callbacks`).

#[cfg(feature = "client")]
use std::time::{Duration, SystemTime};

#[cfg(feature = "client")]
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::door::JSON;
use super::verbs::Carried;
use super::{CALL, Jambonz, simulator};
use crate::carrier::Carrier;
use crate::carrier::eight_by_eight::simulator::{Identity, Session};
#[cfg(feature = "client")]
use crate::carrier::eight_by_eight::simulator::{Order, PlaceError, Record, place_by};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::part::{Asking, Part, Posting};
use crate::menu::{Direction, Outcome};

impl Part for Jambonz {
    fn carrier(&self) -> &'static dyn Carrier {
        &Jambonz
    }

    fn question(&self, asking: &Asking<'_>) -> Posting {
        let question = asking.question;
        let status = if question.received {
            "trying"
        } else {
            "in-progress"
        };
        let mut body = fields(asking.identity, asking.session, status);
        let tag = question.client_action_id.as_deref();
        if let Some(tag) = tag.and_then(|tag| serde_json::from_str::<Value>(tag).ok()) {
            body["customerData"] = tag;
        }
        if let Some(digits) = &question.digits {
            body["reason"] = json!("dtmfDetected");
            body["digits"] = json!(digits);
        }
        let transferred = asking.session.legs().len() > 1;
        if transferred && !question.captured {
            body["dial_call_status"] = json!(dial_status(question.sip_code));
            body["dial_sip_status"] = json!(question.sip_code);
        }
        Posting::new(CALL, JSON, body.to_string())
    }

    fn answer(&self, body: &str) -> Result<Answer, String> {
        simulator::read(body)
    }

    fn state(&self, carried: &str) -> Option<String> {
        let carried: Carried<'_> = serde_json::from_str(carried).ok()?;
        Some(carried.state.into_owned())
    }

    #[cfg(feature = "client")]
    fn summary(&self, identity: &Identity, session: &Session, _: Duration) -> Posting {
        use super::door::STATUS;

        let (status, sip_status, sip_reason) = final_status(session);
        let mut body = fields(identity, session, status);
        body["sip_status"] = json!(sip_status);
        body["sip_reason"] = json!(sip_reason);
        let leg = session.legs().first();
        let talked = leg.and_then(|leg| leg.connected.zip(leg.ended));
        if let Some((connected, ended)) = talked {
            body["duration"] = json!(ended.saturating_sub(connected).as_secs());
        }
        Posting::new(STATUS, JSON, body.to_string())
    }

    /// Every account has a webhook secret, whether the server knows it or not.
    #[cfg(feature = "client")]
    fn sign(&self, posting: &mut Posting, _: &str, secret: Option<&str>, at: SystemTime) {
        super::signature::sign(posting, secret.unwrap_or("wh_secret_simulated"), at);
    }

    #[cfg(feature = "client")]
    fn place(&self, order: Order) -> BoxFuture<'static, Result<Record, PlaceError>> {
        Box::pin(place_by(&Self, order))
    }
}

/// The fields of every request about the call.
fn fields(identity: &Identity, session: &Session, status: &str) -> Value {
    let mut body = json!({
        "call_sid": identity.session_id,
        "account_sid": identity.sub_account_id,
        "call_status": status,
    });
    if let Some(leg) = session.legs().first() {
        body["from"] = json!(leg.source);
        body["to"] = json!(leg.destination);
        body["direction"] = json!(match leg.direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        });
    }
    body
}

/// The engine's names for these outcomes (`lib/utils/place-outdial.js` of its feature server).
fn dial_status(sip_code: u16) -> &'static str {
    match sip_code {
        486 | 600 => "busy",
        487 => "no-answer",
        code if Outcome::from_sip_code(Some(code)) == Outcome::Answered => "completed",
        _ => "failed",
    }
}

/// How a call ended, with the matching SIP status. A call that was answered is completed, however it ended.
#[cfg(feature = "client")]
fn final_status(session: &Session) -> (&'static str, u16, &'static str) {
    use crate::carrier::eight_by_eight::wire::vss::SessionStatus;

    let leg = session.legs().first();
    if leg.is_some_and(|leg| leg.connected.is_some()) {
        return ("completed", 200, "OK");
    }
    match session.status() {
        Some(SessionStatus::Busy) => ("busy", 486, "Busy Here"),
        Some(SessionStatus::NoAnswer | SessionStatus::Canceled) => {
            ("no-answer", 487, "Request Terminated")
        }
        _ => ("failed", 503, "Service Unavailable"),
    }
}
