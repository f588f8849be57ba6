//! The tutorial's tables and JSON, verbatim except for corrected mistakes.

use serde_json::{Value, json};

/// The states of the tutorial's tree, by `clientActionId`.
pub const STATES: [&str; 6] = [
    "main_menu",
    "reservations",
    "book_table",
    "reschedule_table",
    "connect_call",
    "post_call",
];

/// The prompt of a menu.
pub fn prompt(menu: &str) -> &'static str {
    match menu {
        "main_menu" => {
            "Welcome to ABC Restaurant, to book a table press 1, to speak to a representative press 2, to hear our restaurant hours press 3."
        }
        "reservations" => {
            "Press 1 to make a new reservation, press 2 to reschedule an existing reservation, press 3 to return to main menu."
        }
        "book_table" => {
            "Reserving a Table, Press 1 to reserve a table for today, Press 2 to reserve a table for tomorrow."
        }
        "reschedule_table" => {
            "Rescheduling your reservation, Press 1 to keep your current reservation, press 2 to change your reservation to tomorrow."
        }
        "connect_call" => {
            "Connecting you to the next available representative. Press 1 to connect now, press 2 to return to main menu"
        }
        other => panic!("{other} is no menu of the tutorial"),
    }
}

/// The `sayAndCapture` action that plays a menu's prompt.
///
/// The tutorial leaves `completeOnHash` out, and the platform's documents give `true` as the default:
/// then `#` would end the input, and never reach the answer to a wrong key. So it is sent, as every
/// setting whose default is disputed; all else is the tutorial's.
pub fn capture(menu: &str, tries: u32) -> Value {
    json!({
        "action": "sayAndCapture",
        "params": {
            "promptMessage": prompt(menu),
            "voiceProfile": "en-US-BenjaminRUS",
            "speed": 1,
            "minDigits": 1,
            "maxDigits": 1,
            "digitTimeout": 10000,
            "overallTimeout": 10000,
            "completeOnHash": false,
            "noOfTries": tries,
        }
    })
}

/// The answer that leads to a menu.
pub fn enters(menu: &str) -> Value {
    json!({"clientActionId": menu, "callflow": [capture(menu, 2)]})
}

/// The answer that says a last word.
pub fn says(text: &str) -> Value {
    json!({"callflow": [
        {"action": "say", "params": {"text": text, "voiceProfile": "en-US-BenjaminRUS", "speed": 1}},
        {"action": "hangup"},
    ]})
}

/// The answer to `digits` in a state, by the tutorial's tables. Whatever is no key of the
/// table, silence included, is "Other".
pub fn answer(state: &str, digits: Option<&str>) -> Value {
    match (state, digits) {
        ("post_call", _) => says("Thank you for speaking to ABC Restaurant, have a great day."),
        ("main_menu", Some("1")) => enters("reservations"),
        ("main_menu", Some("2")) => enters("connect_call"),
        ("main_menu", Some("3")) => {
            says("Our restaurant hours are between 9AM and 9PM every day of the week.")
        }
        ("reservations", Some("1")) => enters("book_table"),
        ("reservations", Some("2")) => enters("reschedule_table"),
        // The tutorial's JSON says "book_table" here, against its own table.
        ("reservations", Some("3")) => enters("main_menu"),
        ("book_table", Some("1")) => says("We have booked your table for today, thank you."),
        ("book_table", Some("2")) => says("We have booked your table for tomorrow, thank you."),
        ("reschedule_table", Some("1")) => says("Keeping your current reservation, thank you."),
        ("reschedule_table", Some("2")) => says("Changing your reservation to tomorrow thank you."),
        ("connect_call", Some("1")) => json!({
            "clientActionId": "post_call",
            "callflow": [{
                "action": "makeCall",
                "params": {"source": "+6568888888", "destination": "+6598888888"},
            }]
        }),
        ("connect_call", Some("2")) => enters("main_menu"),
        _ => says("Invalid input, please call again."),
    }
}
