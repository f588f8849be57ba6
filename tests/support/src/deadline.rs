//! Deadlines: what a test waits for comes in time, or the test fails and says what is missing.

use std::thread;
use std::time::{Duration, Instant};

/// The maximum duration of a test: five minutes, or as many as `IVR_TEST_MINUTES` says.
pub(crate) fn of_a_test() -> Duration {
    let minutes = std::env::var("IVR_TEST_MINUTES");
    let minutes = minutes.map_or(5, |minutes| {
        minutes.parse().expect("IVR_TEST_MINUTES is a number")
    });
    Duration::from_secs(60 * minutes)
}

/// The maximum time that a test waits for one event: a fifth of what the test may take.
pub fn patience() -> Duration {
    of_a_test() / 5
}

/// Polls until there is a value; `None` if it takes longer than [`patience`].
pub fn poll<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    const LONGEST_PAUSE: Duration = Duration::from_millis(100);
    let deadline = Instant::now() + patience();
    let mut pause = Duration::from_millis(1);
    loop {
        let found = look();
        if found.is_some() || Instant::now() > deadline {
            return found;
        }
        thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Polls until a condition holds. Panics if it takes longer than [`patience`].
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let held = poll(|| holds().then_some(()));
    assert!(held.is_some(), "not in time: {what}");
}

/// Runs a future to its end. Panics if it takes longer than [`patience`].
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let output = tokio::time::timeout(patience(), future).await;
    output.unwrap_or_else(|_| panic!("not in time: {what}"))
}
