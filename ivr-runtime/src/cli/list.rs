//! The command `calls`, and the listings of the application.

use std::error::Error;
use std::io;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use super::database::StoreArgs;
use super::output;
use crate::application::{Application, Listing, Table};
use crate::journal::{CallDetails, Journal};
use crate::logging::Printable;
use crate::logging::Redacted;
use crate::menu::Tree;
use crate::menu::msisdn::mask;
use crate::store::Store;

/// The flags of a listing.
#[derive(Debug, Args)]
pub(super) struct ListArgs<O: Args> {
    /// Print one JSON array instead of a table
    #[arg(long)]
    json: bool,

    /// Print full phone numbers
    #[arg(long)]
    numbers: bool,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten, next_help_heading = "Application")]
    application: O,
}

/// The flags of `calls`.
#[derive(Debug, Args)]
pub(super) struct CallsArgs {
    /// Session of a call to show: its path and its summary
    session_id: Option<String>,

    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,

    /// Print full phone numbers
    #[arg(long)]
    numbers: bool,

    /// Number of calls to list, latest first
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
    let (_, application) = args.store.open_with::<A>(args.application).await?;
    let mut table = application.list(listing.name).await?;
    if !args.numbers {
        table.mask(listing.numbers);
    }
    Ok(output::write(io::stdout(), table.written(args.json)?)?)
}

/// Prints the calls, or one of them.
pub(super) async fn calls<T: Tree>(args: CallsArgs) -> Result<(), Failed>
where
    T::Context: Application,
{
    let store = args.store.open::<T::Context>().await?;
    let text = match &args.session_id {
        Some(session) => one(&store, session, &args).await?,
        None => all(&store, &args).await?,
    };
    Ok(output::write(io::stdout(), text)?)
}

async fn all(store: &Store, args: &CallsArgs) -> Result<String, Failed> {
    let calls = Journal::latest(store, None, args.limit).await?;
    let rows = calls.into_iter().map(|call| {
        let seconds = call.seconds.map(|seconds| seconds.to_string());
        vec![
            time(call.began),
            call.session_id,
            call.carrier,
            call.caller.unwrap_or_default(),
            call.steps.to_string(),
            call.status.unwrap_or_default(),
            seconds.unwrap_or_default(),
        ]
    });
    let mut table = Table {
        columns: &[
            "began", "session", "carrier", "caller", "steps", "status", "seconds",
        ],
        rows: rows.collect(),
    };
    if !args.numbers {
        table.mask(&["caller"]);
    }
    Ok(table.written(args.json)?)
}

async fn one(store: &Store, session: &str, args: &CallsArgs) -> Result<String, Failed> {
    let Some(mut call) = Journal::call(store, session).await? else {
        return Err(
            format!("there is no call `{session}` in the journal; `calls` lists them").into(),
        );
    };
    if let Some(summary) = call.summary.as_mut().filter(|_| !args.numbers) {
        mask_numbers(summary);
    }
    if args.json {
        return Ok(output::json(&self::call(session, call))? + "\n");
    }
    let path = path(call.path);
    let summary = match call.summary {
        Some(summary) => output::json(&summary)?,
        None => "The platform has sent no summary yet.".to_owned(),
    };
    let carrier = Printable(&call.carrier);
    Ok(format!(
        "By carrier {carrier}.\n{}\n{summary}\n",
        path.text()
    ))
}

/// The fields of a summary that contain a number, in lower case and without `_`, for all carriers.
const NUMBERS: [&str; 8] = [
    "source",
    "destination",
    "from",
    "to",
    "caller",
    "called",
    "callerid",
    "forwardedfrom",
];

/// Those whose texts may contain one.
const TEXTS: [&str; 4] = ["errormsg", "errormessage", "sip", "sipreason"];

/// Masks the phone numbers in a summary, including those in messages.
fn mask_numbers(summary: &mut Value) {
    match summary {
        Value::Array(items) => items.iter_mut().for_each(mask_numbers),
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.to_ascii_lowercase().replace('_', "");
                if NUMBERS.contains(&&*name) {
                    hide(value, &|number| mask(number).to_string());
                } else if TEXTS.contains(&&*name) {
                    hide(value, &|text| Redacted(text).to_string());
                } else {
                    mask_numbers(value);
                }
            }
        }
        _ => {}
    }
}

/// Masks every text and every number in a value.
fn hide(value: &mut Value, hidden: &dyn Fn(&str) -> String) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, hidden)),
        Value::Object(fields) => fields.values_mut().for_each(|field| hide(field, hidden)),
        Value::String(text) => *text = hidden(text),
        Value::Number(number) => *value = hidden(&number.to_string()).into(),
        Value::Bool(_) | Value::Null => {}
    }
}

/// One call as JSON.
pub(super) fn call(session: &str, call: CallDetails) -> Value {
    json!({
        "session": session, "carrier": call.carrier, "path": path(call.path).values(),
        "summary": call.summary,
    })
}

