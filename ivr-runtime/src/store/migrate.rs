//! Schema migrations.

use std::sync::Arc;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, SqlSafeStr};

use super::StoreError;

/// The migrations of one owner's tables: SQL statements for each
/// version, oldest first. Never change a released step; only append.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// The owner of the tables, such as `restaurant`. The runtime's own belong to `ivr`.
    pub owner: &'static str,
    /// The statements that lead from each version to the next, starting without tables.
    pub steps: &'static [&'static str],
}

impl Migrations {
    /// Runs the pending steps. Several servers may start at once.
    pub(super) async fn run(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let steps = self.steps.iter().zip(1..).map(|(sql, version)| {
            let owner = self.owner.into();
            let kind = MigrationType::Simple;
            Migration::new(version, owner, kind, (*sql).into_sql_str(), false)
        });
        let mut migrator = Migrator::with_migrations(steps.collect());
        migrator.dangerous_set_table_name(format!("\"{}_migrations\"", self.owner));
        // Like `run`, but the compiler does not see that its future is `Send`.
        let run = migrator.run_direct(None, connection, false);
        run.await.map_err(|error| match error {
            MigrateError::VersionMissing(found) => StoreError::Newer {
                owner: self.owner,
                found,
                known: self.steps.len(),
            },
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            error => StoreError::Statement(Arc::new(error)),
        })
    }
}
