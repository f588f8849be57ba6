//! What day it is where the restaurant is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
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

/// Reads the name of a time zone.
pub(super) fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        format!("there is no time zone `{name}`; write one such as Asia/Singapore or Europe/Paris")
    })
}
