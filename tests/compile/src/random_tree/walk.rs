//! The interpreter: what a caller hears in every state of a tree on every input, by the rules of the language. It
//! shares no code with the macro.

mod asked;
mod callflow;
mod states;
mod unused;

use serde_json::{Value, json};

use super::keypad::sign;
use super::{Action, Fallbacks, Menu, Pattern, Question, Settings, Step, Tree, level};
use asked::ask;
use callflow::{answer, number, play, say};
use states::{State, States};
pub(super) use unused::unused_handler;

/// The outcomes of a transfer, as written in a tree.
pub(super) const ENDS: [&str; 4] = ["answered", "busy", "no_answer", "failed"];

/// The expected reply to one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// The `clientActionId` that the platform sends.
    pub id: String,
    /// The input, by its name in the program.
    pub input: String,
    /// The reply.
    pub reply: Value,
}

/// The input of a caller.
#[derive(Clone, Copy, Debug)]
enum Input {
    Key(u8),
    /// Several keys, or a character that is not a key.
    Digits(&'static str),
    Silence,
    End(&'static str),
}

/// Every input, with its name in the program.
fn inputs() -> Vec<(String, Input)> {
    let mut inputs: Vec<_> = (0..12)
        .map(|key| (format!("key {}", sign(key)), Input::Key(key)))
        .collect();
    let digits = ["12", "42", "07", "05", "99", "00", "123", "*7", "x"];
    inputs.extend(digits.map(|digits| (format!("digits {digits}"), Input::Digits(digits))));
    inputs.push(("silence".to_owned(), Input::Silence));
    inputs.extend(ENDS.map(|end| (format!("leg {end}"), Input::End(end))));
    inputs
}

/// The replies of a tree to all inputs in all states.
pub fn expected(tree: &Tree) -> Vec<Expected> {
    let states = States::of(tree);
    let walk = Walk {
        tree,
        states: &states,
    };
    let mut all = Vec::new();
    let mut expect = |id: &str, input: &str, reply: Value| {
        all.push(Expected {
            id: id.to_owned(),
            input: input.to_owned(),
            reply,
        });
    };
    let start = &tree.menus[0];
    expect("", "greeting", walk.enter(Vec::new(), &start.name));
    expect("", "first prompt", walk.first_prompt(start));
    expect("", "failure", walk.failure());
    for state in states.all() {
        let attempts = walk.attempts(state);
        let silences = walk.silences(state);
        let own_id = states.id(state);
        let counts = (0..=attempts)
            .flat_map(|attempt| (0..=silences).map(move |silences| (attempt, silences)));
        for count in counts {
            let canonical = id_at(&own_id, count);
            // A former id leads to the first attempt of the state.
            let former = if count == (0, 0) {
                states.was(state)
            } else {
                &[]
            };
            for id in std::iter::once(&canonical).chain(former) {
                let is_transfer = matches!(state, State::Transfer(..));
                expect(
                    id,
                    "state",
                    json!({"id": canonical, "transfer": is_transfer}),
                );
                for (name, input) in inputs() {
                    expect(id, &name, walk.reply(state, count, input));
                }
            }
        }
        expect(&format!("{own_id}~{}", attempts + 1), "state", Value::Null);
    }
    expect("nowhere", "state", Value::Null);
    all
}

/// The id of a state after this number of attempts and silences.
fn id_at(id: &str, (attempt, silences): (usize, usize)) -> String {
    match (attempt, silences) {
        (0, 0) => id.to_owned(),
        (attempt, 0) => format!("{id}~{attempt}"),
        (attempt, silences) => format!("{id}~{attempt}~{silences}"),
    }
}

/// The context of an action: where it is written decides the voice; where the caller is decides where `repeat`, `back`
/// and `retry` lead.
#[derive(Clone, Copy)]
struct Place<'t> {
    /// The menu that contains the branch; `None` for the tree's own branches.
    written: Option<&'t Menu>,
    here: State<'t>,
    /// Attempts, and silences if they are counted separately.
    count: (usize, usize),
    /// Whether the next attempt counts as a silence.
    silent: bool,
}

struct Walk<'t> {
    tree: &'t Tree,
    states: &'t States<'t>,
}

impl<'t> Walk<'t> {
    fn reply(&self, state: State<'t>, count: (usize, usize), input: Input) -> Value {
        let Some((written, action)) = self.branch(state, input) else {
            return json!("nothing answers this");
        };
        let place = Place {
            written,
            here: state,
            count,
            silent: self
                .silence(state)
                .is_some_and(|silence| std::ptr::eq(silence, action)),
        };
        self.perform(action, place, Vec::new())
    }

