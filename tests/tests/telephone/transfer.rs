//! Tests of transfers.

use std::net::UdpSocket;

use support::Outcome;

use super::baresip::Baresip;
use super::exchange::Exchange;
use super::{with_line, with_shop};

const BARESIP: &[(&str, &str)] = &[("baresip", "baresip")];

/// The restaurant's representative.
const NUMBER: &str = "+6598888888";

const GOODBYE: &str = "Thank you for speaking to ABC Restaurant, have a great day.";

/// The shop's two phones.
pub(crate) const FIRST: &str = "+6598880001";
pub(crate) const SECOND: &str = "+6598880002";

/// Ports without a listener.
pub(crate) fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let sockets = [(); COUNT].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
    sockets.map(|socket| socket.local_addr().unwrap().port())
}

pub(crate) fn both_hear_each_other_until_the_representative_hangs_up() -> Outcome {
    let [port] = free_ports();
    let trunk = format!("sip:127.0.0.1:{port}");
    with_line(BARESIP, &["--sip-trunk", &trunk], |restaurant| {
        let mut representative = Baresip::answering(NUMBER, port, 620);
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        // Pressed ahead, both keys count in order.
        phone.presses('2');
        phone.says("DTMF digit end: '2'");
        phone.presses('1');
        representative.hears_tone(440);
        phone.hears_tone(620);
        representative.hangs_up();
        phone.hears(GOODBYE);
        phone.is_hung_up_on();
    })
}

pub(crate) fn a_representative_who_is_not_there_ends_in_the_tree() -> Outcome {
    // A phone with another number, which refuses calls to this one.
    let [port] = free_ports();
    let trunk = format!("sip:127.0.0.1:{port}");
    with_line(BARESIP, &["--sip-trunk", &trunk], |restaurant| {
        let _nobody = Baresip::answering("+6500000000", port, 620);
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        phone.presses('2');
        phone.says("DTMF digit end: '2'");
        phone.presses('1');
        phone.hears(GOODBYE);
        phone.is_hung_up_on();
    })
}

pub(crate) fn the_next_number_is_called_where_the_first_is_busy() -> Outcome {
    let [first, second] = free_ports();
    let exchange = Exchange::of(&[(FIRST, first), (SECOND, second)]);
    let flags = ["--sip-trunk", &exchange.uri()];
    with_shop(BARESIP, &flags, |shop| {
        // It is busy with its own call, and accepts no second one.
        let mut busy = Baresip::answering(FIRST, first, 520);
        busy.calls(&shop.sip);
        let mut desk = Baresip::answering(SECOND, second, 620);
        let mut phone = Baresip::calling(440);
        phone.calls(&shop.sip);
        phone.presses('1');
        phone.hears("One more moment, please.");
        desk.hears_tone(440);
        phone.hears_tone(620);
        desk.hangs_up();
        phone.hears("It was a pleasure to talk to you.");
        phone.is_hung_up_on();
    })
}

pub(crate) fn numbers_ring_in_turn_and_in_rounds_until_nobody_is_left() -> Outcome {
    let [first, second] = free_ports();
    let exchange = Exchange::of(&[(FIRST, first), (SECOND, second)]);
    let flags = ["--sip-trunk", &exchange.uri(), "--sip-rings", "3s"];
    with_shop(BARESIP, &flags, |shop| {
        let desks = [(FIRST, first), (SECOND, second)]
            .map(|(number, port)| Baresip::unattended(number, port));
        let mut phone = Baresip::calling(440);
        phone.calls(&shop.sip);
        phone.presses('1');
        // The trunk reports that it rings there.
        phone.hears_tone(425);
        for round in 1..=2 {
            for desk in &desks {
                desk.rings(round);
                desk.is_given_up(round);
            }
        }
        phone.hears("One more moment, please.");
        phone.hears("Nobody is there at the moment.");
        phone.is_hung_up_on();
    })
}
