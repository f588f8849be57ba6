//! A timeout that is set alone also limits the other one.

use std::time::Duration;

use ivr_runtime::reply::Step;

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    start menu main_menu {
        overall_timeout: 5s,
        "Press 1 to wait longer."
        1 => menu longer {
            digit_timeout: 20s,
            "Press 1 to leave."
            1 => hangup,
        }
    }
    _ => hangup,
}

fn main() {
    let [Step::Capture(asked)] = <Shop as ivr_runtime::Tree>::FIRST_PROMPT else {
        panic!("one question");
    };
    let timeouts = [asked.listen.digit_timeout, asked.listen.overall_timeout];
    assert_eq!(timeouts, [Duration::from_secs(5); 2]);
}
