//! Opening hours: when a place is open, and when it opens next.
//!
//! They are written in TOML, as on a shop's door:
//!
//! ```
//! use ivr_runtime::hours::{Hours, State};
//!
//! let hours: Hours = r#"
//!     zone = "Europe/Berlin"
//!     holidays = ["01-01", "12-25", "12-26", 2027-03-26, "2026-08-03 to 2026-08-16"]
//!
//!     [week]
//!     monday-thursday = ["9:00-12:30", "14:00-18:00"]
//!     friday = "18:00-2:00"
//!     saturday = "9 AM - 1 PM"
//!
//!     [exceptions]
//!     2026-12-24 = "9:00-12:00"
//!     "12-27 to 12-31" = "closed"
//! "#.parse()?;
//!
//! let eve = "2026-12-24T11:30:00Z".parse()?;
//! let State::Closed { next: Some(next) } = hours.at(eve) else { panic!() };
//! assert_eq!(format!("We open {next}."), "We open on Saturday, January 2, at 9 AM.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - `zone`: the time zone, by its IANA name. Zones that the machine's database
//!   lacks come from the program's built-in one.
//! - `week`: the hours of each day. A day that is not listed is closed. A span whose end is before
//!   its start extends past midnight, and belongs to the day on which it starts. `daily` means every
//!   day.
//! - `holidays`: dates on which the place is closed. `12-25` means every year.
//! - `exceptions`: dates with other hours. They take precedence over holidays; among them, a date
//!   takes precedence over a range, and both over dates of every year.
//!
//! Hours follow local time, with one rule for changes of the clocks: a span
//! begins and ends at the first moment when the clock shows its time or a later one.
//! So nothing opens or closes twice in the repeated hour. An opening at midnight belongs to the day
//! that begins, and a closing at midnight to the day that ends, in both `{next}` and `{next:date}`.
//!
//! A menu can `match` on them and speak the times ([`Moment`]):
//!
//! ```
//! use ivr_runtime::hours::{Hours, State::{Closed, Open}};
//! use ivr_runtime::ivr;
//!
//! ivr! {
//!     tree Shop(hours: &Hours) { voice: "en-US-BenjaminRUS" }
//!
//!     start menu main_menu {
//!         "To speak to somebody press 1."
//!
//!         1 => match hours.now() {
//!             Open { .. } => say "One moment, please.",
//!             Closed { next: Some(next) } => say "We open {next}.",
//!             Closed { next: None } => say "We are closed.",
//!         },
//!     }
//!     _ => say "Good bye.",
//! }
//! # // The example is that it compiles.
//! ```
//!
//! An application can take them as an option. `--hours` and `IVR_HOURS` then name a file, and the
//! settings file may contain them as the table `[hours]`:
//!
//! ```
//! use ivr_runtime::clap;
//! use ivr_runtime::hours::{self, Hours};
//!
//! #[derive(clap::Args)]
//! struct Options {
//!     /// File with the opening hours
//!     #[arg(long, env = "IVR_HOURS", value_name = "FILE", value_parser = hours::argument)]
//!     hours: Hours,
//! }
//! ```

mod clock;
mod dates;
mod error;
mod moment;
mod near;
mod schedule;
mod span;
mod spoken;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod wall_clock_tests;
mod zone;

use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Deserializer, de};

pub use clock::Clock;
pub use error::HoursError;
pub use moment::{Day, Moment};
pub use zone::zone;

use schedule::Schedule;
use text::Text;

/// The opening hours of a place, in its time zone: parsed from TOML, and compared with a [`Clock`].
///
/// The [module](self) describes the format.
#[derive(Clone, Debug)]
pub struct Hours {
    zone: TimeZone,
    schedule: Schedule,
    clock: Clock,
}

/// Whether a place is open at a moment, and when that changes: the result of [`Hours::at`] and [`Hours::now`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Open.
    Open {
        /// When it closes; `None` if not within a year.
        until: Option<Moment>,
    },
    /// Closed.
    Closed {
        /// When it opens; `None` if not within ten years.
        next: Option<Moment>,
    },
}

impl State {
    /// Whether it is open.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// How far ahead to search for the next closing, and for the next opening.
const DAYS_OPEN: i32 = 366;
const DAYS_CLOSED: i32 = 3_660;

impl Hours {
    /// Uses another clock than this machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The time zone.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether it is open now.
    pub fn now(&self) -> State {
        self.at(self.clock.now())
    }

    /// Whether it is open at a moment, and until when.
    pub fn at(&self, moment: Timestamp) -> State {
        let now = moment.to_zoned(self.zone.clone());
        let zoned = |at: Timestamp| at.to_zoned(self.zone.clone());
        let mut until = None;
        // A span of the day before may still last; and if clocks were put back over midnight,
        // the day after may have begun.
        for day in -2..=DAYS_CLOSED {
            if until.is_some() && day > DAYS_OPEN {
                return State::Open { until: None };
            }
            let Ok(date) = now.date().checked_add(day.days()) else {
                break;
            };
            if until.is_some_and(|until| {
                self.reached(date.to_datetime(jiff::civil::Time::MIN))
                    .is_none_or(|begins| begins > until)
            }) {
                break;
            }
            for span in self.schedule.on(date) {
                let ends = span
                    .on(date)
                    .and_then(|(from, to)| Some((self.reached(from)?, self.reached(to)?)));
                let Some((from, to)) = ends.filter(|(from, to)| from < to) else {
                    continue;
                };
                match until {
                    Some(closes) if from <= closes => until = Some(to.max(closes)),
                    Some(_) => break,
                    None if to <= moment => {}
                    None if from <= moment => until = Some(to),
                    None => {
                        return State::Closed {
                            next: Some(Moment::new(zoned(from), &now)),
                        };
                    }
                }
            }
        }
        match until {
            Some(until) => State::Open {
                until: Some(Moment::closing(zoned(until), &now)),
            },
            None => State::Closed { next: None },
        }
    }

    /// The first moment when the local clock shows `wall` or later; `None` at the end of the calendar.
    fn reached(&self, wall: DateTime) -> Option<Timestamp> {
        let shown = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall),
            AmbiguousOffset::Fold { before, .. } => before.to_timestamp(wall),
            AmbiguousOffset::Gap { after, .. } => {
                // Read with the later offset, it lies before the clocks were put forward.
                let earlier = after.to_timestamp(wall).ok()?;
                return self
                    .zone
                    .following(earlier)
                    .next()
                    .map(|change| change.timestamp());
            }
        };
        shown.ok()
    }
}

/// Parses TOML: see the [module](self).
impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let text = toml::from_str::<Text>(text);
        text.map_err(|error| HoursError::Syntax(error.into()))?
            .try_into()
    }
}

impl TryFrom<Text> for Hours {
    type Error = HoursError;

    fn try_from(text: Text) -> Result<Self, HoursError> {
        let (zone, schedule) = text.try_into()?;
        Ok(Self {
            zone,
            schedule,
            clock: Clock::system(),
        })
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Text::deserialize(from)?
            .try_into()
            .map_err(de::Error::custom)
    }
}

/// Parses the value of an application's option: the name of a file with the hours, or the
/// hours themselves, which is how the table `[hours]` of a settings file is passed.
///
/// # Errors
/// If the file can't be read, or the hours are invalid.
pub fn argument(text: &str) -> Result<Hours, HoursError> {
    // Hours always contain an equals sign; a file name rarely does.
    if text.contains('=') {
        return text.parse();
    }
    std::fs::read_to_string(text)
        .map_err(|error| HoursError::Read {
            path: text.into(),
            error,
        })?
        .parse()
}
