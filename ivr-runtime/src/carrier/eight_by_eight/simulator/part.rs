//! The platform's part in a call without it.

use super::check_answer;
use crate::carrier::Carrier;
use crate::carrier::eight_by_eight::EightByEight;
use crate::carrier::eight_by_eight::wire::vca::Answer;
use crate::carrier::part::{Asking, Part, Posting};

impl Part for EightByEight {
    fn carrier(&self) -> &'static dyn Carrier {
        &EightByEight
    }

    fn question(&self, asking: &Asking<'_>) -> Posting {
        let Asking {
            identity,
            event_id,
            session,
            question,
            now,
        } = asking;
        Posting {
            path: crate::carrier::eight_by_eight::VCA.to_owned(),
            body: identity.call_action(event_id, session, question, *now),
            ..Posting::default()
        }
    }

    fn answer(&self, body: &str) -> Result<Answer, String> {
        check_answer(body.as_bytes()).map_err(|violation| violation.to_string())
    }
}
