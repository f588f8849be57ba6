//! The key, drawn once and kept in the store.

use super::seal::{SealKeyError, Sealer};
use crate::store::Store;

impl Sealer {
    /// The sealer of all servers on this store, whose key the first of them draws.
    ///
    /// # Errors
    /// If the store can't be asked, or holds something else.
    pub async fn of_store(store: &Store) -> Result<Self, SealKeyError> {
        const FIND: &str = "SELECT value FROM ivr_secrets WHERE name = 'state'";
        if let Some(row) = store.query(FIND, &[]).await?.first() {
            return Self::from_key(row.text(0)?);
        }
        let drawn = Self::random()?.key();
        let mut transaction = store.begin().await?;
        // Of two servers that draw at the same time, one wins, and the other takes its key.
        transaction
            .execute(
                "INSERT INTO ivr_secrets (name, value) VALUES ('state', $1) \
                 ON CONFLICT (name) DO NOTHING",
                &[drawn.as_str().into()],
            )
            .await?;
        transaction.commit().await?;
        match store.query(FIND, &[]).await?.first() {
            Some(row) => Self::from_key(row.text(0)?),
            None => Err(SealKeyError::Damaged),
        }
    }
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
        transaction
            .execute("UPDATE ivr_secrets SET value = 'x'", &[])
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        assert!(matches!(
            Sealer::of_store(&store).await,
            Err(SealKeyError::Damaged)
        ));
    }
}
