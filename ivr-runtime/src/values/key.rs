//! The key, drawn once and kept in the store.

use super::seal::{SealKeyError, Sealer};
use crate::store::{Store, StoreError};

impl Sealer {
    /// The sealer of all servers on this store, whose key the first of them draws.
    ///
    /// # Errors
    /// If the store can't be asked, or holds something else.
    pub async fn of_store(store: &Store) -> Result<Self, SealKeyError> {
        if let Some(key) = find(store).await? {
            return Self::from_key(&key);
        }
        let drawn = Self::random()?.key();
        let mut transaction = store.begin().await?;
        // Of two servers that draw at the same time, one wins, and the other takes its key.
        sqlx::query(
            "INSERT INTO ivr_secrets (name, value) VALUES ('state', $1) \
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(drawn.as_str())
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::from)?;
        transaction.commit().await?;
        Self::from_key(&find(store).await?.ok_or(SealKeyError::Damaged)?)
    }
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
    async fn the_key_is_drawn_once_and_a_damaged_one_is_told() {
        let store = Store::open(&Database::Memory, &[journal::MIGRATIONS])
            .await
            .unwrap();
        let first = Sealer::of_store(&store).await.unwrap();
        let second = Sealer::of_store(&store).await.unwrap();
        assert_eq!(first.key(), second.key());

        let mut transaction = store.begin().await.unwrap();
        sqlx::query("UPDATE ivr_secrets SET value = 'x'")
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        assert!(matches!(
            Sealer::of_store(&store).await,
            Err(SealKeyError::Damaged)
        ));
    }
}
