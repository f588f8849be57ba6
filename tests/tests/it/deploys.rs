//! Tests of calls that outlive a deploy: the new program reads values that the old one sealed.

use std::net::SocketAddr;

use ivr_runtime::engine::values::Sealer;
use ivr_runtime::manifest::Manifest;
use ivr_runtime::server::{Config, Drained, Server};
use ivr_runtime::{Tree, ivr};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

mod before {
    use super::ivr;

    ivr! {
        pub tree Bistro { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo" } }

        let guests: u32;

        start menu party {
            { en: "How many are you? Press 1 to 9.", es: "¿Cuántos son? Pulse de 1 a 9." }
            guests @ 1..=9 => menu confirm {
                {
                    en: "A table for {guests}. To take it press 1, for a person press 2, for Spanish press 3.",
                    es: "Una mesa para {guests}. Pulse 1, pulse 2, pulse 3.",
                }
                1 => say { en: "Booked for {guests}.", es: "Reservada para {guests}." },
                2 => connect(from: "+6568888888", to: ["+6598888888", "+6598888889"]) as clerk {
                    answered => hangup,
                    _ => say { en: "Nobody is free for {guests}.", es: "Nadie para {guests}." },
                },
                3 => speak es then repeat,
                _ => retry(1) else hangup,
            }
            _ => hangup,
        }
        failure => say { en: "Sorry.", es: "Perdone." },
    }
}

/// All states are renamed, with their former names.
mod renamed {
    use super::ivr;

    ivr! {
        pub tree Bistro { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo" } }

        let guests: u32;

        start menu size was "party" {
            { en: "How many are you? Press 1 to 9.", es: "¿Cuántos son? Pulse de 1 a 9." }
            guests @ 1..=9 => menu table was "confirm" {
                {
                    en: "A table for {guests}. To take it press 1, for a person press 2, for Spanish press 3.",
                    es: "Una mesa para {guests}. Pulse 1, pulse 2, pulse 3.",
                }
                1 => say { en: "Booked for {guests}.", es: "Reservada para {guests}." },
                2 => connect(from: "+6568888888", to: ["+6598888888", "+6598888889"]) as waiter was "clerk" {
                    answered => hangup,
                    _ => say { en: "Nobody is free for {guests}.", es: "Nadie para {guests}." },
                },
                3 => speak es then repeat,
                _ => retry(1) else hangup,
            }
            _ => hangup,
        }
        failure => say { en: "Sorry.", es: "Perdone." },
    }
}

/// Remembers no values any more.
mod smaller {
    use super::ivr;

    ivr! {
        pub tree Bistro { voice: "en-US-BenjaminRUS" }

        start menu confirm {
            "To book a table press 1."
            1 => say "Booked.",
        }
        _ => hangup,
    }
}

/// A menu that exists in both reads a value that old calls lack.
mod needy {
    use super::ivr;

    ivr! {
        pub tree Bistro { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo" } }

        let guests: u32;
        let day: u32;

        start menu party {
            { en: "How many are you? Press 1 to 9.", es: "¿Cuántos son? Pulse de 1 a 9." }
            guests @ 1..=9 => menu when {
                {
                    en: "For today press 1, for tomorrow press 2.",
                    es: "Para hoy pulse 1, para mañana pulse 2."
                }
                day @ 1..=2 => goto confirm,
            }
            _ => hangup,
        }
        menu confirm {
            {
                en: "To take it press 1, for how many you are press 2, for Spanish press 3.",
                es: "Pulse 1, pulse 2, pulse 3.",
            }
            1 => say { en: "Booked for day {day}.", es: "Reservada para el día {day}." },
            2 => say { en: "You are {guests}.", es: "Son {guests}." },
            3 => speak es then repeat,
            _ => hangup,
        }
        failure => say { en: "Sorry.", es: "Perdone." },
    }
}

/// A value has another type.
mod retyped {
    use super::ivr;

    ivr! {
        pub tree Bistro { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo" } }

        let guests: String;

        start menu party {
            { en: "Tell us how many you are. Press 1 to 9.", es: "¿Cuántos son? Pulse de 1 a 9." }
            many @ 1..=9 => set guests = many.to_string() then menu confirm {
                { en: "To take it press 1, for Spanish press 2.", es: "Pulse 1, pulse 2." }
                1 => say { en: "Booked for {guests}.", es: "Reservada para {guests}." },
                2 => speak es then repeat,
                _ => hangup,
            }
            _ => hangup,
        }
        failure => say { en: "Sorry.", es: "Perdone." },
    }
}

/// A server that shares its sealing key with the next one.
struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Drained>,
}

impl Serving {
    async fn start<T: Tree<Context = ()>>(key: &str) -> Self {
        let config = Config::default().with_listen(SocketAddr::from(([127, 0, 0, 1], 0)));
        let server = Server::<T>::bind(config, ()).await.unwrap();
        let server = server.with_sealer(Sealer::from_key(key).unwrap());
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop,
            task,
        }
    }

    /// The response to a call in the state `id` after `what` happens.
    async fn act(&self, id: &str, what: Value) -> Answer {
        let mut payload = what;
        payload["sessionId"] = json!("s-1");
        payload["clientActionId"] = json!(id);
        let event = json!({"eventType": "CALL_ACTION", "payload": payload});
        let url = format!("http://{}/vca_webhook", self.address);
        let answer = tests::http::client().post(url).json(&event).send().await;
        Answer(answer.unwrap().json().await.unwrap())
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        let _ = self.task.await.unwrap();
    }
}

struct Answer(Value);

impl Answer {
    /// The call's next id, with its sealed values.
    fn id(&self) -> &str {
        self.0["clientActionId"].as_str().unwrap()
    }

