//! Each event is answered once: what is repeated hears the same again.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::watch;

use super::request::hexadecimal;
use crate::wire::vca::CallAction;

/// As many answers are remembered, the latest ones. What was looked up is in the journal
/// besides; and a plain step is answered the same by the tree, whoever asks again.
const REMEMBERED: usize = 4_096;

/// A whole answer.
pub(super) type Body = Cow<'static, str>;

/// The answers that this process has given, or is about to give.
#[derive(Debug, Default)]
pub(super) struct Once(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    by_key: HashMap<Arc<str>, Known, RandomState>,
    /// Oldest first.
    order: VecDeque<Arc<str>>,
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

/// An event whose answer is on its way. The first answer stays.
#[derive(Clone, Debug)]
pub(super) struct Flight(watch::Sender<Option<Body>>);

/// An event that came before.
#[derive(Debug)]
pub(super) struct Repeat(Known);

impl Once {
    /// Keeps the answer to an event that waits for nothing; where the event came before, it
    /// is that answer which counts.
    pub(super) fn give(&self, key: &Arc<str>, body: &Body) -> Option<Repeat> {
        let mut answers = self.answers();
        let repeat = answers.repeat(key);
        if repeat.is_none() {
            answers.remember(key, Known::Given(body.clone()));
        }
        repeat
    }

    /// Enters an event whose answer is looked up; of several at the same time, one is the first.
    pub(super) fn enter(&self, key: &Arc<str>) -> Entry {
        let mut answers = self.answers();
        if let Some(repeat) = answers.repeat(key) {
            return Entry::Repeat(repeat);
        }
        let (sender, receiver) = watch::channel(None);
        answers.remember(key, Known::Awaited(receiver));
        Entry::First(Flight(sender))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        // Every change is whole when the lock is let go.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    fn repeat(&self, key: &str) -> Option<Repeat> {
        match self.by_key.get(key)? {
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

    fn remember(&mut self, key: &Arc<str>, known: Known) {
        if self.by_key.insert(Arc::clone(key), known).is_none() {
            self.order.push_back(Arc::clone(key));
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_key.remove(&oldest);
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

/// Names an event for as long as anybody may repeat it. `None` where the platform named none.
///
/// A repeated delivery is the same in everything, so what decides the answer is part of the
/// name: a hand-written event that borrows the id of another is another event, and is
/// not answered with what somebody else was told.
pub(super) fn key(event: &CallAction<'_>) -> Option<Arc<str>> {
    let payload = &event.payload;
    let id = payload.event_id.as_deref().filter(|id| !id.is_empty())?;
    let mut digest = Digest::default();
    digest.text(payload.session_id.as_deref());
    digest.text(payload.call_status.as_ref().map(|status| status.as_str()));
    digest.text(payload.call_direction.as_ref().map(|way| way.as_str()));
    digest.text(event.client_action_id());
    digest.text(event.digits());
    digest.word(payload.sip_code.map_or(u64::MAX, u64::from));
    let mut key = String::with_capacity(id.len() + 17);
    key.push_str(id);
    key.push(':');
    hexadecimal(&mut key, digest.0, 16);
    Some(key.into())
}

/// A hash that is the same in every release and on every machine, unlike the standard library's.
/// It tells apart what was not made to collide, and only the platform may post events.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn word(&mut self, word: u64) {
        // The high half comes down, so that all of a word counts everywhere.
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn text(&mut self, text: Option<&str>) {
        // No text holds these bytes: they end one, and stand for one that is not there.
        const END: u8 = 0xff;
        const NONE: u64 = u64::from_ne_bytes([0xfe; 8]);
        let Some(text) = text else {
            return self.word(NONE);
        };
        let (words, rest) = text.as_bytes().as_chunks();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        let mut last = [END; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.word(u64::from_le_bytes(last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_second_hears_what_the_first_was_told() {
        let once = Once::default();
        let Entry::First(flight) = once.enter(&"a".into()) else {
            panic!("nobody was here before");
        };
        let (Entry::Repeat(early), Entry::First(_)) =
            (once.enter(&"a".into()), once.enter(&"b".into()))
        else {
            panic!("one is known, and the other is not");
        };
        assert_eq!(flight.settle("first".into()), "first");
        assert_eq!(flight.settle("second".into()), "first");
        assert_eq!(early.answer().await.as_deref(), Some("first"));
        drop(flight);
        let Entry::Repeat(late) = once.enter(&"a".into()) else {
            panic!("it is known");
        };
        assert_eq!(late.answer().await.as_deref(), Some("first"));
        assert!(
            matches!(once.enter(&"b".into()), Entry::First(_)),
            "whoever was to answer it died"
        );
    }

    #[test]
    fn only_so_many_are_remembered() {
        let once = Once::default();
        for number in 0..REMEMBERED + 10 {
            if let Entry::First(flight) = once.enter(&number.to_string().into()) {
                flight.settle("answer".into());
            }
        }
        assert!(matches!(once.enter(&"0".into()), Entry::First(_)));
        assert!(matches!(once.enter(&"1000".into()), Entry::Repeat(_)));
        assert_eq!(once.0.lock().unwrap().by_key.len(), REMEMBERED);
    }

    #[test]
    fn the_name_holds_all_that_decides() {
        let key = |payload: &str| {
            let event = format!(r#"{{"eventType":"CALL_ACTION","payload":{payload}}}"#);
            super::key(&CallAction::read(event.as_bytes()).unwrap())
        };
        assert_eq!(key(r#"{"dtmf":"1"}"#), None);
        assert_eq!(key(r#"{"eventId":""}"#), None);
        let first = key(r#"{"eventId":"e","dtmf":"1","callDuration":1}"#);
        assert_eq!(first, key(r#"{"eventId":"e","dtmf":"1","callDuration":2}"#));
        for other in [
            r#"{"eventId":"f","dtmf":"1"}"#,
            r#"{"eventId":"e","dtmf":"2"}"#,
            r#"{"eventId":"e","clientActionId":"1"}"#,
            r#"{"eventId":"e","sessionId":"1"}"#,
        ] {
            assert_ne!(first, key(other), "{other}");
        }
    }
}
