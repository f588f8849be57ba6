//! The events that the platform posts about a session, as JSON.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use super::happening::{LegRecord, Question};
use super::session::Session;
use crate::carrier::eight_by_eight::wire::vca::{CallAction, EventData, Payload};
use crate::carrier::eight_by_eight::wire::vss::{
    self, CallQuality, Details, Leg, SessionStatus, SessionSummary,
};
use crate::carrier::eight_by_eight::wire::{CallDirection, CallStatus, CallType, EventType};
use crate::menu::{Direction, Outcome};

/// The two documented forms in which a call action carries keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `ACTION_COMPLETED` with `eventData.dtmf`: today's guide.
    #[default]
    ActionCompleted,
    /// `DTMF_RECEIVED` with `dtmf`: the sample backend and the tutorial's third level.
    DtmfReceived,
}

/// The fields that every event of a session repeats.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) session_id: String,
    pub(crate) sub_account_id: String,
    pub(crate) call_ids: [String; 2],
    pub(crate) start: Timestamp,
    pub(crate) form: Form,
}

impl Identity {
    /// A moment of the session as a timestamp: `2024-05-16T04:12:11.217Z`.
    fn at(&self, moment: Duration) -> String {
        let moment = self.start.saturating_add(moment).unwrap_or(Timestamp::MAX);
        format!("{moment:.3}")
    }

    /// The call action that asks `question`.
    pub(crate) fn call_action(
        &self,
        event_id: &str,
        session: &Session,
        question: &Question,
        now: Duration,
    ) -> String {
        let mut payload = Payload {
            event_id: Some(event_id.into()),
            call_id: Some(self.call_ids[0].as_str().into()),
            session_id: Some(self.session_id.as_str().into()),
            sub_account_id: Some(self.sub_account_id.as_str().into()),
            call_type: Some(CallType::Pstn),
            call_status: Some(CallStatus::ActionCompleted),
            sip_code: Some(question.sip_code),
            timestamp: Some(self.at(now).into()),
            client_action_id: question.client_action_id.as_deref().map(Cow::from),
            ..Payload::default()
        };
        if let Some(leg) = session.legs().first() {
            payload.call_direction = Some(direction(leg));
            payload.source = Some(leg.source.as_str().into());
            payload.destination = Some(leg.destination.as_str().into());
            payload.source_format = Some("MSISDN".into());
            payload.destination_format = Some("MSISDN".into());
            payload.source_country_code = country(&leg.source).map(Cow::from);
            payload.destination_country_code = country(&leg.destination).map(Cow::from);
            let connected = leg.connected.unwrap_or(now);
            payload.call_duration = Some(now.saturating_sub(connected).as_secs() as f64);
        }
        let dtmf = question.digits.as_deref().map(Cow::from);
        if question.received {
            payload.call_status = Some(CallStatus::CallReceived);
        } else if question.captured {
            match self.form {
                Form::ActionCompleted => payload.event_data = Some(EventData { dtmf }),
                Form::DtmfReceived => {
                    payload.call_status = Some(CallStatus::DtmfReceived);
                    payload.dtmf = dtmf;
                }
            }
        }
        let event = CallAction {
            namespace: Some("VOICE".into()),
            event_type: EventType::CallAction,
            description: Some("Action request of a call".into()),
            payload,
        };
        json(&event)
    }

    /// The summary of a session that has ended.
    pub(super) fn summary(&self, session: &Session, now: Duration) -> String {
        let [first, second] = &self.call_ids;
        // If several numbers were called in turn, the summary reports the last.
        let (caller, others) = match session.legs() {
            [] => (None, None),
            [caller, others @ ..] => (Some(caller), others.last()),
        };
        let details = Details {
            call_a: caller.map(|leg| self.leg(leg, first, session)),
            call_b: others.map(|leg| self.leg(leg, second, session)),
        };
        let summary = SessionSummary {
            namespace: Some("VOICE".to_owned()),
            event_type: EventType::SessionSummary,
            description: Some("Summary of a completed session".to_owned()),
            version: Some(5),
            payload: vss::Payload {
                session_id: Some(self.session_id.clone()),
                sub_account_id: Some(self.sub_account_id.clone()),
                session_status: session.status().cloned(),
                start_time: Some(self.at(Duration::ZERO)),
                end_time: Some(self.at(now)),
                last_action: session.last_action().map(str::to_owned),
                call_count: u32::try_from(session.legs().len()).ok(),
                error_details: session.error().cloned(),
                details: Some(details),
                ..vss::Payload::default()
            },
        };
        json(&summary)
    }

    fn leg(&self, leg: &LegRecord, call_id: &str, session: &Session) -> Leg {
        let msisdn = || Some("MSISDN".to_owned());
        let first = session.legs().first() == Some(leg);
        let status = match (leg.connected, leg.outcome) {
            (Some(_), _) => SessionStatus::Completed,
            (None, Some(Outcome::Busy)) => SessionStatus::Busy,
            (None, Some(Outcome::NoAnswer)) => SessionStatus::NoAnswer,
            (None, Some(Outcome::Failed)) => SessionStatus::Failed,
            // It was still ringing when the caller hung up.
            (None, _) => SessionStatus::Canceled,
        };
        let talked = leg.connected.zip(leg.ended);
        let talked = talked.map(|(from, to)| to.saturating_sub(from).as_secs() as f64);
        Leg {
            call_id: Some(call_id.to_owned()),
            call_direction: Some(if first {
                direction(leg)
            } else {
                CallDirection::Outbound
            }),
            call_type: Some(CallType::Pstn),
            initiated_timestamp: Some(self.at(leg.initiated)),
            connected_timestamp: leg.connected.map(|moment| self.at(moment)),
            disconnected_timestamp: leg.ended.map(|moment| self.at(moment)),
            source: Some(leg.source.clone()),
            destination: Some(leg.destination.clone()),
            source_format: msisdn(),
            destination_format: msisdn(),
            source_country_code: country(&leg.source).map(str::to_owned),
            destination_country_code: country(&leg.destination).map(str::to_owned),
            call_status: Some(status.as_str().to_owned()),
            call_duration: Some(talked.unwrap_or_default()),
            call_quality: leg.connected.map(|_| CallQuality {
                mos: Some(4.5),
                packet_loss_rate: Some(0.0),
                jitter: Some(1.0),
            }),
            ..Leg::default()
        }
    }
}

const fn direction(leg: &LegRecord) -> CallDirection {
    match leg.direction {
        Direction::Inbound => CallDirection::Inbound,
        Direction::Outbound => CallDirection::Outbound,
    }
}

/// The country of a number, for the country codes used in tests.
fn country(number: &str) -> Option<&'static str> {
    const COUNTRIES: [(&str, &str); 16] = [
        ("+65", "SG"),
        ("+62", "ID"),
        ("+63", "PH"),
        ("+60", "MY"),
        ("+66", "TH"),
        ("+852", "HK"),
        ("+44", "GB"),
        ("+49", "DE"),
        ("+33", "FR"),
        ("+34", "ES"),
        ("+52", "MX"),
        ("+54", "AR"),
        ("+61", "AU"),
        ("+81", "JP"),
        ("+91", "IN"),
        // Ignores Canada and the Caribbean, which share the code.
        ("+1", "US"),
    ];
    let number = format!("+{}", number.trim_start_matches('+'));
    let found = COUNTRIES.iter().find(|(code, _)| number.starts_with(code));
    found.map(|(_, country)| *country)
}

fn json<T: serde::Serialize>(event: &T) -> String {
    // Maps with string keys, strings and finite numbers always serialise.
    serde_json::to_string(event).unwrap_or_default()
}
