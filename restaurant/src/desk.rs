//! The restaurant's desk: whom it calls as whom, and the book of tables.

mod book;
mod clock;
#[cfg(test)]
mod tests;

use std::error::Error;

use ivr_runtime::store::{Migrations, Store};
use ivr_runtime::{Application, Call, Clock, Msisdn, clap, hours};
use ivr_runtime::{Listing, Table};
use jiff::tz::TimeZone;

pub(crate) use book::{Booking, Day, Move};

use book::{Book, BookError};

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
    tables: u32,
    /// Time zone that the restaurant's days begin and end in
    #[arg(
        long,
        env = "IVR_TIME_ZONE",
        value_name = "ZONE",
        default_value = "Asia/Singapore",
        value_parser = hours::zone
    )]
    time_zone: TimeZone,
}

/// The desk. One serves all calls at the same time.
#[derive(Debug)]
pub struct Desk {
    caller_id: Msisdn,
    representative: Msisdn,
    book: Book,
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

    /// Books a table for the caller.
    ///
    /// # Errors
    /// If the book can't be read or written; then nothing was booked.
    pub async fn book(&self, call: &Call, day: Day) -> Result<Booking, BookError> {
        self.book.table(call, day).await
    }

    /// Moves the caller's next reservation to tomorrow.
    ///
    /// # Errors
    /// If the book can't be read or written; then it is where it was.
    pub async fn move_to_tomorrow(&self, call: &Call) -> Result<Move, BookError> {
        self.book.move_to_tomorrow(call).await
    }
}

impl Application for Desk {
    type Options = DeskOptions;

    const VERSION: Option<&'static str> = Some(env!("CARGO_PKG_VERSION"));
    const TABLES: Option<Migrations> = Some(book::TABLES);
    const LISTINGS: &'static [Listing] = &[Listing {
        name: "bookings",
        about: "List the reservations from today on",
        numbers: &["caller"],
    }];

    async fn open(
        options: DeskOptions,
        store: Store,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            caller_id: options.caller_id,
            representative: options.representative,
            book: Book::new(store, Clock::system(), options.time_zone, options.tables),
        })
    }

    async fn list(&self, _: &str) -> Result<Table, Box<dyn Error + Send + Sync>> {
        Ok(self.book.list().await?)
    }

    async fn export(&self, number: &Msisdn) -> Result<Table, Box<dyn Error + Send + Sync>> {
        Ok(self.book.of(number).await?)
    }

    async fn forget(&self, number: &Msisdn) -> Result<u64, Box<dyn Error + Send + Sync>> {
        Ok(self.book.forget(number).await?)
    }
}
