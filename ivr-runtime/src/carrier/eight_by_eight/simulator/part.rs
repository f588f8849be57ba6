//! The platform's part in a call without it.

#[cfg(feature = "client")]
use std::time::{Duration, SystemTime};

#[cfg(feature = "client")]
use futures_util::future::BoxFuture;
use jiff::Timestamp;
#[cfg(feature = "client")]
use warp::http::header::AUTHORIZATION;

use super::{Form, check_answer, check_request};
#[cfg(feature = "client")]
use super::{Identity, Order, PlaceError, Record, Session};
use crate::carrier::Carrier;
use crate::carrier::eight_by_eight::wire::callflow::Action;
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::eight_by_eight::{EightByEight, VCA, opening};
use crate::carrier::part::{Asking, Part, Posting};
use crate::menu::Msisdn;
use crate::menu::reply::Step;

const JSON: &str = "application/json";

impl Part for EightByEight {
    fn carrier(&self) -> &'static dyn Carrier {
        &EightByEight
    }

    fn forms(&self) -> &'static [Form] {
        &[Form::ActionCompleted, Form::DtmfReceived]
    }

    fn opening(
        &self,
        first_prompt: &[Step],
        from: &Msisdn,
        to: &Msisdn,
    ) -> Result<Vec<Action>, String> {
        let request = opening::request(first_prompt, from, to);
        let request = serde_json::to_string(&request).map_err(|error| error.to_string())?;
        // Whenever it is placed: it is not said until when it is valid.
        check_request(request.as_bytes(), Timestamp::UNIX_EPOCH)
            .map(|request| request.callflow)
            .map_err(|violation| format!("{violation}: {request}"))
    }

    fn question(&self, asking: &Asking<'_>) -> Posting {
        let Asking {
            identity,
            event_id,
            session,
            question,
            now,
        } = asking;
        let event = identity.call_action(event_id, session, question, *now);
        Posting::new(VCA, JSON, event)
    }

    fn answer(&self, body: &str) -> Result<Answer, String> {
        check_answer(body.as_bytes()).map_err(|violation| violation.to_string())
    }

    fn state(&self, carried: &str) -> Option<String> {
        Some(carried.to_owned())
    }

    #[cfg(feature = "client")]
    fn summary(&self, identity: &Identity, session: &Session, now: Duration) -> Posting {
        use crate::carrier::eight_by_eight::door::VSS;

        Posting::new(VSS, JSON, identity.summary(session, now))
    }

    /// It sends what the webhook was registered with.
    #[cfg(feature = "client")]
    fn sign(&self, posting: &mut Posting, _: &str, secret: Option<&str>, _: SystemTime) {
        if let Some(header) = secret.and_then(|secret| secret.parse().ok()) {
            posting.headers.insert(AUTHORIZATION, header);
        }
    }

    #[cfg(feature = "client")]
    fn place(&self, order: Order) -> BoxFuture<'static, Result<Record, PlaceError>> {
        Box::pin(super::place(order))
    }
}
