//! Decides what a call does next, without I/O or a clock.
//!
//! A carrier reads an [`Event`]. [`decide`] finds the call's state in it, unseals the call's values, and asks the tree.
//! If the tree requests a lookup, the driver of the engine makes it, and passes the reply to [`carry`]. If anything
//! fails, the caller hears [`Found::failure`].
//!
//! The server, the test kit and the command `replay` drive the engine; the phones use it through a server.

pub mod event;
pub mod values;

use std::borrow::Cow;

use crate::menu::reply::{Capture, Step};
use crate::menu::{Input, Reply, Tree, Turn};
use event::Event;
use values::{SealError, Sealed, Sealer};

/// The state of the call when an event arrived, as found by [`decide`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a, T> {
    /// A new inbound call, which has heard nothing yet.
    Ringing,
    /// A state of the tree, which decides on the input.
    At(T, Input<'a>),
    /// A state that the tree does not know, such as one of an older release, or values that can't be
    /// unsealed. The caller starts over.
    Lost {
        /// The unknown id in the event.
        state: &'a str,
    },
}

impl<T: Tree> Found<'_, T> {
    /// The tree's answer to the event: that of the state, or the first reply of a call.
    pub fn turn(self) -> Turn<T> {
        match self {
            Self::At(state, input) => state.next(input),
            Self::Ringing | Self::Lost { .. } => T::ring(),
        }
    }

    /// The failure text, in the language of the state.
    pub fn failure(self) -> Reply<T> {
        match self {
            Self::At(state, _) => state.failure_at(),
            Self::Ringing | Self::Lost { .. } => T::failure(),
        }
    }
}

/// The result of [`decide`]: what follows from an event.
#[derive(Debug)]
pub struct Decision<'a, T: Tree> {
    /// The state of the call when the event arrived.
    pub found: Found<'a, T>,
    /// Why the call's values could not be unsealed, if that is why the state is lost.
    pub forgotten: Option<SealError>,
    /// The call's values, which a lookup reads and changes.
    pub values: T::Values,
    /// The reply, or the lookup that returns it. An error if the reply can't carry the call's
    /// values: then the caller hears [`Found::failure`].
    pub next: Result<Next<T>, SealError>,
}

/// What a call does next: a reply, or a lookup.
#[derive(Debug, PartialEq)]
pub enum Next<T: Tree> {
    /// The reply is known.
    Reply(Carried<T>),
    /// A lookup returns the reply: [`Tree::answer`].
    Ask(T::Lookup),
}

/// A reply together with the id that the carrier returns with the call's next event, ready to be rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried<T> {
    /// The reply.
    pub reply: Reply<T>,
    /// The id of the next state, followed by the call's sealed values; `None` if the call ends.
    pub state: Option<Cow<'static, str>>,
}

/// A reply of a call without values.
impl<T: Tree> From<Reply<T>> for Carried<T> {
    fn from(reply: Reply<T>) -> Self {
        let state = reply.next().map(|next| next.client_action_id().into());
        Self { reply, state }
    }
}

/// Decides what follows from `event`. `max_state` is the maximum length, in bytes, of the id that the carrier returns
/// with the next event.
///
/// A call without a state has just started: it is a new inbound call, or an outbound call whose request played the
/// start menu's prompt, and the event contains the keys. (Such a request can't carry a state.)
pub fn decide<'a, T: Tree>(
    max_state: usize,
    sealer: &Sealer,
    event: &'a Event<'_>,
) -> Decision<'a, T> {
    let session = event.session.as_deref().unwrap_or_default();
    let (found, sealed) = find(event);
    let (found, forgotten, values) = match sealer.open(session, sealed) {
        Ok(values) => (found, None, values),
        Err(error) => {
            let state = event.state.as_deref().unwrap_or_default();
            (Found::Lost { state }, Some(error), T::Values::default())
        }
    };
    let next = match found.turn() {
        // A call that came without values has none to carry.
        Turn::Reply(reply) if sealed.is_none() => Ok(Next::Reply(reply.into())),
        Turn::Reply(reply) => carry(max_state, sealer, session, reply, &values).map(Next::Reply),
        Turn::Ask(lookup) => Ok(Next::Ask(lookup)),
    };
    Decision {
        found,
        forgotten,
        values,
        next,
    }
}

