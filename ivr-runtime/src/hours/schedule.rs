//! The weekly schedule and its exceptions, by calendar date.

use jiff::civil::{Date, Weekday};

use super::dates::Dates;
use super::span::Span;

/// The week, and the exceptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schedule {
    /// From Monday.
    pub(super) week: [Vec<Span>; 7],
    /// Closed all day.
    pub(super) holidays: Vec<Dates>,
    /// Highest precedence first.
    pub(super) exceptions: Vec<Exception>,
}

/// Different hours on some dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exception {
    pub(super) dates: Dates,
    pub(super) spans: Vec<Span>,
}

impl Schedule {
    /// The spans that begin on `date`, in order.
    pub(super) fn on(&self, date: Date) -> &[Span] {
        let exception = self.exceptions.iter().find(|other| other.dates.hold(date));
        if let Some(exception) = exception {
            return &exception.spans;
        }
        if self.holidays.iter().any(|dates| dates.hold(date)) {
            return &[];
        }
        let day = date.weekday().to_monday_zero_offset().unsigned_abs();
        &self.week[usize::from(day)]
    }
}

/// The English name of a day.
pub(super) const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
