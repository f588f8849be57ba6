//! What goes into a statement and comes out of it.

use std::ops::Range;
use std::sync::Arc;

use super::StoreError;

/// One value of a row or a statement: an integer (`BIGINT`), a text (`TEXT`), bytes (`BYTEA`), or none.
#[derive(Clone, Debug)]
pub struct Value(pub(super) Kind);

/// Texts and bytes are seldom copied: a value goes to another thread, and may be tried again there.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Integer(i64),
    Text(Arc<String>),
    /// A part of a longer one.
    Part(Arc<String>, Range<usize>),
    Bytes(Arc<Vec<u8>>),
}

impl Value {
    /// A part of a longer text, which is not copied.
    pub(crate) fn part(text: &Arc<String>, part: Range<usize>) -> Self {
        Self(Kind::Part(Arc::clone(text), part))
    }
}

impl Kind {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Part(text, part) => text.get(part.clone()),
            Self::Null | Self::Integer(_) | Self::Bytes(_) => None,
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
        text.to_owned().into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(Kind::Text(Arc::new(text)))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Arc::new(bytes).into()
    }
}

/// Shared with whoever has them besides, and not copied.
impl From<Arc<Vec<u8>>> for Value {
    fn from(bytes: Arc<Vec<u8>>) -> Self {
        Self(Kind::Bytes(bytes))
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
            kind => kind
                .and_then(Kind::text)
                .map(Some)
                .ok_or_else(|| wrong(column, "text")),
        }
    }

    /// The bytes in a column, counted from 0.
    ///
    /// # Errors
    /// If it holds no bytes.
    pub fn bytes(&self, column: usize) -> Result<Arc<Vec<u8>>, StoreError> {
        match self.kind(column) {
            Some(Kind::Bytes(bytes)) => Ok(Arc::clone(bytes)),
            _ => Err(wrong(column, "bytes")),
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
