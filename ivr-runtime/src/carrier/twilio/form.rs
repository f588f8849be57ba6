//! Parses Twilio's requests (Twilio, TwiML Voice: Twilio's request to your application).

use std::borrow::Cow;

use crate::carrier::{Posted, ReadError, Request};
use crate::engine::event::{Event, Progress, Summary, name_of};
use crate::menu::{Direction, Outcome};

/// The header with a request's id; a repeated request has the same one.
pub(super) const TOKEN: &str = "i-twilio-idempotency-token";

/// The fields of a request: those of its body, and those in the URL from our last document.
pub(super) struct Form<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The state in the URL.
    state: Option<Cow<'a, str>>,
    /// Minimum number of keys, which Twilio does not support.
    min_digits: usize,
    /// The number of tries left after this one; `None` if the number of keys does not matter.
    left: Option<u32>,
    token: Option<String>,
}

impl<'a> Form<'a> {
    /// Parses a request.
    pub(super) fn read(request: &Request<'a>) -> Result<Self, ReadError> {
        let fields: Vec<_> = form_urlencoded::parse(request.body).collect();
        if !fields.iter().any(|(name, _)| name == "CallSid") {
            return Err(ReadError::Shape {
                field: "CallSid".to_owned(),
                problem: "the field `CallSid` is missing; Twilio names the call in each request"
                    .to_owned(),
            });
        }
        let (mut state, mut min_digits, mut left) = (None, 1, None);
        for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
            match &*name {
                "state" => state = Some(value),
                "min" => min_digits = value.parse().unwrap_or(1),
                "left" => left = value.parse().ok(),
                _ => {}
            }
        }
        let token = request.headers.get(TOKEN);
        let token = token.and_then(|token| token.to_str().ok());
        Ok(Self {
            fields,
            state,
            min_digits,
            left,
            token: token.map(str::to_owned),
        })
    }

    /// A field that is not empty; the last one of this name.
    fn take(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let at = self.fields.iter().rposition(|(known, _)| known == name)?;
        let (_, value) = self.fields.swap_remove(at);
        Some(value).filter(|value| !value.is_empty())
    }

    fn direction(&mut self) -> Direction {
        match self.take("Direction").as_deref() {
            Some(direction) if direction.starts_with("outbound") => Direction::Outbound,
            _ => Direction::Inbound,
        }
    }

    /// The event.
    pub(super) fn into_question(mut self) -> Posted<'a> {
        let direction = self.direction();
        let country = match direction {
            Direction::Inbound => self.take("FromCountry"),
            Direction::Outbound => self.take("ToCountry"),
        };
        // Twilio has no minimum. Too few keys count as silence, as with carriers that ask again themselves.
        let keyed = self.take("Digits");
        let is_enough = |keys: &Cow<'_, str>| keys.chars().count() >= self.min_digits;
        let is_too_few = keyed.as_ref().is_some_and(|keys| !is_enough(keys));
        let digits = keyed.filter(is_enough);
        let status = self.take("DialCallStatus");
        // Without a token, an identical request is a repeat.
        let told = [&self.state, &digits, &status].map(Option::as_deref);
        let id = self.token.take().unwrap_or_else(|| name_of(told));
        let event = Event {
            session: self.take("CallSid"),
            id: Some(id.into()),
            direction,
            source: self.take("From"),
            destination: self.take("To"),
            country,
            rings: self.state.is_none() && digits.is_none(),
            digits,
            leg: status.as_deref().map_or(Outcome::Answered, outcome),
            state: self.state,
        };
        match self.left {
            Some(left) if is_too_few => Posted::TooFewKeys { event, left },
            _ => Posted::Asks(event),
        }
    }

    /// How a call ended, or its status.
    pub(super) fn into_status(mut self) -> Posted<'a> {
        let own = |text: Option<Cow<'a, str>>| text.map(Cow::into_owned);
        let (session, status) = (own(self.take("CallSid")), own(self.take("CallStatus")));
        let is_final = status.as_deref().is_some_and(|status| {
            ["completed", "busy", "failed", "no-answer", "canceled"].contains(&status)
        });
        if !is_final {
            let leg = session.clone();
            return Posted::Progress(Progress {
                session,
                leg,
                status,
            });
        }
        Posted::Over(Summary {
            session,
            status,
            direction: self.direction(),
            source: own(self.take("From")),
            destination: own(self.take("To")),
            seconds: self.take("CallDuration").and_then(|time| time.parse().ok()),
            error_code: self.take("ErrorCode").and_then(|code| code.parse().ok()),
            error: own(self.take("ErrorMessage")),
            ..Summary::default()
        })
    }
}

