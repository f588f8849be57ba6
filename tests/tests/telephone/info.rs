//! Tests of keys by SIP INFO, sent by sipp.

use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::Outcome;
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
        let deadline = Instant::now() + Duration::from_secs(10);
        let address = restaurant.sip.trim_start_matches("sip:menu@");
        // It listens on TCP shortly after UDP.
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < deadline, "nobody listens on {address}");
            sleep(Duration::from_millis(20));
        }
        let once = ["-m", "1", "-timeout", "60s", "-t", transport];
        sipp(&restaurant.sip, &call.is_hung_up_on(), &once);
        let bookings = restaurant.listed(&["bookings"]);
        assert_eq!(bookings.as_array().unwrap().len(), 1, "{bookings}");
    })
}
