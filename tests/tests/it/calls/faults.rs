//! Tests of faults in delivery, which callers must not notice.

use std::time::Duration;

use ivr_runtime::carrier::eight_by_eight::simulator::{
    Caller, Fault, Happened, Happening, Plan, Record,
};
use ivr_runtime::{Direction, Key};
use tokio::sync::mpsc::unbounded_channel;

use super::world::{Serving, World, caller, last_heard, moves, validate};

/// The events of a call that books a table: ringing, three keys, the summary.
const EVENTS: usize = 5;
const BOOKING: &str = "1,1,1";
const BOOKED: &str = "We have booked your table for today, thank you.";

fn heard(record: &Record) -> Vec<&str> {
    record.heard().collect()
}

pub(crate) async fn repeated_late_and_reordered_events_change_nothing() {
    let world = World::start(100).await;
    let calm = world.inbound(0, BOOKING).await;
    assert_eq!(last_heard(&calm), BOOKED);
    let faults = [
        Fault::Duplicate,
        Fault::Drop,
        Fault::Delay(Duration::from_secs(7)),
        Fault::LateAnswer,
        Fault::Reorder,
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        for event in 0..EVENTS {
            let mut plan = Plan::scripted(moves(BOOKING));
            plan.faults = vec![(event, fault)];
            let person = caller(1 + number * EVENTS + event);
            let record = world.call(Direction::Inbound, &person, plan).await;
            assert_eq!(
                heard(&record),
                heard(&calm),
                "{fault:?} of event {event}: {record:?}"
            );
            let extra = record.deliveries.len() - EVENTS;
            // No event follows the summary, so it can't come after one.
            let last = fault == Fault::Reorder && event == EVENTS - 1;
            let none = matches!(fault, Fault::Delay(_)) || last;
            assert_eq!(
                extra,
                usize::from(!none),
                "{fault:?} of event {event}: {record:?}"
            );
            same_answers(&record);
        }
    }
}

/// However often an event is delivered, it gets the same response.
fn same_answers(record: &Record) {
    for one in &record.deliveries {
        for other in &record.deliveries {
            if one.event_id.is_some()
                && one.event_id == other.event_id
                && let (Some(one), Some(other)) = (&one.answer, &other.answer)
            {
                assert_eq!(one, other, "{record:?}");
            }
        }
    }
}

pub(crate) async fn all_faults_at_once_lose_no_call() {
    let world = World::start(100).await;
    let mut plan = Plan::scripted(moves(BOOKING));
    for event in 0..EVENTS {
        plan.faults.push((event, Fault::Duplicate));
        plan.faults.push((event, Fault::LateAnswer));
        plan.faults.push((event, Fault::Reorder));
    }
    let record = world.call(Direction::Inbound, &caller(0), plan).await;
    assert_eq!(last_heard(&record), BOOKED);
    same_answers(&record);
}

pub(crate) async fn callers_may_hang_up_at_any_step() {
    let world = World::start(100).await;
    for (number, keys) in ["h", "1,h", "1,1,h", "1,2,h", "2,h", "2,1,h"]
        .into_iter()
        .enumerate()
    {
        for direction in [Direction::Inbound, Direction::Outbound] {
            let plan = Plan::scripted(moves(keys));
            let record = world.call(direction, &caller(number), plan).await;
            assert_eq!(record.status.as_str(), "COMPLETED", "{keys}");
            assert!(record.moves_left.is_empty() && !record.ran_out, "{keys}");
            let hung_up = |line: &ivr_runtime::carrier::eight_by_eight::simulator::Line| {
                line.what == Happened::HangsUp
            };
            assert!(record.transcript.iter().any(hung_up), "{keys}");
        }
    }
}

pub(crate) async fn a_call_survives_a_restart_of_the_server() {
    let mut world = World::start(100).await;
    let (press, person) = unbounded_channel();
    let (heard, mut lines) = unbounded_channel();
    let mut plan = Plan::scripted([]);
    plan.caller = Caller::Person(person);
    plan.heard = Some(heard);
    let call = world.begin(Direction::Inbound, &caller(0), plan).await;
    for key in [Key::One, Key::One, Key::One] {
        // The caller has heard a prompt; before the key, the server is replaced by another one.
        loop {
            let line = support::within("a prompt", lines.recv()).await.unwrap();
            if matches!(line.what, Happened::Hears { .. }) {
                break;
            }
        }
        let address = world.serving.address;
        world.serving.stop().await;
        world.serving = Serving::start(address, &world.store, 100).await;
        press.send(Happening::Key(key)).unwrap();
    }
    let record = call.finished().await.unwrap();
    validate(&record);
    assert_eq!(last_heard(&record), BOOKED);
}

pub(crate) async fn the_platform_retries_a_dead_server_and_then_gives_up() {
    let world = World::start(100).await;
    let address = world.serving.address;
    world.serving.stop().await;
    let plan = Plan::scripted(moves("1"));
    let call = world
        .platform
        .inbound(caller(0), super::world::restaurant(), plan);
    let record = call.finished().await.unwrap();
    assert_eq!(
        record.status.as_str(),
        "ERROR",
        "nobody listens at {address}"
    );
    // Five attempts for the event, and five for the summary.
    assert_eq!(record.deliveries.len(), 10);
    // In virtual time: 1 + 10 + 30 + 90 seconds for the event.
    assert_eq!(record.transcript.last().unwrap().at_ms, 131_000);
}

pub(crate) async fn an_event_without_the_secret_gets_no_callflow() {
    let world = World::start(100).await;
    let url = world.serving.url("vca_webhook");
    world
        .platform
        .register_vca(&url, Some("Bearer somebody-else"));
    let plan = Plan::scripted(moves("1"));
    let call = world
        .platform
        .inbound(caller(0), super::world::restaurant(), plan);
    let record = call.finished().await.unwrap();
    assert_eq!(record.status.as_str(), "ERROR");
    assert_eq!(record.heard().count(), 0);
}