    /// The action for an input, and the menu that contains it.
    fn branch(&self, state: State<'t>, input: Input) -> Option<(Option<&'t Menu>, &'t Action)> {
        match state {
            State::Transfer(connect, around) => {
                let arm = |end: &str| connect.arms.iter().find(|(ends, _)| ends.contains(&end));
                let rest = connect.arms.iter().find(|(ends, _)| ends.is_empty());
                // Inputs that the platform never sends for a transfer count as a failed one.
                let end = if let Input::End(end) = input {
                    end
                } else {
                    "failed"
                };
                let named = if matches!(input, Input::End(_)) {
                    arm(end).or(rest)
                } else {
                    rest.or(arm(end))
                };
                named.map(|(_, action)| (around, action))
            }
            State::Menu(menu, _) => {
                let pressed = match input {
                    Input::Key(key) => Some(sign(key)),
                    Input::Digits(digits) => Some(digits.to_owned()),
                    Input::Silence | Input::End(_) => None,
                };
                let own = pressed.and_then(|pressed| own_branch(menu, &pressed));
                if let Some(action) = own {
                    return Some((Some(menu), action));
                }
                if let Input::Key(key) = input
                    && let Some(action) = self.key_of_all(menu, key)
                {
                    return Some((None, action));
                }
                let silent = matches!(input, Input::Silence);
                let fallback = self.fallback(menu, silent);
                if fallback.is_some() || matches!(input, Input::Key(_) | Input::Silence) {
                    return fallback;
                }
                // A menu of all twelve keys needs no `_`; an unknown character counts as silence.
                self.fallback(menu, true)
            }
        }
    }

