//! Values as PostgreSQL takes and gives them.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};

use crate::store::Value;
use crate::store::value::Kind;

impl Value {
    /// The type that it is sent as. Which type a value has that is none, the server finds out.
    pub(super) const fn kind(&self) -> Type {
        match self.0 {
            Kind::Null => Type::UNKNOWN,
            Kind::Integer(_) => Type::INT8,
            Kind::Text(_) => Type::TEXT,
        }
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match &self.0 {
            Kind::Null => Ok(IsNull::Yes),
            Kind::Integer(integer) if *kind == Type::INT4 => {
                i32::try_from(*integer)?.to_sql(kind, out)
            }
            Kind::Integer(integer) => integer.to_sql(kind, out),
            // PostgreSQL keeps no NUL in a text, and nobody misses it.
            Kind::Text(text) if text.contains('\0') => text.replace('\0', "").to_sql(kind, out),
            Kind::Text(text) => (&**text).to_sql(kind, out),
        }
    }

    accepts!(INT4, INT8, TEXT, UNKNOWN, VARCHAR);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => i64::from_sql(kind, raw)?.into(),
            Type::INT4 => i64::from(i32::from_sql(kind, raw)?).into(),
            _ => <&str>::from_sql(kind, raw)?.into(),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Kind::Null))
    }

    accepts!(INT4, INT8, TEXT, VARCHAR);
}
