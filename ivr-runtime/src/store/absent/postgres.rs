//! In the place of PostgreSQL in a program that was built without it: there is no server that
//! could be named, so none is ever asked for anything.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

pub(super) use super::absent::Transaction;
use super::{DatabaseError, MissingEngine, Row, Statement, StoreError, Value};

const MISSING: MissingEngine = MissingEngine {
    name: "PostgreSQL",
    feature: "postgres",
    instead: "name the file of a SQLite database",
};

/// A PostgreSQL server. There is none: this program was built without the feature `postgres`.
#[derive(Clone, Debug)]
pub struct PostgresServer(Infallible);

#[derive(Debug)]
pub(super) struct Postgres(Infallible);

impl FromStr for PostgresServer {
    type Err = DatabaseError;

    fn from_str(_: &str) -> Result<Self, DatabaseError> {
        Err(MISSING.into())
    }
}

impl fmt::Display for PostgresServer {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl Postgres {
    pub(super) const fn new(server: &PostgresServer) -> Result<Self, StoreError> {
        match server.0 {}
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
}
