//! Dates of exceptions and holidays: a date, a range, or a date of every year.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

use super::HoursError;

/// A set of dates, in order of precedence: a date before a range, and both
/// before those of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dates {
    One(Date),
    Range(Date, Date),
    EveryYear(MonthDay),
    /// May extend past the end of the year.
    EveryYearFrom(MonthDay, MonthDay),
}

/// A day of every year; 29 February only in leap years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MonthDay {
    month: i8,
    day: i8,
}

/// A leap year, so that it contains every possible day.
const LEAP_YEAR: i16 = 2024;

impl MonthDay {
    fn of(date: Date) -> Self {
        Self {
            month: date.month(),
            day: date.day(),
        }
    }
}

impl Dates {
    /// Whether `date` is one of them.
    pub(super) fn hold(self, date: Date) -> bool {
        let today = MonthDay::of(date);
        match self {
            Self::One(only) => only == date,
            Self::Range(first, last) => (first..=last).contains(&date),
            Self::EveryYear(day) => day == today,
            Self::EveryYearFrom(first, last) if first <= last => (first..=last).contains(&today),
            Self::EveryYearFrom(first, last) => today >= first || today <= last,
        }
    }

    /// Whether the other has the same precedence and shares a date.
    pub(super) fn rivals(self, other: Self) -> bool {
        match (self, other) {
            (Self::One(one), Self::One(other)) => one == other,
            (Self::Range(first, last), Self::Range(other, end)) => first <= end && other <= last,
            (Self::EveryYear(one), Self::EveryYear(other)) => one == other,
            (Self::EveryYearFrom(..), Self::EveryYearFrom(..)) => {
                let year = date(LEAP_YEAR, 1, 1).series(jiff::Span::new().days(1));
                year.take(366).any(|day| self.hold(day) && other.hold(day))
            }
            _ => false,
        }
    }
}

impl FromStr for Dates {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let wrong = || HoursError::Dates(text.to_owned());
        let Some((first, last)) = text.split_once(" to ") else {
            return match Given::read(text).ok_or_else(wrong)? {
                Given::Date(date) => Ok(Self::One(date)),
                Given::EveryYear(day) => Ok(Self::EveryYear(day)),
            };
        };
        let (first, last) = (Given::read(first), Given::read(last));
        match (first.ok_or_else(wrong)?, last.ok_or_else(wrong)?) {
            (Given::Date(first), Given::Date(last)) if first > last => {
                Err(HoursError::Backwards { first, last })
            }
            (Given::Date(first), Given::Date(last)) => Ok(Self::Range(first, last)),
            (Given::EveryYear(first), Given::EveryYear(last)) => {
                Ok(Self::EveryYearFrom(first, last))
            }
            _ => Err(wrong()),
        }
    }
}

/// Parses a date: `2026-12-24`, or `12-24` for every year.
enum Given {
    Date(Date),
    EveryYear(MonthDay),
}

impl Given {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        match text.split('-').collect::<Vec<_>>().as_slice() {
            [year, month, day]
                if year.len() == 4 && [year, month, day].iter().all(|p| digits(p)) =>
            {
                let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
                date.ok().map(Self::Date)
            }
            [month, day] if digits(month) && digits(day) => {
                let date = Date::new(LEAP_YEAR, month.parse().ok()?, day.parse().ok()?);
                date.ok().map(|date| Self::EveryYear(MonthDay::of(date)))
            }
            _ => None,
        }
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(date) => date.fmt(f),
            Self::Range(first, last) => write!(f, "{first} to {last}"),
            Self::EveryYear(day) => day.fmt(f),
            Self::EveryYearFrom(first, last) => write!(f, "{first} to {last}"),
        }
    }
}
