//! Errors in opening hours, and how to fix them.

use std::error::Error;
use std::path::PathBuf;

use jiff::civil::Date;

/// Why opening hours are invalid. The messages say how to fix them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HoursError {
    /// It is not TOML, or has an unknown key.
    #[error("{}", .0.to_string().trim_end())]
    Syntax(#[source] Box<dyn Error + Send + Sync>),
    /// Unknown time zone.
    #[error("there is no time zone `{name}`; {}", meant(.near.as_deref(), "write one such as Europe/Berlin or America/New_York"))]
    Zone {
        /// What was written.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// Unknown day of the week.
    #[error("there is no day `{name}`; {}", meant(.near.as_deref(), "write one such as monday, mon, monday-friday, or daily"))]
    Day {
        /// What was written.
        name: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// Two keys give the hours of one day of the week.
    #[error("{day} is given twice; name it in one key only, with its hours in one list")]
    DayTwice {
        /// The day: `Monday`.
        day: &'static str,
    },
    /// Invalid time of day.
    #[error("`{0}` is not a time of day; write one such as 9:00, 18:30, 24:00 or 9 AM")]
    Time(String),
    /// Invalid time span.
    #[error("`{0}` is not a time span; write one such as 9:00-18:00, or \"closed\"")]
    Span(String),
    /// Several spans in one text.
    #[error("`{text}` is more than one time span; write a list: {}", list(.spans))]
    Several {
        /// What was written.
        text: String,
        /// The spans of this day.
        spans: Vec<String>,
    },
    /// A list contains "closed".
    #[error(
        "\"closed\" can't be in a list; write \"closed\" without brackets for the whole day, or remove it from the list"
    )]
    ClosedInList,
    /// A span begins after the end of its day.
    #[error(
        "`{0}` begins after the end of the day; write it as a span of the next day, which begins at 0:00"
    )]
    NextDay(String),
    /// A span that ends when it begins.
    #[error("`{0}` ends when it begins; write 0:00-24:00 for the whole day, or \"closed\"")]
    NoTime(String),
    /// Two spans of one day overlap.
    #[error("{day}: {first} and {second} overlap; join them, or end one before the other begins")]
    Overlap {
        /// The day or the dates.
        day: String,
        /// The earlier span.
        first: String,
        /// The later one.
        second: String,
    },
    /// A span extends past midnight into a span of the next day.
    #[error(
        "{day}: {span} extends past midnight into {next}'s {other}; swap its times if you did not mean that, or end it before the other begins"
    )]
    RunsInto {
        /// The day that it begins on.
        day: String,
        /// The span.
        span: String,
        /// The day after.
        next: String,
        /// That day's first span.
        other: String,
    },
    /// Invalid date.
    #[error(
        "`{0}` is not a date; write 2026-12-24, or 12-24 for every year, or 2026-08-03 to 2026-08-16"
    )]
    Dates(String),
    /// A range of dates that ends before it begins.
    #[error("{first} to {last} ends before it begins; write {last} to {first}")]
    Backwards {
        /// Where it begins.
        first: Date,
        /// Where it ends.
        last: Date,
    },
    /// Two exceptions with the same precedence share a date.
    #[error("the exceptions for {first} and {second} share a date; give each date once")]
    DatesTwice {
        /// One of them.
        first: String,
        /// The other.
        second: String,
    },
    /// The file can't be read.
    #[error("could not read the hours in {}: {error}", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

fn meant(near: Option<&str>, help: &str) -> String {
    near.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"))
}

/// A list as TOML writes it.
fn list(texts: &[String]) -> String {
    format!("[\"{}\"]", texts.join("\", \""))
}
