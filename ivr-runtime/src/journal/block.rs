//! Steps beside each other: a line for each, until each has its row.
//!
//! A row costs a step a place in each of three trees of pages. Beside others in one text
//! it costs next to nothing and is as safe on the disk; it only can't be found. So a rush is
//! written in blocks, which are unfolded once there is time.

use std::iter::once;
use std::sync::Arc;

use memchr::{memchr, memchr2_iter};
use tracing::warn;

use super::step::{COLUMNS, ESCAPE, INSERT, Places, Step, unescape};
use crate::store::{Statement, Store, StoreError, Value};

/// As many steps make a block, and are written in one transaction: so few that its commit takes no
/// milliseconds, for which callers would wait where there is one processor for all.
pub(super) const STEPS: usize = 256;

/// As long a step is, about, so that the text of a block need not grow often.
const LENGTH: usize = 160;

/// What some steps say.
#[derive(Debug, Default)]
pub(super) struct Block {
    lines: String,
    steps: Vec<Places>,
}

impl Block {
    pub(super) fn push(&mut self, step: &Step<'_>) {
        if self.lines.capacity() - self.lines.len() < LENGTH {
            self.lines.reserve(STEPS / 8 * LENGTH);
        }
        self.steps.push(step.write(&mut self.lines));
    }

    /// How many steps there are.
    pub(super) const fn len(&self) -> usize {
        self.steps.len()
    }

    /// Has a row written for each step.
    pub(super) fn rows(&self) -> Statement {
        rows(
            &self.lines.as_str().into(),
            self.steps.iter().copied().map(Some),
        )
    }

    /// What it is kept as: the time and the name of its first step, and all that they say.
    fn folded(&self) -> Option<[Value; 3]> {
        let text = self.lines.as_str().into();
        let [key, _, at, ..] = columns(&text, *self.steps.first()?, true)?;
        Some([at, key, text.into()])
    }
}

/// Has blocks kept as they are. One that is written again, as nobody said that it was, is not kept
/// twice.
pub(super) fn fold(blocks: &[Block]) -> Statement {
    const FOLD: &str = "INSERT INTO ivr_blocks (at, key, steps) VALUES ($1, $2, $3) \
                        ON CONFLICT (at, key) DO NOTHING";
    Statement::each(FOLD, blocks.iter().filter_map(Block::folded))
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
    let text = block.text(2)?.into();
    store.write([rows(&text, lines(&text)), done]).await?;
    Ok(true)
}

/// Where the columns of each line begin; `None` for one that is no step.
fn lines(text: &str) -> impl Iterator<Item = Option<Places>> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let begin = next;
        next += line.len();
        let ends = memchr2_iter(b'\t', b'\n', line.as_bytes());
        let places: Vec<_> = once(begin).chain(ends.map(|end| begin + end + 1)).collect();
        places.try_into().ok()
    })
}

/// Has a row written for each line.
fn rows(text: &Arc<str>, lines: impl Iterator<Item = Option<Places>>) -> Statement {
    let has_escapes = memchr(ESCAPE, text.as_bytes()).is_some();
    let rows = lines.filter_map(|places| {
        let columns = places.and_then(|places| columns(text, places, has_escapes));
        // One that somebody has changed by hand is not to keep the others from their rows.
        if columns.is_none() {
            warn!("a step of a call can't be read, and is given up");
        }
        columns
    });
    Statement::each(INSERT, rows)
}

/// The columns of a line, as [`INSERT`] takes them.
fn columns(text: &Arc<str>, places: Places, has_escapes: bool) -> Option<[Value; COLUMNS]> {
    let column = |place: usize| places[place]..places[place + 1] - 1;
    let value = |place| match text.get(column(place)) {
        Some(written) if has_escapes => unescape(written).into(),
        _ => Value::part(text, column(place)),
    };
    let at = u64::from_str_radix(text.get(column(2))?, 16).ok()?;
    let has_caller = !column(3).is_empty();
    Some([
        value(0),
        value(1),
        at.cast_signed().into(),
        has_caller.then(|| value(3)).into(),
        value(4),
        value(5),
        value(6),
    ])
}
