//! What a call does next: decided here and nowhere else, without input, output or clock.
//!
//! A [`Carrier`] reads an [`Event`]. [`decide`] finds the call's state in it, opens what the call remembers,
//! and asks the tree. Where the tree asks for a look-up, whoever drives the engine makes it, and hands
//! the reply to [`with_values`]. Whatever goes wrong on the way, the caller hears [`Found::failure`].
//!
//! The server drives it, the testing kit, and the command `replay`; the phones drive it through a server.

use crate::carrier::Carrier;
use crate::event::Event;
use crate::values::{self, SealError, Sealed, Sealer};
use crate::{Input, Reply, Tree, Turn};

/// Where an event found the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a, T> {
    /// Somebody called in and has heard nothing yet: the start menu greets.
    Ringing,
    /// In a state that the tree knows: it decides on the input.
    At(T, Input<'a>),
    /// In a state that the tree does not know, such as one of an older release, or with values that do
    /// not open. The caller is not dropped, but starts over.
    Lost {
        /// What the event carried.
        state: &'a str,
    },
}

impl<T: Tree> Found<'_, T> {
    /// What the tree makes of it.
    pub fn turn(self) -> Turn<T> {
        match self {
            Self::At(state, input) => state.next(input),
            Self::Ringing | Self::Lost { .. } => T::ring(),
        }
    }

    /// What the caller hears when the answer can't be given, in the language of the state.
    pub fn failure(self) -> Reply<T> {
        match self {
            Self::At(state, _) => state.failure_at(),
            Self::Ringing | Self::Lost { .. } => T::failure(),
        }
    }
}

/// What follows from an event.
#[derive(Debug)]
pub struct Decision<'a, T: Tree> {
    /// Where the event found the call.
    pub found: Found<'a, T>,
    /// Why what the call remembered does not open, where that is why it is lost.
    pub forgotten: Option<SealError>,
    /// What the call remembers: what a look-up reads and changes.
    pub values: T::Values,
    /// The answer, complete, or the look-up that gives it. An error if the answer can't take along what
    /// the call remembers: then the caller hears [`Found::failure`].
    pub turn: Result<Turn<T>, SealError>,
}

/// Decides what follows from `event`.
///
/// A call without a state is at its beginning: either somebody calls in, or the request that placed
/// the call has had the start menu's prompt spoken, and these are the keys. (Such a request has no
/// state to carry.)
pub fn decide<'a, T: Tree, C: Carrier>(sealer: &Sealer, event: &'a Event<'_>) -> Decision<'a, T> {
    let session = event.session.as_deref().unwrap_or_default();
    let (found, sealed) = find(event);
    let (found, forgotten, values) = match sealer.open(session, sealed) {
        Ok(values) => (found, None, values),
        Err(error) => {
            let state = event.state.as_deref().unwrap_or_default();
            (Found::Lost { state }, Some(error), T::Values::default())
        }
    };
    let turn = match found.turn() {
        // A call that came with nothing has nothing to take along.
        Turn::Reply(reply) if sealed.is_some() => {
            with_values::<T, C>(sealer, session, reply, &values).map(Turn::Reply)
        }
        turn => Ok(turn),
    };
    Decision {
        found,
        forgotten,
        values,
        turn,
    }
}

fn find<'a, T: Tree>(event: &'a Event<'_>) -> (Found<'a, T>, Option<Sealed<'a>>) {
    let Some(carried) = event.state.as_deref() else {
        let found = if event.rings {
            Found::Ringing
        } else {
            Found::At(T::START, event.input(T::START))
        };
        return (found, None);
    };
    let (state, sealed) = values::split(carried);
    match T::from_client_action_id(state) {
        Some(state) => (Found::At(state, event.input(state)), sealed),
        // Who starts over remembers nothing.
        None => (Found::Lost { state: carried }, None),
    }
}

