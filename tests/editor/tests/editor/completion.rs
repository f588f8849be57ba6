//! Tests of completion at the cursor, `¦`.

use serde_json::Value;
use support::Outcome;

use super::{INN, RESTAURANT, with_server};
use crate::server::Server;

/// In complete trees: the minimum that is offered at each place.
const IN_THE_RESTAURANT: &[(&str, &str)] = &[
    ("desk: &De¦sk,", "Desk"),
    ("call: &Ca¦ll)", "Call"),
    ("voi¦ce: \"en-US", "voice languages digits"),
    ("digit_time¦out: 10s", "digit_timeout overall_timeout"),
    ("tri¦es: 2", "tries"),
    ("first_tr¦ies: 1", "first_tries voice"),
    ("3 => goto main_¦menu", "main_menu book_table reservations"),
    ("2 => goto ¦main_menu", "main_menu connect_call"),
    ("match des¦k.book(call, Day::Today)", "desk call"),
    (
        "match desk.bo¦ok(call, Day::Today)",
        "book move_to_tomorrow",
    ),
    ("desk.book(ca¦ll, Day::Today)", "call desk Day"),
    ("desk.book(call, Day::To¦day)", "Today Tomorrow"),
    ("desk.book(call, Da¦y::Tomorrow)", "Day"),
    (
        "Booking::Ma¦de => say \"We have booked your table for today",
        "Made Full AlreadyMade",
    ),
    (
        "Boo¦king::Made => say \"We have booked your table for today",
        "Booking",
    ),
    (
        "Booking::Made => sa¦y \"We have booked your table for today",
        "say goto menu",
    ),
    ("1 => sa¦y \"Keeping", "say retry hangup connect"),
    ("Move::Fu¦ll =>", "Full Moved NoReservation"),
    ("connect(fr¦om: desk", "from to record"),
    (
        "connect(from: desk.call¦er_id()",
        "caller_id representative",
    ),
    ("to: desk.repr¦esentative()", "representative"),
    ("fail¦ure => say", "failure menu ring"),
    ("    sta¦rt menu main_menu", "start"),
];

const IN_THE_INN: &[(&str, &str)] = &[
    ("fr¦om: &inn.line,", "from carriers"),
    ("from: &inn.li¦ne,", "line look"),
    ("question: te¦xt", "text action expr menu"),
    ("inn.look(gue¦sts)", "guests inn"),
    ("inn.lo¦ok(guests)", "look"),
    ("Room::Fr¦ee(room)", "Free Full"),
    ("Room {room:digits} for {gue¦sts}", "guests room"),
    ("en: \"A room for {gue¦sts}", "guests"),
    ("then goto st¦ay", "stay party person"),
    ("yes: goto per¦son", "person"),
    ("other: par¦ty)", "party stay"),
    ("speak e¦s then", "en es"),
    ("speak es then se¦t guests", "set say"),
    ("set gue¦sts = 2", "guests"),
    ("connect(t¦o: &inn", "to from waiting"),
    ("answ¦ered => hangup", "answered busy no_answer failed"),
    ("{ e¦n: \"We are full", "en es"),
];

