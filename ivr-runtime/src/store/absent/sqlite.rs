//! In the place of SQLite in a program that was built without it: none can be opened, so none is
//! ever asked for anything.

use std::convert::Infallible;
use std::path::Path;

use super::{MissingEngine, Row, StoreError, Value};

const MISSING: MissingEngine = MissingEngine {
    name: "SQLite",
    feature: "sqlite",
    instead: "name a PostgreSQL: postgres://USER:PASSWORD@HOST/NAME",
};

#[derive(Debug)]
pub(super) struct Sqlite(Infallible);

#[derive(Debug)]
pub(super) struct Transaction(Infallible);

impl Sqlite {
    pub(super) fn open(_: Option<&Path>) -> Result<Self, StoreError> {
        Err(MISSING.into())
    }

    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        match self.0 {}
    }

    pub(super) async fn read(&self) -> Result<Transaction, StoreError> {
        match self.0 {}
    }

    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        match self.0 {}
    }
}

impl Transaction {
    pub(super) async fn execute(&self, _: &str, _: &[Value]) -> Result<u64, StoreError> {
        match self.0 {}
    }

    pub(super) async fn execute_each(&self, _: &str, _: Vec<Vec<Value>>) -> Result<(), StoreError> {
        match self.0 {}
    }

    pub(super) async fn query(&self, _: &str, _: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self.0 {}
    }

    pub(super) async fn batch(&self, _: &str) -> Result<(), StoreError> {
        match self.0 {}
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self.0 {}
    }
}
