//! The restaurant's desk: whom it calls as whom, and the book of tables.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Mutex, PoisonError};

use ivr_runtime::{Application, Call, Msisdn};
use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};

/// What the desk is told when the program starts.
#[derive(Debug, clap::Args)]
pub struct DeskOptions {
    /// Number shown to the representative when a caller is put through
    #[arg(
        long,
        env = "IVR_CALLER_ID",
        value_name = "NUMBER",
        default_value = "+6568888888"
    )]
    caller_id: Msisdn,
    /// Number of the representative that callers are put through to
    #[arg(
        long,
        env = "IVR_REPRESENTATIVE",
        value_name = "NUMBER",
        default_value = "+6598888888"
    )]
    representative: Msisdn,
    /// Tables that can be booked for one day
    #[arg(long, env = "IVR_TABLES", value_name = "COUNT", default_value_t = 100)]
    tables: usize,
}

/// The desk. One serves all calls at the same time.
#[derive(Debug)]
pub struct Desk {
    caller_id: Msisdn,
    representative: Msisdn,
    tables: usize,
    /// The day of each session's table. In memory: it begins empty with the program.
    book: Mutex<HashMap<String, Date>>,
}

/// The days that the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    Today,
    Tomorrow,
}

/// What became of a wish for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// The table is the caller's.
    Made,
    /// No table is left on that day.
    Full,
}

impl Desk {
    /// The number that a representative sees.
    pub const fn caller_id(&self) -> &Msisdn {
        &self.caller_id
    }

    /// The number that is called for a caller who wants to speak to somebody.
    pub const fn representative(&self) -> &Msisdn {
        &self.representative
    }

    /// Books a table for this call. A call has one table: asked again, it keeps it or moves it.
    ///
    /// # Errors
    /// If the calendar ends.
    pub fn book(&self, call: &Call, day: Day) -> Result<Booking, jiff::Error> {
        let date = date_of(day, &Zoned::now())?;
        // A thread that panicked while it held the lock left the map whole: it is only
        // ever changed by one insertion.
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let others = book
            .iter()
            .filter(|(session, booked)| **booked == date && **session != call.session_id)
            .count();
        if others >= self.tables {
            return Ok(Booking::Full);
        }
        book.insert(call.session_id.clone(), date);
        Ok(Booking::Made)
    }

    /// Moves the caller's reservation to tomorrow. Reservations made elsewhere are not in
    /// this book, so the table for tomorrow is taken whether or not an older one is known.
    ///
    /// # Errors
    /// If the calendar ends.
    pub fn move_to_tomorrow(&self, call: &Call) -> Result<Booking, jiff::Error> {
        self.book(call, Day::Tomorrow)
    }
}

impl Application for Desk {
    type Options = DeskOptions;

    fn open(options: DeskOptions) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            caller_id: options.caller_id,
            representative: options.representative,
            tables: options.tables,
            book: Mutex::default(),
        })
    }
}

fn date_of(day: Day, now: &Zoned) -> Result<Date, jiff::Error> {
    match day {
        Day::Today => Ok(now.date()),
        Day::Tomorrow => now.date().checked_add(1.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(tables: usize) -> Desk {
        Desk::open(DeskOptions {
            caller_id: "+6568888888".parse().unwrap(),
            representative: "+6598888888".parse().unwrap(),
            tables,
        })
        .unwrap()
    }

    fn call(session: &str) -> Call {
        let mut call = Call::default();
        call.session_id = session.to_owned();
        call
    }

    #[test]
    fn a_day_has_only_so_many_tables() {
        let desk = desk(1);
        assert_eq!(desk.book(&call("a"), Day::Today).unwrap(), Booking::Made);
        assert_eq!(desk.book(&call("b"), Day::Today).unwrap(), Booking::Full);
        assert_eq!(desk.book(&call("b"), Day::Tomorrow).unwrap(), Booking::Made);
        assert_eq!(desk.move_to_tomorrow(&call("a")).unwrap(), Booking::Full);
    }

    #[test]
    fn a_call_that_asks_again_takes_no_second_table() {
        let desk = desk(1);
        assert_eq!(desk.book(&call("a"), Day::Today).unwrap(), Booking::Made);
        assert_eq!(desk.book(&call("a"), Day::Today).unwrap(), Booking::Made);
        assert_eq!(desk.move_to_tomorrow(&call("a")).unwrap(), Booking::Made);
        assert_eq!(desk.book(&call("b"), Day::Today).unwrap(), Booking::Made);
    }

    #[test]
    fn tomorrow_is_the_next_day_of_the_calendar() {
        let new_years_eve: Zoned = "2026-12-31T23:59[Asia/Singapore]".parse().unwrap();
        let tomorrow = date_of(Day::Tomorrow, &new_years_eve).unwrap();
        assert_eq!(tomorrow.to_string(), "2027-01-01");
    }
}
