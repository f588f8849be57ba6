//! Answers each event once: a repeated event gets the same answer.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use tokio::sync::watch;

use super::event_name::EventName;
use crate::carrier::Document;

/// Maximum number of remembered events of each kind, latest first. The answers of lookups are also in
/// the journal.
const REMEMBERED: usize = 8_192;

/// The answers that this process has given or is about to give.
pub(super) struct Answers {
    /// Events that need no lookup. The tree gives the same answer to the same event, so it is enough to
    /// remember the event.
    told: Mutex<LruCache<EventName, ()>>,
    /// Events that need a lookup, kept separately so that a burst of the others does not evict a pending
    /// lookup.
    looked_up: Mutex<LruCache<EventName, Awaited>>,
}

/// An event that needs a lookup.
pub(super) enum Entry {
    /// The event is new; the caller of `enter` must answer it.
    First(Flight),
    /// The event is repeated: its answer is known or pending.
    Again(Awaited),
}

/// A pending answer. The first one that is given counts.
#[derive(Clone, Debug)]
pub(super) struct Flight(watch::Sender<Option<Document>>);

/// The answer that another task gives or gave.
#[derive(Clone, Debug)]
pub(super) struct Awaited(watch::Receiver<Option<Document>>);

impl Answers {
    pub(super) fn new() -> Self {
        Self {
            told: Mutex::new(LruCache::new(REMEMBERED)),
            looked_up: Mutex::new(LruCache::new(REMEMBERED)),
        }
    }

    /// Remembers an event that needs no lookup. Returns whether it is a repeat.
    pub(super) fn is_repeat(&self, name: EventName) -> bool {
        lock(&self.told).insert(name, ()).is_some()
    }

    /// Enters an event that needs a lookup; of several concurrent deliveries, one is the first.
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
    // Every change is complete when the lock is released.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl Flight {
    /// Sets the answer, unless there is one; returns the one that counts.
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
    /// Waits for the answer; `None` if the task that should give it died.
    pub(super) async fn answer(mut self) -> Option<Document> {
        let settled = self.0.wait_for(Option::is_some).await;
        settled.ok().and_then(|body| body.clone())
    }

    /// Whether the task died without giving an answer.
    fn is_nobodys(&self) -> bool {
        self.0.borrow().is_none() && self.0.has_changed().is_err()
    }
}

#[cfg(test)]
mod tests {
    use support::within;

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
        let early = within("the answer", early.answer()).await;
        assert_eq!(early, Some("first".into()));
        drop(flight);
        let Entry::Again(late) = answers.enter(named("a")) else {
            panic!("it is known");
        };
        let late = within("the answer", late.answer()).await;
        assert_eq!(late, Some("first".into()));
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
