//! The pages in a real browser: Chromium, driven through its WebDriver.
//!
//! Where there is no Chromium the tests are skipped and say so. Screenshots of what they
//! have seen are left in the target folder, to be looked at.

// Giving up with a reason is how a test fails.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used
)]

mod bilingual;
mod calls;
mod driver;
mod looks;
mod phone;
mod rules;

use std::future::Future;

use driver::{Browser, Programs};
use tests::process::Restaurant;

/// Browsers take their turns: several at once are slow rather than more telling.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Runs a test with a browser and a restaurant of its own, unless there is no browser.
async fn with_browser<F: Future<Output = ()>>(test: impl FnOnce(Browser, Restaurant) -> F) {
    let Some(programs) = Programs::find() else {
        let how = "not run in a browser: install chromium and chromium-driver, or name them with \
                   IVR_TEST_CHROMIUM and IVR_TEST_CHROMEDRIVER";
        assert!(std::env::var_os("IVR_REQUIRE_EXTERNAL").is_none(), "{how}");
        eprintln!("{how}");
        return;
    };
    let _turn = TURN.lock().await;
    let restaurant = Restaurant::start(&[]);
    let browser = Browser::start(&programs).await;
    test(browser, restaurant).await;
}
