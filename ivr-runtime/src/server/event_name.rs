//! Names events, to recognise repeated deliveries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{Context, SHA256};

use super::shown::cut;
use crate::engine::event::Event;
use crate::menu::{Direction, Outcome};

/// The name of an event, shared by all its deliveries and by no other event.
///
/// Repeated deliveries are identical, so every field that decides the answer is part of the name: a
/// forged event that reuses an id is a different event, and does not get somebody else's answer.
///
/// These fields are in the name as a digest, because they may be long and contain the caller's keys, which
/// the journal must not store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct EventName(String);

impl EventName {
    /// The name of an event of this carrier; `None` where the carrier gave it no id.
    pub(super) fn of(carrier: &str, event: &Event<'_>) -> Option<Self> {
        let id = event.id.as_deref().filter(|id| !id.is_empty())?;
        let mut digest = Context::new(&SHA256);
        let told = [&event.id, &event.session, &event.state, &event.digits];
        for text in told
            .map(Option::as_deref)
            .into_iter()
            .chain([Some(carrier)])
        {
            // The length delimits each text.
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            digest.update(&length.to_be_bytes());
            digest.update(text.unwrap_or_default().as_bytes());
        }
        digest.update(&[
            u8::from(event.rings),
            u8::from(event.direction == Direction::Outbound),
            match event.leg {
                Outcome::Answered => 0,
                Outcome::Busy => 1,
                Outcome::NoAnswer => 2,
                Outcome::Failed => 3,
            },
        ]);
        let mut name = format!("{}:", cut(id));
        URL_SAFE_NO_PAD.encode_string(digest.finish(), &mut name);
        Some(Self(name))
    }

    /// The name as the journal stores it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::eight_by_eight::wire::vca::CallAction;

    fn name(payload: &str) -> Option<String> {
        let event = format!(r#"{{"eventType":"CALL_ACTION","payload":{payload}}}"#);
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        EventName::of("eight_by_eight", &event).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_holds_all_that_decides() {
        assert_eq!(name(r#"{"dtmf":"1"}"#), None);
        assert_eq!(name(r#"{"eventId":""}"#), None);
        let first = name(r#"{"eventId":"e","dtmf":"4711","callDuration":1}"#).unwrap();
        let again = name(r#"{"eventId":"e","dtmf":"4711","callDuration":2}"#).unwrap();
        assert_eq!(first, again);
        assert!(
            first.starts_with("e:") && !first.contains("4711"),
            "{first}"
        );
        for other in [
            r#"{"eventId":"f","dtmf":"4711"}"#,
            r#"{"eventId":"e","dtmf":"4712"}"#,
            r#"{"eventId":"e","dtmf":"471"}"#,
            r#"{"eventId":"e"}"#,
            r#"{"eventId":"e","clientActionId":"4711"}"#,
            r#"{"eventId":"e","sessionId":"4711"}"#,
            r#"{"eventId":"e","dtmf":"4711","callStatus":"CALL_RECEIVED"}"#,
            r#"{"eventId":"e","dtmf":"4711","callDirection":"OUTBOUND"}"#,
            r#"{"eventId":"e","dtmf":"4711","sipCode":486}"#,
        ] {
            assert_ne!(name(other).unwrap(), first, "{other}");
        }
    }

    #[test]
    fn events_of_two_carriers_are_two() {
        let event = br#"{"eventType":"CALL_ACTION","payload":{"eventId":"e"}}"#;
        let event = CallAction::read(event).unwrap().into_event();
        let name = |carrier| EventName::of(carrier, &event).unwrap();
        assert_ne!(name("eight_by_eight"), name("twilio"));
    }

    #[test]
    fn long_ids_get_distinct_short_names() {
        let long = |last: char| {
            let id = "x".repeat(60_000);
            name(&format!(r#"{{"eventId":"{id}{last}"}}"#)).unwrap()
        };
        assert_ne!(long('1'), long('2'));
        assert!(long('1').len() < 128);
    }
}
