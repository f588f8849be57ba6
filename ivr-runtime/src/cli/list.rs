//! What is listed: calls, and whatever else an application can list.

use std::error::Error;
use std::io;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Application;
use super::args::StoreArgs;
use super::output;
use crate::Tree;
use crate::journal::{self, Journal};
use crate::store::Store;

/// What an application can list: a command of that name, with `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What the command is called.
    pub name: &'static str,
    /// What its help says.
    pub about: &'static str,
    /// The columns that hold phone numbers. The command shows them whole, as the terminal is
    /// its owner's; a page hides their middle until it is asked not to.
    pub numbers: &'static [&'static str],
}

/// Rows for people and for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, in lower case.
    pub columns: &'static [&'static str],
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// The flags of a listing.
#[derive(Debug, Args)]
pub(super) struct ListArgs<O: Args> {
    /// Print one JSON array instead of a table
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten, next_help_heading = "Application")]
    application: O,
}

/// The flags of `calls`.
#[derive(Debug, Args)]
pub(super) struct CallsArgs {
    /// Show one call: the path that it took, and its summary
    session_id: Option<String>,

    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,

    /// How many calls to list, the latest first
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    limit: u32,

    #[command(flatten)]
    store: StoreArgs,
}

type Failed = Box<dyn Error + Send + Sync>;

/// Prints one of the application's listings.
pub(super) async fn listing<A: Application>(
    listing: Listing,
    args: ListArgs<A::Options>,
) -> Result<(), Failed> {
    let store = args.store.open::<A>().await?;
    let application = A::open(args.application, store).await?;
    let table = application.list(listing.name).await?;
    let text = if args.json {
        table.json()
    } else {
        table.text()
    };
    Ok(output::write(io::stdout(), text)?)
}

/// Prints the calls, or one of them.
pub(super) async fn calls<T: Tree>(args: CallsArgs) -> Result<(), Failed>
where
    T::Context: Application,
{
    let store = args.store.open::<T::Context>().await?;
    let text = match &args.session_id {
        Some(session) => one(&store, session, args.json).await?,
        None => all(&store, args.limit, args.json).await?,
    };
    Ok(output::write(io::stdout(), text)?)
}

async fn all(store: &Store, limit: u32, as_json: bool) -> Result<String, Failed> {
    let calls = Journal::latest(store, None, limit).await?;
    let rows = calls.into_iter().map(|call| {
        let seconds = call.seconds.map(|seconds| seconds.to_string());
        vec![
            time(call.began),
            call.session_id,
            call.caller.unwrap_or_default(),
            call.steps.to_string(),
            call.status.unwrap_or_default(),
            seconds.unwrap_or_default(),
        ]
    });
    let table = Table {
        columns: &["began", "session", "caller", "steps", "status", "seconds"],
        rows: rows.collect(),
    };
    Ok(if as_json { table.json() } else { table.text() })
}

async fn one(store: &Store, session: &str, as_json: bool) -> Result<String, Failed> {
    let Some(call) = Journal::call(store, session).await? else {
        return Err(
            format!("there is no call `{session}` in the journal; `calls` lists them").into(),
        );
    };
    let rows = call.path.into_iter();
    let path = Table {
        columns: &["at", "state", "input", "then"],
        rows: rows
            .map(|(at, state, input, then)| vec![time(at), state, input, then])
            .collect(),
    };
    if as_json {
        let document = json!({"session": session, "path": path.values(), "summary": call.summary});
        return Ok(format!("{document:#}\n"));
    }
    let summary = match call.summary {
        Some(summary) => format!("\n{summary:#}\n"),
        None => "\nThe platform has sent no summary yet.\n".to_owned(),
    };
    Ok(path.text() + &summary)
}

/// A time for people and programs alike (RFC 3339, UTC, to the millisecond).
fn time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    format!("{time:.3}")
}

impl Table {
    /// For people: columns side by side.
    fn text(&self) -> String {
        if self.rows.is_empty() {
            return "There is nothing to list.\n".to_owned();
        }
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let cells = cells.map(|cell| cell.chars().count());
            cells.chain([self.columns[column].len()]).max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..self.columns.len()).map(width).collect();
        let line = |cells: Vec<&str>| {
            let padded = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"));
            let line = padded.collect::<Vec<_>>().join("  ");
            format!("{}\n", line.trim_end())
        };
        let head = line(self.columns.to_vec());
        let rows = self
            .rows
            .iter()
            .map(|row| line(row.iter().map(String::as_str).collect()));
        std::iter::once(head).chain(rows).collect()
    }

    /// For programs: one array of objects.
    fn json(&self) -> String {
        format!("{:#}\n", self.values())
    }

    fn values(&self) -> Value {
        let row = |row: &Vec<String>| {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        self.rows.iter().map(row).collect()
    }
}

impl StoreArgs {
    /// Opens the database with the tables of the runtime and of the application.
    pub(super) async fn open<A: Application>(&self) -> Result<Store, crate::store::StoreError> {
        let tables: Vec<_> = [journal::MIGRATIONS].into_iter().chain(A::TABLES).collect();
        Store::open(&self.database, &tables).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_for_people_and_json_for_programs() {
        let table = Table {
            columns: &["day", "caller"],
            rows: vec![
                vec!["2026-01-01".to_owned(), "+6591234567".to_owned()],
                vec!["é".to_owned(), String::new()],
            ],
        };
        assert_eq!(
            table.text(),
            "day         caller\n2026-01-01  +6591234567\né\n"
        );
        assert_eq!(
            table.values(),
            json!([{"day": "2026-01-01", "caller": "+6591234567"}, {"day": "é", "caller": ""}])
        );
        let empty = Table {
            columns: &["day"],
            rows: Vec::new(),
        };
        assert_eq!(empty.text(), "There is nothing to list.\n");
        assert_eq!(empty.json(), "[]\n");
    }

    #[test]
    fn times_are_read_by_people_and_programs() {
        assert_eq!(time(1_715_832_721_217_999), "2024-05-16T04:12:01.217Z");
    }
}
