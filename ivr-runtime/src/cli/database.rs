//! Which database a command works on.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;

use crate::application::Application;
use crate::journal;
use crate::store::{Database, Migrations, Store, StoreError};

/// Which database.
#[derive(Debug, Args)]
pub(super) struct StoreArgs {
    /// Database: a SQLite file, or postgres://USER:PASSWORD@HOST/NAME; append
    /// ?sslmode=verify-full&sslrootcert=FILE for TLS
    #[arg(
        long,
        env = "IVR_DATABASE",
        hide_env_values = true,
        value_name = "DATABASE"
    )]
    #[arg(default_value = "ivr.sqlite")]
    pub(super) database: Database,

    /// Read settings from a TOML file, named like the flags of `serve` without the leading dashes
    #[arg(long, env = "IVR_CONFIG", hide_env_values = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl StoreArgs {
    /// Opens the database with the tables of the runtime and of the application.
    pub(super) async fn open<A: Application>(&self) -> Result<Store, StoreError> {
        Store::open(&self.database, &tables::<A>()).await
    }

    /// The same for a server, which has something to say without its database, too.
    pub(super) async fn open_now_or_later<A: Application>(&self) -> Result<Store, StoreError> {
        Store::open_now_or_later(&self.database, &tables::<A>()).await
    }

    /// The same, and the application that works on it.
    pub(super) async fn open_with<A: Application>(
        &self,
        options: A::Options,
    ) -> Result<(Store, A), Box<dyn Error + Send + Sync>> {
        let store = self.open::<A>().await?;
        let application = A::open(options, store.clone()).await?;
        Ok((store, application))
    }
}

/// The tables of the runtime and of the application.
pub(super) fn tables<A: Application>() -> Vec<Migrations> {
    [journal::MIGRATIONS].into_iter().chain(A::TABLES).collect()
}
