//! Simulates Twilio's requests (Twilio, TwiML Voice: Twilio's request to your application).

#[cfg(feature = "client")]
use std::time::{Duration, SystemTime};

use form_urlencoded::Serializer;
#[cfg(feature = "client")]
use futures_util::future::BoxFuture;
use warp::http::HeaderValue;

use super::door::FORM;
use super::form::TOKEN;
use super::{CALL, Twilio, simulator};
use crate::carrier::Carrier;
use crate::carrier::eight_by_eight::simulator::{Identity, Session};
#[cfg(feature = "client")]
use crate::carrier::eight_by_eight::simulator::{Order, PlaceError, Record, place_by};
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::part::{Asking, Part, Posting};
use crate::menu::{Direction, Outcome};

impl Part for Twilio {
    fn carrier(&self) -> &'static dyn Carrier {
        &Twilio
    }

    fn question(&self, asking: &Asking<'_>) -> Posting {
        let question = asking.question;
        let status = if question.received {
            "ringing"
        } else {
            "in-progress"
        };
        let mut form = fields(asking.identity, asking.session, status);
        if let Some(digits) = &question.digits {
            form.append_pair("Digits", digits);
        }
        let transferred = asking.session.legs().len() > 1;
        if transferred && !question.captured {
            form.append_pair("DialCallStatus", dial_status(question.sip_code));
        }
        let mut posting = Posting::new(CALL, FORM, form.finish());
        let urls = question.client_action_id.as_deref().map(Urls);
        let attempt = question.digits.as_ref().map(|_| question.attempt);
        posting.action = urls.map(|urls| urls.of(attempt).to_owned());
        if let Ok(id) = HeaderValue::from_str(asking.event_id) {
            posting.headers.insert(TOKEN, id);
        }
        posting
    }

    fn answer(&self, body: &str) -> Result<Answer, String> {
        simulator::read(body)
    }

    fn state(&self, carried: &str) -> Option<String> {
        let (_, query) = carried.lines().next()?.split_once('?')?;
        let mut fields = form_urlencoded::parse(query.as_bytes());
        let (_, state) = fields.find(|(name, _)| name == "state")?;
        Some(state.into_owned())
    }

    #[cfg(feature = "client")]
    fn summary(&self, identity: &Identity, session: &Session, _: Duration) -> Posting {
        use super::door::STATUS;

        let leg = session.legs().first();
        let connected = leg.and_then(|leg| leg.connected);
        let mut form = fields(identity, session, final_status(session));
        if let Some((connected, ended)) = connected.zip(leg.and_then(|leg| leg.ended)) {
            let duration = ended.saturating_sub(connected).as_secs();
            form.append_pair("CallDuration", &duration.to_string());
        }
        Posting::new(STATUS, FORM, form.finish())
    }

    /// Every account has a token, whether the server knows it or not.
    #[cfg(feature = "client")]
    fn sign(&self, posting: &mut Posting, url: &str, secret: Option<&str>, _: SystemTime) {
        let token = secret.unwrap_or("0123456789abcdef");
        super::signature::sign(posting, url, token);
    }

    #[cfg(feature = "client")]
    fn place(&self, order: Order) -> BoxFuture<'static, Result<Record, PlaceError>> {
        Box::pin(place_by(&Self, order))
    }
}

/// The URLs of Twilio's next request, one per line, as found in our answer: first those for the keys of each try, and
/// last the one for everything else.
struct Urls<'a>(&'a str);

impl<'a> Urls<'a> {
    /// The URL for the keys of this try, or for silence and the end of a leg.
    fn of(&self, attempt: Option<u32>) -> &'a str {
        let last = self.0.lines().last().unwrap_or_default();
        match attempt.and_then(|attempt| usize::try_from(attempt).ok()) {
            Some(attempt) => self
                .0
                .lines()
                .nth(attempt.saturating_sub(1))
                .unwrap_or(last),
            None => last,
        }
    }
}

/// The fields of every request about the call.
fn fields<'a>(identity: &Identity, session: &Session, status: &str) -> Serializer<'a, String> {
    let mut form = Serializer::new(String::new());
    form.append_pair("CallSid", &identity.session_id);
    form.append_pair("AccountSid", &identity.sub_account_id);
    form.append_pair("ApiVersion", "2010-04-01");
    if let Some(leg) = session.legs().first() {
        form.append_pair("From", &leg.source);
        form.append_pair("To", &leg.destination);
        form.append_pair(
            "Direction",
            match leg.direction {
                Direction::Inbound => "inbound",
                Direction::Outbound => "outbound-api",
            },
        );
    }
    form.append_pair("CallStatus", status);
    form
}

fn dial_status(sip_code: u16) -> &'static str {
    match Outcome::from_sip_code(Some(sip_code)) {
        Outcome::Answered => "completed",
        Outcome::Busy => "busy",
        Outcome::NoAnswer => "no-answer",
        Outcome::Failed => "failed",
    }
}

/// How a call ended (Twilio, Call resource: call status values). A call that was answered is completed, however it
/// ended.
#[cfg(feature = "client")]
fn final_status(session: &Session) -> &'static str {
    use crate::carrier::eight_by_eight::wire::vss::SessionStatus;

    let leg = session.legs().first();
    if leg.is_some_and(|leg| leg.connected.is_some()) {
        return "completed";
    }
    match session.status() {
        Some(SessionStatus::Busy) => "busy",
        Some(SessionStatus::NoAnswer) => "no-answer",
        Some(SessionStatus::Canceled) => "canceled",
        _ => "failed",
    }
}
