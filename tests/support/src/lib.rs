//! How tests are run that start servers, or need programs that a machine may lack.
//!
//! A test binary of this kind has `harness = false`, and a `main` that lists its tests:
//!
//! ```ignore
//! fn main() -> ExitCode {
//!     support::run(support::tests![drain::no_request_is_cut, kill::nothing_is_lost])
//! }
//! ```
//!
//! A test is a function. If it needs something from outside, it returns [`Outcome`], asks for it first
//! ([`program`], [`variable`]), and passes on what is missing with `?`. It is then shown as ignored, with
//! the reason and what to do; with `IVR_REQUIRE_EXTERNAL=1` it fails. A test that takes longer than five
//! minutes fails too; `IVR_TEST_MINUTES` sets another deadline.

// Giving up with a reason is how a test fails.
#![allow(clippy::unwrap_used)]

mod missing;
#[cfg(feature = "postgres")]
mod postgres;

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

pub use missing::{Missing, executable, program, variable};
#[cfg(feature = "postgres")]
pub use postgres::postgres_database;

/// What comes of a test that needs something from outside.
pub type Outcome = Result<(), Missing>;

/// What a test function may return.
pub trait Verdict {
    /// What it comes to.
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

/// A test, by its name and the function that runs it.
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

/// Tests by the paths of their functions, which are their names.
#[macro_export]
macro_rules! tests {
    ($($(#[$if:meta])? $run:path),* $(,)?) => {
        vec![$($(#[$if])? $crate::test(stringify!($run), $run)),*]
    };
}

/// The same of asynchronous functions, each with a runtime of its own that has one thread.
#[macro_export]
macro_rules! async_tests {
    ($($run:path),* $(,)?) => {
        vec![$($crate::test(stringify!($run), || $crate::block_on($run()))),*]
    };
}

/// Runs a future on a runtime of its own that has one thread.
///
/// # Panics
///
/// If there are no resources for one.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

/// Runs a function in a thread of its own. One that is still running at the deadline is left behind; it
/// ends with the process.
fn in_time(
    name: String,
    run: impl FnOnce() -> Outcome + Send + 'static,
) -> Result<Outcome, Failed> {
    let minutes = match std::env::var("IVR_TEST_MINUTES") {
        Ok(minutes) => minutes.parse()?,
        Err(_) => 5,
    };
    let (done, is_done) = channel();
    let test = thread::Builder::new().name(name).spawn(move || {
        let outcome = run();
        // Nobody listens any more if it is late.
        let _ = done.send(());
        outcome
    })?;
    // A test that panics drops its end of the channel.
    if is_done.recv_timeout(Duration::from_secs(60 * minutes)) == Err(RecvTimeoutError::Timeout) {
        return Err(format!("not done after {minutes} minutes").into());
    }
    Ok(test.join().unwrap_or_else(|panic| resume_unwind(panic)))
}

/// Runs the tests that the command line asks for, as the built-in harness does.
pub fn run(tests: Vec<Trial>) -> ExitCode {
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
