// Written by a test: the routers of many random trees, and everything that can be asked of them.
#![allow(warnings)]

use std::future::Future;
use std::pin::Pin;

use ivr_runtime::carrier::Carrier;
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::{Call, Input, Key, Msisdn, Outcome, Reply, Tree, Turn, ivr};
use serde_json::{Value, json};

pub struct Desk {
    main: Msisdn,
}

impl Desk {
    fn level(&self, of: u32) -> u32 {
        (of * 7 + 3) % 10
    }

    async fn level_later(&self, of: u32) -> u32 {
        tokio::task::yield_now().await;
        self.level(of)
    }

    fn checked(&self, of: u32) -> Result<u32, &'static str> {
        if of % 3 == 0 {
            Err("a multiple of three")
        } else {
            Ok(self.level(of))
        }
    }

    async fn checked_later(&self, of: u32) -> Result<u32, &'static str> {
        tokio::task::yield_now().await;
        self.checked(of)
    }

    fn number(&self, of: u32) -> Msisdn {
        format!("+65900000{of:02}").parse().unwrap()
    }
}

/// What the lookups of a tree are made on.
trait Ready {
    fn ready() -> Self;
}

impl Ready for () {
    fn ready() {}
}

impl Ready for Desk {
    fn ready() -> Self {
        Desk {
            main: "+6561234567".parse().unwrap(),
        }
    }
}

/// Every input, with the name that the test has for it.
fn inputs() -> Vec<(String, Input<'static>)> {
    let mut inputs: Vec<_> = Key::ALL
        .map(|key| (format!("key {key}"), Input::Key(key)))
        .into();
    let digits = ["12", "42", "07", "05", "99", "00", "123", "*7", "x"];
    inputs.extend(digits.map(|digits| (format!("digits {digits}"), Input::Digits(digits))));
    inputs.push(("silence".into(), Input::Silence));
    inputs.push(("leg answered".into(), Input::Leg(Outcome::Answered)));
    inputs.push(("leg busy".into(), Input::Leg(Outcome::Busy)));
    inputs.push(("leg no_answer".into(), Input::Leg(Outcome::NoAnswer)));
    inputs.push(("leg failed".into(), Input::Leg(Outcome::Failed)));
    inputs
}

fn write(out: &mut String, tree: usize, id: &str, input: &str, reply: Value) {
    *out += &json!({"tree": tree, "id": id, "input": input, "reply": reply}).to_string();
    out.push('\n');
}

fn body(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| json!({"not JSON": body}))
}

/// A body, and the state that the reply leads to.
type Answer = (String, Option<&'static str>);

/// A tree without its type, so that the code that follows is compiled only once.
struct Router {
    greeting: Answer,
    first_prompt: String,
    failure: Answer,
    state: fn(&str) -> Option<(&'static str, bool)>,
    reply: fn(&str, Input<'static>) -> Pin<Box<dyn Future<Output = Answer>>>,
}

fn answer<T: Tree>(reply: Reply<T>) -> Answer {
    (
        EightByEight.write(reply.steps(), reply.next().map(Tree::client_action_id)).unwrap(),
        reply.next().map(T::client_action_id),
    )
}

fn router<T: Tree>() -> Router
where
    T::Context: Ready,
{
    Router {
        greeting: answer(T::greeting()),
        first_prompt: EightByEight.write(T::FIRST_PROMPT, None).unwrap(),
        failure: answer(T::failure()),
        state: |id| {
            T::from_client_action_id(id)
                .map(|state| (state.client_action_id(), state.is_transfer()))
        },
        reply: |id, input| {
            let state = T::from_client_action_id(id).unwrap();
            Box::pin(async move {
                answer(match state.next(input) {
                    Turn::Reply(reply) => reply,
                    Turn::Ask(lookup) => T::answer(
                        lookup,
                        &T::Context::ready(),
                        &Call::default(),
                        &mut T::Values::default(),
                    )
                        .await
                        .unwrap_or_else(|_| T::failure()),
                })
            })
        },
    }
}

/// The answer as JSON, which must name the state that the reply leads to.
fn checked((text, next): Answer) -> Value {
    let answer = body(&text);
    if answer["clientActionId"].as_str() != next {
        return json!({"body": answer, "leads to": next});
    }
    answer
}

fn walk(out: &mut String, tree: usize, ids: &[&str], router: Router) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    write(out, tree, "", "greeting", checked(router.greeting));
    write(out, tree, "", "first prompt", body(&router.first_prompt));
    write(out, tree, "", "failure", checked(router.failure));
    for id in ids.iter().filter(|id| !id.is_empty()) {
        let Some((known, transfer)) = (router.state)(id) else {
            write(out, tree, id, "state", Value::Null);
            continue;
        };
        write(
            out,
            tree,
            id,
            "state",
            json!({"id": known, "transfer": transfer}),
        );
        for (name, input) in inputs() {
            let answer = runtime.block_on((router.reply)(id, input));
            write(out, tree, id, &name, checked(answer));
        }
    }
}
