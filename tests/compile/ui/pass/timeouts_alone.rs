//! One time-out that is written alone takes the other with it.

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
    let quick = r#""digitTimeout":5000,"overallTimeout":5000"#;
    assert!(<Shop as ivr_runtime::Tree>::FIRST_PROMPT.contains(quick));
}
