//! The common parts of the events of all three webhooks.

use serde::Deserialize;

use super::DecodeError;
use super::decode::decode;
use super::open_enum::open_enum;

open_enum! {
    /// The subject of an event: `eventType` (8x8 Voice, Webhooks Overview).
    pub enum EventType {
        /// The platform asks what a call does next: a [`vca::CallAction`](super::vca::CallAction).
        CallAction = "CALL_ACTION",
        /// How a session ended: a [`vss::SessionSummary`](super::vss::SessionSummary).
        SessionSummary = "SESSION_SUMMARY",
        /// Progress of one leg: a [`vcs::CallReport`](super::vcs::CallReport).
        CallStatus = "CALL_STATUS",
    }
}

impl EventType {
    /// Reads only the type of an event.
    ///
    /// The type decides how strictly the rest is parsed, and it may come last.
    ///
    /// # Errors
    /// If the body is not a JSON object, or its `eventType` is not a string.
    pub fn read(body: &[u8]) -> Result<Self, DecodeError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Envelope {
            event_type: EventType,
        }

        decode::<Envelope>(body).map(|envelope| envelope.event_type)
    }
}

open_enum! {
    /// The status of a leg, or what happened in it: `callStatus` (8x8 Voice, Call Action Handling and Call Status).
    pub enum CallStatus {
        /// We requested the call; nothing has rung yet.
        CallInitiated = "CALL_INITIATED",
        /// Somebody dialled our number.
        CallReceived = "CALL_RECEIVED",
        /// The leg was answered.
        CallConnected = "CALL_CONNECTED",
        /// The leg is over.
        CallDisconnected = "CALL_DISCONNECTED",
        /// Something else about the leg changed.
        CallUpdated = "CALL_UPDATED",
        /// Keys were captured; the older form of `ACTION_COMPLETED`.
        DtmfReceived = "DTMF_RECEIVED",
        /// The callflow ran to its end, with the keys captured if it captured any.
        ActionCompleted = "ACTION_COMPLETED",
    }
}

open_enum! {
    /// Who placed a leg: `callDirection` (8x8 Voice, Call Action Handling).
    pub enum CallDirection {
        /// A person dialled our number.
        Inbound = "INBOUND",
        /// The platform dialled a person.
        Outbound = "OUTBOUND",
    }
}

open_enum! {
    /// The network of a leg: `callType` (8x8 Voice, Call Action Handling).
    pub enum CallType {
        /// The telephone network.
        Pstn = "PSTN",
        /// The internet.
        Voip = "VOIP",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &[u8]) -> String {
        EventType::read(body).unwrap_err().to_string()
    }

    #[test]
    fn the_type_is_found_wherever_it_stands() {
        let last = br#"{"payload": {"eventType": "NO"}, "x": [1], "eventType": "CALL_ACTION"}"#;
        assert_eq!(EventType::read(last), Ok(EventType::CallAction));
    }

    #[test]
    fn a_body_without_a_type_says_so() {
        assert!(error(b"{}").contains("missing field `eventType`"));
        assert!(error(br#"{"eventType": 5}"#).starts_with("field `eventType`: invalid type"));
        assert!(error(br#"["CALL_ACTION"]"#).starts_with("the body: invalid type: sequence"));
        assert!(error(b"5").contains("expected a JSON object"));
    }

    #[test]
    fn invalid_json_and_a_wrong_shape_are_different_errors() {
        for body in [
            &b""[..],
            b"CALL_ACTION",
            b"{\"eventType\":",
            b"{} {}",
            b"{\"a\": \"\xff\"}",
        ] {
            assert!(
                matches!(EventType::read(body), Err(DecodeError::NotJson(_))),
                "{body:?}"
            );
        }
    }
}
