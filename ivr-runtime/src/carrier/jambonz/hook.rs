//! Parses jambonz's requests (jambonz, Webhooks; `@jambonz/schema`, `callbacks`).

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::verbs::Carried;
use crate::carrier::{Posted, ReadError};
use crate::engine::event::{Event, Progress, Summary, name_of};
use crate::menu::{Direction, Outcome};

type Text<'a> = Option<Cow<'a, str>>;

/// The fields of a request's body that we use.
#[derive(Deserialize)]
pub(super) struct Hook<'a> {
    #[serde(borrow)]
    call_sid: Cow<'a, str>,
    /// The caller's leg, if the request is about a leg that it dialled.
    #[serde(borrow, default)]
    parent_call_sid: Text<'a>,
    #[serde(borrow, default)]
    direction: Text<'a>,
    #[serde(borrow, default)]
    from: Text<'a>,
    #[serde(borrow, default)]
    to: Text<'a>,
    #[serde(borrow, default)]
    call_status: Text<'a>,
    #[serde(default)]
    sip_status: Option<u16>,
    #[serde(borrow, default)]
    sip_reason: Text<'a>,
    #[serde(default)]
    duration: Option<f64>,
    /// Why a `gather` ended.
    #[serde(borrow, default)]
    reason: Text<'a>,
    #[serde(borrow, default)]
    digits: Text<'a>,
    /// How a `dial` ended.
    #[serde(borrow, default)]
    dial_call_status: Text<'a>,
    #[serde(default)]
    dial_sip_status: Option<u16>,
    /// The data of the last `tag`. The engine does not rename it.
    #[serde(borrow, default, rename = "customerData")]
    customer_data: Option<Tagged<'a>>,
}

/// A call may also be tagged when it is placed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tagged<'a> {
    #[serde(borrow)]
    ByUs(Carried<'a>),
    ByOthers(IgnoredAny),
}

impl<'a> Hook<'a> {
    /// Parses a body.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, ReadError> {
        let mut json = serde_json::Deserializer::from_slice(body);
        let hook = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (field, inner) = (error.path().to_string(), error.inner());
            if inner.is_data() {
                let problem = format!("the body is nothing that jambonz posts: {inner}");
                ReadError::Shape { field, problem }
            } else {
                ReadError::Format(format!(
                    "the body is not JSON: {inner}; have jambonz POST its webhooks"
                ))
            }
        })?;
        let rest = json.end();
        rest.map_err(|error| ReadError::Format(format!("the body is not JSON: {error}")))?;
        Ok(hook)
    }

    fn direction(&self) -> Direction {
        match self.direction.as_deref() {
            Some("outbound") => Direction::Outbound,
            _ => Direction::Inbound,
        }
    }

    /// The event. An identical body signed in the same second is a repeated delivery, so the
    /// `signature` is the event's id.
    pub(super) fn into_question(self, signature: Option<&str>) -> Posted<'a> {
        let direction = self.direction();
        let carried = match self.customer_data {
            Some(Tagged::ByUs(carried)) => Some(carried),
            _ => None,
        };
        let min_digits = carried.as_ref().map_or(1, |carried| carried.min_digits);
        let is_enough = |keys: &Cow<'_, str>| {
            let count = keys.chars().count();
            count >= usize::try_from(min_digits).unwrap_or(usize::MAX).max(1)
        };
        let digits = self.digits.filter(is_enough);
        if let (Some(reason), None) = (&self.reason, &digits) {
            // The verbs after this `gather` decide what comes next.
            return Posted::Other(format!("gather: {reason}"));
        }
        let state = carried.map(|carried| carried.state);
        let status = self.dial_call_status.as_deref();
        let id = match signature {
            Some(signature) => signature.to_owned(),
            None => name_of([state.as_deref(), digits.as_deref(), status]),
        };
        Posted::Asks(Event {
            session: Some(self.call_sid),
            id: Some(id.into()),
            direction,
            source: self.from,
            destination: self.to,
            country: None,
            rings: state.is_none(),
            digits,
            leg: outcome(status, self.dial_sip_status),
            state,
        })
    }

    /// How a call ended, or the status of a leg.
    pub(super) fn into_status(self) -> Posted<'a> {
        let direction = self.direction();
        let own = |text: Text<'a>| text.map(Cow::into_owned);
        let status = own(self.call_status);
        let is_final = matches!(
            status.as_deref(),
            Some("completed" | "busy" | "failed" | "no-answer")
        );
        let is_dialled = self.parent_call_sid.is_some();
        if !is_final || is_dialled {
            let leg = self.call_sid.into_owned();
            return Posted::Progress(Progress {
                session: own(self.parent_call_sid).or_else(|| Some(leg.clone())),
                leg: Some(leg),
                status,
            });
        }
        let is_error = self.sip_status.is_some_and(|code| code >= 400);
        Posted::Over(Summary {
            session: Some(self.call_sid.into_owned()),
            status,
            direction,
            source: own(self.from),
            destination: own(self.to),
            seconds: self.duration,
            error_code: self.sip_status.filter(|_| is_error).map(i32::from),
            error: own(self.sip_reason).filter(|_| is_error),
            ..Summary::default()
        })
    }
}

