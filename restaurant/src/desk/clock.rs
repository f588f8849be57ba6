//! What day it is where the restaurant is.

use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};

use super::Day;

/// The date that a caller means. A day is one of the calendar and not 24 hours: where the
/// clocks change, today has 23 or 25 of them.
pub(super) fn date_of(day: Day, now: &Zoned) -> Result<Date, jiff::Error> {
    match day {
        Day::Today => Ok(now.date()),
        Day::Tomorrow => now.date().checked_add(1.day()),
    }
}
