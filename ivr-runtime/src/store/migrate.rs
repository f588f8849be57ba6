//! Bringing the tables up to date.

use std::sync::Arc;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, SqlSafeStr};

use super::StoreError;

/// How somebody's tables came to be what they are: a file of statements for each
/// version, the oldest first. What was released is never changed, only added to.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// Whose tables they are, such as `restaurant`. The runtime's own are those of `ivr`.
    pub owner: &'static str,
    /// The statements that lead from each version to the next, beginning with no tables.
    pub steps: &'static [&'static str],
}

impl Migrations {
    /// Runs what was not run yet. Several servers may start at once.
    pub(super) async fn run(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let steps = self.steps.iter().zip(1..).map(|(sql, version)| {
            let owner = self.owner.into();
            let kind = MigrationType::Simple;
            Migration::new(version, owner, kind, (*sql).into_sql_str(), false)
        });
        let mut migrator = Migrator::with_migrations(steps.collect());
        migrator.dangerous_set_table_name(format!("\"{}_migrations\"", self.owner));
        // As `run`, whose future the compiler does not take for one that other threads may have.
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
