//! Values of flags that several commands have.

use std::net::SocketAddr;
use std::time::Duration;

/// Reads an address to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "write an IP address and a port, such as 127.0.0.1:8080, or 0.0.0.0:8080 to listen on \
         every network interface"
            .to_owned()
    })
}

/// Parses a number of days such as `90d`.
pub(super) fn days(text: &str) -> Result<Duration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.parse().ok());
    match days {
        // Nobody may keep personal data for longer than a century.
        Some(days @ 1..=36_500_u64) => Ok(Duration::from_secs(days * 24 * 60 * 60)),
        _ => Err("write a number of days, from 1d to 36500d: 30d, 90d".to_owned()),
    }
}

/// Parses a duration such as `500ms`, `10s` or `2m`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let millis: u64 = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => 0,
    };
    let number: u64 = number.parse().unwrap_or(0);
    // At most an hour: nothing here waits longer, and sums of such durations can't overflow.
    match number.checked_mul(millis) {
        Some(millis @ 1..=3_600_000) => Ok(Duration::from_millis(millis)),
        _ => Err("write a number with its unit, from 1ms to 60m: 500ms, 10s, 2m".to_owned()),
    }
}
