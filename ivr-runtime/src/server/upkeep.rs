//! What a server does with its store besides keeping the journal.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{interval, sleep, timeout};
use tracing::{info, warn};

use super::App;
use crate::journal::{self, Journal};
use crate::logging::Causes;
use crate::menu::Tree;
use crate::store::Store;

/// How often old rows are deleted.
const PRUNE: Duration = Duration::from_secs(3600);

/// How soon a store is asked again for the key that it could not give.
const AGAIN: Duration = Duration::from_secs(1);

/// How long it may take to give that.
const PATIENCE: Duration = Duration::from_secs(5);

/// Deletes what was kept for long enough, every hour.
pub(super) async fn prune(store: Store, calls: Duration) {
    let mut hours = interval(PRUNE);
    loop {
        hours.tick().await;
        match Journal::prune(&store, calls).await {
            Ok(0) => {}
            Ok(rows) => info!(rows, "old calls and answers are deleted"),
            Err(error) => {
                let reason = Causes(&error);
                warn!(%reason, "old calls and answers are not deleted");
            }
        }
    }
}

/// Seals with the key of the store as soon as the store can be asked for it.
pub(super) async fn share_seal<T: Tree>(app: Arc<App<T>>, store: Store) {
    let mut is_told = false;
    while app.sealer.get().is_none() {
        let reason = match timeout(PATIENCE, journal::sealer(&store)).await {
            Ok(Ok(sealer)) => {
                let _ = app.sealer.set(Arc::new(sealer));
                return;
            }
            Ok(Err(error)) => Causes(&error).to_string(),
            Err(_) => "the database does not answer".to_owned(),
        };
        if !is_told {
            warn!(
                reason,
                "what calls remember is sealed for this server alone, for now"
            );
            is_told = true;
        }
        sleep(AGAIN).await;
    }
}