    fn says(&self, text: &str) -> bool {
        self.0["callflow"].to_string().contains(text)
    }
}

fn key(key: &str) -> Value {
    json!({"dtmf": key})
}

fn busy() -> Value {
    json!({"sipCode": 486})
}

pub(crate) async fn a_renamed_state_keeps_the_calls_values() {
    let secret = Sealer::random().unwrap().key();
    let old = Serving::start::<before::Bistro>(&secret).await;
    let new = Serving::start::<renamed::Bistro>(&secret).await;

    let menu = old.act("party", key("4")).await;
    let again = old.act(menu.id(), key("9")).await;
    let spanish = old.act(menu.id(), key("3")).await;
    let spanish_again = old.act(spanish.id(), key("9")).await;
    let transfer = old.act(menu.id(), key("2")).await;
    let second = old.act(transfer.id(), busy()).await;
    let spanish_transfer = old.act(spanish.id(), key("2")).await;
    let spanish_second = old.act(spanish_transfer.id(), busy()).await;
    for (answer, was, does, hears) in [
        (&menu, "confirm", key("1"), "Booked for 4."),
        (&again, "confirm~1", key("1"), "Booked for 4."),
        (&spanish, "confirm~es", key("1"), "Reservada para 4."),
        (
            &spanish_again,
            "confirm~1~es",
            key("1"),
            "Reservada para 4.",
        ),
        (&second, "clerk~1", busy(), "Nobody is free for 4."),
        (&spanish_second, "clerk~1~es", busy(), "Nadie para 4."),
    ] {
        let (state, _sealed) = answer.id().split_once("~~").unwrap();
        assert_eq!(state, was);
        let answer = new.act(answer.id(), does).await;
        assert!(answer.says(hears), "{was}: {:?}", answer.0);
    }
    // The call continues under the new name.
    let next = new.act(transfer.id(), busy()).await;
    assert!(next.id().starts_with("waiter~1~~"), "{}", next.id());
    let next = new.act(next.id(), busy()).await;
    assert!(next.says("Nobody is free for 4."), "{:?}", next.0);

    old.stop().await;
    new.stop().await;
}

pub(crate) async fn values_can_be_unsealed_only_with_their_own_id() {
    let secret = Sealer::random().unwrap().key();
    let old = Serving::start::<before::Bistro>(&secret).await;
    let new = Serving::start::<renamed::Bistro>(&secret).await;

    let was = old.act("party", key("4")).await;
    let is = new.act("size", key("4")).await;
    let (_, sealed_before) = was.id().split_once("~~").unwrap();
    let (_, sealed_now) = is.id().split_once("~~").unwrap();
    for (state, sealed) in [
        ("table", sealed_before),
        ("confirm", sealed_now),
        ("confirm~1", sealed_before),
        ("confirm~es", sealed_before),
        ("clerk", sealed_before),
        ("waiter", sealed_now),
    ] {
        let forged = new.act(&format!("{state}~~{sealed}"), key("1")).await;
        assert!(forged.says("How many are you?"), "{state}: {:?}", forged.0);
    }

    old.stop().await;
    new.stop().await;
}

pub(crate) async fn a_tree_without_values_continues_calls_that_have_some() {
    let secret = Sealer::random().unwrap().key();
    let old = Serving::start::<before::Bistro>(&secret).await;
    let new = Serving::start::<smaller::Bistro>(&secret).await;

    let menu = old.act("party", key("4")).await;
    let answer = new.act(menu.id(), key("1")).await;
    assert!(answer.says("Booked."), "{:?}", answer.0);

    old.stop().await;
    new.stop().await;
}

pub(crate) async fn a_missing_value_is_reported_before_a_deploy_and_fails_only_its_lookup_after() {
    let older = Manifest::of::<before::Bistro>();
    let told = Manifest::of::<needy::Bistro>().takes_over(&older);
    let told = told.unwrap_err().lacking;
    let told: Vec<_> = told.iter().map(|l| (&*l.state, &*l.value)).collect();
    assert_eq!(told, [("confirm", "day")]);

    let secret = Sealer::random().unwrap().key();
    let old = Serving::start::<before::Bistro>(&secret).await;
    let new = Serving::start::<needy::Bistro>(&secret).await;
    let menu = old.act("party", key("4")).await;
    let spanish = old.act(menu.id(), key("3")).await;
    for (answer, pressed, hears) in [
        (&menu, "1", "Sorry."),
        (&spanish, "1", "Perdone."),
        // A call that needs no other values continues.
        (&menu, "2", "You are 4."),
    ] {
        let answer = new.act(answer.id(), key(pressed)).await;
        assert!(answer.says(hears), "{hears} {:?}", answer.0);
    }

    old.stop().await;
    new.stop().await;
}

pub(crate) async fn an_unreadable_value_is_reported_before_a_deploy_and_restarts_the_call_after() {
    let older = Manifest::of::<before::Bistro>();
    let told = Manifest::of::<retyped::Bistro>().takes_over(&older);
    let told = told.unwrap_err().retyped;
    let told: Vec<_> = told.iter().map(|t| (&*t.before, &*t.now)).collect();
    assert_eq!(told, [("u32", "String")]);

    let secret = Sealer::random().unwrap().key();
    let old = Serving::start::<before::Bistro>(&secret).await;
    let new = Serving::start::<retyped::Bistro>(&secret).await;
    let menu = old.act("party", key("4")).await;
    let answer = new.act(menu.id(), key("1")).await;
    assert!(answer.says("Tell us how many you are."), "{:?}", answer.0);
    // And remembers what it is told from then on.
    let menu = new.act(answer.id(), key("5")).await;
    let answer = new.act(menu.id(), key("1")).await;
    assert!(answer.says("Booked for 5."), "{:?}", answer.0);

    old.stop().await;
    new.stop().await;
}