/// How a `dial` ended. If nobody picks up in time, it reports the last status of the leg.
fn outcome(status: Option<&str>, sip_status: Option<u16>) -> Outcome {
    match status {
        Some("completed") => Outcome::Answered,
        Some("busy") => Outcome::Busy,
        // The engine reports nearly every non-2xx code as a failure.
        Some("failed") => match Outcome::from_sip_code(sip_status) {
            Outcome::Answered => Outcome::Failed,
            told => told,
        },
        Some(_) => Outcome::NoAnswer,
        // The leg could not be placed.
        None => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: &str) -> Posted<'_> {
        Hook::read(body.as_bytes()).unwrap().into_question(None)
    }

    fn event(body: &str) -> Event<'_> {
        match asked(body) {
            Posted::Asks(event) => event,
            other => panic!("{other:?}"),
        }
    }

    const RINGING: &str = r#"{"call_sid":"c-1","direction":"inbound","from":"6591234567","to":"+6568888888",
        "call_id":"x","sip_status":100,"call_status":"trying","sip":{"headers":{"from":"<sip:a@b>"}}}"#;

    #[test]
    fn a_call_comes_in() {
        let event = event(RINGING);
        assert!(event.rings);
        assert_eq!(event.session.as_deref(), Some("c-1"));
        assert_eq!(event.caller().as_deref(), Some("+6591234567"));
        assert_eq!(event.state, None);
    }

    #[test]
    fn the_state_and_the_keys_come_back() {
        let pressed = event(
            r#"{"call_sid":"c-1","reason":"dtmfDetected","digits":"*","customerData":{"state":"ask~1~~x-_y","min_digits":1}}"#,
        );
        assert_eq!(pressed.state.as_deref(), Some("ask~1~~x-_y"));
        assert_eq!(pressed.digits.as_deref(), Some("*"));
        assert!(!pressed.rings);
        // Through the redirect after the last try.
        let silent = event(r#"{"call_sid":"c-1","customerData":{"state":"ask","min_digits":1}}"#);
        assert_eq!((silent.digits, silent.rings), (None, false));
    }

    #[test]
    fn a_tag_of_others_is_no_state() {
        for data in [
            r#"{"state":5}"#,
            r#"{"customer":"a"}"#,
            "[1]",
            "\"x\"",
            "null",
        ] {
            let body =
                format!(r#"{{"call_sid":"c-1","direction":"outbound","customerData":{data}}}"#);
            let event = event(&body);
            assert_eq!((event.state, event.rings), (None, true), "{data}");
            assert_eq!(event.direction, Direction::Outbound);
        }
    }

    #[test]
    fn a_try_without_enough_keys_goes_on_with_the_next() {
        let tag = r#""customerData":{"state":"pin","min_digits":4}"#;
        for answer in [
            r#""reason":"timeout""#,
            r#""reason":"dtmfDetected","digits":"""#,
            r#""reason":"dtmfDetected","digits":"123""#,
            r#""reason":"error","details":{}"#,
        ] {
            let body = format!(r#"{{"call_sid":"c-1",{answer},{tag}}}"#);
            assert!(matches!(asked(&body), Posted::Other(_)), "{answer}");
        }
        let body = format!(r#"{{"call_sid":"c-1","reason":"dtmfDetected","digits":"1234",{tag}}}"#);
        assert_eq!(event(&body).digits.as_deref(), Some("1234"));
    }

    #[test]
    fn what_is_posted_again_has_the_same_name() {
        let id = |signature| {
            let hook = Hook::read(RINGING.as_bytes()).unwrap();
            match hook.into_question(signature) {
                Posted::Asks(event) => event.id.unwrap(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(id(Some("t=1,v1=00")), id(Some("t=1,v1=00")));
        assert_ne!(id(Some("t=1,v1=00")), id(Some("t=2,v1=01")));
        let again = |digits: &str| {
            let body = format!(
                r#"{{"call_sid":"c","reason":"dtmfDetected","digits":"{digits}","customerData":{{"state":"a","min_digits":1}}}}"#
            );
            event(&body).id.unwrap().into_owned()
        };
        assert_eq!(again("1"), again("1"));
        assert_ne!(again("1"), again("2"));
    }

    #[test]
    fn a_leg_ends_in_one_of_four_ways() {
        for (status, sip_status, outcome) in [
            ("completed", 200, Outcome::Answered),
            ("busy", 486, Outcome::Busy),
            ("no-answer", 487, Outcome::NoAnswer),
            ("failed", 480, Outcome::NoAnswer),
            ("failed", 603, Outcome::Busy),
            ("failed", 503, Outcome::Failed),
            ("failed", 200, Outcome::Failed),
            // Nobody answered in time.
            ("trying", 100, Outcome::NoAnswer),
            ("ringing", 180, Outcome::NoAnswer),
            ("early-media", 183, Outcome::NoAnswer),
            ("in-progress", 200, Outcome::NoAnswer),
        ] {
            let body = format!(
                r#"{{"call_sid":"c","dial_call_status":"{status}","dial_sip_status":{sip_status}}}"#
            );
            assert_eq!(event(&body).leg, outcome, "{status} {sip_status}");
        }
        assert_eq!(event(r#"{"call_sid":"c"}"#).leg, Outcome::Failed);
    }

    #[test]
    fn a_withheld_number_is_no_number() {
        for from in ["anonymous", "Restricted", "+266696687", ""] {
            let body = format!(r#"{{"call_sid":"c","from":"{from}"}}"#);
            assert_eq!(event(&body).caller(), None, "{from}");
        }
    }

    fn status(body: &str) -> Posted<'_> {
        Hook::read(body.as_bytes()).unwrap().into_status()
    }

    #[test]
    fn only_the_callers_own_leg_ends_a_session() {
        let ended = status(
            r#"{"call_sid":"c-1","call_status":"completed","duration":42,"sip_status":200,"sip_reason":"OK","from":"+6591234567"}"#,
        );
        let Posted::Over(summary) = ended else {
            panic!("{ended:?}");
        };
        assert_eq!(summary.session.as_deref(), Some("c-1"));
        assert_eq!(summary.seconds, Some(42.0));
        assert_eq!((summary.error_code, summary.error), (None, None));
        let failed = status(
            r#"{"call_sid":"c-1","call_status":"failed","sip_status":503,"sip_reason":"Service Unavailable"}"#,
        );
        assert!(matches!(
            failed,
            Posted::Over(Summary {
                error_code: Some(503),
                ..
            })
        ));
        let leg = status(
            r#"{"call_sid":"c-2","parent_call_sid":"c-1","direction":"outbound","call_status":"completed"}"#,
        );
        let Posted::Progress(progress) = leg else {
            panic!("{leg:?}");
        };
        assert_eq!(progress.session.as_deref(), Some("c-1"));
        assert_eq!(progress.leg.as_deref(), Some("c-2"));
        let ringing = status(r#"{"call_sid":"c-1","call_status":"ringing"}"#);
        assert!(matches!(ringing, Posted::Progress(_)));
    }

    #[test]
    fn what_is_nothing_of_jambonzs_is_refused() {
        for (body, is_json) in [
            ("", false),
            ("{", false),
            ("CallSid=CA1", false),
            (r#"{"call_sid":"c"} x"#, false),
            ("{}", true),
            ("[]", true),
            (r#"{"call_sid":1}"#, true),
            (r#"{"call_sid":"c","digits":4}"#, true),
        ] {
            let shape = match Hook::read(body.as_bytes()) {
                Err(ReadError::Shape { .. }) => true,
                Err(ReadError::Format(_)) => false,
                Ok(_) => panic!("{body}"),
            };
            assert_eq!(shape, is_json, "{body}");
        }
    }
}
