//! The vendor's "Simple IVR": technical support calls back and asks whether the problem is gone.
//! 1: it is, and the call ends. 2: the caller is put through to an agent. Anything else: the
//! question is put again in other words.

use ivr_runtime::carrier::Carrier as _;
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::{Input, Key, Msisdn, Outcome, Reply, Tree, Turn, ivr};

struct Support {
    number: Msisdn,
    agent: Msisdn,
}

ivr! {
    /// Technical support calls back.
    tree CallBack(support: &Support) {
        voice: "en-US-BenjaminRUS",
    }

    start menu resolved {
        "Hello, this is technical support. If your problem has been resolved, press 1. To speak to an agent, press 2."

        1 => say "We are glad to hear that. Good bye." then hangup,
        2 => connect(from: &support.number, to: &support.agent) as agent {
            answered => hangup,
            _ => say "No agent is free at the moment. We will call you back." then hangup,
        }
        _ => retry(3) "That is not a valid choice. Press 1 if your problem has been resolved, or 2 to speak to an agent."
            else say "We will call you another time.",
    }
}

/// What the platform is answered.
fn document<T: Tree>(reply: &Reply<T>) -> String {
    EightByEight
        .write(reply.steps(), reply.next().map(Tree::client_action_id))
        .unwrap()
}

fn said(turn: Turn<CallBack>) -> serde_json::Value {
    match turn {
        Turn::Reply(reply) => serde_json::from_str(&document(&reply)).unwrap(),
        Turn::Ask(lookup) => panic!("{lookup:?} needs no asking"),
    }
}

fn main() {
    let resolved = said(CallBack::START.next(Input::Key(Key::One)));
    assert_eq!(resolved["callflow"][1]["action"], "hangup");

    // Three wrong keys are three further attempts, the fourth ends the call.
    let mut state = CallBack::START;
    for attempt in 1..=3 {
        let answer = said(state.next(Input::Key(Key::Nine)));
        let id = answer["clientActionId"].as_str().unwrap();
        assert_eq!(id, format!("resolved~{attempt}"));
        state = CallBack::from_client_action_id(id).unwrap();
        assert_eq!(said(state.next(Input::Key(Key::One))), resolved);
    }
    assert_eq!(
        said(state.next(Input::Silence))["callflow"][1]["action"],
        "hangup"
    );

    assert!(matches!(
        state.next(Input::Key(Key::Two)),
        Turn::Ask(CallBackLookup::CallAgent)
    ));
    assert!(CallBack::Agent.is_transfer());
    said(CallBack::Agent.next(Input::Leg(Outcome::Busy)));
}
