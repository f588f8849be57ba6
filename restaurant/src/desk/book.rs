//! The bookings.

use ivr_runtime::Table;
use ivr_runtime::sqlx::{self, AnyConnection};
use ivr_runtime::store::{Migrations, Store, StoreError};
use ivr_runtime::{Call, Clock, Msisdn};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::clock::date_of;

/// The database tables of the bookings.
pub(super) const TABLES: Migrations = Migrations {
    owner: "restaurant",
    steps: &[include_str!("tables/1_bookings.sql")],
};

/// The days that the menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Today, in the restaurant's time zone.
    Today,
    /// Tomorrow.
    Tomorrow,
}

/// The result of booking a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// The table is booked.
    Made,
    /// This number already has a table for that day, from an earlier call.
    AlreadyMade,
    /// No table is left on that day.
    Full,
}

/// The result of moving a reservation to tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The reservation is for tomorrow now.
    Moved,
    /// It was for tomorrow already.
    AlreadyTomorrow,
    /// No table is left for tomorrow; the reservation is unchanged.
    Full,
    /// There is no reservation under the caller's number, or the number is withheld.
    NoReservation,
}

/// Why the bookings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The database can't be reached.
    #[error("the book can't be used")]
    Store(#[from] StoreError),
    /// A query failed.
    #[error("the book can't be read or written")]
    Query(#[from] sqlx::Error),
    /// Tomorrow is past the end of the calendar.
    #[error("the calendar ends")]
    Calendar(#[from] jiff::Error),
}

/// The bookings. Every change is on disk before it is confirmed.
#[derive(Debug)]
pub(super) struct Book {
    store: Store,
    clock: Clock,
    /// The restaurant's time zone.
    zone: TimeZone,
    /// The number of tables per day.
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
        // Others wait for the lock on the day, so a single statement reads all that is needed.
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
        // The platform may repeat an event whose first answer was lost.
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
        // ISO dates sort chronologically.
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

    /// All reservations of a number.
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

    /// Anonymises the reservations of a number. Their tables stay booked.
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

/// A row of the listing: day, caller, time of the booking, and session.
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

/// Locks a day against other servers: between counting the tables and
/// booking one, nobody else may book it.
///
/// It locks the existing row instead of writing it: transactions that wait for a row that each of them
/// writes are not served in order.
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
