//! Tests of keys in RTP packets (RFC 4733), and of the audio.

use support::Outcome;

use super::baresip::Baresip;
use super::with_line;

const BARESIP: &[(&str, &str)] = &[("baresip", "baresip")];

pub(crate) const MAIN_MENU: &str = "Welcome to ABC Restaurant, to book a table press 1, to speak to a representative press 2, to hear our restaurant hours press 3.";
const RESERVATIONS: &str = "Press 1 to make a new reservation, press 2 to reschedule an existing reservation, press 3 to return to main menu.";
const BOOK_TABLE: &str = "Reserving a Table, Press 1 to reserve a table for today, Press 2 to reserve a table for tomorrow.";
const BOOKED: &str = "We have booked your table for tomorrow, thank you.";

pub(crate) fn a_table_is_booked_and_every_prompt_is_heard_in_full() -> Outcome {
    with_line(BARESIP, &[], |restaurant| {
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        let mut heard = vec![phone.hears(MAIN_MENU)];
        for (key, text) in [('1', RESERVATIONS), ('1', BOOK_TABLE), ('2', BOOKED)] {
            phone.presses(key);
            heard.push(phone.hears(text));
        }
        phone.is_hung_up_on();
        assert!(heard.is_sorted_by_key(|found| found.at), "{heard:?}");
        let bookings = restaurant.listed(&["bookings"]);
        assert_eq!(bookings.as_array().unwrap().len(), 1, "{bookings}");
        let calls = restaurant.listed(&["calls"]);
        assert_eq!(calls[0]["steps"], "4", "{calls}");
        assert_eq!(calls[0]["session"], bookings[0]["session"]);
    })
}

pub(crate) fn a_key_cuts_the_prompt_short() -> Outcome {
    with_line(BARESIP, &[], |restaurant| {
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        // Before the first prompt can have ended.
        phone.presses('3');
        phone.hears("Our restaurant hours are between 9AM and 9PM every day of the week.");
        phone.is_hung_up_on();
        let prompt = super::hearing::spoken(MAIN_MENU);
        let heard = super::hearing::find(&prompt, &phone.heard());
        let whole = heard.map_or(0.0, |found| found.likeness);
        assert!(whole < 0.5, "the prompt went on behind the key: {whole:.3}");
    })
}

pub(crate) fn a_wrong_key_is_reported_and_ends_the_call() -> Outcome {
    with_line(BARESIP, &[], |restaurant| {
        let mut phone = Baresip::calling(440);
        phone.calls(&restaurant.sip);
        phone.presses('9');
        phone.hears("Invalid input, please call again.");
        phone.is_hung_up_on();
    })
}
