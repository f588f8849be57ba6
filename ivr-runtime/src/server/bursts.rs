//! One line for a burst of refusals, and not one for each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Refusals for the same reason that come within this time of the first are one burst.
const BURST: Duration = Duration::from_secs(10);

/// When each reason was logged last.
#[derive(Debug, Default)]
pub(super) struct Bursts(Mutex<HashMap<&'static str, Burst>>);

#[derive(Debug)]
struct Burst {
    logged: Instant,
    since: u64,
}

impl Bursts {
    /// Whether a refusal begins a burst; then, how many came since the last line unlogged.
    pub(super) fn begins(&self, reason: &'static str, now: Instant) -> Option<u64> {
        let mut bursts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match bursts.get_mut(reason) {
            Some(burst) if now.duration_since(burst.logged) < BURST => {
                burst.since += 1;
                None
            }
            known => {
                let unlogged = known.map_or(0, |burst| burst.since);
                bursts.insert(
                    reason,
                    Burst {
                        logged: now,
                        since: 0,
                    },
                );
                Some(unlogged)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_told_once_and_counted() {
        let bursts = Bursts::default();
        let start = Instant::now();
        assert_eq!(bursts.begins("a", start), Some(0));
        assert_eq!(bursts.begins("a", start + BURST / 2), None);
        assert_eq!(bursts.begins("b", start + BURST / 2), Some(0));
        assert_eq!(bursts.begins("a", start + BURST * 2), Some(1));
        assert_eq!(bursts.begins("a", start + BURST * 4), Some(0));
    }
}
