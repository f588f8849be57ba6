//! A cinema with sixteen menus: every part of the language in one tree.

use std::fmt;

use ivr_runtime::carrier::Carrier as _;
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::{Call, Input, Key, Msisdn, Reply, Tree, Turn, ivr};

struct BoxOffice {
    seats: u32,
}

#[derive(Debug)]
struct NoSuchHall;

impl fmt::Display for NoSuchHall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such hall")
    }
}

impl std::error::Error for NoSuchHall {}

enum Tickets {
    Reserved,
    Standby(u32),
}

impl BoxOffice {
    async fn reserve(&self, call: &Call, hall: u32) -> Result<Tickets, NoSuchHall> {
        let _ = &call.session_id;
        match (hall, self.seats) {
            (3.., _) => Err(NoSuchHall),
            (_, 0) => Ok(Tickets::Standby(7)),
            _ => Ok(Tickets::Reserved),
        }
    }

    fn manager(&self) -> Msisdn {
        "+6591111111".parse().unwrap()
    }
}

ivr! {
    /// The Lumière answers.
    ///
    /// Films, tickets, and a person.
    pub(crate) tree Cinema(call: &Call, office: &BoxOffice) {
        voice: "en-GB-SusanNeural",
        speed: 0.9,
        tries: 1,
        digit_timeout: 2500ms,
        overall_timeout: 1min,
    }

    /// The first thing that everybody hears.
    start menu welcome as "lumiere" was "welcome-2024" was "welcome-2025" {
        first_tries: 3,
        tries: 2,
        success_message: "Thank you.",
        failure_message: "We did not hear you.",
        "Welcome to the Lumière. For films press 1, for tickets press 2, for our address press 3, for a person press star."

        1 => menu films {
            "For today press 1, for tomorrow press 2, for children's films press 3, to go back press hash."
            1 => menu today {
                "For hall one press 1, for hall two press 2, to go back press hash."
                1 => play "https://example.com/hall-1.mp3" then back,
                2 => play(repetition: 2) "https://example.com/hall-2.WAV?today" then back,
                '#' => back,
            }
            2 => menu tomorrow {
                "For hall one press 1, for hall two press 2, to go back press hash."
                1 => say "Tomorrow, hall one shows The Third Man." then goto tickets,
                2 => say "Tomorrow, hall two is closed." then back,
                '#' => back,
            }
            3 => menu children {
                "For cartoons press 1, for puppets press 2, to go back press hash."
                1 => menu cartoons {
                    "For hall one press 1, to go back press hash."
                    1 => goto hall_one,
                    '#' => back,
                }
                2 => menu puppets {
                    "For hall two press 1, to go back press hash."
                    1 => goto hall_two,
                    '#' => back,
                }
                '#' => back,
            }
            '#' => goto welcome,
            silence => retry(1) "Are you still there?" else say "Good bye.",
            _ => say "No film has this number." then back,
        }
        2 => goto tickets,
        3 => say(voice: "en-GB-GeorgeNeural", speed: 2) "Twelve, Old Mill Lane." then goto welcome,
        '*' => connect(from: "+6590000000", to: office.manager(), record: true) as manager was "boss" {
            answered => hangup,
            busy | no_answer => menu message {
                "The manager is not at the desk. To hear our address press 1, to go back press 2."
                1 => say "Twelve, Old Mill Lane.",
                2 => goto welcome,
            }
            failed => say "The line is down." then hangup,
        }
    }

    #[allow(too_many_options)]
    menu tickets {
        "For hall one press 1, for hall two press 2, for hall three press 3, for lost property press 4, to tell us how you liked it press 9, to start over press 0."
        1 => menu hall_one {
            "To reserve press 1, to go back press 2."
            1 => match office.reserve(call, 1).await? {
                Tickets::Reserved => say "Your seat is reserved.",
                Tickets::Standby(0..=5) => say "You are first on standby.",
                Tickets::Standby(position) if position < 10 => say "You are on standby." then menu standby {
                    "To keep your place press 1, to give it up press 2."
                    1 => say "See you tonight.",
                    2 => goto tickets,
                },
                Tickets::Standby(_) => say "We are sold out." then goto tickets,
            },
            2 => back,
        }
        2 => menu hall_two {
            "To reserve press 1, to go back press 2."
            1 => match office.reserve(call, 2).await? {
                Tickets::Reserved => say "Your seat is reserved.",
                Tickets::Standby(_) => goto standby,
            },
            2 => back,
        }
        3 => menu hall_three {
            "To reserve press 1, to go back press 2."
            1 => match office.reserve(call, 3).await? {
                Tickets::Reserved | Tickets::Standby(_) => hangup,
            },
            2 => back,
        }
        0 => goto welcome,
        4..=6 | 8 => goto lost_property,
        #[allow(unannounced_key)]
        7 => goto lost_property,
        9 => menu survey {
            "How did you like it? Press 1 to 5."
            1..=5 => say "Thank you.",
            _ => retry(2) ["Please press 1 to 5.", "Once more: press 1 to 5."] else say "Never mind.",
        }
    }

    menu lost_property {
        complete_on_hash: true,
        "For umbrellas press 1, for everything else press 2."
        1 => say "We have forty umbrellas.",
        2 => say "Come and have a look.",
    }

    silence => say "We did not hear you. Good bye.",
    _ => say "This is not on our programme.",
    failure => play "https://example.com/sorry.mp3" then say "Please call again." then hangup,
}

