//! The signals that end a server.

use std::future::Future;
use std::io;

/// Ready once the program is asked to end: by Ctrl-C, or by SIGTERM.
#[cfg(unix)]
pub(super) fn shutdown() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready once the program is asked to end: by Ctrl-C.
#[cfg(not(unix))]
pub(super) fn shutdown() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without the signal the program ends as the system ends programs.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