/// The answer, with what the call remembers behind the state that it leads to. A call that ends takes
/// nothing along.
///
/// # Errors
/// If the values can't be written, or the carrier can't take them along.
pub fn with_values<T: Tree, C: Carrier>(
    sealer: &Sealer,
    session: &str,
    reply: Reply<T>,
    values: &T::Values,
) -> Result<Reply<T>, SealError> {
    let Some(next) = reply.next() else {
        return Ok(reply);
    };
    let state = next.client_action_id();
    let id = sealer.seal(session, state, values)?;
    if id == state {
        return Ok(reply);
    }
    C::write(reply, &id)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::carrier::eight_by_eight::EightByEight;
    use crate::fixture::{Demo, Lookup, replies};
    use crate::{Call, Description, Direction, Failure, Key, Outcome};

    /// What an event of the call `s-1` tells that came with `state`.
    fn event(state: Option<&str>) -> Event<'_> {
        Event {
            session: Some("s-1".into()),
            id: None,
            state: state.map(Cow::from),
            direction: Direction::Inbound,
            source: None,
            destination: None,
            country: None,
            rings: false,
            digits: None,
            leg: Outcome::Answered,
        }
    }

    fn decided<'a, T: Tree>(event: &'a Event<'_>) -> (Found<'a, T>, Turn<T>) {
        let decision = decide::<T, EightByEight>(&Sealer::random().unwrap(), event);
        (decision.found, decision.turn.unwrap())
    }

    #[test]
    fn a_call_that_comes_in_is_greeted() {
        let mut event = event(None);
        event.rings = true;
        let greeting = Turn::Reply(Demo::greeting());
        assert_eq!(decided::<Demo>(&event), (Found::Ringing, greeting));
    }

    #[test]
    fn a_first_answer_is_the_start_menus() {
        let mut event = event(None);
        let silence = Found::At(Demo::MainMenu, Input::Silence);
        assert_eq!(decided::<Demo>(&event).0, silence);
        event.digits = Some("2".into());
        let two = Found::At(Demo::MainMenu, Input::Key(Key::Two));
        let goodbye = Turn::Reply(replies::GOODBYE);
        assert_eq!(decided::<Demo>(&event), (two, goodbye));
    }

    #[test]
    fn a_known_state_decides_on_the_keys() {
        for (digits, input) in [
            (Some("1"), Input::Key(Key::One)),
            (Some("*"), Input::Key(Key::Star)),
            (Some("12"), Input::Digits("12")),
            (None, Input::Silence),
        ] {
            let mut event = event(Some("lookups"));
            event.digits = digits.map(Cow::from);
            // Even on an event that looks like a new call.
            for rings in [false, true] {
                event.rings = rings;
                let (found, turn) = decided::<Demo>(&event);
                assert_eq!(found, Found::At(Demo::Lookups, input));
                assert_eq!(turn == Turn::Ask(Lookup::Book), digits == Some("1"));
            }
        }
    }

    #[test]
    fn a_transfer_decides_on_how_its_leg_ended_and_not_on_digits() {
        for leg in Outcome::ALL {
            let mut event = event(Some("post_call"));
            event.digits = Some("1".into());
            event.leg = leg;
            let at = Found::At(Demo::PostCall, Input::Leg(leg));
            assert_eq!(decided::<Demo>(&event).0, at);
        }
    }

    #[test]
    fn a_caller_whose_state_is_unknown_is_greeted_again() {
        let mut event = event(Some("from_last_year"));
        event.digits = Some("1".into());
        let state = "from_last_year";
        let greeting = Turn::Reply(Demo::greeting());
        assert_eq!(decided::<Demo>(&event), (Found::Lost { state }, greeting));
    }

    /// Remembers a number; says which text it fails with.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Counting {
        Here,
        Placeless,
    }

    const AGAIN: Reply<Counting> = Reply::fixed(
        Some(Counting::Here),
        r#"{"clientActionId":"here","callflow":[]}"#,
    );
    const NO_PLACE: Reply<Counting> = Reply::fixed(Some(Counting::Here), r#"{"callflow":[]}"#);
    const BROKEN: Reply<Counting> = Reply::fixed(None, "broken");
    const BROKEN_THERE: Reply<Counting> = Reply::fixed(None, "broken there");

    impl Tree for Counting {
        type Context = ();
        type Lookup = ();
        type Values = Option<u32>;
        const START: Self = Self::Here;
        const FIRST_PROMPT: &'static str = "";

        fn description() -> &'static Description {
            Demo::description()
        }
        fn from_client_action_id(id: &str) -> Option<Self> {
            let states = [Self::Here, Self::Placeless];
            states
                .into_iter()
                .find(|state| state.client_action_id() == id)
        }
        fn client_action_id(self) -> &'static str {
            match self {
                Self::Here => "here",
                Self::Placeless => "placeless",
            }
        }
        fn is_transfer(self) -> bool {
            false
        }
        fn next(self, input: Input<'_>) -> Turn<Self> {
            match (self, input) {
                (_, Input::Silence) => Turn::Ask(()),
                (Self::Here, _) => Turn::Reply(AGAIN),
                (Self::Placeless, _) => Turn::Reply(NO_PLACE),
            }
        }
        fn greeting() -> Reply<Self> {
            AGAIN
        }
        fn failure() -> Reply<Self> {
            BROKEN
        }
        fn failure_at(self) -> Reply<Self> {
            BROKEN_THERE
        }
        async fn answer(
            (): (),
            (): &(),
            _: &Call,
            _: &mut Option<u32>,
        ) -> Result<Reply<Self>, Failure> {
            Ok(AGAIN)
        }
    }

    /// The event of a call that remembers 7, with its key.
    fn remembering(state: &str) -> (Sealer, String) {
        let sealer = Sealer::random().unwrap();
        let id = sealer.seal("s-1", state, &Some(7)).unwrap();
        (sealer, id)
    }

    #[test]
    fn what_a_call_remembers_goes_on_with_it_and_is_handed_to_a_look_up() {
        let (sealer, id) = remembering("here");
        let mut event = event(Some(&id));
        let asked = decide::<Counting, EightByEight>(&sealer, &event);
        assert_eq!(
            (asked.values, asked.turn.unwrap()),
            (Some(7), Turn::Ask(()))
        );
        let looked_up =
            with_values::<Counting, EightByEight>(&sealer, "s-1", AGAIN, &Some(8)).unwrap();
        assert!(looked_up.body().starts_with(r#"{"clientActionId":"here~~"#));

        event.digits = Some("1".into());
        let decision = decide::<Counting, EightByEight>(&sealer, &event);
        let Ok(Turn::Reply(reply)) = decision.turn else {
            panic!("the answer is known");
        };
        assert_eq!(
            reply.body(),
            format!(r#"{{"clientActionId":"{id}","callflow":[]}}"#)
        );
        assert!(decision.forgotten.is_none());
    }

    #[test]
    fn an_answer_without_a_place_for_what_the_call_remembers_is_an_error() {
        let (sealer, id) = remembering("placeless");
        let mut event = event(Some(&id));
        event.digits = Some("1".into());
        let decision = decide::<Counting, EightByEight>(&sealer, &event);
        assert!(matches!(decision.turn, Err(SealError::NoPlace)));
        assert_eq!(decision.found.failure(), BROKEN_THERE);
        let looked_up = with_values::<Counting, EightByEight>(&sealer, "s-1", NO_PLACE, &Some(8));
        assert!(matches!(looked_up, Err(SealError::NoPlace)));
        // Who remembers nothing needs no place.
        assert_eq!(
            with_values::<Counting, EightByEight>(&sealer, "s-1", NO_PLACE, &None).unwrap(),
            NO_PLACE
        );
        assert_eq!(
            with_values::<Counting, EightByEight>(&sealer, "s-1", BROKEN, &Some(8)).unwrap(),
            BROKEN
        );
    }

    #[test]
    fn a_call_whose_values_do_not_open_begins_anew() {
        let (sealer, id) = remembering("here");
        let mut event = event(Some(&id));
        event.session = Some("s-2".into());
        let decision = decide::<Counting, EightByEight>(&sealer, &event);
        assert!(matches!(decision.forgotten, Some(SealError::Foreign)));
        assert_eq!(decision.found, Found::Lost { state: &id });
        assert_eq!(decision.values, None);
        assert_eq!(decision.turn.unwrap(), Turn::Reply(AGAIN));
        assert_eq!(decision.found.failure(), BROKEN);
    }
}
