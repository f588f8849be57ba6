//! The key that seals calls' values, generated once and kept in the store.

use std::time::Duration;

use tokio::time::timeout;

use crate::engine::values::{SealKeyError, Sealer};
use crate::store::{Store, StoreError};

/// How long the store may take. A server that is gone silently never answers, and must not keep another from
/// starting.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the store can't provide the sealing key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealerError {
    /// The stored key is invalid, or none could be generated.
    #[error(transparent)]
    Key(#[from] SealKeyError),
    /// The store could not be read or written.
    #[error("could not read the key that seals calls' values")]
    Store(#[from] StoreError),
}

/// The sealer of all servers on this store; the first server generates its key.
///
/// # Errors
/// If the store can't be read or written within five seconds, or its key is invalid.
pub async fn sealer(store: &Store) -> Result<Sealer, SealerError> {
    let found = timeout(PATIENCE, find_or_draw(store)).await;
    found.map_err(StoreError::from)?
}

async fn find_or_draw(store: &Store) -> Result<Sealer, SealerError> {
    if let Some(key) = find(store).await? {
        return Ok(Sealer::from_key(&key)?);
    }
    let drawn = Sealer::random()?.key();
    let mut transaction = store.begin().await?;
    // If two servers generate a key at the same time, one wins and the other uses its key.
    sqlx::query(
        "INSERT INTO ivr_secrets (name, value) VALUES ('state', $1) \
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(drawn.as_str())
    .execute(&mut *transaction)
    .await
    .map_err(StoreError::from)?;
    transaction.commit().await?;
    let kept = find(store).await?.ok_or(SealKeyError::Damaged)?;
    Ok(Sealer::from_key(&kept)?)
}

async fn find(store: &Store) -> Result<Option<String>, StoreError> {
    let find = sqlx::query_scalar("SELECT value FROM ivr_secrets WHERE name = 'state'");
    Ok(find.fetch_optional(&mut *store.read().await?).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal;
    use crate::store::Database;

    #[tokio::test]
    async fn the_key_is_generated_once_and_a_damaged_one_is_reported() {
        let store = Store::open(&Database::Memory, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let first = sealer(&store).await.unwrap();
        let second = sealer(&store).await.unwrap();
        assert_eq!(first.key(), second.key());

        let mut transaction = store.begin().await.unwrap();
        sqlx::query("UPDATE ivr_secrets SET value = 'x'")
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        assert!(matches!(
            sealer(&store).await,
            Err(SealerError::Key(SealKeyError::Damaged))
        ));
    }
}
