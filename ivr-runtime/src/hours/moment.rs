//! A moment, expressed relative to now.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};
use jiff::{ToSpan as _, Zoned};

use super::schedule::name;

/// A moment in the time zone of the hours, and the time at which it is spoken: "at 9 AM" means another
/// moment tomorrow.
///
/// `Display` writes English that fits after "We open" and "We are open until":
///
/// ```
/// use ivr_runtime::hours::Moment;
///
/// let now = "2026-12-24T20:00[Europe/Berlin]".parse()?;
/// for (at, spoken) in [
///     ("2026-12-24T21:30[Europe/Berlin]", "at 9:30 PM"),
///     ("2026-12-25T09:00[Europe/Berlin]", "tomorrow at 9 AM"),
///     ("2026-12-28T09:00[Europe/Berlin]", "on Monday at 9 AM"),
///     ("2027-01-04T09:00[Europe/Berlin]", "on Monday, January 4, at 9 AM"),
/// ] {
///     assert_eq!(Moment::new(at.parse()?, &now).to_string(), spoken);
/// }
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// A tree speaks it in the language of the caller: `{next}` is "tomorrow at 9 AM" or "mañana a las 9
/// de la mañana", `{until:time}` only the time, and `{next:date}` the day.
///
/// Midnight belongs to two days: an opening at midnight to the day that begins, a
/// [closing](Self::closing) at midnight to the day that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    at: Zoned,
    seen_from: Zoned,
    closes: bool,
}

/// The day of a [`Moment`], relative to now, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// Within the next week.
    ThisWeek(Weekday),
    /// Later, or in the past.
    On(Date),
}

impl Moment {
    /// The moment `at` when something begins, spoken at `now`, whose zone applies to both.
    pub fn new(at: Zoned, now: &Zoned) -> Self {
        Self {
            at: at.with_time_zone(now.time_zone().clone()),
            seen_from: now.clone(),
            closes: false,
        }
    }

    /// The same for the moment when something ends.
    ///
    /// ```
    /// use ivr_runtime::hours::Moment;
    /// use ivr_runtime::speech::{self, Language};
    ///
    /// let now = "2026-12-24T20:00[Europe/Berlin]".parse()?;
    /// let midnight = || "2026-12-25T00:00[Europe/Berlin]".parse();
    /// let closes = Moment::closing(midnight()?, &now);
    /// assert_eq!(speech::plain(&closes, Language::German), "um 24 Uhr");
    /// let opens = Moment::new(midnight()?, &now);
    /// assert_eq!(speech::plain(&opens, Language::German), "morgen um 0 Uhr");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn closing(at: Zoned, now: &Zoned) -> Self {
        Self {
            closes: true,
            ..Self::new(at, now)
        }
    }

    /// The moment itself.
    pub const fn zoned(&self) -> &Zoned {
        &self.at
    }

    /// The time at which it is spoken.
    pub const fn seen_from(&self) -> &Zoned {
        &self.seen_from
    }

    /// The time of day.
    pub fn time(&self) -> Time {
        self.at.time()
    }

    /// The day to which it belongs. A closing at midnight belongs to the day that ends: tonight's
    /// is today's.
    pub fn date(&self) -> Date {
        let date = self.at.date();
        if self.ends_the_day() {
            date.checked_sub(1.day()).unwrap_or(date)
        } else {
            date
        }
    }

    /// That day, relative to now.
    pub fn day(&self) -> Day {
        let (date, today) = (self.date(), self.seen_from.date());
        match (date - today).get_days() {
            0 => Day::Today,
            1 => Day::Tomorrow,
            2..=6 => Day::ThisWeek(date.weekday()),
            _ => Day::On(date),
        }
    }

    /// Whether it is the midnight that ends a day.
    pub(super) fn ends_the_day(&self) -> bool {
        self.closes && self.at.time() == Time::midnight()
    }

    /// Whether the year can be omitted: it is this year, or within the next few months.
    pub(super) fn is_soon(&self) -> bool {
        const MONTHS: i32 = 6 * 30;
        let (date, today) = (self.date(), self.seen_from.date());
        date.year() == today.year() || (date - today).get_days().abs() < MONTHS
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.day() {
            Day::Today => {}
            Day::Tomorrow => f.write_str("tomorrow ")?,
            Day::ThisWeek(day) => write!(f, "on {} ", name(day))?,
            Day::On(date) => {
                let month = date.strftime("%B");
                write!(f, "on {}, {month} {}, ", name(date.weekday()), date.day())?;
                if !self.is_soon() {
                    write!(f, "{}, ", date.year())?;
                }
            }
        }
        let time = self.time();
        match (time.hour(), time.minute()) {
            (0, 0) => f.write_str("at midnight"),
            (12, 0) => f.write_str("at noon"),
            (hour, minute) => {
                let half = if hour < 12 { "AM" } else { "PM" };
                let hour = (hour + 11) % 12 + 1;
                match minute {
                    0 => write!(f, "at {hour} {half}"),
                    _ => write!(f, "at {hour}:{minute:02} {half}"),
                }
            }
        }
    }
}
