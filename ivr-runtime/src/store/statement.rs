//! What an engine is given to do.

use std::fmt;

use super::Value;

/// A statement, and what it is run with: once for each row.
pub(crate) struct Statement {
    pub(super) sql: &'static str,
    pub(super) rows: Box<dyn Rows>,
}

/// Rows that are made where they are written, one at a time: who has them written may have callers
/// to answer.
pub(super) trait Rows: Send {
    /// The next one.
    fn next(&mut self) -> Option<&[Value]>;
}

/// Rows of an iterator.
struct Made<I, const WIDTH: usize> {
    rows: I,
    /// The last one that was made.
    row: Option<[Value; WIDTH]>,
}

impl<I, const WIDTH: usize> Rows for Made<I, WIDTH>
where
    I: Iterator<Item = [Value; WIDTH]> + Send,
{
    fn next(&mut self) -> Option<&[Value]> {
        self.row = self.rows.next();
        self.row.as_ref().map(<[_; WIDTH]>::as_slice)
    }
}

impl Statement {
    /// One that is run once.
    pub(crate) fn once<const WIDTH: usize>(sql: &'static str, values: [Value; WIDTH]) -> Self {
        Self::each(sql, [values])
    }

    /// One that is run as often as there are rows.
    pub(crate) fn each<const WIDTH: usize>(
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; WIDTH], IntoIter: Send + 'static>,
    ) -> Self {
        let rows = rows.into_iter();
        Self {
            sql,
            rows: Box::new(Made { rows, row: None }),
        }
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement")
            .field("sql", &self.sql)
            .finish_non_exhaustive()
    }
}
