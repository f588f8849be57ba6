//! The request that places an outbound call.

use super::callflow::callflow;
use crate::carrier::eight_by_eight::wire::callflow::{Action, MakeCall};
use crate::carrier::eight_by_eight::wire::send::SendCallflow;
use crate::menu::reply::Step;
use crate::menu::{Msisdn, Tree};

/// The request that places an outbound call: `makeCall`, then the start menu's prompt with its
/// `first_tries`, like the tutorial's initial API call.
pub fn opening<T: Tree>(source: &Msisdn, destination: &Msisdn) -> SendCallflow {
    request(T::FIRST_PROMPT, source, destination)
}

/// The same with an explicit first prompt.
pub(super) fn request(
    first_prompt: &[Step],
    source: &Msisdn,
    destination: &Msisdn,
) -> SendCallflow {
    let make_call = MakeCall {
        source: source.to_string(),
        destination: destination.to_string(),
        call_recording: None,
    };
    let mut actions = vec![Action::MakeCall(make_call)];
    actions.extend(callflow(first_prompt));
    SendCallflow {
        valid_until: None,
        callflow: actions,
    }
}