/// How the leg of a `<Dial>` ended (Twilio, TwiML `<Dial>`: DialCallStatus).
fn outcome(status: &str) -> Outcome {
    match status {
        "completed" | "answered" => Outcome::Answered,
        "busy" => Outcome::Busy,
        "no-answer" => Outcome::NoAnswer,
        _ => Outcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use warp::http::HeaderMap;

    use super::*;

    fn event(query: &str, body: &str, token: Option<&str>) -> Event<'static> {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            headers.insert(TOKEN, token.parse().unwrap());
        }
        let (query, body) = (query.to_owned().leak(), body.to_owned().leak());
        let request = Request {
            path: super::super::CALL,
            query,
            headers: headers_of(headers),
            body: body.as_bytes(),
        };
        match Form::read(&request).unwrap().into_question() {
            Posted::Asks(event) | Posted::TooFewKeys { event, .. } => event,
            other => panic!("{other:?}"),
        }
    }

    fn headers_of(headers: HeaderMap) -> &'static HeaderMap {
        Box::leak(Box::new(headers))
    }

    const RINGING: &str = "CallSid=CA1&From=%2B6591234567&To=%2B6568888888&CallStatus=ringing&Direction=inbound&FromCountry=SG";

    #[test]
    fn a_call_comes_in() {
        let event = event("", RINGING, None);
        assert!(event.rings);
        assert_eq!(event.session.as_deref(), Some("CA1"));
        assert_eq!(event.caller().as_deref(), Some("+6591234567"));
        assert_eq!(event.country.as_deref(), Some("SG"));
    }

    #[test]
    fn the_state_and_the_keys_come_back() {
        let pressed = event("state=ask%7E1~~x-_y", "CallSid=CA1&Digits=%2A", Some("t-1"));
        assert_eq!(pressed.state.as_deref(), Some("ask~1~~x-_y"));
        assert_eq!(pressed.digits.as_deref(), Some("*"));
        assert_eq!(pressed.id.as_deref(), Some("t-1"));
        assert!(!pressed.rings);
        let silent = event("state=ask", "CallSid=CA1&Digits=", None);
        assert_eq!((silent.digits, silent.rings), (None, false));
    }

    #[test]
    fn fewer_keys_than_the_minimum_are_silence() {
        for (keys, heard) in [("123", None), ("1234", Some("1234"))] {
            let event = event(
                "state=pin&min=4",
                &format!("CallSid=CA1&Digits={keys}"),
                None,
            );
            assert_eq!(event.digits.as_deref(), heard);
        }
    }

    #[test]
    fn fewer_keys_than_the_minimum_use_up_one_try() {
        let headers = HeaderMap::new();
        let left = |query, keys: &str| {
            let body = format!("CallSid=CA1&Digits={keys}");
            let request = Request {
                path: super::super::CALL,
                query,
                headers: &headers,
                body: body.as_bytes(),
            };
            match Form::read(&request).unwrap().into_question() {
                Posted::TooFewKeys { left, .. } => Some(left),
                _ => None,
            }
        };
        assert_eq!(left("state=pin&min=4&left=1", "123"), Some(1));
        assert_eq!(left("state=pin&min=4&left=0", "123"), Some(0));
        for (query, keys) in [
            ("state=pin&min=4&left=1", "1234"),
            ("state=pin&min=4&left=1", ""),
            ("state=pin&min=4&left=x", "123"),
            ("state=pin", "1"),
        ] {
            assert_eq!(left(query, keys), None, "{query} {keys}");
        }
    }

    #[test]
    fn without_a_token_the_same_request_has_the_same_name() {
        let once = event("state=ask", "CallSid=CA1&Digits=1", None).id;
        assert_eq!(event("state=ask", "CallSid=CA1&Digits=1", None).id, once);
        for (query, body) in [
            ("state=other", "CallSid=CA1&Digits=1"),
            ("state=ask", "CallSid=CA1&Digits=2"),
            ("state=ask", "CallSid=CA1&DialCallStatus=busy"),
        ] {
            assert_ne!(event(query, body, None).id, once);
        }
    }

    #[test]
    fn a_leg_ends_in_one_of_four_ways() {
        for (status, outcome) in [
            ("completed", Outcome::Answered),
            ("answered", Outcome::Answered),
            ("busy", Outcome::Busy),
            ("no-answer", Outcome::NoAnswer),
            ("failed", Outcome::Failed),
            ("canceled", Outcome::Failed),
        ] {
            let body = format!("CallSid=CA1&DialCallStatus={status}");
            assert_eq!(event("state=desk", &body, None).leg, outcome, "{status}");
        }
    }

    #[test]
    fn a_withheld_number_is_no_number() {
        for from in ["anonymous", "%2B266696687", "Restricted", ""] {
            let event = event("", &format!("CallSid=CA1&From={from}"), None);
            assert_eq!(event.caller(), None, "{from}");
        }
    }
}
