//! The request that places a call.

use crate::wire::callflow::{Action, MakeCall};
use crate::wire::send::SendCallflow;
use crate::{Msisdn, Tree};

/// The request that places a call: `makeCall`, then the start menu's prompt with its
/// `first_tries`, as the tutorial's initial API call does.
///
/// # Errors
/// If the tree's [`FIRST_PROMPT`](Tree::FIRST_PROMPT) is no list of actions. `ivr!` writes none such.
pub fn opening<T: Tree>(
    source: &Msisdn,
    destination: &Msisdn,
) -> Result<SendCallflow, serde_json::Error> {
    let make_call = MakeCall {
        source: source.to_string(),
        destination: destination.to_string(),
        call_recording: None,
    };
    let mut callflow = vec![Action::MakeCall(make_call)];
    callflow.append(&mut serde_json::from_str(T::FIRST_PROMPT)?);
    Ok(SendCallflow {
        valid_until: None,
        callflow,
    })
}
