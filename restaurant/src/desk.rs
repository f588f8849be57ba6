//! The restaurant's desk: its phone numbers, and its bookings.

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

/// The desk's options on the command line.
#[derive(Debug, clap::Args)]
pub struct DeskOptions {
    /// Caller ID shown to the representative on a transfer
    #[arg(
        long,
        env = "IVR_CALLER_ID",
        value_name = "NUMBER",
        default_value = "+6568888888"
    )]
    caller_id: Msisdn,
    /// Number of the representative
    #[arg(
        long,
        env = "IVR_REPRESENTATIVE",
        value_name = "NUMBER",
        default_value = "+6598888888"
    )]
    representative: Msisdn,
    /// Number of tables per day
    #[arg(long, env = "IVR_TABLES", value_name = "COUNT", default_value_t = 100)]
    tables: u32,
    /// Time zone of the restaurant
    #[arg(
        long,
        env = "IVR_TIME_ZONE",
        value_name = "ZONE",
        default_value = "Asia/Singapore",
        value_parser = hours::zone
    )]
    time_zone: TimeZone,
}

/// The desk, which all calls share.
#[derive(Debug)]
pub struct Desk {
    caller_id: Msisdn,
    representative: Msisdn,
    book: Book,
}

impl Desk {
    /// The caller ID shown to the representative.
    pub const fn caller_id(&self) -> &Msisdn {
        &self.caller_id
    }

    /// The representative's number.
    pub const fn representative(&self) -> &Msisdn {
        &self.representative
    }

    /// Books a table for the caller.
    ///
    /// # Errors
    /// If the bookings can't be read or written; then nothing is booked.
    pub async fn book(&self, call: &Call, day: Day) -> Result<Booking, BookError> {
        self.book.table(call, day).await
    }

    /// Moves the caller's next reservation to tomorrow.
    ///
    /// # Errors
    /// If the bookings can't be read or written; then the reservation is unchanged.
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