/// The steps that ask a menu again after too few keys, with `left` tries left: the failure message, then the same
/// prompt. `None` if the branch for silence is next.
pub fn ask_again<T: Tree>(event: &Event<'_>, left: u32) -> Option<Vec<Step>> {
    let (id, _) = values::split(event.state.as_deref()?);
    let question = T::from_client_action_id(id)?.question();
    let (Step::Capture(capture), recordings) = question.split_last()? else {
        return None;
    };
    let failure = capture.failure_message.clone().map(|text| Step::Say {
        text,
        voice: capture.voice,
        repetition: None,
    });
    let again = Step::Capture(Capture {
        tries: left.min(capture.tries),
        ..capture.clone()
    });
    let recordings = recordings.iter().filter(|_| left > 0).cloned();
    let is_anything = failure.is_some() || left > 0;
    let steps = failure.into_iter().chain(recordings).chain([again]);
    is_anything.then(|| steps.collect())
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
        // A call that starts over has no values.
        None => (Found::Lost { state: carried }, None),
    }
}

/// The reply, with the call's sealed values after the id of the next state. A call that ends carries
/// no values.
///
/// # Errors
/// If the values can't be serialised, or the id and the sealed values are longer than `max_state` bytes.
pub fn carry<T: Tree>(
    max_state: usize,
    sealer: &Sealer,
    session: &str,
    reply: Reply<T>,
    values: &T::Values,
) -> Result<Carried<T>, SealError> {
    let Some(next) = reply.next() else {
        return Ok(reply.into());
    };
    let state = sealer.seal(session, next.client_action_id(), values)?;
    let length = state.len();
    if length > max_state {
        let limit = max_state;
        return Err(SealError::TooLong { length, limit });
    }
    let state = Some(state.into());
    Ok(Carried { reply, state })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::fixture::{Demo, Lookup, replies};
    use crate::menu::{Call, Description, Direction, Failure, Key, Outcome};

    /// Maximum length of the state that a carrier returns.
    const MAX_STATE: usize = 1_000;

    /// An event of the call `s-1` that carries `state`.
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

    fn decided<'a, T: Tree>(event: &'a Event<'_>) -> (Found<'a, T>, Next<T>) {
        let decision = decide::<T>(MAX_STATE, &Sealer::random().unwrap(), event);
        (decision.found, decision.next.unwrap())
    }

    #[test]
    fn a_call_that_comes_in_is_greeted() {
        let mut event = event(None);
        event.rings = true;
        let greeting = Next::Reply(Demo::greeting().into());
        assert_eq!(decided::<Demo>(&event), (Found::Ringing, greeting));
    }

    #[test]
    fn a_first_answer_is_the_start_menus() {
        let mut event = event(None);
        let silence = Found::At(Demo::MainMenu, Input::Silence);
        assert_eq!(decided::<Demo>(&event).0, silence);
        event.digits = Some("2".into());
        let two = Found::At(Demo::MainMenu, Input::Key(Key::Two));
        let goodbye = Next::Reply(replies::GOODBYE.into());
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
            // Even for an event that looks like a new call.
            for rings in [false, true] {
                event.rings = rings;
                let (found, next) = decided::<Demo>(&event);
                assert_eq!(found, Found::At(Demo::Lookups, input));
                assert_eq!(next == Next::Ask(Lookup::Book), digits == Some("1"));
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
        let greeting = Next::Reply(Demo::greeting().into());
        assert_eq!(decided::<Demo>(&event), (Found::Lost { state }, greeting));
    }

    /// Remembers a number or a text, and names the failure text.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Counting {
        Here,
    }

    const AGAIN: Reply<Counting> = Reply::Constant {
        place: 0,
        next: Some(Counting::Here),
        steps: &[Step::HangUp],
    };
    const BROKEN: Reply<Counting> = Reply::Constant {
        place: 1,
        next: None,
        steps: &[],
    };
    const BROKEN_THERE: Reply<Counting> = Reply::Constant {
        place: 2,
        next: None,
        steps: &[Step::HangUp],
    };

    impl Tree for Counting {
        type Context = ();
        type Lookup = ();
        type Values = Option<String>;
        const CARRIERS: &'static [&'static str] = &["eight_by_eight"];
        const START: Self = Self::Here;
        const FIRST_PROMPT: &'static [Step] = &[];

        fn description() -> &'static Description {
            Demo::description()
        }
        fn replies() -> &'static [Reply<Self>] {
            const ALL: &[Reply<Counting>] = &[AGAIN, BROKEN, BROKEN_THERE];
            ALL
        }
        fn from_client_action_id(id: &str) -> Option<Self> {
            (id == "here").then_some(Self::Here)
        }
        fn client_action_id(self) -> &'static str {
            "here"
        }
        fn is_transfer(self) -> bool {
            false
        }
        fn next(self, input: Input<'_>) -> Turn<Self> {
            match input {
                Input::Silence => Turn::Ask(()),
                _ => Turn::Reply(AGAIN),
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
            _: &mut Option<String>,
        ) -> Result<Reply<Self>, Failure> {
            Ok(AGAIN)
        }
    }

    /// The id of a call that remembers a text, and the sealing key.
    fn remembering(text: &str) -> (Sealer, String) {
        let sealer = Sealer::random().unwrap();
        let id = sealer.seal("s-1", "here", &Some(text)).unwrap();
        (sealer, id)
    }

    #[test]
    fn what_a_call_remembers_goes_on_with_it_and_is_handed_to_a_look_up() {
        let (sealer, id) = remembering("Ann");
        let mut event = event(Some(&id));
        let asked = decide::<Counting>(MAX_STATE, &sealer, &event);
        assert_eq!(asked.values.as_deref(), Some("Ann"));
        assert_eq!(asked.next.unwrap(), Next::Ask(()));
        let values = Some("Bob".to_owned());
        let looked_up = carry::<Counting>(MAX_STATE, &sealer, "s-1", AGAIN, &values).unwrap();
        assert!(looked_up.state.unwrap().starts_with("here~~"));

        event.digits = Some("1".into());
        let decision = decide::<Counting>(MAX_STATE, &sealer, &event);
        assert_eq!(
            decision.next.unwrap(),
            Next::Reply(Carried {
                reply: AGAIN,
                state: Some(id.as_str().to_owned().into()),
            })
        );
        assert!(decision.forgotten.is_none());
    }

    #[test]
    fn more_than_the_carrier_brings_back_is_an_error() {
        let long = "x".repeat(MAX_STATE);
        let (sealer, id) = remembering(&long);
        let mut event = event(Some(&id));
        event.digits = Some("1".into());
        let decision = decide::<Counting>(MAX_STATE, &sealer, &event);
        assert!(matches!(decision.next, Err(SealError::TooLong { .. })));
        assert_eq!(decision.found.failure(), BROKEN_THERE);
        let carried = |reply, values: Option<&String>| {
            let values = values.cloned();
            carry::<Counting>(MAX_STATE, &sealer, "s-1", reply, &values)
        };
        assert!(matches!(
            carried(AGAIN, Some(&long)),
            Err(SealError::TooLong { limit: 1_000, .. })
        ));
        // A call without values, or one that ends, carries none.
        assert_eq!(carried(AGAIN, None).unwrap(), AGAIN.into());
        assert_eq!(carried(BROKEN, Some(&long)).unwrap(), BROKEN.into());
    }

    #[test]
    fn a_call_whose_values_cannot_be_opened_starts_over() {
        let (sealer, id) = remembering("Ann");
        let mut event = event(Some(&id));
        event.session = Some("s-2".into());
        let decision = decide::<Counting>(MAX_STATE, &sealer, &event);
        assert!(matches!(decision.forgotten, Some(SealError::Foreign)));
        assert_eq!(decision.found, Found::Lost { state: &id });
        assert_eq!(decision.values, None);
        assert_eq!(decision.next.unwrap(), Next::Reply(AGAIN.into()));
        assert_eq!(decision.found.failure(), BROKEN);
    }
}
