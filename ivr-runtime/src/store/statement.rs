//! What an engine is given to do.

use super::Value;

/// A statement, and what it is run with: once for each row.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(super) sql: &'static str,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Statement {
    /// One that is run once.
    pub(crate) fn once<const WIDTH: usize>(sql: &'static str, values: [Value; WIDTH]) -> Self {
        Self::each(sql, vec![values.into()])
    }

    /// One that is run as often as there are rows.
    pub(crate) const fn each(sql: &'static str, rows: Vec<Vec<Value>>) -> Self {
        Self { sql, rows }
    }
}
