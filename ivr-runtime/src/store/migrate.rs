//! Bringing the tables up to date.

use super::{Store, StoreError};

/// How somebody's tables came to be what they are: one batch of statements for each
/// version, the oldest first. What was released is never changed, only added to.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// Whose tables they are, such as `restaurant`. The runtime's own are those of `ivr`.
    pub owner: &'static str,
    /// The statements that lead from each version to the next, beginning with no tables.
    pub steps: &'static [&'static str],
}

/// Runs what was not run yet, all of it or nothing. Several servers may start at once.
pub(super) async fn migrate(store: &Store, tables: Migrations) -> Result<(), StoreError> {
    let Migrations { owner, steps } = tables;
    let mut transaction = store.begin().await?;
    transaction.lock_schema().await?;
    transaction
        .batch("CREATE TABLE IF NOT EXISTS ivr_schema (owner TEXT PRIMARY KEY, version BIGINT NOT NULL)")
        .await?;
    let rows = transaction
        .query(
            "SELECT version FROM ivr_schema WHERE owner = $1",
            &[owner.into()],
        )
        .await?;
    let found = rows.first().map_or(Ok(0), |row| row.integer(0))?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer {
            owner,
            found,
            known,
        });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for step in steps.iter().skip(done) {
        transaction.batch(step).await?;
    }
    transaction
        .execute(
            "INSERT INTO ivr_schema (owner, version) VALUES ($1, $2) \
             ON CONFLICT (owner) DO UPDATE SET version = excluded.version",
            &[owner.into(), known.into()],
        )
        .await?;
    transaction.commit().await
}
