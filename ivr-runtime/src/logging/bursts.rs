//! Limits the log to a few lines per burst of refusals.

use std::collections::HashMap;
use std::mem;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use tokio::time::Instant;

/// Refusals for the same reason within this time of the first form one burst.
const BURST: Duration = Duration::from_secs(10);

/// Maximum number of lines per burst, each for another address.
const LINES: usize = 8;

/// The current burst of each reason.
#[derive(Debug, Default)]
pub(crate) struct Bursts {
    masks_addresses: bool,
    by_reason: Mutex<HashMap<&'static str, Burst>>,
}

#[derive(Debug)]
struct Burst {
    began: Instant,
    told: Vec<IpAddr>,
    unlogged: u64,
}

/// A line to log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BurstLine {
    /// Whom it is about.
    pub(crate) from: String,
    /// The number of refusals for this reason that were not logged since its last line.
    pub(crate) unlogged: u64,
}

impl Bursts {
    /// For a log with full addresses, or with masked ones.
    pub(crate) fn new(masks_addresses: bool) -> Self {
        Self {
            masks_addresses,
            by_reason: Mutex::default(),
        }
    }

    /// What to log about a refusal of an address; `None` if the burst has used up its lines.
    pub(crate) fn line(
        &self,
        reason: &'static str,
        from: IpAddr,
        now: Instant,
    ) -> Option<BurstLine> {
        let mut bursts = self
            .by_reason
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let burst = bursts.entry(reason).or_insert_with(|| Burst {
            began: now,
            told: Vec::new(),
            unlogged: 0,
        });
        if now.duration_since(burst.began) >= BURST {
            burst.began = now;
            burst.told.clear();
        }
        let from = from.to_canonical();
        if burst.told.len() == LINES || burst.told.contains(&from) {
            burst.unlogged += 1;
            return None;
        }
        burst.told.push(from);
        Some(BurstLine {
            from: self.shown(from),
            unlogged: mem::take(&mut burst.unlogged),
        })
    }

    /// The address to log: if masked, only its network.
    fn shown(&self, address: IpAddr) -> String {
        let length = if address.is_ipv4() { 24 } else { 48 };
        match IpNet::new(address, length) {
            Ok(network) if self.masks_addresses => network.trunc().to_string(),
            _ => address.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: &str, unlogged: u64) -> Option<BurstLine> {
        let from = from.to_owned();
        Some(BurstLine { from, unlogged })
    }

    #[test]
    fn a_burst_is_logged_once_per_address_and_counted() {
        let bursts = Bursts::default();
        let start = Instant::now();
        let at = |reason, from: [u8; 4], now| bursts.line(reason, from.into(), now);
        let one = [192, 0, 2, 1];
        assert_eq!(at("a", one, start), line("192.0.2.1", 0));
        assert_eq!(at("a", one, start + BURST / 2), None);
        assert_eq!(
            at("a", [192, 0, 2, 2], start + BURST / 2),
            line("192.0.2.2", 1)
        );
        assert_eq!(at("b", one, start + BURST / 2), line("192.0.2.1", 0));
        assert_eq!(at("a", one, start + BURST * 2), line("192.0.2.1", 0));
        for other in 0..100 {
            at("a", [198, 51, 100, other], start + BURST * 2);
        }
        let unlogged = 100 - u64::try_from(LINES).unwrap() + 1;
        assert_eq!(at("a", one, start + BURST * 4), line("192.0.2.1", unlogged));
    }

    #[test]
    fn addresses_are_masked_on_request() {
        let bursts = Bursts::new(true);
        for (reason, address, shown) in [
            ("a", "192.0.2.7", "192.0.2.0/24"),
            ("b", "::ffff:192.0.2.7", "192.0.2.0/24"),
            ("c", "2001:db8:1:2::7", "2001:db8:1::/48"),
        ] {
            let told = bursts.line(reason, address.parse().unwrap(), Instant::now());
            assert_eq!(told, line(shown, 0));
        }
    }
}
