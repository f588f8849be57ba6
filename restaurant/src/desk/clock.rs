//! What day it is where the restaurant is.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

use super::Day;

/// Tells the time, as the restaurant's clock on the wall does.
#[derive(Debug)]
pub(super) struct Clock {
    zone: TimeZone,
    now: fn() -> Timestamp,
}

impl Clock {
    /// The clock of this machine.
    pub(super) const fn system(zone: TimeZone) -> Self {
        Self::new(zone, Timestamp::now)
    }

    /// A clock that is told the time.
    pub(super) const fn new(zone: TimeZone, now: fn() -> Timestamp) -> Self {
        Self { zone, now }
    }

    /// This moment.
    pub(super) fn now(&self) -> Zoned {
        (self.now)().to_zoned(self.zone.clone())
    }
}

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
