//! Calls and walks in a tree with numbers, values, languages and several numbers to call.

use super::*;
use crate::ivr;
use crate::menu::{Call, Digits, Msisdn, Outcome, Tree as _};

/// What the lookups are made on.
struct Bank {
    line: Msisdn,
    pin: &'static str,
}

impl Bank {
    fn balance(&self, account: u32, pin: Digits) -> Option<u32> {
        (*pin == *self.pin).then_some(account * 2)
    }
}

fn bank(pin: &'static str) -> Bank {
    let line = "+6598888888".parse().unwrap();
    Bank { line, pin }
}

ivr! {
    tree Banking(bank: &Bank, call: &Call) {
        languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
    }

    let account: u32;

    ring => match call.country.as_deref() {
        Some("MX") => speak es then goto main_menu,
        _ => goto main_menu,
    }

    start menu main_menu {
        {
            en: "Welcome. {options}. Para español oprima 9.",
            es: "Bienvenidos. {options}. For English press 9."
        }

        1 { en: "hear your balance", es: "oír su saldo" } => menu number {
            digits: 3,
            { en: "Enter your account.", es: "Marque su cuenta." }

            account @ 100..=199 => menu secret {
                digits: 4..=6,
                {
                    en: "Enter the PIN of {account:digits}.",
                    es: "Marque la clave de {account:digits}."
                }

                pin @ digits(4..=6) => match bank.balance(account, pin) {
                    Some(balance) => say {
                        en: "You have {balance} dollars.",
                        es: "Tiene {balance} pesos."
                    },
                    None => say { en: "This is wrong.", es: "No es así." },
                },
                _ => say { en: "Goodbye.", es: "Adiós." },
            }
            "999" => say { en: "This is our own account.", es: "Es nuestra cuenta." },
            _ => retry(1) else say { en: "Goodbye.", es: "Adiós." },
        }
        2 { en: "talk to us", es: "hablar con nosotros" } => connect(
            from: &bank.line,
            to: [&bank.line, "+6597777777"],
            waiting: { en: "One more moment.", es: "Un momento más." },
        ) as desk {
            answered => hangup,
            _ => say { en: "Nobody is there.", es: "No hay nadie." },
        }
        9 => menu language {
            {
                en: "For English press 1. Para español oprima 2.",
                es: "For English press 1. Para español oprima 2."
            }

            1 => speak en then goto main_menu,
            2 => speak es then goto main_menu,
        }
    }

    _ => say { en: "Goodbye.", es: "Adiós." },
    failure => say { en: "Something is wrong.", es: "Algo va mal." },
}

#[tokio::test]
async fn a_call_goes_on_in_its_language_with_what_it_remembers() {
    let bank = bank("4071");
    let saldo = || {
        call::<Banking>(&bank)
            .with_number("+5215512345678")
            .hears("Bienvenidos. ")
            .presses('1')
            .hears_exactly("Marque su cuenta.")
            .is_at("number")
            .is_at("number~es")
    };
    saldo()
        .presses("150")
        .hears_exactly("Marque la clave de 1 5 0.")
        .presses("4071")
        .hears_exactly("Tiene 300 pesos.")
        .ends()
        .await;
    saldo()
        .presses("200")
        .is_at("number~1~es")
        .presses("999")
        .hears("nuestra")
        .ends()
        .await;
}

#[tokio::test]
async fn the_next_number_is_called_when_one_is_busy() {
    let bank = bank("4071");
    call_out::<Banking>(&bank)
        .presses('2')
        .is_put_through_to("+6598888888")
        .transfer_ends(Outcome::Busy)
        .hears_exactly("One more moment.")
        .is_at("desk")
        .is_at("desk~1")
        .is_put_through_to("+6597777777")
        .transfer_ends(Outcome::Answered)
        .ends()
        .await;
}

#[tokio::test]
async fn a_walk_tries_the_ends_of_numbers_in_every_language() {
    let singapore = walk::<Banking>(async || bank("1234")).await;
    let missing: Vec<_> = singapore.missing().map(ToString::to_string).collect();
    assert_eq!(missing.len(), 1, "{singapore}");
    assert!(missing[0].starts_with("`ring`, `Some(\"MX\")`, in `en`"));
    let mexico = walk_from::<Banking>("+5215512345678", async || bank("1234")).await;
    let both = singapore.and(mexico);
    both.assert_complete();
    let on = |state: &str, language: &str| {
        let edges = both.edges();
        let of_it = edges.filter(|edge| edge.state == state && edge.language == language);
        of_it
            .map(|edge| format!("{} {}", edge.on, edge.arm))
            .collect::<Vec<_>>()
    };
    for language in ["en", "es"] {
        assert_eq!(
            on("number", language),
            ["\"999\" ", "100..=199 ", "_ again", "_ else"]
        );
        assert_eq!(
            on("secret", language),
            ["_ ", "digits(4..=6) None", "digits(4..=6) Some(balance)"]
        );
        assert_eq!(on("desk", language), ["_ ", "answered "]);
    }
    assert!(
        both.answers()
            .any(|said| said.contains("la clave de 1 9 9."))
    );
    assert!(
        both.answers()
            .any(|said| said.contains("the PIN of 1 0 0."))
    );
}

