//! The macro writes a large tree in another form than a small one. Nobody who calls, deploys or draws
//! it can tell: here is the same tree in both, the large one with a menu more that is asked again often.

#![allow(clippy::unwrap_used, missing_docs, missing_debug_implementations)]

use ivr_runtime::{Call, Input, Key, Outcome, Tree, Turn, ivr, testing};

/// What the look-ups ask.
#[derive(Debug)]
pub struct Desk;

impl Desk {
    fn number(&self) -> ivr_runtime::Msisdn {
        "+6568880002".parse().unwrap()
    }

    async fn table(&self, guests: u32) -> Result<Option<u32>, std::fmt::Error> {
        if guests == 9 {
            return Err(std::fmt::Error);
        }
        Ok((guests < 5).then_some(guests + 100))
    }
}

macro_rules! tree {
    ($name:ident, $($more:tt)*) => {
        ivr! {
            /// One of everything.
            pub tree $name(desk: &Desk, call: &Call) {
                languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
            }

            /// How many come.
            let guests: u32;

            start menu welcome as "hello" was "hi" was "good-day" {
                play(transcript: { en: "This is the bistro.", es: "Aquí el bistró." }) { en: "https://example.org/hello.en.wav", es: "https://example.org/hello.es.wav" }
                    then { en: "For English press 1. Para español oprima 2.", es: "Para español oprima 2. For English press 1." }

                1 => speak en then goto choice,
                2 => speak es then goto choice,
                silence => retry(1) else say { en: "Good bye.", es: "Adiós." },
                _ => retry(2) { en: "Press 1 or 2.", es: "Oprima 1 o 2." } else hangup,
            }

            menu choice {
                { en: "{options}.", es: "{options}." }

                1 { en: "book a table", es: "reservar una mesa" } => menu party {
                    digits: 2,
                    { en: "How many are you? To begin again press **.", es: "¿Cuántos son? Para empezar de nuevo oprima **." }

                    guests @ 1..=20 => match desk.table(guests).await? {
                        Some(table) => say { en: "Table {table}.", es: "Mesa {table}." } then goto choice,
                        None => say { en: "We are full.", es: "No hay sitio." } then back,
                    },
                    "**" => goto welcome,
                    _ => say { en: "Good bye.", es: "Adiós." },
                },
                2 { en: "talk to somebody", es: "hablar con alguien" } =>
                    connect(from: "+6568880000", to: ["+6568880001", desk.number()]) as person {
                        answered => hangup,
                        busy | no_answer => say { en: "Nobody is free.", es: "Nadie está libre." },
                        _ => say { en: "That failed.", es: "Eso falló." } then goto choice,
                    }
                3 { en: "hear who you are", es: "oír quién es" } => match call.caller() {
                    Some(_) => say { en: "We know you.", es: "Le conocemos." } then repeat,
                    None => say { en: "We do not know you.", es: "No le conocemos." } then repeat,
                },
                4 { en: "hear music", es: "oír música" } => play { en: "https://example.org/en.wav", es: "https://example.org/es.wav" } then goto welcome,
                $($more)*
            }

            _ => say { en: "Good bye.", es: "Adiós." },
            failure => say { en: "We can't look that up now.", es: "Ahora no podemos." },
        }
    };
}

tree!(Small,);
tree!(Large, 5 { en: "wait", es: "esperar" } => menu waiting {
    { en: "Press 1 when you are ready, press 2 to wait.", es: "Oprima 1 cuando quiera, oprima 2 para esperar." }

    1 => back,
    2 => menu waiting_longer {
        { en: "Press 1 when you are ready, press 2 to wait.", es: "Oprima 1 cuando quiera, oprima 2 para esperar." }

        1 => back,
        2 => menu waiting_longest {
            { en: "Press 1 when you are ready.", es: "Oprima 1 cuando quiera." }

            1 => back,
            _ => retry(10) else say { en: "Good bye.", es: "Adiós." },
        },
        _ => retry(10) else say { en: "Good bye.", es: "Adiós." },
    },
    _ => retry(10) else say { en: "Good bye.", es: "Adiós." },
},);

/// What follows, in words that do not tell which of the trees said it.
fn told<T: Tree>(turn: &Turn<T>) -> String {
    match turn {
        Turn::Reply(reply) => {
            let next = reply.next().map(|next| (next, next.client_action_id()));
            format!("{next:?} {}", reply.body())
        }
        Turn::Ask(lookup) => format!("{lookup:?}"),
    }
}

