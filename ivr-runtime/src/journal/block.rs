//! Steps beside each other, each to have a row.
//!
//! A row costs a step a place in each of three trees of pages. Beside others in a block
//! it costs next to nothing and is as safe on the disk; it only can't be found. So a rush is
//! written in blocks, which are unfolded once there is time.

use std::sync::Arc;

use tracing::warn;

use super::lines;
use super::record::{Pen, Record, Records};
use super::step::{COLUMNS, INSERT, Step};
use crate::store::{Row, Statement, Store, StoreError, Value};

/// As many steps make a block, and are written in one transaction: so few that its commit takes no
/// milliseconds, for which callers would wait where there is one processor for all.
pub(super) const STEPS: usize = 256;

/// As many bytes a step takes, about, so that those of a block need not grow often.
const LENGTH: usize = 64;

/// What some steps say.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Shared with the statement that writes them, which takes them as they are.
    bytes: Arc<Vec<u8>>,
    steps: usize,
    pen: Pen,
}

impl Block {
    pub(super) fn push(&mut self, step: &Step<'_>) {
        let bytes = Arc::make_mut(&mut self.bytes);
        if bytes.capacity() - bytes.len() < LENGTH {
            // Mostly few come together; where more do, many will.
            let more = match self.steps {
                0 => STEPS / 8,
                steps => STEPS.saturating_sub(steps),
            };
            bytes.reserve(more * LENGTH);
        }
        self.pen.write(step, bytes);
        self.steps += 1;
    }

    /// How many steps there are.
    pub(super) const fn len(&self) -> usize {
        self.steps
    }

    /// When the latest step of a session was answered, and what it led to.
    pub(super) fn latest(&self, session: &str) -> Option<(i64, String)> {
        let of_session = self
            .records()
            .filter(|record| record.text.get(record.session.clone()) == Some(session));
        let latest = of_session.last()?;
        let [.., outcome] = latest.way;
        Some((latest.at, latest.text.get(outcome)?.to_owned()))
    }

    /// Has a row written for each step.
    pub(super) fn rows(&self) -> Statement {
        rows(steps(Arc::clone(&self.bytes)))
    }

    /// What it is kept as: the time and the name of its first step, and all that they say.
    fn folded(&self) -> Option<[Value; 3]> {
        let [key, _, at, ..] = columns(self.records().next()?);
        Some([at, key, Arc::clone(&self.bytes).into()])
    }

    fn records(&self) -> impl Iterator<Item = Record> {
        Records::of(Arc::clone(&self.bytes)).flatten()
    }
}

/// Has blocks kept as they are. One that is written again, as nobody said that it was, is not kept
/// twice.
pub(super) fn fold(blocks: &[Block]) -> Statement {
    const FOLD: &str = "INSERT INTO ivr_rushes (at, key, steps) VALUES ($1, $2, $3) \
                        ON CONFLICT (at, key) DO NOTHING";
    let rows: Vec<_> = blocks.iter().filter_map(Block::folded).collect();
    Statement::each(FOLD, rows)
}

/// A table of blocks.
struct Table {
    count: &'static str,
    oldest: &'static str,
    delete: &'static str,
    /// Has a row written for each step of a block.
    rows: fn(&Row) -> Result<Statement, StoreError>,
}

const TABLES: [Table; 2] = [
    Table {
        count: "SELECT COUNT(*) FROM ivr_rushes",
        oldest: "SELECT at, key, steps FROM ivr_rushes ORDER BY at, key LIMIT 1",
        delete: "DELETE FROM ivr_rushes WHERE at = $1 AND key = $2",
        rows: |block| Ok(rows(steps(block.bytes(2)?))),
    },
    // What earlier releases left.
    Table {
        count: "SELECT COUNT(*) FROM ivr_blocks",
        oldest: "SELECT at, key, steps FROM ivr_blocks ORDER BY at, key LIMIT 1",
        delete: "DELETE FROM ivr_blocks WHERE at = $1 AND key = $2",
        rows: |block| Ok(rows(lines::steps(block.text(2)?))),
    },
];

/// How many blocks are kept.
pub(super) async fn count(store: &Store) -> Result<u64, StoreError> {
    let mut count = 0;
    for table in TABLES {
        let rows = store.query(table.count, &[]).await?;
        count += rows.first().map_or(Ok(0), |row| row.integer(0))?;
    }
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Gives each step of the oldest block its row. Gives `false` if there is no block.
///
/// Two servers may do so with the same one: what is there already is left as it is.
pub(super) async fn unfold(store: &Store) -> Result<bool, StoreError> {
    for table in TABLES {
        let found = store.query(table.oldest, &[]).await?;
        if let Some(block) = found.first() {
            let name = [block.integer(0)?.into(), block.text(1)?.into()];
            let delete = Statement::once(table.delete, name);
            store.write([(table.rows)(block)?, delete]).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Has a row written for each step.
fn rows<I>(steps: I) -> Statement
where
    I: IntoIterator<Item = Option<[Value; COLUMNS]>, IntoIter: Send + 'static>,
{
    let rows = steps.into_iter().filter_map(|columns| {
        // One that somebody has damaged is not to keep others from their rows.
        if columns.is_none() {
            warn!("a step of a call can't be read, and is given up");
        }
        columns
    });
    Statement::each(INSERT, rows)
}

/// The columns of each step of a block; `None` where there is none, and nothing behind it.
fn steps(bytes: Arc<Vec<u8>>) -> impl Iterator<Item = Option<[Value; COLUMNS]>> {
    Records::of(bytes).map(|record| record.map(columns))
}

/// The columns of a step, as [`INSERT`] takes them.
fn columns(record: Record) -> [Value; COLUMNS] {
    let text = Arc::new(record.text);
    let value = |part| Value::part(&text, part);
    let caller = Some(record.caller).filter(|caller| !caller.is_empty());
    let [state, input, outcome] = record.way.map(value);
    [
        value(record.key),
        value(record.session),
        record.at.into(),
        caller.map(value).into(),
        state,
        input,
        outcome,
    ]
}
