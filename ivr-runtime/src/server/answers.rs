//! Each event is answered once: what is repeated hears the same again.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use tokio::sync::watch;

use super::event_name::EventName;
use crate::carrier::Document;

/// The maximum number of events of each kind that are remembered, the latest ones. What was looked up is
/// in the journal besides.
const REMEMBERED: usize = 8_192;

/// The answers that this process has given, or is about to give.
pub(super) struct Answers {
    /// Events that the tree answers. It says the same to the same event, so that it came before is
    /// enough to know.
    told: Mutex<LruCache<EventName, ()>>,
    /// Events whose answer is looked up, or was. Apart, so that no rush of the others makes us forget
    /// what is being looked up.
    looked_up: Mutex<LruCache<EventName, Awaited>>,
}

/// An event whose answer is looked up.
pub(super) enum Entry {
    /// It is new: the answer is ours to give.
    First(Flight),
    /// It came before: the answer is there, or on its way.
    Again(Awaited),
}

/// An answer that is on its way. The first one that is given stays.
#[derive(Clone, Debug)]
pub(super) struct Flight(watch::Sender<Option<Document>>);

/// The answer that somebody else gives, or gave.
#[derive(Clone, Debug)]
pub(super) struct Awaited(watch::Receiver<Option<Document>>);

impl Answers {
    pub(super) fn new() -> Self {
        Self {
            told: Mutex::new(LruCache::new(REMEMBERED)),
            looked_up: Mutex::new(LruCache::new(REMEMBERED)),
        }
    }

    /// Remembers an event that the tree answers. Gives whether it came before.
    pub(super) fn is_repeat(&self, name: EventName) -> bool {
        lock(&self.told).insert(name, ()).is_some()
    }

    /// Enters an event whose answer is looked up; of several at the same time, one is the first.
    pub(super) fn enter(&self, name: EventName) -> Entry {
        let mut looked_up = lock(&self.looked_up);
        if let Some(answer) = looked_up.get(&name)
            && !answer.is_nobodys()
        {
            return Entry::Again(answer.clone());
        }
        let (sender, receiver) = watch::channel(None);
        looked_up.insert(name, Awaited(receiver));
        Entry::First(Flight(sender))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change is whole when the lock is let go.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl Flight {
    /// Gives the answer, unless one was given; returns the one that counts.
    pub(super) fn settle(&self, body: Document) -> Document {
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

impl Awaited {
    /// Waits for the answer; `None` if whoever was to give it died.
    pub(super) async fn answer(mut self) -> Option<Document> {
        let settled = self.0.wait_for(Option::is_some).await;
        settled.ok().and_then(|body| body.clone())
    }

    /// Whether its sender died without an answer.
    fn is_nobodys(&self) -> bool {
        self.0.borrow().is_none() && self.0.has_changed().is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::eight_by_eight::wire::vca::CallAction;

    fn named(id: &str) -> EventName {
        let event = format!(r#"{{"eventType":"CALL_ACTION","payload":{{"eventId":"{id}"}}}}"#);
        let event = CallAction::read(event.as_bytes()).unwrap().into_event();
        EventName::of("eight_by_eight", &event).unwrap()
    }

    #[tokio::test]
    async fn who_comes_second_hears_what_the_first_was_told() {
        let answers = Answers::new();
        let Entry::First(flight) = answers.enter(named("a")) else {
            panic!("nobody was here before");
        };
        let (Entry::Again(early), Entry::First(_)) =
            (answers.enter(named("a")), answers.enter(named("b")))
        else {
            panic!("one is known, and the other is not");
        };
        assert_eq!(flight.settle("first".into()), "first".into());
        assert_eq!(flight.settle("second".into()), "first".into());
        assert_eq!(early.answer().await, Some("first".into()));
        drop(flight);
        let Entry::Again(late) = answers.enter(named("a")) else {
            panic!("it is known");
        };
        assert_eq!(late.answer().await, Some("first".into()));
        assert!(
            matches!(answers.enter(named("b")), Entry::First(_)),
            "whoever was to answer it died"
        );
    }

    #[test]
    fn the_latest_are_remembered_and_no_more() {
        let answers = Answers::new();
        let is_looked_up = |name| match answers.enter(name) {
            Entry::First(flight) => flight.settle("answer".into()) != "answer".into(),
            Entry::Again(_) => true,
        };
        let is_told = |name| answers.is_repeat(name);
        let kinds: [&dyn Fn(EventName) -> bool; 2] = [&is_looked_up, &is_told];
        for is_repeat in kinds {
            let is_repeat = |number: usize| is_repeat(named(&number.to_string()));
            assert!(!(0..REMEMBERED).any(is_repeat));
            assert!((0..REMEMBERED).all(is_repeat));
            assert!(!is_repeat(REMEMBERED));
            assert!((1..=REMEMBERED).all(is_repeat), "the latest");
            assert!(!is_repeat(0), "the oldest");
        }
    }
}