/// In half-typed trees: what is replaced in the restaurant's tree, by what, and what is offered there.
const HALF_TYPED: &[(&str, &str, &str)] = &[
    (
        "3 => goto main_menu,",
        "3 => ¦",
        "say play goto menu connect retry set speak back repeat hangup",
    ),
    ("3 => goto main_menu,", "3 => ¦,", "say goto"),
    ("3 => goto main_menu,", "3 => sa¦", "say"),
    ("3 => goto main_menu,", "3 => say \"a\" then ¦", "say goto"),
    ("3 => goto main_menu,", "3 => say \"a\" then ¦,", "say goto"),
    (
        "3 => goto main_menu,",
        "3 => goto ¦",
        "main_menu book_table",
    ),
    (
        "3 => goto main_menu,",
        "3 => goto ¦,",
        "main_menu book_table",
    ),
    ("3 => goto main_menu,", "3 => goto ma¦", "main_menu"),
    (
        "3 => goto main_menu,",
        "3 => goto main_menu,\n ¦",
        "silence tries",
    ),
    ("3 => goto main_menu,", "3 => match desk.¦", "book"),
    ("3 => goto main_menu,", "3 => match desk.¦,", "book"),
    ("tries: 2,", "tries: 2,\n ¦", "voice languages"),
    ("tries: 2,", "tries: 2,\n vo¦", "voice languages"),
    ("first_tries: 1,", "¦", "tries first_tries"),
    ("first_tries: 1,", "fir¦", "first_tries"),
    ("first_tries: 1,", "fir¦: 1,", "first_tries"),
    (
        "_ => say \"Invalid",
        "¦\n _ => say \"Invalid",
        "menu ring failure",
    ),
    (
        "_ => say \"Invalid",
        "fail¦\n _ => say \"Invalid",
        "failure",
    ),
    (
        "_ => say \"Invalid",
        "silence => retry(1) else ¦, _ => say \"Invalid",
        "hangup say",
    ),
    (
        "from: desk.caller_id(),",
        "from: desk.caller_id(), ¦,",
        "record rounds waiting",
    ),
    ("from: desk.caller_id(),", "fr¦: desk.caller_id(),", "from"),
    ("from: desk.caller_id(),", "from: desk.¦,", "caller_id"),
    (
        "to: desk.representative())",
        "to: desk.¦)",
        "representative",
    ),
    (
        "_ => say \"Thank you for",
        "¦ => say \"Thank you for",
        "answered busy",
    ),
    (
        "_ => say \"Thank you for",
        "busy | no¦ => say \"Thank you for",
        "no_answer",
    ),
    (
        "_ => say \"Thank you for",
        "¦\n _ => say \"Thank you for",
        "answered busy",
    ),
    (
        "match desk.book(call, Day::Today).await? {",
        "match desk.¦ {",
        "book move_to_tomorrow",
    ),
    (
        "match desk.move_to_tomorrow(call).await? {",
        "match de¦",
        "desk",
    ),
    ("desk.book(call, Day::Today)", "desk.book(¦)", "call"),
    (
        "desk.book(call, Day::Today)",
        "desk.book(call, Day::¦)",
        "Today Tomorrow",
    ),
    (
        "desk.book(call, Day::Today)",
        "desk.book(call.¦, Day::Today)",
        "caller",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Booking::¦",
        "Full Made",
    ),
    (
        "Booking::Made => say",
        "Booking::¦\n Booking::Made => say",
        "Full Made",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Boo¦",
        "Booking",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Booking::Full => ¦",
        "say goto",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Booking::Full => say \"a\" then ¦",
        "say goto",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Booking::Full => goto ¦",
        "main_menu",
    ),
    (
        "Booking::Full => say \"Sorry, we are fully booked today.\",",
        "Booking::Full if desk.¦ => hangup,",
        "book",
    ),
    ("say \"Our rest", "say(¦) \"Our rest", "repetition speed"),
    ("say \"Our rest", "say(rep¦: 2) \"Our rest", "repetition"),
    (
        "3 => say \"Our rest",
        "3 => play(tr¦) \"https://a/b.mp3\" then say \"Our rest",
        "transcript",
    ),
    (
        "3 => say \"Our rest",
        "#[allow(una¦)]\n 3 => say \"Our rest",
        "unannounced_key",
    ),
    ("desk: &Desk,", "desk: &De¦,", "Desk"),
    (
        "Booking::Made => say \"We have booked your table for today",
        "made => say \"You have {ma¦}",
        "made",
    ),
];

/// The completions in `wanted` that are missing at a place.
fn missed(server: &mut Server, place: Value, stretch: &str, wanted: &str) -> Option<String> {
    let offered = server.offered(place);
    let mut wanted = wanted.split_whitespace();
    let missing = wanted.find(|wanted| !offered.iter().any(|offered| offered == wanted))?;
    Some(format!(
        "`{missing}` at `{stretch}`, where {} are offered",
        offered.len()
    ))
}

pub(crate) fn a_valid_tree_is_completed() -> Outcome {
    with_server(|server| {
        let mut missing = Vec::new();
        let mut places = 0;
        for (text, table) in [(RESTAURANT, IN_THE_RESTAURANT), (INN, IN_THE_INN)] {
            server.type_in(text);
            assert_eq!(server.errors(), Vec::<String>::new());
            for (stretch, wanted) in table {
                places += 1;
                let place = server.at(stretch);
                missing.extend(missed(server, place, stretch, wanted));
            }
        }
        println!("{places} places, {} missed: {missing:#?}", missing.len());
        assert!(places >= 34 && missing.len() <= 1, "{missing:#?}");
    })
}

pub(crate) fn a_half_typed_tree_is_completed() -> Outcome {
    with_server(|server| {
        let mut missing = Vec::new();
        for (before, typed, wanted) in HALF_TYPED {
            let start = RESTAURANT.find(before);
            let start = start.unwrap_or_else(|| panic!("nowhere: {before}"));
            let cursor = typed.find('¦').unwrap();
            server.type_in(&RESTAURANT.replacen(before, &typed.replace('¦', ""), 1));
            let place = server.end_of(start + cursor);
            missing.extend(missed(server, place, typed, wanted));
        }
        println!(
            "{} cursors, {} missed: {missing:#?}",
            HALF_TYPED.len(),
            missing.len()
        );
        assert!(HALF_TYPED.len() >= 35 && missing.is_empty(), "{missing:#?}");
    })
}
