//! Each event is answered once: what is repeated hears the same again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::watch;

use crate::journal::EventName;
use crate::wire::vca::CallAction;

/// As many answers of a kind are remembered at least, the latest ones, and at most twice as many; they
/// are what a table of 4,096 places holds. What was looked up is in the journal besides.
const REMEMBERED: usize = 3_584;

/// A whole answer.
pub(super) type Body = Cow<'static, str>;

/// The answers that this process has given, or is about to give.
#[derive(Debug, Default)]
pub(super) struct Once(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    /// What is written in the tree: it says the same to the same event, so that it was said is enough
    /// to know. These are nearly all, and take a quarter of the memory that is waited for.
    written: Latest<()>,
    others: Latest<Known>,
}

/// What was remembered last, by the numbers of the events. The old is forgotten all together: to look
/// for the oldest one each time would be to wait for memory that nothing has touched for long.
#[derive(Debug)]
struct Latest<V> {
    new: HashMap<u64, V, RandomState>,
    old: HashMap<u64, V, RandomState>,
}

/// What is known of an event's answer.
#[derive(Debug)]
enum Known {
    /// It was given at once.
    Given(Body),
    /// It is looked up, or was.
    Awaited(watch::Receiver<Option<Body>>),
}

/// What an event is.
#[derive(Debug)]
pub(super) enum Entry {
    /// New: the answer is ours to give.
    First(Flight),
    /// Known: the answer is there, or on its way.
    Repeat(Repeat),
}

/// Names an event for as long as anybody may repeat it.
///
/// A repeated delivery is the same in everything, so what decides the answer is part of the
/// name: a hand-written event that borrows the id of another is another event, and is
/// not answered with what somebody else was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key<'a> {
    id: &'a str,
    /// All else that decides.
    rest: Digest,
}

/// An event whose answer is on its way. The first answer stays.
#[derive(Clone, Debug)]
pub(super) struct Flight(watch::Sender<Option<Body>>);

/// An event that came before.
#[derive(Debug)]
pub(super) struct Repeat(Known);

impl Once {
    /// Keeps the answer to an event that waits for nothing; where the event came before, it
    /// is that answer which counts.
    pub(super) fn give(&self, key: Key<'_>, body: &Body) -> Option<Repeat> {
        let number = key.number();
        let mut answers = self.answers();
        if let Cow::Borrowed(_) = body {
            let known = answers.written.get(number).is_some();
            if !known {
                answers.written.remember(number, ());
            }
            return known.then(|| Repeat(Known::Given(body.clone())));
        }
        let repeat = answers.repeat(number);
        if repeat.is_none() {
            answers.others.remember(number, Known::Given(body.clone()));
        }
        repeat
    }

    /// Enters an event whose answer is looked up; of several at the same time, one is the first.
    pub(super) fn enter(&self, key: Key<'_>) -> Entry {
        let number = key.number();
        let mut answers = self.answers();
        if let Some(repeat) = answers.repeat(number) {
            return Entry::Repeat(repeat);
        }
        let (sender, receiver) = watch::channel(None);
        answers.others.remember(number, Known::Awaited(receiver));
        Entry::First(Flight(sender))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        // Every change is whole when the lock is let go.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    fn repeat(&self, number: u64) -> Option<Repeat> {
        match self.others.get(number)? {
            Known::Given(body) => Some(Repeat(Known::Given(body.clone()))),
            // One whose sender died without an answer is nobody's.
            Known::Awaited(answer)
                if answer.borrow().is_none() && answer.has_changed().is_err() =>
            {
                None
            }
            Known::Awaited(answer) => Some(Repeat(Known::Awaited(answer.clone()))),
        }
    }
}

impl<V> Latest<V> {
    fn get(&self, number: u64) -> Option<&V> {
        self.new.get(&number).or_else(|| self.old.get(&number))
    }

    fn remember(&mut self, number: u64, known: V) {
        if self.new.len() == REMEMBERED {
            mem::swap(&mut self.new, &mut self.old);
            self.new.clear();
        }
        self.new.insert(number, known);
    }
}

impl<V> Default for Latest<V> {
    fn default() -> Self {
        Self {
            new: HashMap::default(),
            old: HashMap::default(),
        }
    }
}

impl Flight {
    /// Gives the answer, unless one was given; returns the one that counts.
    pub(super) fn settle(&self, body: Body) -> Body {
        self.0.send_if_modified(|settled| {
            let first = settled.is_none();
            if first {
                *settled = Some(body.clone());
            }
            first
        });
        self.0.borrow().clone().unwrap_or(body)
    }
}

impl Repeat {
    /// Waits for the answer; `None` if whoever was to give it died.
    pub(super) async fn answer(self) -> Option<Body> {
        match self.0 {
            Known::Given(body) => Some(body),
            Known::Awaited(mut answer) => {
                let settled = answer.wait_for(Option::is_some).await;
                settled.ok().and_then(|body| body.clone())
            }
        }
    }
}

impl<'a> Key<'a> {
    /// The name of an event; `None` where the platform gave it no id.
    pub(super) fn of(event: &'a CallAction<'_>) -> Option<Self> {
        let payload = &event.payload;
        let id = payload.event_id.as_deref().filter(|id| !id.is_empty())?;
        let mut rest = Digest::new();
        rest.text(payload.session_id.as_deref());
        rest.text(payload.call_status.as_ref().map(|status| status.as_str()));
        rest.text(payload.call_direction.as_ref().map(|way| way.as_str()));
        rest.text(event.client_action_id());
        rest.text(event.digits());
        rest.word(payload.sip_code.map_or(u64::MAX, u64::from));
        Some(Self { id, rest })
    }

