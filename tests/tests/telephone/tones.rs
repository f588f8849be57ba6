//! Tests keys as tones in the audio, from a phone that sends them in no other way.

use std::f64::consts::TAU;

use support::Outcome;
use tests::telephone::RawCall;

use super::hearing::{RATE, spoken_by};
use super::with_line;

/// What callers say while they don't listen.
const SPEECH: [(&str, &str); 6] = [
    (
        "en-us",
        "Hello? Is anybody there? I would like to book a table for two, one for tomorrow at seven.",
    ),
    (
        "en-us+f3",
        "One two three four five six seven eight nine zero. No, wait, wait. Oh no, not a machine again!",
    ),
    (
        "en-gb+m5",
        "Could you please put me through to somebody? My number is nine nine five oh seven seven one.",
    ),
    (
        "de",
        "Guten Tag, ich möchte gerne einen Tisch für heute Abend bestellen, wir sind zu viert.",
    ),
    (
        "es+f2",
        "Buenas tardes, quisiera reservar una mesa para dos personas, si es posible cerca de la ventana.",
    ),
    (
        "fr+f4",
        "Bonjour, je voudrais une table pour deux personnes, ce soir, si vous avez encore de la place.",
    ),
];

/// A key press and a pause.
fn tone(key: char) -> Vec<i16> {
    let at = "123456789*0#".find(key).unwrap();
    let (row, column) = (
        [697.0, 770.0, 852.0, 941.0][at / 3],
        [1_209.0, 1_336.0, 1_477.0][at % 3],
    );
    let wave = |hertz: f64, at: usize| (TAU * hertz * at as f64 / RATE as f64).sin() * 6_000.0;
    let press = (0..RATE / 10).map(|at| (wave(row, at) + wave(column, at)) as i16);
    press.chain(std::iter::repeat_n(0, RATE / 10)).collect()
}

pub(crate) fn a_table_is_booked_by_tones_and_no_word_is_taken_for_one() -> Outcome {
    with_line(&[], &[], |restaurant| {
        let line = restaurant.sip.trim_start_matches("sip:menu@").parse();
        let mut call = RawCall::answered_without_keys(line.unwrap(), 1);
        let mut seconds = 0;
        for (voice, text) in SPEECH {
            let said = spoken_by(voice, text);
            seconds += said.len() / RATE;
            call.says(
                &said
                    .into_iter()
                    .map(|sample| sample as i16)
                    .collect::<Vec<_>>(),
            );
        }
        println!("{seconds} s of speech");
        for key in "112".chars() {
            call.says(&tone(key));
        }
        call.is_hung_up_on();
        let bookings = restaurant.listed(&["bookings"]);
        assert_eq!(bookings.as_array().unwrap().len(), 1, "{bookings}");
        // It rang, and took three keys.
        let calls = restaurant.listed(&["calls"]);
        assert_eq!(calls[0]["steps"], "4", "{calls}");
    })
}
