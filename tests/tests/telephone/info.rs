//! Tests of keys by SIP INFO, sent by sipp.

use std::net::TcpStream;

use support::{Outcome, until};
use tests::telephone::{Scenario, sipp};

use super::with_line;

/// A port without a listener: the audio does not matter here.
const NOWHERE: u16 = 9;

pub(crate) fn a_table_is_booked_by_keys_in_the_signalling() -> Outcome {
    a_table_is_booked("u1")
}

pub(crate) fn a_table_is_booked_over_tcp() -> Outcome {
    a_table_is_booked("t1")
}

/// Over UDP or TCP, in sipp's terms.
fn a_table_is_booked(transport: &str) -> Outcome {
    with_line(&[("sipp", "sip-tester")], &[], |restaurant| {
        let keys = "112".chars();
        let call = keys.fold(Scenario::calls(NOWHERE), |call, key| {
            call.waits(500).presses(key)
        });
        let address = restaurant.sip.trim_start_matches("sip:menu@");
        // It listens on TCP shortly after UDP.
        until("it listens on TCP", || TcpStream::connect(address).is_ok());
        let once = ["-m", "1", "-timeout", "60s", "-t", transport];
        sipp(&restaurant.sip, &call.is_hung_up_on(), &once);
        let bookings = restaurant.listed(&["bookings"]);
        assert_eq!(bookings.as_array().unwrap().len(), 1, "{bookings}");
    })
}
