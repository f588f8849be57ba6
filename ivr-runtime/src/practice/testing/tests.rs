use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::ivr;
use crate::menu::{Msisdn, Outcome};

/// What the lookups are made on.
struct Desk {
    tables: u32,
    line: Msisdn,
}

/// The book is lost.
#[derive(Debug, thiserror::Error)]
#[error("the book is lost")]
struct Lost;

impl Desk {
    fn book(&self) -> Result<bool, Lost> {
        match self.tables {
            13 => Err(Lost),
            14 => panic!("the book fell"),
            tables => Ok(tables > 0),
        }
    }
}

fn desk(tables: u32) -> Desk {
    Desk {
        tables,
        line: "+6598888888".parse().unwrap(),
    }
}

ivr! {
    tree Shop(desk: &Desk) { voice: "en-US-BenjaminRUS", tries: 2 }

    start menu main_menu {
        first_tries: 1,
        "Welcome. To book a table press 1, to speak to somebody press 2, to hear a song press 3, for more press 4, for a voucher press 5."

        1 => match desk.book()? {
            true => say "Booked.",
            false => say "We are full." then repeat,
        },
        2 => say "One moment." then connect(from: &desk.line, to: &desk.line) as post_call {
            answered => say "Thank you.",
            busy | no_answer => goto main_menu,
            failed => say "Sorry.",
        },
        3 => play "https://example.com/song.mp3",
        4 => menu more as "more-2" {
            "To go back press 1."
            1 => back,
        }
        5 => match desk.tables {
            0 => repeat,
            _ => retry(2) else hangup,
        },
        #[allow(unwired_key)]
        _ => retry(2) ["Please press 1 to 5.", "Once more."] else say "Good bye.",
    }
    failure => say "Something is wrong.",
}

