//! Tests callers who don't follow the instructions.

use support::Outcome;

use super::baresip::Baresip;
use super::exchange::Exchange;
use super::transfer::{FIRST, SECOND, free_ports};
use super::{with_line, with_shop};

const BARESIP: &[(&str, &str)] = &[("baresip", "baresip")];

pub(crate) fn a_silent_caller_hears_why_and_the_call_ends() -> Outcome {
    with_line(BARESIP, &[], |restaurant| {
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        phone.hears("Invalid input, please call again.");
        phone.is_hung_up_on();
    })
}

pub(crate) fn a_caller_who_hangs_up_in_any_state_leaves_nothing_behind() -> Outcome {
    let [first, second] = free_ports();
    let exchange = Exchange::of(&[(FIRST, first), (SECOND, second)]);
    let trunk = exchange.uri();
    // A limit of one call, which every caller needs.
    let flags = [
        "--sip-trunk",
        &trunk,
        "--sip-rings",
        "3s",
        "--sip-calls",
        "1",
    ];
    with_shop(BARESIP, &flags, |shop| {
        let unattended = Baresip::unattended(FIRST, first);
        let mut desk = Baresip::answering(SECOND, second, 620);
        let call = |until: &mut dyn FnMut(&mut Baresip)| {
            let mut phone = Baresip::calling(440);
            // The previous call is released once it is in the journal.
            phone.calls_until_answered(&shop.sip);
            until(&mut phone);
            phone.hangs_up();
            phone.says("terminate call");
        };
        // While the prompt plays.
        call(&mut |_| {});
        // While a key is awaited.
        call(&mut |phone| {
            phone.hears("To talk to us press 1.");
        });
        // While it rings; the ringing stops too.
        call(&mut |phone| {
            phone.presses('1');
            unattended.rings(1);
        });
        unattended.is_given_up(1);
        // While the legs are joined.
        call(&mut |phone| {
            phone.presses('1');
            desk.hears_tone(440);
        });
        desk.is_given_up(1);
        // While something is said after the transfer.
        call(&mut |phone| {
            phone.presses('1');
            phone.hears_tone(620);
            desk.hangs_up();
            phone.hears("One more moment, please.");
        });
        call(&mut |_| {});
        let calls = shop.listed(&["calls"]);
        let ended = calls.as_array().unwrap().iter();
        let ended = ended.filter(|call| call["status"] == "COMPLETED").count();
        assert!(ended >= 5, "{calls}");
    })
}
