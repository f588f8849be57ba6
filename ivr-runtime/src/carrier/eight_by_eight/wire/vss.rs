//! Voice Session Summary: how a session ended (8x8 Voice, Session Summary).
//!
//! It is sent when a session has ended and carries no `eventId`: there is one summary per
//! `sessionId`.

use serde::{Deserialize, Serialize};

use super::decode::{decode, lenient, lenient_number, lenient_object, object};
use super::number::whole_as_integer;
use super::open_enum::open_enum;
use super::{CallDirection, CallType, DecodeError, EventType};
use crate::engine::event::Summary;
use crate::menu::Direction;

/// The event that reports how a session ended. The journal stores it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    /// The product: `VOICE`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The type of the event: `SESSION_SUMMARY`.
    pub event_type: EventType,
    /// The description of the event.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The version of this document's schema: 5 today.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The session that has ended.
    #[serde(deserialize_with = "object")]
    pub payload: Payload,
}

/// How a session ended, when, and the details of its legs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// The session's id.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The account that the session belongs to.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_account_id: Option<String>,
    /// How it ended.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_status: Option<SessionStatus>,
    /// When it began (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// When it ended (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
    /// The last action, such as `MAKE_CALL`, `HANGUP` or `SAY_AND_CAPTURE`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_action: Option<String>,
    /// The number of joined legs.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_count: Option<u32>,
    /// The client's own id from the request that placed the call.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_request_id: Option<String>,
    /// Why it failed, if it did.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_details: Option<ErrorDetails>,
    /// The legs.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

open_enum! {
    /// How a session ended: `sessionStatus`.
    pub enum SessionStatus {
        /// It completed.
        Completed = "COMPLETED",
        /// The line was busy.
        Busy = "BUSY",
        /// Nobody picked up.
        NoAnswer = "NO_ANSWER" | "NO ANSWER",
        /// The call could not be placed.
        Failed = "FAILED",
        /// It was cancelled before it was answered.
        Canceled = "CANCELED" | "CANCELLED",
        /// The platform failed; see [`ErrorDetails`].
        Error = "ERROR",
    }
}

/// The platform's explanation of a session with the status [`Error`](SessionStatus::Error).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetails {
    /// The platform's message, such as `TTS failed`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_msg: Option<String>,
    /// The platform's code: -2001 to -2010, or -9999.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i32>,
}

/// The legs of a session: the platform documents at most two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The first leg.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_a: Option<Leg>,
    /// The leg that was joined to it, after a transfer.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_b: Option<Leg>,
}

/// One leg of a session: its numbers, times, status and call quality.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leg {
    /// The leg's id.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// Who placed it.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_direction: Option<CallDirection>,
    /// Its channel.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_type: Option<CallType>,
    /// When it was requested (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated_timestamp: Option<String>,
    /// When it was answered, if it was (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connected_timestamp: Option<String>,
    /// When it ended (ISO 8601, UTC).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disconnected_timestamp: Option<String>,
    /// The calling number.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The called number.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The type of `source`: `MSISDN`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_format: Option<String>,
    /// The type of `destination`: `MSISDN`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_format: Option<String>,
    /// The country of `source`, two letters (ISO 3166-1).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_country_code: Option<String>,
    /// The country of `destination`, two letters (ISO 3166-1).
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_country_code: Option<String>,
    /// The account's own reference for `source`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ref_id: Option<String>,
    /// The account's own reference for `destination`.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_ref_id: Option<String>,
    /// How the leg ended.
    #[serde(default, deserialize_with = "lenient")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_status: Option<String>,
    /// How long it lasted, in seconds.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "whole_as_integer"
    )]
    pub call_duration: Option<f64>,
    /// Its call quality, if it was measured.
    #[serde(default, deserialize_with = "lenient_object")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_quality: Option<CallQuality>,
}

/// The call quality of a leg, as measured by the platform.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallQuality {
    /// Mean opinion score, from 1.0 (bad) to 5.0 (excellent).
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mos: Option<f64>,
    /// Packets lost, as a fraction of all.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packet_loss_rate: Option<f64>,
    /// Jitter, in milliseconds.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter: Option<f64>,
}

impl SessionSummary {
    /// Parses an event whose [`EventType`] is `SESSION_SUMMARY`.
    ///
    /// # Errors
    /// If the body is not a JSON object with an `eventType` and a `payload` that is one.
    pub fn read(body: &[u8]) -> Result<Self, DecodeError> {
        decode(body)
    }

