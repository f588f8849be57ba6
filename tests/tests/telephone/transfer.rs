//! A caller who is put through.

use std::net::UdpSocket;

use support::Outcome;

use super::baresip::Baresip;
use super::with_line;

const BARESIP: &[(&str, &str)] = &[("baresip", "baresip")];

/// The restaurant's representative.
const NUMBER: &str = "+6598888888";

const GOODBYE: &str = "Thank you for speaking to ABC Restaurant, have a great day.";

/// A port that nothing listens on.
fn free_port() -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.local_addr().unwrap().port()
}

pub(crate) fn both_hear_each_other_until_the_representative_hangs_up() -> Outcome {
    let port = free_port();
    let trunk = format!("sip:127.0.0.1:{port}");
    with_line(BARESIP, &["--sip-trunk", &trunk], |restaurant| {
        let mut representative = Baresip::answering(NUMBER, port, 620);
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        // Pressed ahead, both are taken in turn.
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
    // A phone with another number: it says that there is nobody of this one.
    let port = free_port();
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
