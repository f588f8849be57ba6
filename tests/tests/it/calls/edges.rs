//! Tests of every edge of the restaurant's tree.

use ivr_runtime::carrier::eight_by_eight::simulator::{LegPlan, Plan};
use ivr_runtime::testing::walk;
use ivr_runtime::{Direction, Outcome};
use tests::restaurant::Restaurant;

use super::openapi;
use super::world::{World, caller, desk, last_heard, moves, restaurant, store};

pub(crate) async fn every_callflow_matches_the_vendors_openapi_document() {
    let mut answers = 0;
    for tables in [0, 100] {
        let walk = walk::<Restaurant>(async || desk(&store().await, tables).await).await;
        assert!(walk.problems().is_empty(), "{walk}");
        for answer in walk.answers() {
            openapi::check_callflow(&serde_json::from_str(answer).unwrap());
            answers += 1;
        }
        println!("{tables} tables: {walk}");
    }
    println!("{answers} answers are valid");
}

ivr_runtime::ivr! {
    tree Cinema { voice: "en-US-BenjaminRUS" }

    start menu welcome {
        play(transcript: "For films press 1, for our address press 2.") "https://example.com/welcome.mp3"

        1 => menu films {
            play(repetition: 3) "https://example.com/jingle.wav" then "To go back press star."
            '*' => back,
        }
        2 => play(transcript: "Twelve, Old Mill Lane.") "https://example.com/address.mp3" then repeat,
    }
    silence => retry(2) else hangup,
    _ => retry(1) "That is no option. {prompt}" else say "Good bye.",
}

pub(crate) async fn recorded_prompts_match_the_vendors_openapi_document() {
    let walk = walk::<Cinema>(async || ()).await;
    walk.assert_complete();
    let mut recorded = 0;
    for answer in walk.answers() {
        openapi::check_callflow(&serde_json::from_str(answer).unwrap());
        recorded += usize::from(answer.contains("playFile") && answer.contains("sayAndCapture"));
    }
    assert!(recorded > 5, "{recorded} answers play a file and wait");
    let request =
        ivr_runtime::carrier::eight_by_eight::opening::<Cinema>(&restaurant(), &caller(1));
    openapi::check_request(&serde_json::to_value(&request).unwrap());
    assert_eq!(request.callflow.len(), 3);
}

pub(crate) async fn a_caller_is_thanked_after_every_outcome_of_a_transfer() {
    let world = World::start(100).await;
    for (number, outcome) in Outcome::ALL.into_iter().enumerate() {
        let mut plan = Plan::scripted(moves("2,1"));
        plan.further = vec![LegPlan::new(outcome)];
        let record = world.call(Direction::Inbound, &caller(number), plan).await;
        let thanks = "Thank you for speaking to ABC Restaurant, have a great day.";
        assert_eq!(last_heard(&record), thanks, "{outcome:?}");
        let summary = &record.deliveries.last().unwrap().event;
        let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
        let second = &summary["payload"]["details"]["callB"];
        let status = ["COMPLETED", "BUSY", "NO_ANSWER", "FAILED"][number];
        assert_eq!(second["callStatus"], status);
        assert_eq!(second["destination"], "+6598888888");
        assert_eq!(summary["payload"]["callCount"], 2);
    }
}

pub(crate) async fn an_unanswered_outbound_call_asks_for_no_callflow() {
    let world = World::start(100).await;
    for (number, (outcome, status)) in [
        (Outcome::Busy, "BUSY"),
        (Outcome::NoAnswer, "NO_ANSWER"),
        (Outcome::Failed, "FAILED"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut plan = Plan::scripted(moves("1"));
        plan.first = LegPlan::new(outcome);
        let record = world.call(Direction::Outbound, &caller(number), plan).await;
        assert_eq!(record.status.as_str(), status);
        assert_eq!((record.heard().count(), record.answers().count()), (0, 0));
    }
}