/// What a call fails with, if not with its own words.
fn fails(call: Caller<'_, Shop>) -> String {
    let panic = catch_unwind(AssertUnwindSafe(|| call.run())).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[tokio::test]
async fn a_call_goes_as_written_down() {
    let desk = desk(1);
    let transcript = call::<Shop>(&desk)
        .with_number("+6591111111")
        .hears("Welcome")
        .is_at("main_menu")
        .presses("1")
        .hears_exactly("Booked.")
        .ends()
        .await;
    assert_eq!(transcript.texts().last(), Some("Booked."));
    assert!(transcript.to_string().contains("as +6591111111"));
    call_out::<Shop>(&desk)
        .presses("3")
        .hears_file("song")
        .ends()
        .await;
    call::<Shop>(&desk)
        .presses("4")
        .is_at("more")
        .is_at("more-2")
        .presses("1")
        .is_at("main_menu")
        .hangs_up()
        .ends()
        .await;
    call::<Shop>(&desk).hangs_up().ends().await;
}

#[test]
fn silence_and_wrong_keys_are_asked_again() {
    let desk = desk(1);
    for called in [call::<Shop>(&desk), call_out::<Shop>(&desk)] {
        called
            .stays_silent()
            .hears("Please press 1 to 5.")
            .is_at("main_menu")
            .is_at("main_menu~1")
            .presses("9")
            .hears("Once more.")
            .stays_silent()
            .hears("Good bye.")
            .ends()
            .run();
    }
}

#[test]
fn a_transfer_ends_as_the_test_says() {
    let desk = desk(1);
    let transferred = |outcome| {
        call::<Shop>(&desk)
            .presses("2")
            .hears("One moment.")
            .is_at("post_call")
            .is_put_through_to("+6598888888")
            .transfer_ends(outcome)
    };
    transferred(Outcome::Answered)
        .hears("Thank you.")
        .ends()
        .run();
    transferred(Outcome::NoAnswer)
        .hears("Welcome")
        .is_at("main_menu")
        .run();
    transferred(Outcome::Failed).hears("Sorry.").ends().run();
    call::<Shop>(&desk).presses("2").hangs_up().ends().run();
}

#[test]
fn a_look_up_that_fails_is_heard_of_and_noted() {
    for (tables, reason) in [(13, "the book is lost"), (14, "it panicked: the book fell")] {
        let desk = desk(tables);
        let call = call::<Shop>(&desk)
            .presses("1")
            .hears("Something is wrong.")
            .ends()
            .run();
        let note = format!("[the lookup failed: {reason}]");
        assert!(call.to_string().contains(&note), "{call}");
    }
}

#[test]
fn a_failure_says_what_was_expected_where_and_what_happened() {
    let desk = desk(0);
    let start = || call::<Shop>(&desk);
    for (call, says) in [
        (
            start().hears("Goodbye"),
            "hears(\"Goodbye\"): nothing of the kind was heard; the call is at `main_menu`, which waits for keys",
        ),
        (
            start().hears("Welcome").hears("Welcome"),
            "nothing of the kind",
        ),
        (start().hears_exactly("Welcome."), "nothing of the kind"),
        (
            start().presses("1").hears("Booked."),
            "00:00  < We are full.",
        ),
        (start().presses("12"), "nothing waits for `2` after `1`"),
        (start().presses("x"), "no telephone has a key `x`"),
        (
            start().presses("3").presses("1"),
            "presses(\"1\"): the call is over",
        ),
        (
            start().presses("3").stays_silent(),
            "stays_silent(): the call is over",
        ),
        (
            start().presses("3").hangs_up(),
            "hangs_up(): the call is over",
        ),
        (start().presses("3").is_at("main_menu"), "the call is over"),
        (
            start().is_at("more"),
            "is_at(\"more\"): the call is at `main_menu`",
        ),
        (start().ends(), "ends(): the call is at `main_menu`"),
        (
            start().transfer_ends(Outcome::Busy),
            "transfer_ends(Outcome::Busy): the call is at",
        ),
        (
            start().presses("2").presses("1"),
            "+6598888888 is called; say how that goes",
        ),
        (
            start().presses("2").is_put_through_to("+6511111111"),
            "+6598888888 is called",
        ),
    ] {
        let failure = fails(call);
        assert!(failure.contains(says), "{says}\nis not in\n{failure}");
        assert!(failure.starts_with(file!()), "{failure}");
        assert!(failure.contains("the call so far:\n00:00"), "{failure}");
    }
}

#[tokio::test]
async fn the_hash_is_a_wrong_key_where_one_key_is_captured() {
    call::<Shop>(&desk(1))
        .hears("Welcome")
        .presses("#")
        .hears_exactly("Please press 1 to 5.")
        .presses("1")
        .hears_exactly("Booked.")
        .ends()
        .await;
}

#[tokio::test]
async fn a_walk_takes_every_edge_that_the_context_lets_it() {
    let roomy = walk::<Shop>(async || desk(7)).await;
    let edges: Vec<_> = roomy
        .edges()
        .map(|edge| format!("{} {} {}", edge.state, edge.on, edge.arm))
        .collect();
    assert_eq!(
        edges,
        [
            "main_menu 1 false",
            "main_menu 1 true",
            "main_menu 2 ",
            "main_menu 3 ",
            "main_menu 4 ",
            "main_menu 5 0",
            "main_menu 5 _, again",
            "main_menu 5 _, else",
            "main_menu _ again",
            "main_menu _ else",
            "more 1 ",
            "more _ again",
            "more _ else",
            "post_call answered ",
            "post_call busy ",
            "post_call failed ",
            "post_call no_answer ",
        ]
    );
    let missing: Vec<_> = roomy
        .missing()
        .map(|edge| (edge.state, &*edge.arm))
        .collect();
    assert_eq!(
        missing,
        [("main_menu", "false"), ("main_menu", "0")],
        "{roomy}"
    );
    let both = roomy.and(walk::<Shop>(async || desk(0)).await);
    both.assert_complete();
    assert!(both.answers().any(|answer| answer.contains("more-2")));
    let broken = walk::<Shop>(async || desk(13)).await;
    assert!(
        broken
            .to_string()
            .contains("a lookup failed: the book is lost"),
        "{broken}"
    );
}

#[tokio::test]
#[should_panic(expected = "never taken: `main_menu`, `1`, `true`, line")]
async fn a_walk_that_is_not_complete_names_what_it_missed() {
    walk::<Shop>(async || desk(0)).await.assert_complete();
}

ivr! {
    tree Vault { voice: "en-US-BenjaminRUS" }

    start menu pin {
        digits: 4..=6,
        digit_timeout: 2s,
        overall_timeout: 10s,
        "Please enter your number."

        silence => say "Good bye.",
        _ => say "Thank you.",
    }
}

#[tokio::test]
async fn a_prompt_may_take_more_than_one_key() {
    let start = || call::<Vault>(&());
    start().presses("1234").hears("Thank you.").ends().await;
    start().presses("123456").hears("Thank you.").ends().await;
    start().presses("1234#").hears("Thank you.").ends().await;
    // Too few are not heard: the prompt is given up, or heard again.
    start()
        .presses("12")
        .hears("Please enter your number.")
        .presses("1234")
        .hears("Thank you.")
        .ends()
        .await;
    walk::<Vault>(async || ()).await.assert_complete();
}
