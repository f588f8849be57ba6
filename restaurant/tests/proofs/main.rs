//! A server one would leave alone on a Friday night: the real program, under load, faults
//! and bad input. Each test prints what it tried. Longer runs:
//!
//! - `IVR_FUZZ_BODIES=1000000 cargo test -p restaurant --release --test proofs fuzz -- --nocapture`
//! - `IVR_KILL_ROUNDS=100 cargo test -p restaurant --release --test proofs kill -- --nocapture`,
//!   with `IVR_TEST_POSTGRES` on PostgreSQL too
//! - `IVR_SEVERAL_CALLS=2000 cargo test -p restaurant --release --test proofs several -- --nocapture`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

#[path = "../../../tests/src/built.rs"]
#[expect(unreachable_pub, reason = "it is of a library there")]
mod built;
mod cluster;
mod crowd;
mod drain;
mod faults;
mod fuzz;
mod kill;
#[path = "../../../ivr-runtime/tests/common/postgres.rs"]
mod postgres;
mod production;
mod proxy;
mod server;
mod settings;
mod several;
mod slow;
mod tls;

/// How much of something a run does: as the environment says, or a little.
fn amount(variable: &str, little: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => little,
    }
}

/// Why a test did not run; a failure where everything is to run.
fn skipped(what: &str, how: &str) {
    assert!(
        std::env::var_os("IVR_REQUIRE_EXTERNAL").is_none(),
        "{what} was not run: {how}"
    );
    eprintln!("{what} was not run: {how}");
}
