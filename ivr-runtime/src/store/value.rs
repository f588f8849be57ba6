//! What goes into a statement and comes out of it.

use std::borrow::Cow;
use std::sync::Arc;

use super::StoreError;

/// One value of a row or a statement: an integer (`BIGINT`), a text (`TEXT`), or none.
#[derive(Clone, Debug)]
pub struct Value(pub(super) Kind);

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Integer(i64),
    /// Not copied with the value: it goes to another thread, and may be tried again there.
    Text(Arc<str>),
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

impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Self(Kind::Text(text.into()))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(Kind::Null), Into::into)
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
            Some(Kind::Text(text)) => Ok(Some(text)),
            _ => Err(wrong(column, "text")),
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
