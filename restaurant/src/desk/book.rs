//! The book of tables.

use ivr_runtime::Table;
use ivr_runtime::sqlx::{self, AnyConnection};
use ivr_runtime::store::{Migrations, Store, StoreError};
use ivr_runtime::{Call, Clock, Msisdn};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::clock::date_of;

/// The tables of the book.
pub(super) const TABLES: Migrations = Migrations {
    owner: "restaurant",
    steps: &[include_str!("tables/1_bookings.sql")],
};

/// The days that the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The day it is in the restaurant's time zone.
    Today,
    /// The day after that.
    Tomorrow,
}

/// What became of a wish for a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// The table is the caller's.
    Made,
    /// An earlier call from this number has a table for that day already.
    AlreadyMade,
    /// No table is left on that day.
    Full,
}

/// What became of a wish to come tomorrow instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The reservation is for tomorrow now.
    Moved,
    /// It was for tomorrow all along.
    AlreadyTomorrow,
    /// No table is left for tomorrow; the reservation is what it was.
    Full,
    /// There is no reservation under the caller's number, or the number is withheld.
    NoReservation,
}

/// Why the book could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// It is out of reach.
    #[error("the book can't be used")]
    Store(#[from] StoreError),
    /// It was not read or written as it should be.
    #[error("the book can't be read or written")]
    Query(#[from] sqlx::Error),
    /// Tomorrow is past the last day that there is.
    #[error("the calendar ends")]
    Calendar(#[from] jiff::Error),
}

/// The book. Whatever it says was done is on the disk before it says so.
#[derive(Debug)]
pub(super) struct Book {
    store: Store,
    clock: Clock,
    /// Where the restaurant is.
    zone: TimeZone,
    /// As many tables can be booked for one day.
    tables: u32,
}

impl Book {
    pub(super) const fn new(store: Store, clock: Clock, zone: TimeZone, tables: u32) -> Self {
        Self {
            store,
            clock,
            zone,
            tables,
        }
    }

    /// Books a table.
    pub(super) async fn table(&self, call: &Call, day: Day) -> Result<Booking, BookError> {
        let now = self.clock.now_in(&self.zone);
        let date = date_of(day, &now)?;
        let choice = match day {
            Day::Today => "today",
            Day::Tomorrow => "tomorrow",
        };
        let caller = call.caller().map(ToString::to_string);
        let mut book = self.store.begin().await?;
        lock(&mut book, date).await?;
        // Others wait for the day, so it is looked at in one statement.
        let (made_before, of_caller, taken): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM bookings WHERE session_id = $1 AND choice = $2), \
                    (SELECT COUNT(*) FROM bookings WHERE caller = $3 AND day = $4), \
                    (SELECT COUNT(*) FROM bookings WHERE day = $4)",
        )
        .bind(&call.session_id)
        .bind(choice)
        .bind(&caller)
        .bind(date.to_string())
        .fetch_one(&mut *book)
        .await?;
        // The platform may ask twice, and the first answer may have been lost on its way.
        if made_before > 0 {
            return Ok(Booking::Made);
        }
        if of_caller > 0 {
            return Ok(Booking::AlreadyMade);
        }
        if taken >= i64::from(self.tables) {
            return Ok(Booking::Full);
        }
        sqlx::query(
            "INSERT INTO bookings (session_id, choice, day, caller, made_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&call.session_id)
        .bind(choice)
        .bind(date.to_string())
        .bind(&caller)
        .bind(now.timestamp().to_string())
        .execute(&mut *book)
        .await?;
        book.commit().await?;
        Ok(Booking::Made)
    }

    /// Moves the caller's next reservation to tomorrow.
    pub(super) async fn move_to_tomorrow(&self, call: &Call) -> Result<Move, BookError> {
        let now = self.clock.now_in(&self.zone);
        let (today, tomorrow) = (now.date(), date_of(Day::Tomorrow, &now)?);
        let Some(caller) = call.caller().map(ToString::to_string) else {
            return Ok(Move::NoReservation);
        };
        let mut book = self.store.begin().await?;
        lock(&mut book, tomorrow).await?;
        let (moved_before, of_caller, taken): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM bookings WHERE caller = $1 AND day = $2 AND moved_by = $3), \
                    (SELECT COUNT(*) FROM bookings WHERE caller = $1 AND day = $2), \
                    (SELECT COUNT(*) FROM bookings WHERE day = $2)",
        )
        .bind(&caller)
        .bind(tomorrow.to_string())
        .bind(&call.session_id)
        .fetch_one(&mut *book)
        .await?;
        // As in `table`: this call may have moved it before.
        if moved_before > 0 {
            return Ok(Move::Moved);
        }
        if of_caller > 0 {
            return Ok(Move::AlreadyTomorrow);
        }
        // ISO dates sort as they follow each other.
        let next: Option<(String, String)> = sqlx::query_as(
            "SELECT session_id, choice FROM bookings WHERE caller = $1 AND day >= $2 \
             ORDER BY day, made_at LIMIT 1",
        )
        .bind(&caller)
        .bind(today.to_string())
        .fetch_optional(&mut *book)
        .await?;
        let Some((session_id, choice)) = next else {
            return Ok(Move::NoReservation);
        };
        if taken >= i64::from(self.tables) {
            return Ok(Move::Full);
        }
        sqlx::query(
            "UPDATE bookings SET day = $1, moved_by = $2 WHERE session_id = $3 AND choice = $4",
        )
        .bind(tomorrow.to_string())
        .bind(&call.session_id)
        .bind(session_id)
        .bind(choice)
        .execute(&mut *book)
        .await?;
        book.commit().await?;
        Ok(Move::Moved)
    }

    /// The reservations from today on.
    pub(super) async fn list(&self) -> Result<Table, BookError> {
        let today = self.clock.now_in(&self.zone).date();
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT day, COALESCE(caller, ''), made_at, session_id FROM bookings \
             WHERE day >= $1 ORDER BY day, made_at, session_id",
        )
        .bind(today.to_string())
        .fetch_all(&mut *self.store.read().await?)
        .await?;
        Ok(table(rows))
    }

    /// The reservations that were ever made with a number.
    pub(super) async fn of(&self, number: &Msisdn) -> Result<Table, BookError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT day, caller, made_at, session_id FROM bookings \
             WHERE caller = $1 ORDER BY day, made_at, session_id",
        )
        .bind(number.as_str())
        .fetch_all(&mut *self.store.read().await?)
        .await?;
        Ok(table(rows))
    }

    /// Forgets whose reservations these are. Their tables stay taken.
    pub(super) async fn forget(&self, number: &Msisdn) -> Result<u64, BookError> {
        let mut book = self.store.begin().await?;
        let forgotten = sqlx::query("UPDATE bookings SET caller = NULL WHERE caller = $1")
            .bind(number.as_str())
            .execute(&mut *book)
            .await?;
        book.commit().await?;
        Ok(forgotten.rows_affected())
    }
}

/// A reservation as it is shown: its day, the caller, when it was made, and in which session.
type Row = (String, String, String, String);

fn table(rows: Vec<Row>) -> Table {
    let rows = rows.into_iter();
    Table {
        columns: &["day", "caller", "made_at", "session"],
        rows: rows
            .map(|(day, caller, made_at, session)| vec![day, caller, made_at, session])
            .collect(),
    }
}

/// Has other servers wait that want to change the same day: between counting the tables and
/// taking one, nobody else may take it.
///
/// The row that is there is locked and not written: those who wait for a row that each of them
/// writes anew do not get their turn in the order in which they came.
async fn lock(book: &mut AnyConnection, date: Date) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO booking_days (day) VALUES ($1) \
         ON CONFLICT (day) DO UPDATE SET day = excluded.day WHERE FALSE",
    )
    .bind(date.to_string())
    .execute(book)
    .await?;
    Ok(())
}
