//! Steps beside each other: a line for each, until each has its row.
//!
//! A row costs a step a place in each of three trees of pages. Beside others in one text
//! it costs next to nothing and is as safe on the disk; it only can't be found. So a rush is
//! written in blocks, which are unfolded once there is time.

use std::iter::{from_fn, once};
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};
use tracing::warn;

use super::step::{COLUMNS, ESCAPE, INSERT, Step, escape, unescape};
use crate::store::{Statement, Store, StoreError, Value};

/// As many steps make a block, and are written in one transaction: so few that its commit takes no
/// milliseconds, for which callers would wait where there is one processor for all.
pub(super) const STEPS: usize = 256;

/// As long a step is, about, so that the text of a block need not grow often.
const LENGTH: usize = 160;

/// What some steps say.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Shared with the statement that writes them, which takes them as they are.
    lines: Arc<String>,
    steps: usize,
}

impl Block {
    pub(super) fn push(&mut self, step: &Step<'_>) {
        let lines = Arc::make_mut(&mut self.lines);
        if lines.capacity() - lines.len() < LENGTH {
            // Mostly few come together; where more do, many will.
            let more = if self.steps == 0 { STEPS / 8 } else { STEPS };
            lines.reserve(more * LENGTH);
        }
        step.write(lines);
        self.steps += 1;
    }

    /// How many steps there are.
    pub(super) const fn len(&self) -> usize {
        self.steps
    }

    /// When the latest step of a session was answered, and what it led to.
    pub(super) fn latest(&self, session: &str) -> Option<(i64, String)> {
        let mut written = String::new();
        escape(session, &mut written);
        self.lines.lines().rev().find_map(|line| {
            let mut columns = line.split('\t');
            if columns.nth(1)? != written {
                return None;
            }
            Some((time(columns.next()?)?, columns.next_back()?.to_owned()))
        })
    }

    /// Has a row written for each step.
    pub(super) fn rows(&self) -> Statement {
        rows(Arc::clone(&self.lines))
    }

    /// What it is kept as: the time and the name of its first step, and all that they say.
    fn folded(&self) -> Option<[Value; 3]> {
        let [key, _, at, ..] = lines(Arc::clone(&self.lines)).next()??;
        Some([at, key, Arc::clone(&self.lines).into()])
    }
}

/// Has blocks kept as they are. One that is written again, as nobody said that it was, is not kept
/// twice.
pub(super) fn fold(blocks: &[Block]) -> Statement {
    const FOLD: &str = "INSERT INTO ivr_blocks (at, key, steps) VALUES ($1, $2, $3) \
                        ON CONFLICT (at, key) DO NOTHING";
    let rows: Vec<_> = blocks.iter().filter_map(Block::folded).collect();
    Statement::each(FOLD, rows)
}

/// How many blocks are kept.
pub(super) async fn count(store: &Store) -> Result<u64, StoreError> {
    let rows = store.query("SELECT COUNT(*) FROM ivr_blocks", &[]).await?;
    let count = rows.first().map_or(Ok(0), |row| row.integer(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Gives each step of the oldest block its row. Gives `false` if there is no block.
///
/// Two servers may do so with the same one: what is there already is left as it is.
pub(super) async fn unfold(store: &Store) -> Result<bool, StoreError> {
    const OLDEST: &str = "SELECT at, key, steps FROM ivr_blocks ORDER BY at, key LIMIT 1";
    let found = store.query(OLDEST, &[]).await?;
    let Some(block) = found.first() else {
        return Ok(false);
    };
    let done = Statement::once(
        "DELETE FROM ivr_blocks WHERE at = $1 AND key = $2",
        [block.integer(0)?.into(), block.text(1)?.into()],
    );
    store.write([rows(block.shared_text(2)?), done]).await?;
    Ok(true)
}

/// Has a row written for each line.
fn rows(text: Arc<String>) -> Statement {
    let rows = lines(text).filter_map(|columns| {
        // One that somebody has changed by hand is not to keep the others from their rows.
        if columns.is_none() {
            warn!("a step of a call can't be read, and is given up");
        }
        columns
    });
    Statement::each(INSERT, rows)
}

/// The columns of each line, as [`INSERT`] takes them; `None` for one that is no step.
fn lines(text: Arc<String>) -> impl Iterator<Item = Option<[Value; COLUMNS]>> {
    let has_escapes = memchr(ESCAPE, text.as_bytes()).is_some();
    let mut next = 0;
    from_fn(move || {
        let begin = next;
        let line = text.get(begin..)?.split_inclusive('\n').next()?;
        next += line.len();
        let line = line.strip_suffix('\n');
        Some(line.and_then(|line| columns(&text, begin, line, has_escapes)))
    })
}

/// The columns of the line that begins there.
fn columns(
    text: &Arc<String>,
    mut begin: usize,
    line: &str,
    has_escapes: bool,
) -> Option<[Value; COLUMNS]> {
    let first = begin;
    let tabs = memchr_iter(b'\t', line.as_bytes());
    let mut ends = tabs.chain(once(line.len())).map(|end| first + end);
    let mut column = || {
        let end = ends.next()?;
        Some(mem::replace(&mut begin, end + 1)..end)
    };
    let value = |column: Range<usize>| match text.get(column.clone()) {
        Some(written) if has_escapes => unescape(written).into(),
        _ => Value::part(text, column),
    };
    let (key, session) = (column()?, column()?);
    let at = time(text.get(column()?)?)?;
    let caller = Some(column()?).filter(|caller| !caller.is_empty());
    let (state, input, outcome) = (column()?, column()?, column()?);
    column().is_none().then(|| {
        [
            value(key),
            value(session),
            at.into(),
            caller.map(value).into(),
            value(state),
            value(input),
            value(outcome),
        ]
    })
}

/// The time that a line says.
fn time(written: &str) -> Option<i64> {
    let at = u64::from_str_radix(written, 16).ok()?;
    Some(at.cast_signed())
}
