//! Voice Call Status: the status of a leg (8x8 Voice, Call Status).
//!
//! Optional telemetry, in no guaranteed order. It needs no answer, so every field is
//! parsed leniently.

use serde::{Deserialize, Serialize};

use super::decode::{decode, lenient, lenient_number, lenient_object};
use super::number::whole_as_integer;
use super::{CallDirection, CallStatus, CallType, DecodeError, EventType};
use crate::engine::event::Progress;

/// An event that reports the progress of a leg. It is only logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallReport {
    /// The product: `VOICE`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The type of the event: `CALL_STATUS`.
    pub event_type: EventType,
    /// The description of the event.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The leg and its status.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Payload>,
}

/// The leg that a status event is about, and its status.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// The event's id.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
    /// The leg's id.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The session's id.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The account that the session belongs to.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_account_id: Option<String>,
    /// The leg's status.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_status: Option<CallStatus>,
    /// Who placed the leg.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_direction: Option<CallDirection>,
    /// The leg's channel.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_type: Option<CallType>,
    /// The calling number.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The called number.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The leg's duration so far, in seconds.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "whole_as_integer"
    )]
    pub call_duration: Option<f64>,
    /// The leg's SIP code (RFC 3261, section 21).
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_code: Option<u16>,
    /// When it happened (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
}

impl CallReport {
    /// Parses an event whose [`EventType`] is `CALL_STATUS`.
    ///
    /// # Errors
    /// If the body is not a JSON object with an `eventType`.
    pub fn read(body: &[u8]) -> Result<Self, DecodeError> {
        decode(body)
    }

    /// Converts the event to a carrier-independent one.
    pub fn into_progress(self) -> Progress {
        let leg = self.payload.unwrap_or_default();
        Progress {
            session: leg.session_id,
            leg: leg.call_id,
            status: leg.call_status.map(|status| status.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_and_nothing_in_it_can_break() {
        let body = br#"{"namespace": "VOICE", "eventType": "CALL_STATUS", "payload": {
            "sessionId": "s", "callStatus": "CALL_CONNECTED", "sipCode": "OK", "callDuration": 4}}"#;
        let report = CallReport::read(body).unwrap();
        let payload = report.payload.unwrap();
        assert_eq!(payload.call_status, Some(CallStatus::CallConnected));
        assert_eq!(payload.call_duration, Some(4.0));
        assert_eq!(payload.sip_code, None);

        let report = CallReport::read(br#"{"eventType": "CALL_STATUS", "payload": [1]}"#).unwrap();
        assert_eq!(report.payload, None);
    }
}
