//! The book of tables.

use ivr_runtime::cli::Table;
use ivr_runtime::store::{Migrations, Store, StoreError, Transaction, Value};
use ivr_runtime::{Call, Clock};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::clock::date_of;

/// The tables of the book. `choice` is what the caller chose in `session_id`: one call
/// can choose one thing once, however often the platform tells us of it.
pub(super) const TABLES: Migrations = Migrations {
    owner: "restaurant",
    steps: &["CREATE TABLE bookings (
            session_id TEXT NOT NULL,
            choice TEXT NOT NULL,
            day TEXT NOT NULL,
            caller TEXT,
            made_at TEXT NOT NULL,
            moved_by TEXT,
            PRIMARY KEY (session_id, choice)
        );
        CREATE INDEX bookings_by_day ON bookings (day);
        CREATE INDEX bookings_by_caller ON bookings (caller, day);
        CREATE TABLE booking_days (day TEXT PRIMARY KEY);"],
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
        let caller: Value = call.caller().map(ToString::to_string).into();
        let mut book = self.store.begin().await?;
        lock(&mut book, date).await?;
        // The platform may ask twice, and the first answer may have been lost on its way.
        let same = "SELECT COUNT(*) FROM bookings WHERE session_id = $3 AND choice = $4";
        let more = [call.session_id.as_str().into(), choice.into()];
        let found = self.look(&mut book, &caller, date, same, &more).await?;
        if found.done_before {
            return Ok(Booking::Made);
        }
        if found.is_callers {
            return Ok(Booking::AlreadyMade);
        }
        if found.is_full {
            return Ok(Booking::Full);
        }
        book.execute(
            "INSERT INTO bookings (session_id, choice, day, caller, made_at) \
             VALUES ($1, $2, $3, $4, $5)",
            &[
                call.session_id.as_str().into(),
                choice.into(),
                date.to_string().into(),
                caller,
                now.timestamp().to_string().into(),
            ],
        )
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
        let caller = Value::from(caller);
        let mut book = self.store.begin().await?;
        lock(&mut book, tomorrow).await?;
        // As in `table`: this call may have moved it before.
        let same = "SELECT COUNT(*) FROM bookings WHERE caller = $1 AND day = $2 AND moved_by = $3";
        let more = [call.session_id.as_str().into()];
        let found = self.look(&mut book, &caller, tomorrow, same, &more).await?;
        if found.done_before {
            return Ok(Move::Moved);
        }
        if found.is_callers {
            return Ok(Move::AlreadyTomorrow);
        }
        // ISO dates sort as they follow each other.
        let next = book
            .query(
                "SELECT session_id, choice FROM bookings WHERE caller = $1 AND day >= $2 \
                 ORDER BY day, made_at LIMIT 1",
                &[caller, today.to_string().into()],
            )
            .await?;
        let Some(next) = next.first() else {
            return Ok(Move::NoReservation);
        };
        if found.is_full {
            return Ok(Move::Full);
        }
        book.execute(
            "UPDATE bookings SET day = $1, moved_by = $2 WHERE session_id = $3 AND choice = $4",
            &[
                tomorrow.to_string().into(),
                call.session_id.as_str().into(),
                next.text(0)?.into(),
                next.text(1)?.into(),
            ],
        )
        .await?;
        book.commit().await?;
        Ok(Move::Moved)
    }

    /// The reservations from today on.
    pub(super) async fn list(&self) -> Result<Table, StoreError> {
        let today = self.clock.now_in(&self.zone).date();
        let rows = self
            .store
            .query(
                "SELECT day, COALESCE(caller, ''), made_at, session_id FROM bookings \
                 WHERE day >= $1 ORDER BY day, made_at, session_id",
                &[today.to_string().into()],
            )
            .await?;
        let cells = rows
            .iter()
            .map(|row| (0..4).map(|at| row.text(at).map(str::to_owned)).collect());
        Ok(Table {
            columns: &["day", "caller", "made_at", "session"],
            rows: cells.collect::<Result<_, _>>()?,
        })
    }

    /// Looks at a day, whose lock others wait for: so in one statement. `same` finds what this call
    /// did before; its values follow `$1`, the caller, and `$2`, the day.
    async fn look(
        &self,
        book: &mut Transaction,
        caller: &Value,
        date: Date,
        same: &str,
        more: &[Value],
    ) -> Result<Found, StoreError> {
        let sql = format!(
            "SELECT ({same}), \
                    (SELECT COUNT(*) FROM bookings WHERE caller = $1 AND day = $2), \
                    (SELECT COUNT(*) FROM bookings WHERE day = $2)"
        );
        let values = [&[caller.clone(), date.to_string().into()], more].concat();
        let rows = book.query(&sql, &values).await?;
        let count = |column| rows.first().map_or(Ok(0), |row| row.integer(column));
        Ok(Found {
            done_before: count(0)? > 0,
            is_callers: count(1)? > 0,
            is_full: count(2)? >= i64::from(self.tables),
        })
    }
}

/// How things stand on a day.
struct Found {
    /// This call has done what it asks for.
    done_before: bool,
    /// The caller has a table.
    is_callers: bool,
    /// No table is left.
    is_full: bool,
}

/// Has other servers wait that want to change the same day: between counting the tables and
/// taking one, nobody else may take it.
///
/// The row that is there is locked and not written: those who wait for a row that each of them
/// writes anew do not get their turn in the order in which they came.
async fn lock(book: &mut Transaction, date: Date) -> Result<(), StoreError> {
    book.execute(
        "INSERT INTO booking_days (day) VALUES ($1) \
         ON CONFLICT (day) DO UPDATE SET day = excluded.day WHERE FALSE",
        &[date.to_string().into()],
    )
    .await
    .map(|_| ())
}
