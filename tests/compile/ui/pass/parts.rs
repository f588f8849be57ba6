//! A tree in three modules: parts of other modules, which use each other.

use ivr_runtime::carrier::Carrier as _;
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::{Call, Input, Key, Reply, Tree, Turn, ivr};

struct Desk {
    free: bool,
}

impl Desk {
    async fn book(&self, call: &Call, day: Day) -> Result<bool, std::fmt::Error> {
        let _ = (&call.session_id, day);
        Ok(self.free)
    }

    fn charge(&self, cents: u32) -> bool {
        cents < 1_000
    }
}

#[derive(Clone, Copy)]
enum Day {
    Today,
    Tomorrow,
}

/// What is asked everywhere.
mod common {
    ivr_runtime::ivr_part! {
        /// Asks twice before something is done.
        pub(crate) part confirm(question: text, yes: action, no: action) => menu ask {
            "{question} Press 1 to confirm, press 2 to change."
            1 => yes,
            2 => no,
        }

        pub(crate) part goodbye() => say "Thank you." then hangup,
    }
}

mod billing {
    pub(crate) mod cards {
        ivr_runtime::ivr_part! {
            // The tree's `desk`, its `Desk`, and a part that the tree has brought.
            pub(crate) part pay(cents: expr, done: menu) => match {
                let price: u32 = cents;
                desk.charge(price)
            } {
                true if desk.free => say "Paid." then goto done,
                true => say "Paid.",
                false => confirm(
                    "Your card was refused.",
                    yes: goto done,
                    no: menu other_card {
                        "To start over press 1, to stop press 2."
                        1 => goto done,
                        2 => leave(),
                    }
                ) as refused,
            }
        }
    }
}

ivr! {
    use crate::common::{confirm, goodbye as leave};
    use self::billing::cards::pay;

    tree Bistro(desk: &Desk, call: &Call) {
        voice: "en-US-BenjaminRUS",
    }

    part book(day: expr, name: text) => confirm(
        "A table for {name}.",
        no: back,
        yes: match desk.book(call, day).await? {
            true => say "Your table for {name} is booked." then leave(),
            false => say "There is no table for {name}." then goto main,
        }
    ) as sure,

    start menu main {
        "For a table today press 1, tomorrow press 2, to pay a deposit press 3, to pay for a party press 4."
        1 => book(Day::Today, "today") as today was "ivr-1",
        2 => book(Day::Tomorrow, name: "tomorrow") as tomorrow,
        3 => pay(500, main) as deposit,
        4 => pay(10 * 200, main) as party,
        silence => leave(),
    }

    _ => retry(1) "That key does nothing here. {prompt}" else leave(),
}

/// What the platform is answered.
fn document<T: Tree>(reply: &Reply<T>) -> String {
    EightByEight
        .write(reply.steps(), reply.next().map(Tree::client_action_id))
        .unwrap()
}

fn body(turn: Turn<Bistro>) -> serde_json::Value {
    match turn {
        Turn::Reply(reply) => serde_json::from_str(&document(&reply)).unwrap(),
        Turn::Ask(lookup) => panic!("{lookup:?}"),
    }
}

fn main() {
    // The menu that a use leads to is called as the use says, all else in it after that.
    let ids = |states: &[Bistro]| {
        states
            .iter()
            .map(|state| state.client_action_id())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&[
            Bistro::Today,
            Bistro::Tomorrow,
            Bistro::DepositRefused,
            Bistro::PartyOtherCard
        ]),
        ["today", "tomorrow", "deposit_refused", "party_other_card"]
    );
    assert_eq!(Bistro::from_client_action_id("ivr-1"), Some(Bistro::Today));

    let today = body(Bistro::Main.next(Input::Key(Key::One)));
    assert_eq!(today["clientActionId"], "today");
    assert_eq!(
        today["callflow"][0]["params"]["promptMessage"],
        "A table for today. Press 1 to confirm, press 2 to change."
    );
    // `back` is of where the caller is, and `main` is the tree's.
    assert_eq!(
        body(Bistro::Tomorrow.next(Input::Key(Key::Two)))["clientActionId"],
        "main"
    );
    assert_eq!(
        body(Bistro::PartyOtherCard.next(Input::Key(Key::Two)))["callflow"][0]["params"]["text"],
        "Thank you."
    );

    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let call = Call::default();
    let answer = |state: Bistro, key, free| {
        let Turn::Ask(lookup) = state.next(Input::Key(key)) else {
            panic!("{state:?}")
        };
        runtime
            .block_on(Bistro::answer(
                lookup,
                &Desk { free },
                &call,
                &mut Default::default(),
            ))
            .unwrap()
    };
    assert!(
        document(&answer(Bistro::Today, Key::One, true))
            .contains("Your table for today is booked.")
    );
    assert!(
        document(&answer(Bistro::Tomorrow, Key::One, false))
            .contains("There is no table for tomorrow.")
    );
    assert_eq!(
        answer(Bistro::Main, Key::Three, true).next(),
        Some(Bistro::Main)
    );
    assert_eq!(answer(Bistro::Main, Key::Three, false).next(), None);
    assert_eq!(
        answer(Bistro::Main, Key::Four, true).next(),
        Some(Bistro::PartyRefused)
    );
}