    /// The action of a key for the whole tree, in a menu that can capture it alone.
    fn key_of_all(&self, menu: &Menu, key: u8) -> Option<&'t Action> {
        let of_all = self.tree.keys.iter().find(|of_all| of_all.key == key)?;
        let settings = self.settings(Some(menu));
        let alone = settings.digits.is_none_or(|(least, _)| least == 1);
        let ends_input = key == 11 && settings.complete_on_hash == Some(true);
        (alone && !ends_input).then_some(&of_all.action)
    }

    /// The action for inputs that no branch takes: the menu's own fallbacks, those of the menu around it, and so on
    /// outwards.
    fn fallback(&self, menu: &'t Menu, silent: bool) -> Option<(Option<&'t Menu>, &'t Action)> {
        let of = |fallbacks: &'t Fallbacks| {
            let silence = fallbacks.silence.as_ref().filter(|_| silent);
            silence.or(fallbacks.other.as_ref())
        };
        let mut level = Some(menu);
        while let Some(menu) = level {
            if let Some(action) = of(&menu.fallbacks) {
                return Some((Some(menu), action));
            }
            level = self.states.around(menu);
        }
        of(&self.tree.fallbacks).map(|action| (None, action))
    }

    /// The reply of an action, after what has been said already.
    fn perform(&self, action: &'t Action, place: Place<'t>, mut flow: Vec<Value>) -> Value {
        let settings = self.settings(place.written);
        for step in action {
            match step {
                Step::Say(text, own) => flow.push(say(text, &settings.with(own))),
                Step::Play(url, own) => flow.push(play(url, &settings.with(own))),
                Step::Hangup => break,
                Step::Goto(name) => return self.enter(flow, name),
                Step::Menu(menu) => return self.enter(flow, &menu.name),
                Step::Repeat => return self.enter(flow, place.here.name()),
                Step::Back => {
                    let around = place.here.around().map_or("", |menu| menu.name.as_str());
                    return self.enter(flow, around);
                }
                Step::Connect(connect) => {
                    let mut params = json!({
                        "source": number(&connect.from),
                        "destination": number(&connect.to),
                    });
                    if let Some(record) = connect.record {
                        params["callRecording"] = json!(record);
                    }
                    flow.push(json!({"action": "makeCall", "params": params}));
                    return answer(flow, Some(states::plain(&connect.name).to_owned()));
                }
                Step::Match(question, arms) => {
                    let Some(value) = value(*question) else {
                        return self.failure();
                    };
                    let arm = arms.iter().find(|arm| takes(arm.pattern, value));
                    return arm.map_or(Value::Null, |arm| self.perform(&arm.action, place, flow));
                }
                Step::Retry(attempts, prompts, otherwise) => {
                    let (attempt, silences) = place.count;
                    let (so_far, next) = if place.silent {
                        (silences, (attempt, silences + 1))
                    } else {
                        (attempt, (attempt + 1, silences))
                    };
                    if so_far >= *attempts {
                        return self.perform(otherwise, place, flow);
                    }
                    let State::Menu(menu, _) = place.here else {
                        return json!("a transfer can't be asked again");
                    };
                    let text = match prompts.as_slice() {
                        [] => "{prompt}",
                        [only] => only,
                        each => &each[so_far],
                    };
                    ask(text, menu, &self.settings(Some(menu)), &mut flow);
                    let id = self.states.id(place.here);
                    return answer(flow, Some(id_at(&id, next)));
                }
                Step::Part(used) => return self.perform(&used.means, place, flow),
            }
        }
        flow.push(json!({"action": "hangup"}));
        answer(flow, None)
    }

    fn enter(&self, mut flow: Vec<Value>, name: &str) -> Value {
        let Some(state @ State::Menu(menu, _)) = self.states.named(name) else {
            return json!(format!("there is no menu {name}"));
        };
        ask("{prompt}", menu, &self.settings(Some(menu)), &mut flow);
        answer(flow, Some(self.states.id(state)))
    }

    fn first_prompt(&self, start: &Menu) -> Value {
        let mut settings = self.settings(Some(start));
        settings.tries = settings.first_tries.or(settings.tries);
        let mut flow = Vec::new();
        ask("{prompt}", start, &settings, &mut flow);
        json!({"callflow": flow})
    }

    fn failure(&self) -> Value {
        let sorry = "We are sorry, we can't help you right now. Please call again later.";
        let mut flow = Vec::new();
        match &self.tree.failure {
            None => {
                let settings = Settings {
                    repetition: None,
                    ..self.settings(None)
                };
                flow.push(say(sorry, &settings));
            }
            Some(action) => {
                let place = Place {
                    written: None,
                    here: State::Menu(&self.tree.menus[0], None),
                    count: (0, 0),
                    silent: false,
                };
                return self.perform(action, place, flow);
            }
        }
        flow.push(json!({"action": "hangup"}));
        answer(flow, None)
    }

    /// The settings of a menu, or of the tree alone. A menu inherits from the tree, and not from the menu around it.
    fn settings(&self, menu: Option<&Menu>) -> Settings {
        let own = menu.map(|menu| menu.settings.clone()).unwrap_or_default();
        let mut settings = self.tree.settings.with(&own);
        // A hash with a branch can't also end the input.
        let hash = menu.is_some_and(|m| {
            m.branches
                .iter()
                .any(|b| b.keys.iter().any(|k| k.all().any(|k| k == 11)))
        });
        // If several keys are captured, the program states whether the hash ends them.
        let several = settings.digits.is_some_and(|(_, most)| most > 1);
        if settings.complete_on_hash.is_none() {
            settings.complete_on_hash = Some(several && !hash);
        }
        settings
    }

    /// How often a menu can be asked again: the maximum over its actions, except silence that is counted separately.
    fn attempts(&self, state: State<'t>) -> usize {
        let silence = self.silence(state);
        let every = self.actions(state);
        every
            .filter(|action| !silence.is_some_and(|silence| std::ptr::eq(silence, *action)))
            .map(retries)
            .max()
            .unwrap_or(0)
    }

    /// How often it can be asked again after silence, if that is counted separately.
    fn silences(&self, state: State<'t>) -> usize {
        self.silence(state).map_or(0, retries)
    }

    /// The action that asks again after silence, if another action asks again too.
    fn silence(&self, state: State<'t>) -> Option<&'t Action> {
        let State::Menu(..) = state else { return None };
        let (_, silence) = self.branch(state, Input::Silence)?;
        let (_, rest) = self.branch(state, Input::Digits("x"))?;
        let others = self.actions(state);
        let mut others = others.filter(|action| !std::ptr::eq(*action, silence));
        (!std::ptr::eq(silence, rest) && retries(silence) > 0 && others.any(|o| retries(o) > 0))
            .then_some(silence)
    }

    /// Every action that can follow in a state, even those that no tested input reaches: a menu's own branches and its
    /// fallbacks.
    fn actions(&self, state: State<'t>) -> impl Iterator<Item = &'t Action> {
        let own = match state {
            State::Menu(menu, _) => menu.branches.as_slice(),
            State::Transfer(..) => &[],
        };
        let every = inputs().into_iter();
        let tried = every.filter_map(move |(_, input)| Some(self.branch(state, input)?.1));
        own.iter().map(|branch| &branch.action).chain(tried)
    }
}

/// The action of a menu's own branches for these keys. A branch that names exactly this input precedes a range that
/// contains it.
fn own_branch<'t>(menu: &'t Menu, pressed: &str) -> Option<&'t Action> {
    let mut branches = menu.branches.iter();
    let exact = branches.find(|b| b.keys.iter().any(|keys| keys.is(pressed)));
    let mut branches = menu.branches.iter();
    let branch =
        exact.or_else(|| branches.find(|b| b.keys.iter().any(|keys| keys.counts(pressed))));
    branch.map(|branch| &branch.action)
}

/// Maximum number of attempts of an action, in the menu that the caller is in.
fn retries(action: &Action) -> usize {
    let each = action.iter().map(|step| match step {
        Step::Retry(attempts, _, otherwise) => retries(otherwise).max(*attempts),
        Step::Match(_, arms) => arms
            .iter()
            .map(|arm| retries(&arm.action))
            .max()
            .unwrap_or(0),
        Step::Part(used) => retries(&used.means),
        _ => 0,
    });
    each.max().unwrap_or(0)
}

/// The result of a lookup; `None` if it fails.
fn value(question: Question) -> Option<u32> {
    match question {
        Question::Literal(number) => Some(number),
        Question::Level(of) | Question::LevelLater(of) => Some(level(of)),
        Question::Checked(of) | Question::CheckedLater(of) => (of % 3 != 0).then(|| level(of)),
        Question::Call => Some(0),
    }
}

fn takes(pattern: Pattern, value: u32) -> bool {
    match pattern {
        Pattern::Number(number) => value == number,
        Pattern::Range(from, to) => (from..=to).contains(&value),
        Pattern::AtLeast(least) => value >= least,
        Pattern::Any => true,
    }
}
