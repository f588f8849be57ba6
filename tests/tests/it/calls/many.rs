//! Tests of many concurrent calls.

use ivr_runtime::Direction;
use ivr_runtime::Outcome;
use ivr_runtime::carrier::eight_by_eight::simulator::{LegPlan, Plan};

use super::world::{World, caller, last_heard, moves, restaurant, validate};

/// A caller's keys, and what they hear last.
const CALLS: [(&str, &str); 5] = [
    ("1,2,1", "Keeping your current reservation, thank you."),
    (
        "2,1",
        "Thank you for speaking to ABC Restaurant, have a great day.",
    ),
    (
        "3",
        "Our restaurant hours are between 9AM and 9PM every day of the week.",
    ),
    ("1,3,2,2,9", "Invalid input, please call again."),
    ("1,1,1", "We have booked your table for today, thank you."),
];

pub(crate) async fn a_thousand_concurrent_inbound_calls_succeed() {
    const COUNT: usize = 1_000;
    let world = World::start(1_000).await;
    let mut calls = Vec::new();
    for number in 0..COUNT {
        let mut plan = Plan::scripted(moves(CALLS[number % CALLS.len()].0));
        plan.further = vec![LegPlan::new(Outcome::ALL[number % 4])];
        calls.push(world.platform.inbound(caller(number), restaurant(), plan));
    }
    for (number, call) in calls.into_iter().enumerate() {
        let record = call.finished().await.unwrap();
        validate(&record);
        let heard = CALLS[number % CALLS.len()].1;
        assert_eq!(last_heard(&record), heard, "call {number}: {record:?}");
        assert_eq!(
            record.deliveries.len(),
            record.deliveries.iter().filter(|d| d.used).count()
        );
    }
}

pub(crate) async fn a_hundred_concurrent_outbound_calls_succeed() {
    let world = World::start(100).await;
    let mut calls = Vec::new();
    for number in 0..100 {
        let plan = Plan::scripted(moves(CALLS[number % CALLS.len()].0));
        calls.push(
            world
                .begin(Direction::Outbound, &caller(number), plan)
                .await,
        );
    }
    for (number, call) in calls.into_iter().enumerate() {
        let record = call.finished().await.unwrap();
        validate(&record);
        assert_eq!(last_heard(&record), CALLS[number % CALLS.len()].1);
    }
}
