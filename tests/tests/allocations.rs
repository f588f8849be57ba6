//! Tests that a constant reply costs no allocation. It is a separate test because it counts in the global allocator.

use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::carrier::eight_by_eight::wire::vca::CallAction;
use ivr_runtime::carrier::{Carrier as _, Documents};
use ivr_runtime::engine::values::Sealer;
use ivr_runtime::engine::{Next, decide};
use tests::load::{Event, STEPS};
use tests::restaurant::Restaurant;

#[test]
fn a_static_reply_is_found_without_an_allocation() {
    let sealer = Sealer::random().unwrap();
    let documents = Documents::<Restaurant>::new(&EightByEight).unwrap();
    for step in STEPS {
        let event = Event::new(step);
        let mut answer = None;
        let counted = allocation_counter::measure(|| {
            let read = CallAction::read(event.body()).unwrap().into_event();
            let decision = decide::<Restaurant>(EightByEight.max_state(), &sealer, &read);
            if let Ok(Next::Reply(carried)) = decision.next {
                answer = documents.of(&carried).ok();
            }
        });
        assert!(
            answer.is_some_and(|answer| answer.as_str().contains("sayAndCapture")),
            "{step:?}"
        );
        assert_eq!(counted.count_total, 0, "{step:?}");
    }
}

#[test]
fn what_is_counted_is_counted() {
    let counted = allocation_counter::measure(|| drop(Box::new(std::hint::black_box(1))));
    assert_eq!(counted.count_total, 1);
}