#[tokio::test]
async fn edges_that_differ_only_in_words_are_distinct_in_every_language() {
    let wrong = walk_from::<Banking>("+5215512345678", async || bank("none")).await;
    let missing: Vec<_> = wrong
        .missing()
        .map(|edge| (&*edge.arm, edge.language))
        .collect();
    assert_eq!(
        missing,
        [
            ("_", "en"),
            ("Some(balance)", "en"),
            ("Some(balance)", "es")
        ],
        "{wrong}"
    );
}

ivr! {
    #[allow(unannounced_key, prefix_key)]
    tree Counted {
        voice: "en-US-BenjaminRUS",
        from: "+6568888888",
    }

    start menu ask {
        "To go on press 1 to 5."

        1..=5 => menu room {
            digits: 1..=4,
            "Enter the number of a room."

            7000..=7999 => say "A room.",
            "7999" => say "The roof.",
            2 => say "The second floor.",
            n @ 1..=20 => say "Floor {n}.",
            '#' => back,
            _ => retry(1) else say "Goodbye from the rooms.",
        }
        3 => menu code {
            digits: 4,
            "Enter your code."
            digits(4) => say "Thank you.",
        }
        0 => say "This is the start.",
    }

    '*' | 0 => say "Again." then repeat,
    9 => connect(to: "+6598880001") as desk {
        answered => hangup,
        _ => say "Nobody is there.",
    }
    silence => retry(2) ["Are you there?", "Hello?"] else say "Nobody is there.",
    _ => retry(1) "That key does nothing here." else say "Goodbye.",
}

#[tokio::test]
async fn silence_and_wrong_keys_are_counted_apart() {
    call::<Counted>(&())
        .stays_silent()
        .hears_exactly("Are you there?")
        .is_at("ask~0~1")
        .presses('7')
        .hears_exactly("That key does nothing here.")
        .is_at("ask~1~1")
        .stays_silent()
        .hears_exactly("Hello?")
        .is_at("ask~1~2")
        .presses('7')
        .hears_exactly("Goodbye.")
        .ends()
        .await;
    call::<Counted>(&())
        .presses('7')
        .stays_silent()
        .stays_silent()
        .is_at("ask~1~2")
        .stays_silent()
        .hears_exactly("Nobody is there.")
        .ends()
        .await;
    assert_eq!(Counted::AskAttempt1Silence2.client_action_id(), "ask~1~2");
    assert_eq!(Counted::AskSilence1.client_action_id(), "ask~0~1");
}

#[tokio::test]
async fn keys_of_the_whole_tree_work_where_no_menu_names_them() {
    call::<Counted>(&())
        .presses('*')
        .hears_exactly("Again.")
        .is_at("ask")
        .presses('1')
        .presses("*")
        .hears_exactly("Again.")
        .is_at("room")
        .presses("9")
        // That is one of the menu's own numbers.
        .hears_exactly("Floor 9.")
        .ends()
        .await;
    call::<Counted>(&())
        .presses('0')
        .hears_exactly("This is the start.")
        .ends()
        .await;
    call::<Counted>(&())
        .presses('9')
        .is_put_through_to("+6598880001")
        .transfer_ends(Outcome::Busy)
        .hears_exactly("Nobody is there.")
        .ends()
        .await;
    // Where four digits are captured, one is not heard alone.
    call::<Counted>(&())
        .presses('3')
        .presses("****")
        .hears_exactly("That key does nothing here.")
        .is_at("code~1")
        .await;
}

#[tokio::test]
async fn one_number_goes_before_a_range_that_it_lies_in() {
    for (keys, heard) in [
        ("7999", "The roof."),
        ("7000", "A room."),
        ("2", "The second floor."),
        ("3", "Floor 3."),
        ("02", "Floor 2."),
    ] {
        call::<Counted>(&())
            .presses('5')
            .presses(keys)
            .hears_exactly(heard)
            .ends()
            .await;
    }
    call::<Counted>(&()).presses('3').is_at("code").await;
}

#[tokio::test]
async fn a_walk_comes_to_every_count_every_key_and_every_number() {
    let walk = walk::<Counted>(async || ()).await;
    walk.assert_complete();
    let on = |state: &str| {
        let edges = walk.edges().filter(|edge| edge.state == state);
        let edges = edges.map(|edge| format!("{} {}", edge.on, edge.arm));
        edges.collect::<Vec<_>>().join(", ")
    };
    assert!(
        on("ask").contains("silence again, silence else"),
        "{}",
        on("ask")
    );
    assert!(on("room").contains("'*' "), "{}", on("room"));
    assert!(!on("code").contains("'*' "), "{}", on("code"));
}
