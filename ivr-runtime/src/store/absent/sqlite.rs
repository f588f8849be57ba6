//! In the place of SQLite in a program that was built without it: none can be opened, so none is
//! ever asked for anything.

use std::convert::Infallible;
use std::path::Path;

pub(super) use super::absent::Transaction;
use super::{MissingEngine, Row, Statement, StoreError, Value};

const MISSING: MissingEngine = MissingEngine {
    name: "SQLite",
    feature: "sqlite",
    instead: "name a PostgreSQL: postgres://USER:PASSWORD@HOST/NAME",
};

#[derive(Debug)]
pub(super) struct Sqlite(Infallible);

impl Sqlite {
    pub(super) fn open(_: Option<&Path>) -> Result<Self, StoreError> {
        Err(MISSING.into())
    }

    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        match self.0 {}
    }

    pub(super) async fn query(&self, _: &str, _: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self.0 {}
    }

    pub(super) async fn write(&self, _: Vec<Statement>) -> Result<Vec<Vec<Row>>, StoreError> {
        match self.0 {}
    }

    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        match self.0 {}
    }
}