fn path(steps: Vec<(i64, String, String, String)>) -> Table {
    let rows = steps.into_iter();
    Table {
        columns: &["at", "state", "input", "then"],
        rows: rows
            .map(|(at, state, input, then)| vec![time(at), state, input, then])
            .collect(),
    }
}

/// A timestamp in RFC 3339 (UTC, milliseconds).
fn time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    format!("{time:.3}")
}

impl Table {
    fn written(&self, as_json: bool) -> serde_json::Result<String> {
        if as_json {
            self.json()
        } else {
            Ok(self.text())
        }
    }

    /// A table, aligned by the width that texts have on a terminal.
    fn text(&self) -> String {
        if self.rows.is_empty() {
            return "There is nothing to list.\n".to_owned();
        }
        let head = self.columns.iter().map(ToString::to_string).collect();
        let printable = |cell: &String| Printable(cell).to_string();
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(printable).collect());
        let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|cells| cells.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..self.columns.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| {
                let missing = width.saturating_sub(cell.width());
                format!("{cell}{:missing$}", "")
            });
            let line = padded.collect::<Vec<_>>().join("  ");
            format!("{}\n", line.trim_end())
        };
        lines.iter().map(line).collect()
    }

    /// A JSON array of objects.
    fn json(&self) -> serde_json::Result<String> {
        Ok(output::json(&self.values())? + "\n")
    }

    pub(super) fn values(&self) -> Value {
        let row = |row: &Vec<String>| {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
            Value::Object(cells.collect::<Map<_, _>>())
        };
        self.rows.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_for_people_and_json_for_programs() {
        let mut table = Table {
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
        table.mask(&["caller"]);
        assert_eq!(
            table.text(),
            "day         caller\n2026-01-01  +65******67\né\n"
        );
        assert_eq!(
            table.values(),
            json!([{"day": "2026-01-01", "caller": "+65******67"}, {"day": "é", "caller": ""}])
        );
        let empty = Table {
            columns: &["day"],
            rows: Vec::new(),
        };
        assert_eq!(empty.text(), "There is nothing to list.\n");
        assert_eq!(empty.json().unwrap(), "[]\n");
    }

    #[test]
    fn what_callers_chose_moves_neither_the_cursor_nor_a_column() {
        let table = Table {
            columns: &["session", "caller"],
            rows: vec![
                vec!["\u{1b}[2J\nx".to_owned(), "+1".to_owned()],
                vec!["\u{202e}中村".to_owned(), "👩🏽‍🍳".to_owned()],
                vec!["é e\u{301}".to_owned(), "+2".to_owned()],
            ],
        };
        assert_eq!(
            table.text(),
            "session       caller\n\
             \\u{1b}[2J\\nx  +1\n\
             \\u{202e}中村  👩🏽‍🍳\n\
             é e\u{301}           +2\n"
        );
        let json = table.json().unwrap();
        assert!(!json.contains(['\u{1b}', '\u{202e}']), "{json}");
        assert_eq!(
            serde_json::from_str::<Value>(&json).unwrap(),
            table.values()
        );
    }

    #[test]
    fn the_numbers_of_a_summary_are_hidden() {
        let mut summary = json!({"payload": {"sessionId": "6591234567",
            "errorDetails": {"errorMsg": "no route to +6591234567"},
            "details": {"callA": {"source": "+6591234567", "destination": 6567654321_u64}}}});
        mask_numbers(&mut summary);
        assert_eq!(
            summary,
            json!({"payload": {"sessionId": "6591234567",
                "errorDetails": {"errorMsg": "no route to +[number]"},
                "details": {"callA": {"source": "+65******67", "destination": "656*****21"}}}})
        );
    }

    #[test]
    fn the_numbers_of_a_summary_are_hidden_whichever_carrier_sends_it() {
        let mut summary = json!([
            {"CallSid": "CA6591234567", "From": "+6591234567", "To": "+6567654321", "Called": "+6567654321",
                "ForwardedFrom": "+6591234567", "ErrorMessage": "no route to +6591234567"},
            {"call_sid": "c-6591234567", "from": "6591234567", "to": "+6567654321", "caller_id": "+6591234567",
                "sip_reason": "Busy", "sip": {"headers": {"from": "<sip:+6591234567@10.0.0.1>"}}},
        ]);
        mask_numbers(&mut summary);
        let hidden = summary.to_string();
        assert_eq!(hidden.matches("6591234567").count(), 2, "{hidden}");
        assert!(
            !hidden.contains("6567654321") && hidden.contains("Busy"),
            "{hidden}"
        );
    }

    #[test]
    fn times_are_read_by_people_and_programs() {
        assert_eq!(time(1_715_832_721_217_999), "2024-05-16T04:12:01.217Z");
    }
}
