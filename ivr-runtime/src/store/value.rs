//! What goes into a statement and comes out of it.

use std::ops::Range;
use std::sync::Arc;

use super::StoreError;

/// One value of a row or a statement: an integer (`BIGINT`), a text (`TEXT`), or none.
#[derive(Clone, Debug)]
pub struct Value(pub(super) Kind);

/// Texts are seldom copied: a value goes to another thread, and may be tried again there.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Integer(i64),
    Text(Arc<str>),
    /// A part of one.
    Part(Arc<str>, Range<usize>),
}

impl Value {
    /// A part of a longer text, which is not copied.
    pub(crate) fn part(text: &Arc<str>, part: Range<usize>) -> Self {
        Self(Kind::Part(Arc::clone(text), part))
    }
}

impl Kind {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Part(text, part) => text.get(part.clone()),
            Self::Null | Self::Integer(_) => None,
        }
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self(Kind::Integer(integer))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(Kind::Text(text.into()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(Kind::Text(text.into()))
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Self(Kind::Text(text))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(Kind::Null), Into::into)
    }
}

/// A statement, and what it is run with: once for each row.
#[derive(Debug)]
#[cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "there is no engine to give it to")
)]
pub(crate) struct Statement {
    pub(super) sql: &'static str,
    /// One row behind the other.
    values: Vec<Value>,
    width: usize,
}

impl Statement {
    /// One that is run once.
    pub(crate) fn once<const WIDTH: usize>(sql: &'static str, values: [Value; WIDTH]) -> Self {
        Self::each(sql, [values])
    }

    /// One that is run as often as there are rows.
    pub(crate) fn each<const WIDTH: usize>(
        sql: &'static str,
        rows: impl IntoIterator<Item = [Value; WIDTH]>,
    ) -> Self {
        const { assert!(WIDTH > 0, "rows of nothing can't be counted") };
        let rows = rows.into_iter();
        let (least, most) = rows.size_hint();
        let mut values = Vec::with_capacity(most.unwrap_or(least) * WIDTH);
        for row in rows {
            values.extend(row);
        }
        Self {
            sql,
            values,
            width: WIDTH,
        }
    }
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl Statement {
    pub(super) fn rows(&self) -> std::slice::Chunks<'_, Value> {
        self.values.chunks(self.width)
    }
}

/// One row of an answer.
#[derive(Clone, Debug)]
pub struct Row(pub(super) Vec<Value>);

/// A column is not what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("column {column} is no {wanted}")]
struct WrongColumn {
    column: usize,
    wanted: &'static str,
}

impl Row {
    /// The text in a column, counted from 0.
    ///
    /// # Errors
    /// If it holds no text.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.optional_text(column)?
            .ok_or_else(|| wrong(column, "text"))
    }

    /// The text in a column that may be empty, counted from 0.
    ///
    /// # Errors
    /// If it holds something else.
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.kind(column) {
            Some(Kind::Null) => Ok(None),
            kind => kind
                .and_then(Kind::text)
                .map(Some)
                .ok_or_else(|| wrong(column, "text")),
        }
    }

    /// The integer in a column, counted from 0.
    ///
    /// # Errors
    /// If it holds no integer.
    pub fn integer(&self, column: usize) -> Result<i64, StoreError> {
        self.optional_integer(column)?
            .ok_or_else(|| wrong(column, "integer"))
    }

    /// The integer in a column that may be empty, counted from 0.
    ///
    /// # Errors
    /// If it holds something else.
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.kind(column) {
            Some(Kind::Integer(integer)) => Ok(Some(*integer)),
            Some(Kind::Null) => Ok(None),
            _ => Err(wrong(column, "integer")),
        }
    }

    fn kind(&self, column: usize) -> Option<&Kind> {
        self.0.get(column).map(|Value(kind)| kind)
    }
}

fn wrong(column: usize, wanted: &'static str) -> StoreError {
    StoreError::Statement(Box::new(WrongColumn { column, wanted }))
}
