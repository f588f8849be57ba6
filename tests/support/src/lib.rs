//! A test harness for tests that start servers or need programs that a machine may lack.
//!
//! Such a test binary has `harness = false`, and a `main` that lists its tests:
//!
//! ```ignore
//! fn main() -> ExitCode {
//!     support::run(support::tests![drain::no_request_is_cut, kill::nothing_is_lost])
//! }
//! ```
//!
//! A test is a function. If it needs an external program or service, it returns [`Outcome`], requests it first
//! ([`program`], [`variable`]), and returns what is missing with `?`. The test is then reported as ignored, with
//! the reason and how to install it; with `IVR_REQUIRE_EXTERNAL=1` it fails.
//!
//! A test that takes longer than five minutes fails too; `IVR_TEST_MINUTES` sets another deadline. What it waits for
//! ([`until`], [`within`], [`process::Process`]) may take a fifth of that, so that the failure names it.

// Tests fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod build;
mod chance;
pub mod cluster;
mod deadline;
mod missing;
#[cfg(feature = "postgres")]
mod postgres;
pub mod process;
pub mod proxy;

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

pub use chance::Chance;
pub use deadline::{patience, poll, until, within};
pub use missing::{Missing, executable, program, variable};
#[cfg(feature = "postgres")]
pub use postgres::postgres_database;

/// The result of a test that needs an external program or service.
pub type Outcome = Result<(), Missing>;

/// The return types of test functions.
pub trait Verdict {
    /// Converts it to an outcome.
    fn outcome(self) -> Outcome;
}

impl Verdict for () {
    fn outcome(self) -> Outcome {
        Ok(())
    }
}

impl Verdict for Outcome {
    fn outcome(self) -> Outcome {
        self
    }
}

/// Creates a test from its name and function.
pub fn test<V: Verdict>(
    name: impl Into<String>,
    run: impl FnOnce() -> V + Send + 'static,
) -> Trial {
    let name = name.into();
    let thread = name.clone();
    Trial::ignorable_test(name, || match in_time(thread, || run().outcome())? {
        Ok(()) => Ok(Completion::Completed),
        Err(missing) if std::env::var_os("IVR_REQUIRE_EXTERNAL").is_some() => Err(missing.into()),
        Err(missing) => Ok(Completion::ignored_with(missing)),
    })
}

/// Creates tests from functions, whose paths become the names.
#[macro_export]
macro_rules! tests {
    ($($(#[$if:meta])? $run:path),* $(,)?) => {
        vec![$($(#[$if])? $crate::test(stringify!($run), $run)),*]
    };
}

/// The same for asynchronous functions, each with its own single-threaded runtime.
#[macro_export]
macro_rules! async_tests {
    ($($(#[$if:meta])? $run:path),* $(,)?) => {
        vec![$($(#[$if])? $crate::test(stringify!($run), || $crate::block_on($run()))),*]
    };
}

/// The same for asynchronous functions, each with its own multi-threaded runtime.
#[macro_export]
macro_rules! threaded_tests {
    ($($run:path),* $(,)?) => {
        vec![$($crate::test(stringify!($run), || $crate::block_on_threads($run()))),*]
    };
}

/// Runs a future on its own single-threaded runtime.
///
/// # Panics
///
/// If the runtime can't be created.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// Runs a future on its own multi-threaded runtime.
///
/// # Panics
///
/// If the runtime can't be created.
pub fn block_on_threads<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// Runs a function in a separate thread. If it is still running at the deadline, the test fails, and the thread
/// ends with the process.
fn in_time(
    name: String,
    run: impl FnOnce() -> Outcome + Send + 'static,
) -> Result<Outcome, Failed> {
    let deadline = deadline::of_a_test();
    let (done, is_done) = channel();
    let test = thread::Builder::new().name(name).spawn(move || {
        let outcome = run();
        // If it is late, nobody listens any more.
        let _ = done.send(());
        outcome
    })?;
    // A test that panics drops its end of the channel.
    if is_done.recv_timeout(deadline) == Err(RecvTimeoutError::Timeout) {
        return Err(format!("not done after {deadline:?}").into());
    }
    Ok(test.join().unwrap_or_else(|panic| resume_unwind(panic)))
}

/// Runs the tests selected on the command line, like the built-in harness.
pub fn run(tests: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
