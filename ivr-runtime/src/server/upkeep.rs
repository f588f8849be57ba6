//! Periodic work on the store: deleting old rows, and fetching the sealing key.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{interval, sleep};
use tracing::{info, warn};

use super::App;
use crate::journal::{self, Journal};
use crate::logging::Causes;
use crate::menu::Tree;
use crate::store::Store;

/// How often old rows are deleted.
const PRUNE: Duration = Duration::from_secs(3600);

/// How soon to ask the store again for the sealing key.
const AGAIN: Duration = Duration::from_secs(1);

/// Deletes expired rows every hour.
pub(super) async fn prune(store: Store, calls: Duration) {
    let mut hours = interval(PRUNE);
    loop {
        hours.tick().await;
        match Journal::prune(&store, calls).await {
            Ok(0) => {}
            Ok(rows) => info!(rows, "old calls and answers deleted"),
            Err(error) => {
                let reason = Causes(&error);
                warn!(%reason, "could not delete old calls and answers");
            }
        }
    }
}

/// Switches to the store's sealing key as soon as it is available.
pub(super) async fn share_seal<T: Tree>(app: Arc<App<T>>, store: Store) {
    let mut is_told = false;
    while app.sealer.get().is_none() {
        let error = match journal::sealer(&store).await {
            Ok(sealer) => {
                let _ = app.sealer.set(Arc::new(sealer));
                return;
            }
            Err(error) => error,
        };
        if !is_told {
            warn!(
                reason = %Causes(&error),
                "no sealing key from the database yet; only this server can read what calls remember"
            );
            is_told = true;
        }
        sleep(AGAIN).await;
    }
}
