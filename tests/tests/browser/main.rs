//! Tests of the pages in a real browser: Chromium, through WebDriver.
//!
//! They save screenshots in the target folder.

// Tests fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod bilingual;
mod calls;
mod carriers;
mod driver;
mod looks;
mod phone;
mod rules;
mod voice;

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use driver::{Browser, Programs};
use support::Outcome;
use tests::process::Restaurant;

/// One browser at a time: several at once would only be slower.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a test with its own browser and restaurant, unless there is no browser.
fn with_browser<F: Future<Output = ()>>(test: impl FnOnce(Browser, Restaurant) -> F) -> Outcome {
    with_browser_and(&[], test)
}

/// The same, with a restaurant that is started with these flags.
fn with_browser_and<F: Future<Output = ()>>(
    flags: &[&str],
    test: impl FnOnce(Browser, Restaurant) -> F,
) -> Outcome {
    let programs = Programs::find()?;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let restaurant = Restaurant::start(flags);
    support::block_on(async {
        let browser = Browser::start(&programs).await;
        test(browser, restaurant).await;
    });
    Ok(())
}

fn main() -> ExitCode {
    let mut tests = support::tests![
        bilingual::a_caller_is_followed_through_languages_and_numbers,
        calls::calls_are_watched_as_they_happen,
        calls::what_has_the_focus_keeps_it_while_calls_come_and_go,
        calls::older_calls_are_a_page_away,
        carriers::a_call_goes_through_the_carrier_that_is_chosen,
        looks::the_pages_are_light_or_dark_as_their_reader_likes,
        looks::a_narrow_screen_shows_all_of_it,
        looks::nothing_keeps_those_out_who_read_by_ear_or_by_keyboard,
        phone::a_table_is_booked_by_clicking,
        phone::a_call_is_made_without_a_mouse,
        phone::who_is_called_and_says_nothing_hears_the_end,
        phone::a_busy_line_is_reported,
        voice::what_is_heard_is_said_in_the_voice_of_the_telephone,
        voice::what_the_telephones_voice_can_t_say_the_browser_says,
        rules::the_pages_ask_nobody_else_and_run_no_foreign_script,
        rules::another_sites_page_can_make_no_call,
    ];
    tests.extend(support::async_tests![
        rules::what_does_not_come_from_the_page_is_refused,
        voice::a_text_is_served_as_sound_where_somebody_speaks,
    ]);
    support::run(tests)
}