#[test]
fn both_forms_have_the_same_states_and_answers() {
    let inputs = Key::ALL.map(Input::Key).into_iter();
    let inputs = inputs.chain(Outcome::ALL.map(Input::Leg));
    let inputs: Vec<_> = inputs
        .chain(["17", "21", "**", "04", "x"].map(Input::Digits))
        .chain([Input::Silence])
        .collect();
    let mut compared = 0;
    for state in Small::description().states {
        for id in Small::description().client_action_ids(state) {
            let small = Small::from_client_action_id(&id).unwrap();
            let large = Large::from_client_action_id(&id).unwrap();
            assert_eq!(large.client_action_id(), id);
            assert_eq!(format!("{small:?}"), format!("{large:?}"));
            assert_eq!(small.is_transfer(), large.is_transfer());
            let failures = (small.failure_at(), large.failure_at());
            assert_eq!(failures.0.body(), failures.1.body());
            for input in &inputs {
                if id.starts_with("choice") && *input == Input::Key(Key::Five) {
                    continue;
                }
                let (small, large) = (small.next(*input), large.next(*input));
                let (small, large) = (told(&small), told(&large));
                // Where the menu with the further key is asked, only its prompt differs.
                if small.contains("choice") {
                    assert_eq!(
                        large.contains("choice"),
                        small.contains("choice"),
                        "{id} {input:?}"
                    );
                } else {
                    assert_eq!(small, large, "{id} {input:?}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
    for id in ["hi", "good-day", "hi~1~es"] {
        let (small, large) = (
            Small::from_client_action_id(id),
            Large::from_client_action_id(id),
        );
        assert_eq!(format!("{small:?}"), format!("{large:?}"));
        assert!(large.is_some());
    }
    assert_eq!(Large::from_client_action_id("nowhere"), None);
    assert_eq!(Large::from_client_action_id(""), None);
}

#[test]
fn states_of_both_forms_have_names() {
    // The one is an enum, and the other a number.
    assert_eq!((size_of::<Small>(), size_of::<Large>()), (1, 4));
    assert!(matches!(Small::START, Small::Welcome));
    assert!(matches!(Large::START, Large::Welcome));
    for (id, small, large) in [
        ("hello~es", Small::WelcomeEs, Large::WelcomeEs),
        ("hello~2", Small::WelcomeAttempt2, Large::WelcomeAttempt2),
        ("person", Small::Person, Large::Person),
    ] {
        assert_eq!(Small::from_client_action_id(id), Some(small));
        assert_eq!(Large::from_client_action_id(id), Some(large));
    }
}

#[test]
fn both_forms_are_described_alike() {
    let (small, large) = (Small::description(), Large::description());
    assert_eq!(small.doc, large.doc);
    assert_eq!(small.file, large.file);
    assert_eq!(small.start, large.start);
    assert_eq!(small.languages, large.languages);
    assert_eq!(format!("{:?}", small.values), format!("{:?}", large.values));
    assert_eq!(
        format!("{:?}", small.failure),
        format!("{:?}", large.failure)
    );
    let trees = [small, large].map(|tree| {
        let states = tree
            .states
            .iter()
            .filter(|state| state.name != "choice" && !state.name.starts_with("waiting"));
        let indices = states.map(|state| {
            // A further menu moves those behind it, and lines are those of the macro's call.
            let text = format!("{:#?}", ivr_runtime::StateDescription { line: 0, ..*state });
            let lines = text.lines().filter(|line| {
                let line = line.trim_start();
                !line.starts_with("line:") && line.parse::<usize>().is_err()
            });
            lines.collect::<Vec<_>>().join("\n")
        });
        indices.collect::<Vec<_>>()
    });
    assert_eq!(trees[0], trees[1]);
}

#[test]
fn both_forms_look_up_alike() {
    fn heard<T: Tree<Context = Desk>>() -> Vec<String> {
        let calls = [
            ["1", "1", "04"],
            ["2", "1", "17"],
            ["1", "1", "09"],
            ["2", "3", "*"],
            ["1", "2", ""],
        ];
        let said = calls.map(|keys| {
            let mut call = testing::call::<T>(&Desk);
            for keys in keys.into_iter().filter(|keys| !keys.is_empty()) {
                call = call.presses(keys);
            }
            let transcript = call.run();
            transcript.texts().map(str::to_owned).collect::<Vec<_>>()
        });
        let all = said.concat().into_iter();
        // The prompt of the menu that has a key more in one of them.
        let differs = |text: &String| ["book", "reservar"].iter().any(|word| text.contains(word));
        all.filter(|text| !differs(text)).collect()
    }
    let (small, large) = (heard::<Small>(), heard::<Large>());
    assert_eq!(small, large);
    assert!(
        small
            .iter()
            .any(|text| text.contains("We can't look that up")),
        "{small:?}"
    );
}