    /// Converts the summary to a carrier-independent one.
    pub fn into_summary(self) -> Summary {
        let Payload {
            session_id,
            session_status,
            last_action,
            call_count,
            error_details,
            details,
            ..
        } = self.payload;
        let first = details.and_then(|details| details.call_a);
        let first = first.unwrap_or_default();
        let error = error_details.unwrap_or_default();
        Summary {
            session: session_id,
            status: session_status.map(|status| status.as_str().to_owned()),
            last_action,
            legs: call_count,
            direction: match first.call_direction {
                Some(CallDirection::Outbound) => Direction::Outbound,
                _ => Direction::Inbound,
            },
            source: first.source,
            destination: first.destination,
            seconds: first.call_duration,
            error_code: error.error_code,
            error: error.error_msg,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn transferred() -> Value {
        json!({
            "namespace": "VOICE",
            "eventType": "SESSION_SUMMARY",
            "description": "Summary of a completed session",
            "version": 5,
            "payload": {
                "sessionId": "a4fad4b3-b388-12ee-b217-2fb8260fcf59",
                "subAccountId": "account_x",
                "sessionStatus": "COMPLETED",
                "startTime": "2024-05-16T04:12:01.217Z",
                "endTime": "2024-05-16T04:14:11.217Z",
                "lastAction": "MAKE_CALL",
                "callCount": 2,
                "clientRequestId": "order-7",
                "details": {
                    "callA": {
                        "callId": "627e25f1-133a-11ef-b08c-e33c09483244",
                        "callDirection": "INBOUND",
                        "callType": "PSTN",
                        "initiatedTimestamp": "2024-05-16T04:12:01.217Z",
                        "connectedTimestamp": "2024-05-16T04:12:02.217Z",
                        "disconnectedTimestamp": "2024-05-16T04:14:11.217Z",
                        "source": "+6598888888",
                        "destination": "+6568888888",
                        "sourceFormat": "MSISDN",
                        "destinationFormat": "MSISDN",
                        "sourceCountryCode": "SG",
                        "destinationCountryCode": "SG",
                        "callStatus": "COMPLETED",
                        "callDuration": 129.5,
                        "callQuality": {"mos": 4.5, "packetLossRate": 0.25, "jitter": 20.5}
                    },
                    "callB": {"callId": "b", "callStatus": "BUSY"}
                }
            }
        })
    }

    fn read(summary: &Value) -> SessionSummary {
        SessionSummary::read(summary.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_summary_round_trips() {
        let summary = transferred();
        assert_eq!(serde_json::to_value(read(&summary)).unwrap(), summary);
    }

    #[test]
    fn a_failed_session_says_why_and_both_spellings_of_canceled_are_one() {
        let failed = read(
            &json!({"eventType": "SESSION_SUMMARY", "payload": {"sessionStatus": "ERROR",
            "errorDetails": {"errorMsg": "TTS failed", "errorCode": -2006}}}),
        );
        let error = failed.payload.error_details.unwrap();
        assert_eq!(
            (error.error_code, error.error_msg.as_deref()),
            (Some(-2006), Some("TTS failed"))
        );
        assert_eq!(
            SessionStatus::from("CANCELLED"),
            SessionStatus::from("CANCELED")
        );
        assert_eq!(SessionStatus::from("NO ANSWER"), SessionStatus::NoAnswer);
    }

    #[test]
    fn numbers_may_be_quoted() {
        let mut summary = transferred();
        summary["version"] = json!("5");
        summary["payload"]["callCount"] = json!("2");
        summary["payload"]["details"]["callA"]["callDuration"] = json!("129.5");
        summary["payload"]["details"]["callA"]["callQuality"]["mos"] = json!("4.5");
        assert_eq!(serde_json::to_value(read(&summary)).unwrap(), transferred());
    }

    #[test]
    fn what_is_empty_is_absent() {
        for empty in [json!(""), json!([])] {
            let payload = json!({"sessionId": empty, "sessionStatus": empty, "callCount": empty,
                "errorDetails": empty, "details": empty});
            let summary = read(&json!({"eventType": "SESSION_SUMMARY", "payload": payload}));
            assert_eq!(summary.payload, Payload::default(), "{empty}");
        }
    }

    #[test]
    fn only_the_payload_must_be_right() {
        let mut summary = transferred();
        summary["version"] = json!("five");
        summary["payload"]["details"]["callB"] = json!("gone");
        summary["payload"]["details"]["callA"]["callQuality"] = json!([1]);
        let read = read(&summary);
        let details = read.payload.details.unwrap();
        assert_eq!((read.version, details.call_b), (None, None));
        assert_eq!(details.call_a.unwrap().call_quality, None);

        let error = SessionSummary::read(br#"{"eventType": "SESSION_SUMMARY", "payload": []}"#);
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("field `payload`")
        );
    }
}
