//! The signals that stop a server or reload its settings.

use std::io;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Ctrl-C, SIGTERM, or a closed terminal.
    End,
    /// SIGHUP.
    #[cfg_attr(not(unix), allow(dead_code))]
    Reload,
}

/// Catches signals from its creation on.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
    /// Whether it was started in a terminal.
    in_terminal: bool,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            in_terminal: has_terminal(),
        })
    }

    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.interrupt.recv() => Asked::End,
            _ = self.terminate.recv() => Asked::End,
            // Closing the terminal also sends SIGHUP; the terminal is gone by then.
            _ = self.hangup.recv() => match self.in_terminal && !has_terminal() {
                true => Asked::End,
                false => Asked::Reload,
            },
        }
    }
}

#[cfg(unix)]
fn has_terminal() -> bool {
    use std::io::IsTerminal;

    io::stdin().is_terminal()
}

/// Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn next(&mut self) -> Asked {
        // Without a handler, the default action ends the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Asked::End
    }
}
