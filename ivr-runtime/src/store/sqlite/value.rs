//! Values as SQLite takes and gives them.

use crate::store::Value;
use crate::store::value::Kind;

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Kind::Null => ValueRef::Null,
            Kind::Integer(integer) => ValueRef::Integer(*integer),
            Kind::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        use rusqlite::types::{FromSqlError, ValueRef};
        match value {
            ValueRef::Null => Ok(Self(Kind::Null)),
            ValueRef::Integer(integer) => Ok(integer.into()),
            ValueRef::Text(_) => Ok(value.as_str()?.into()),
            ValueRef::Blob(_) | ValueRef::Real(_) => Err(FromSqlError::InvalidType),
        }
    }
}