/// What the platform is answered.
fn document<T: Tree>(reply: &Reply<T>) -> String {
    EightByEight
        .write(reply.steps(), reply.next().map(Tree::client_action_id))
        .unwrap()
}

fn body(turn: Turn<Cinema>) -> serde_json::Value {
    match turn {
        Turn::Reply(reply) => serde_json::from_str(&document(&reply)).unwrap(),
        Turn::Ask(lookup) => panic!("{lookup:?}"),
    }
}

fn main() {
    assert!(Cinema::description().states.len() >= 16);
    assert_eq!(
        Cinema::description().doc,
        "The Lumière answers.\n\nFilms, tickets, and a person."
    );

    // Former ids are still understood.
    for id in ["lumiere", "welcome-2024", "welcome-2025"] {
        assert_eq!(Cinema::from_client_action_id(id), Some(Cinema::Welcome));
    }
    assert_eq!(Cinema::from_client_action_id("boss"), Some(Cinema::Manager));
    assert_eq!(Cinema::from_client_action_id("welcome"), None);

    // Settings arrive where they were put.
    let greeting: serde_json::Value = serde_json::from_str(&document(&Cinema::greeting())).unwrap();
    assert_eq!(
        greeting["callflow"][0]["params"],
        serde_json::json!({
            "promptMessage": "Welcome to the Lumière. For films press 1, for tickets press 2, for our address press 3, for a person press star.",
            "voiceProfile": "en-GB-SusanNeural", "speed": 0.9, "minDigits": 1, "maxDigits": 1,
            "digitTimeout": 2500, "overallTimeout": 60000, "completeOnHash": false, "noOfTries": 2,
            "successMessage": "Thank you.", "failureMessage": "We did not hear you.",
        })
    );
    let first = EightByEight.write(Cinema::FIRST_PROMPT, None).unwrap();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(first["callflow"][0]["params"]["noOfTries"], 3);
    let address = body(Cinema::Welcome.next(Input::Key(Key::Three)));
    assert_eq!(
        address["callflow"][0]["params"]["voiceProfile"],
        "en-GB-GeorgeNeural"
    );
    assert_eq!(address["callflow"][0]["params"]["speed"], 2);
    assert_eq!(address["clientActionId"], "lumiere");

    // A hash that means something is not left to the platform to end the input with.
    let films = body(Cinema::Welcome.next(Input::Key(Key::One)));
    assert_eq!(films["callflow"][0]["params"]["completeOnHash"], false);

    // A menu's own fallbacks hold for what is nested in it, and mean that menu there.
    let puppets = body(Cinema::Puppets.next(Input::Key(Key::Nine)));
    assert_eq!(
        puppets["callflow"][0]["params"]["text"],
        "No film has this number."
    );
    assert_eq!(puppets["clientActionId"], "children");
    let silent = body(Cinema::Puppets.next(Input::Silence));
    assert_eq!(silent["clientActionId"], "puppets~1");
    assert_eq!(
        body(Cinema::PuppetsAttempt1.next(Input::Silence))["callflow"][1]["action"],
        "hangup"
    );

    // `play`, `record`, ranges, a menu inside an arm.
    let hall = body(Cinema::Today.next(Input::Key(Key::Two)));
    assert_eq!(
        hall["callflow"][0],
        serde_json::json!({"action": "playFile", "params": {"fileUrl": "https://example.com/hall-2.WAV?today", "repetition": 2}})
    );
    for key in [Key::Four, Key::Five, Key::Six, Key::Seven, Key::Eight] {
        assert_eq!(
            body(Cinema::Tickets.next(Input::Key(key)))["clientActionId"],
            "lost_property"
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let call = Call::default();
    let ask = |state: Cinema, key| match state.next(Input::Key(key)) {
        Turn::Ask(lookup) => lookup,
        Turn::Reply(reply) => panic!("{reply:?}"),
    };
    let office = BoxOffice { seats: 0 };
    let standby = runtime
        .block_on(Cinema::answer(
            ask(Cinema::HallOne, Key::One),
            &office,
            &call,
            &mut Default::default(),
        ))
        .unwrap();
    assert_eq!(standby.next(), Some(Cinema::Standby));
    let manager = runtime
        .block_on(Cinema::answer(
            ask(Cinema::Welcome, Key::Star),
            &office,
            &call,
            &mut Default::default(),
        ))
        .unwrap();
    assert!(
        document(&manager)
            .contains(r#""source":"+6590000000","destination":"+6591111111","callRecording":true"#)
    );
    let failed = runtime.block_on(Cinema::answer(
        ask(Cinema::HallThree, Key::One),
        &office,
        &call,
        &mut Default::default(),
    ));
    assert_eq!(failed.unwrap_err().to_string(), "there is no such hall");
    assert!(document(&Cinema::failure()).contains("sorry.mp3"));
}
