//! From an event to what the tree makes of it: pure, and the whole of the router.

use crate::kept::{self, SealError, Sealed, Sealer};
use crate::wire::vca::CallAction;
use crate::wire::{CallDirection, CallStatus};
use crate::{Input, Outcome, Tree, Turn};

/// Where an event found the call, and what happens next.
#[derive(Debug)]
pub struct Routed<'a, T: Tree> {
    /// Where the event found the call.
    pub found: Found<'a, T>,
    /// What happens next.
    pub turn: Turn<T>,
    /// What the call remembers, as it was [sealed](kept).
    pub sealed: Option<Sealed<'a>>,
}

impl<T: Tree> Routed<'_, T> {
    /// What the call remembers: nothing where it is at its beginning, or begins anew.
    ///
    /// # Errors
    /// If what came with the event is not to be trusted, or can't be read.
    pub fn remembered(&self, sealer: &Sealer, session: &str) -> Result<T::Kept, SealError> {
        match self.found {
            Found::At(..) => sealer.open(session, self.sealed),
            Found::Ringing | Found::Lost { .. } => Ok(T::Kept::default()),
        }
    }
}

/// Where an event found the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a, T> {
    /// Somebody called in and has heard nothing yet: the start menu greets.
    Ringing,
    /// In a state that the tree knows: it decides on the input.
    At(T, Input<'a>),
    /// In a state that the tree does not know, such as one of an older release. The
    /// caller is not dropped, but starts over.
    Lost {
        /// The `clientActionId` that no state has.
        client_action_id: &'a str,
    },
}

/// Decides what happens on `event`.
///
/// A call without a `clientActionId` is at its beginning: either somebody calls in,
/// or the callflow that placed the call has spoken the start menu's prompt and these
/// are the keys. (The request that places a call has no `clientActionId` to give.)
pub fn route<'a, T: Tree>(event: &'a CallAction<'_>) -> Routed<'a, T> {
    let mut sealed = None;
    let found = match event.client_action_id() {
        None if rings(event) => Found::Ringing,
        None => Found::At(T::START, input(T::START, event)),
        Some(id) => {
            let (state, values) = kept::split(id);
            sealed = values;
            match T::from_client_action_id(state) {
                Some(state) => Found::At(state, input(state, event)),
                None => Found::Lost {
                    client_action_id: id,
                },
            }
        }
    };
    let turn = match found {
        Found::At(state, input) => state.next(input),
        Found::Ringing | Found::Lost { .. } => T::ring(),
    };
    Routed {
        found,
        turn,
        sealed,
    }
}

/// Whether an event without a `clientActionId` is a call that just came in.
fn rings(event: &CallAction<'_>) -> bool {
    event.payload.call_status == Some(CallStatus::CallReceived)
        || event.payload.call_direction == Some(CallDirection::Inbound) && event.digits().is_none()
}

fn input<'a, T: Tree>(state: T, event: &'a CallAction<'_>) -> Input<'a> {
    if state.is_transfer() {
        Input::Leg(Outcome::from_sip_code(event.payload.sip_code))
    } else {
        Input::from_digits(event.digits())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Key;
    use crate::fixture::{Demo, Lookup, replies};

    /// Where `payload` finds a call, and what is said then.
    fn routed(payload: &Value) -> (String, Turn<Demo>) {
        let event = json!({"eventType": "CALL_ACTION", "payload": payload}).to_string();
        let event = CallAction::read(event.as_bytes()).unwrap();
        let routed = route::<Demo>(&event);
        (format!("{:?}", routed.found), routed.turn)
    }

    fn found(payload: &Value) -> String {
        routed(payload).0
    }

    #[test]
    fn a_call_that_comes_in_is_greeted() {
        for payload in [
            json!({"callStatus": "CALL_RECEIVED", "callDirection": "INBOUND"}),
            json!({"callStatus": "CALL_RECEIVED"}),
            json!({"callDirection": "INBOUND"}),
            json!({"callDirection": "INBOUND", "callStatus": "NEW_STATUS", "dtmf": ""}),
            json!({"callDirection": "INBOUND", "clientActionId": ""}),
        ] {
            let greeting = Turn::Reply(Demo::greeting());
            assert_eq!(
                routed(&payload),
                ("Ringing".to_owned(), greeting),
                "{payload}"
            );
        }
    }

    #[test]
    fn a_first_answer_is_the_start_menus() {
        for payload in [
            json!({"callDirection": "OUTBOUND", "callStatus": "ACTION_COMPLETED", "eventData": {"dtmf": "2"}}),
            json!({"callDirection": "INBOUND", "callStatus": "DTMF_RECEIVED", "dtmf": "2"}),
            json!({"dtmf": "2"}),
        ] {
            let goodbye = Turn::Reply(replies::GOODBYE);
            assert_eq!(
                routed(&payload),
                ("At(MainMenu, Key(Two))".to_owned(), goodbye),
                "{payload}"
            );
        }
        let silent = json!({"callDirection": "OUTBOUND", "callStatus": "ACTION_COMPLETED"});
        assert_eq!(found(&silent), "At(MainMenu, Silence)");
    }

    #[test]
    fn a_known_state_decides_on_the_keys() {
        let at = |digits: Value| json!({"clientActionId": "lookups", "dtmf": digits});
        assert_eq!(routed(&at(json!("1"))).1, Turn::Ask(Lookup::Book));
        assert_eq!(found(&at(json!("*"))), "At(Lookups, Key(Star))");
        assert_eq!(found(&at(json!("12"))), "At(Lookups, Digits(\"12\"))");
        assert_eq!(found(&at(json!(null))), "At(Lookups, Silence)");
        // Even on an event that looks like a new call: the id is the state.
        let ringing = json!({"clientActionId": "lookups", "callStatus": "CALL_RECEIVED"});
        assert_eq!(found(&ringing), "At(Lookups, Silence)");
    }

    #[test]
    fn a_transfer_decides_on_how_its_leg_ended_and_not_on_digits() {
        let after =
            |code: Value| json!({"clientActionId": "post_call", "sipCode": code, "dtmf": "1"});
        assert_eq!(found(&after(json!(200))), "At(PostCall, Leg(Answered))");
        assert_eq!(found(&after(json!(486))), "At(PostCall, Leg(Busy))");
        assert_eq!(found(&after(json!(null))), "At(PostCall, Leg(Answered))");
        assert_eq!(
            Demo::PostCall.next(Input::Key(Key::One)),
            Turn::Reply(replies::INVALID)
        );
    }

    #[test]
    fn a_caller_whose_state_is_unknown_is_greeted_again() {
        let payload = json!({"clientActionId": "from_last_year", "dtmf": "1"});
        let (found, turn) = routed(&payload);
        assert_eq!(found, "Lost { client_action_id: \"from_last_year\" }");
        assert_eq!(turn, Turn::Reply(Demo::greeting()));
    }
}
