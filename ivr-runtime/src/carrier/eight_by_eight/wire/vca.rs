//! Voice Call Action: the platform asks what a call does next (8x8 Voice, Call Action Handling).
//!
//! It posts a [`CallAction`] for each new inbound call and whenever a callflow has ended; the response is HTTP 200
//! with an [`Answer`].

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use super::callflow::Action;
use super::decode::{decode, lenient, lenient_number, lenient_text, object, optional, text};
use super::number::{sip_code, whole_as_integer};
use super::{CallDirection, CallStatus, CallType, DecodeError, EventType};
use crate::engine::event::Event;
use crate::menu::{Direction, Outcome};

/// An event by which the platform asks what a call does next. The [`Answer`] is a callflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallAction<'a> {
    /// The product: `VOICE`.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Cow<'a, str>>,
    /// The type of the event: `CALL_ACTION`.
    pub event_type: EventType,
    /// The description of the event.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Cow<'a, str>>,
    /// The call and what happened in it.
    #[serde(borrow, deserialize_with = "object")]
    pub payload: Payload<'a>,
}

/// The call that an event is about, and what happened in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload<'a> {
    /// The event's id; a repeated delivery carries the same one.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<Cow<'a, str>>,
    /// The leg's id.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<Cow<'a, str>>,
    /// The session's id, the same from the first ring to the summary.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<Cow<'a, str>>,
    /// The account that the session belongs to.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_account_id: Option<Cow<'a, str>>,
    /// What happened. Decides the call, so it must be a string if present.
    #[serde(default, deserialize_with = "status")]
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
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    /// The called number.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Cow<'a, str>>,
    /// The type of `source`: `MSISDN`.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_format: Option<Cow<'a, str>>,
    /// The type of `destination`: `MSISDN`.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_format: Option<Cow<'a, str>>,
    /// The country of `source`, two letters (ISO 3166-1).
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_country_code: Option<Cow<'a, str>>,
    /// The country of `destination`, two letters (ISO 3166-1).
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_country_code: Option<Cow<'a, str>>,
    /// The account's own reference for `source`.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_ref_id: Option<Cow<'a, str>>,
    /// The account's own reference for `destination`.
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_ref_id: Option<Cow<'a, str>>,
    /// How long the call has lasted, in seconds.
    #[serde(default, deserialize_with = "lenient_number")]
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "whole_as_integer"
    )]
    pub call_duration: Option<f64>,
    /// The keys pressed, in the older form of the event. Decides the call.
    #[serde(borrow, default, deserialize_with = "text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dtmf: Option<Cow<'a, str>>,
    /// Contains the keys in the current form of the event; in older documents it is the keys themselves. Decides
    /// the call.
    #[serde(borrow, default, deserialize_with = "event_data")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_data: Option<EventData<'a>>,
    /// How the last leg ended, as a SIP code (RFC 3261, section 21). Decides the call after a transfer, where an
    /// invalid code counts as a failed call; otherwise it is ignored.
    #[serde(default, deserialize_with = "sip_code")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_code: Option<u16>,
    /// When it happened (ISO 8601, UTC).
    #[serde(borrow, default, deserialize_with = "lenient_text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Cow<'a, str>>,
    /// The id from our last answer, which is the whole state of the call; absent before the first answer.
    #[serde(borrow, default, deserialize_with = "text")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_action_id: Option<Cow<'a, str>>,
}

/// The result of the callflow that ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventData<'a> {
    /// The keys pressed; `null` or absent if there were none.
    #[serde(borrow, default, deserialize_with = "text")]
    pub dtmf: Option<Cow<'a, str>>,
}

fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<CallStatus>, D::Error> {
    Ok(text(deserializer)?.map(|status| CallStatus::from(&*status)))
}

/// An object, or the keys themselves, as in older documents.
fn event_data<'de, D>(deserializer: D) -> Result<Option<EventData<'de>>, D::Error>
where
    D: Deserializer<'de>,
{
    optional(deserializer, "an object or a string")
}

impl<'a> From<Cow<'a, str>> for EventData<'a> {
    fn from(dtmf: Cow<'a, str>) -> Self {
        Self { dtmf: Some(dtmf) }
    }
}

impl<'a> CallAction<'a> {
    /// Parses an event whose [`EventType`] is `CALL_ACTION`.
    ///
    /// # Errors
    /// If the body is not JSON, or a field that decides the call has the wrong type.
    pub fn read(body: &'a [u8]) -> Result<Self, DecodeError> {
        decode(body)
    }

    /// Converts the event to a carrier-independent one.
    pub fn into_event(self) -> Event<'a> {
        let is_given = |text: &Cow<'_, str>| !text.is_empty();
        let Payload {
            call_direction: way,
            event_data,
            ..
        } = self.payload;
        let digits = [event_data.and_then(|data| data.dtmf), self.payload.dtmf];
        let digits = digits.into_iter().flatten().find(is_given);
        let (direction, country) = match way {
            Some(CallDirection::Outbound) => {
                (Direction::Outbound, self.payload.destination_country_code)
            }
            _ => (Direction::Inbound, self.payload.source_country_code),
        };
        // An event without a state is a new inbound call, unless it contains keys.
        let rings = self.payload.call_status == Some(CallStatus::CallReceived)
            || way == Some(CallDirection::Inbound) && digits.is_none();
        Event {
            session: self.payload.session_id,
            id: self.payload.event_id,
            state: self.payload.client_action_id.filter(is_given),
            direction,
            source: self.payload.source,
            destination: self.payload.destination,
            country,
            rings,
            digits,
            leg: Outcome::from_sip_code(self.payload.sip_code),
        }
    }
}

/// Our answer to a [`CallAction`]: the next callflow of the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The id that the session's next event returns; absent if the call ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_action_id: Option<String>,
    /// The actions of the call, in order.
    pub callflow: Vec<Action>,
}

#[cfg(test)]
#[path = "vca_tests.rs"]
mod tests;
