//! A time span of a day.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};

use super::HoursError;

/// Minutes in a calendar day.
pub(super) const DAY: u16 = 24 * 60;

/// An opening span, in minutes since the start of the day. It belongs to the day on which
/// it begins; one that extends past midnight ends at more than 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) from: u16,
    pub(super) to: u16,
}

impl Span {
    /// The part of it on the next day.
    pub(super) const fn past_midnight(self) -> u16 {
        self.to.saturating_sub(DAY)
    }

    /// Its start and end, if it begins on `date`.
    pub(super) fn on(self, date: Date) -> Option<(DateTime, DateTime)> {
        Some((wall(date, self.from)?, wall(date, self.to)?))
    }
}

fn wall(date: Date, minutes: u16) -> Option<DateTime> {
    let date = date.checked_add(i64::from(minutes / DAY).days()).ok()?;
    let (hour, minute) = (minutes % DAY / 60, minutes % 60);
    Some(date.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0))
}

impl FromStr for Span {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let parts = text
            .split_once(['-', '–'])
            .or_else(|| text.split_once(" to "));
        let Some((from, to)) = parts else {
            return Err(HoursError::Span(text.to_owned()));
        };
        let (from, to) = (time(from)?, time(to)?);
        if from == DAY {
            return Err(HoursError::NextDay(text.to_owned()));
        }
        if from == to {
            return Err(HoursError::NoTime(text.to_owned()));
        }
        let to = if to < from { to + DAY } else { to };
        Ok(Self { from, to })
    }
}

/// Parses a time of day: `9`, `9:30`, `24:00`, `9 AM`, `12:30pm`.
fn time(text: &str) -> Result<u16, HoursError> {
    let wrong = || HoursError::Time(text.trim().to_owned());
    let lower = text.trim().to_ascii_lowercase();
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim_end(), Some(0)),
        (_, Some(clock)) => (clock.trim_end(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    let number = |digits: &str| {
        let plain = digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| plain)
    };
    let (hour, minute) = (number(hour).ok_or_else(wrong)?, number(minute));
    let minute = minute.filter(|minute| *minute < 60).ok_or_else(wrong)?;
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(wrong()),
    };
    let minutes = hour * 60 + minute;
    if minutes > DAY {
        return Err(wrong());
    }
    Ok(minutes)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY {
            self.to - DAY
        } else {
            self.to
        };
        let (from, minute) = (self.from / 60, self.from % 60);
        write!(f, "{from}:{minute:02}-{}:{:02}", to / 60, to % 60)
    }
}