    /// The name as the journal keeps it.
    pub(super) fn name(self) -> EventName<'a> {
        EventName {
            id: Cow::Borrowed(self.id),
            rest: Some(self.rest.0),
        }
    }

    /// What tells it from the few thousand that this process remembers.
    fn number(self) -> u64 {
        let mut all = self.rest;
        all.text(Some(self.id));
        all.0
    }
}

/// A hash that is the same in every release and on every machine, unlike the standard library's.
/// It tells apart what was not made to collide, and only the platform may post events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Digest(u64);

impl Digest {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    const fn word(&mut self, word: u64) {
        // The high half comes down, so that all of a word counts everywhere.
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            return self.word(u64::MAX);
        };
        // Texts that follow each other can't be divided otherwise.
        self.word(text.len() as u64);
        let (words, rest) = text.as_bytes().as_chunks();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        let last = rest
            .iter()
            .fold(0, |last, byte| last << 8 | u64::from(*byte));
        self.word(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn named(id: &str) -> Key<'_> {
        Key {
            id,
            rest: Digest::new(),
        }
    }

    #[tokio::test]
    async fn who_comes_second_hears_what_the_first_was_told() {
        let once = Once::default();
        let Entry::First(flight) = once.enter(named("a")) else {
            panic!("nobody was here before");
        };
        let (Entry::Repeat(early), Entry::First(_)) =
            (once.enter(named("a")), once.enter(named("b")))
        else {
            panic!("one is known, and the other is not");
        };
        assert_eq!(flight.settle("first".into()), "first");
        assert_eq!(flight.settle("second".into()), "first");
        assert_eq!(early.answer().await.as_deref(), Some("first"));
        drop(flight);
        let Entry::Repeat(late) = once.enter(named("a")) else {
            panic!("it is known");
        };
        assert_eq!(late.answer().await.as_deref(), Some("first"));
        assert!(
            matches!(once.enter(named("b")), Entry::First(_)),
            "whoever was to answer it died"
        );
    }

    #[test]
    fn only_so_many_are_remembered() {
        const TWICE: usize = 2 * REMEMBERED;
        let once = Once::default();
        let is_looked_up = |key: Key<'_>| match once.enter(key) {
            Entry::First(flight) => flight.settle("answer".into()) == "answer",
            Entry::Repeat(_) => false,
        };
        let is_written = |key: Key<'_>| once.give(key, &Body::Borrowed("answer")).is_none();
        let kinds: [&dyn Fn(Key<'_>) -> bool; 2] = [&is_looked_up, &is_written];
        for is_first in kinds {
            let is_new = |number: usize| is_first(named(&number.to_string()));
            assert!((0..TWICE).all(is_new));
            assert!(!(0..TWICE).any(is_new), "as many may be remembered");
            assert!(is_new(TWICE));
            assert!(is_new(0), "the oldest are forgotten all together");
            assert!(!(REMEMBERED..=TWICE).any(is_new), "the latest are not");
        }
        let Answers { written, others } = &*once.answers();
        assert_eq!(others.new.len() + others.old.len(), REMEMBERED + 2);
        assert_eq!(written.new.len() + written.old.len(), REMEMBERED + 2);
    }

    #[tokio::test]
    async fn what_waits_for_nothing_is_given_once() {
        let once = Once::default();
        for body in [Body::Borrowed("written"), Body::Owned("made".into())] {
            let key = named(&body);
            assert!(once.give(key, &body).is_none(), "it is new");
            // What the tree makes may be sealed, and is never the same again.
            let again = body.clone() + if body == "made" { " anew" } else { "" };
            let repeat = once.give(key, &again).unwrap();
            assert_eq!(repeat.answer().await, Some(body));
        }
    }

    #[test]
    fn the_name_holds_all_that_decides() {
        let key = |payload: &str| {
            let event = format!(r#"{{"eventType":"CALL_ACTION","payload":{payload}}}"#);
            let event = CallAction::read(event.as_bytes()).unwrap();
            Key::of(&event).map(|key| (key.name().text(), key.number()))
        };
        assert_eq!(key(r#"{"dtmf":"1"}"#), None);
        assert_eq!(key(r#"{"eventId":""}"#), None);
        let first = key(r#"{"eventId":"e","dtmf":"1","callDuration":1}"#).unwrap();
        let again = key(r#"{"eventId":"e","dtmf":"1","callDuration":2}"#).unwrap();
        assert_eq!(first, again);
        for other in [
            r#"{"eventId":"f","dtmf":"1"}"#,
            r#"{"eventId":"e","dtmf":"2"}"#,
            r#"{"eventId":"e","dtmf":"11"}"#,
            r#"{"eventId":"e"}"#,
            r#"{"eventId":"e","clientActionId":"1"}"#,
            r#"{"eventId":"e","sessionId":"1"}"#,
        ] {
            let (name, number) = key(other).unwrap();
            assert!(name != first.0 && number != first.1, "{other}");
        }
    }

    #[test]
    fn ids_that_are_alike_are_told_apart() {
        let mut numbers = std::collections::HashSet::new();
        let ids = (0..100_000).map(|number| format!("{}-{number}", number % 64));
        for id in ids.chain(["12345678".into(), "1234567812345678".into()]) {
            assert!(numbers.insert(named(&id).number()), "{id}");
        }
    }
}
