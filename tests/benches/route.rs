//! The path of an event through the process, without a socket:
//! `cargo bench -p tests --bench route`.

use divan::{Bencher, black_box};
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::carrier::eight_by_eight::wire::vca::CallAction;
use ivr_runtime::carrier::{Carrier as _, Documents};
use ivr_runtime::engine::values::Sealer;
use ivr_runtime::engine::{Next, decide};
use ivr_runtime::{Input, Key, Tree};
use tests::load::{Event, STEPS};
use tests::restaurant::Restaurant;

/// Iterations per reading of the clock: a single one would measure the clock and cold caches rather than the work.
const SAMPLE: u32 = 1_000;

fn main() {
    divan::main();
}

/// From the body of an event, with all fields, to the body of the response.
#[divan::bench(sample_size = SAMPLE)]
fn read_route_reply(bencher: Bencher<'_, '_>) {
    let event = Event::new(STEPS[0]);
    let sealer = Sealer::random().ok();
    let documents = Documents::<Restaurant>::new(&EightByEight).ok();
    bencher.bench(|| {
        let event = CallAction::read(black_box(event.body())).ok()?.into_event();
        match decide::<Restaurant>(EightByEight.max_state(), sealer.as_ref()?, &event).next {
            Ok(Next::Reply(carried)) => documents.as_ref()?.of(&carried).ok(),
            Ok(Next::Ask(_)) | Err(_) => None,
        }
    });
}

/// Only the parsing of the event.
#[divan::bench(sample_size = SAMPLE)]
fn read(bencher: Bencher<'_, '_>) {
    let event = Event::new(STEPS[0]);
    bencher.bench(|| CallAction::read(black_box(event.body())).is_ok());
}

/// The minimum for parsing: the same body, validated and discarded.
#[divan::bench(sample_size = SAMPLE)]
fn read_and_ignore(bencher: Bencher<'_, '_>) {
    let event = Event::new(STEPS[0]);
    bencher.bench(|| {
        let text = std::str::from_utf8(black_box(event.body())).ok()?;
        serde_json::from_str::<serde::de::IgnoredAny>(text).ok()
    });
}

/// From a state and a key to the reply.
#[divan::bench(sample_size = SAMPLE)]
fn dispatch(bencher: Bencher<'_, '_>) {
    bencher.bench(|| black_box(Restaurant::START).next(black_box(Input::Key(Key::One))));
}

/// From the `clientActionId` to the state.
#[divan::bench(sample_size = SAMPLE)]
fn state(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Restaurant::from_client_action_id(black_box("reservations")));
}
