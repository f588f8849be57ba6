//! The date in the restaurant's time zone.

use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};

use super::Day;

/// The date that a caller means. A day is a calendar day, not 24 hours: when the
/// clocks change, it has 23 or 25.
pub(super) fn date_of(day: Day, now: &Zoned) -> Result<Date, jiff::Error> {
    match day {
        Day::Today => Ok(now.date()),
        Day::Tomorrow => now.date().checked_add(1.day()),
    }
}
