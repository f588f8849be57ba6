//! Runs the steps of a test call.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, Location};

use futures_util::FutureExt as _;

use super::phone::{Asked, Phone, Waits};
use super::transcript::Transcript;
use crate::carrier::eight_by_eight::simulator::Happened;
use crate::menu::{Key, Outcome, Reply, Tree};

/// What the person on the phone does or expects.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Hears(String),
    HearsExactly(String),
    HearsFile(String),
    Presses(String),
    StaysSilent,
    HangsUp,
    IsPutThroughTo(String),
    TransferEnds(Outcome),
    IsAt(String),
    Ends,
}

/// Runs all steps of a call; reports which one failed, and why.
pub(super) async fn take<T: Tree>(
    mut phone: Phone<T>,
    context: &T::Context,
    steps: &[(Step, &'static Location<'static>)],
) -> Result<Transcript, String> {
    settle(&mut phone, context).await;
    let mut heard = 0;
    for (step, location) in steps {
        let found = match phone.refused() {
            Some(reason) => Err(refusal(reason)),
            None => one(&mut phone, step, &mut heard),
        };
        if let Err(reason) = found {
            let so_far = phone.transcript();
            return Err(format!(
                "{location}: {step}: {reason}\nthe call so far:\n{so_far}"
            ));
        }
        settle(&mut phone, context).await;
    }
    match phone.refused() {
        Some(reason) => {
            let so_far = phone.transcript();
            Err(format!("{}\nthe call so far:\n{so_far}", refusal(reason)))
        }
        None => Ok(phone.transcript()),
    }
}

fn refusal(reason: &str) -> String {
    format!("the platform would not go on: {reason}")
}

/// Runs the call until it needs the person, and makes lookups on the way.
async fn settle<T: Tree>(phone: &mut Phone<T>, context: &T::Context) {
    while let Waits::Lookup(asked) = phone.go_on() {
        phone.looked_up(look_up::<T>(*asked, context).await);
    }
}

/// Makes a lookup; returns why it failed, if it did.
pub(super) async fn look_up<T: Tree>(
    asked: Asked<T>,
    context: &T::Context,
) -> Result<(Reply<T>, T::Values), String> {
    let Asked {
        lookup,
        call,
        mut values,
    } = asked;
    let made = AssertUnwindSafe(T::answer(lookup, context, &call, &mut values)).catch_unwind();
    match made.await {
        Ok(Ok(reply)) => Ok((reply, values)),
        Ok(Err(failure)) => Err(failure.to_string()),
        Err(panic) => Err(format!("it panicked: {}", message(panic.as_ref()))),
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a value that is no text")
}

/// Runs one step. `heard` is how far the person has listened.
fn one<T: Tree>(phone: &mut Phone<T>, step: &Step, heard: &mut usize) -> Result<(), String> {
    match step {
        Step::Hears(part) => listen(phone, heard, |what| {
            what.words()
                .is_some_and(|words| words.contains(part.as_str()))
        }),
        Step::HearsExactly(whole) => {
            listen(phone, heard, |what| what.words() == Some(whole.as_str()))
        }
        Step::HearsFile(part) => listen(
            phone,
            heard,
            |what| matches!(what, Happened::HearsFile { url, .. } if url.contains(part.as_str())),
        ),
        Step::Presses(keys) => {
            *heard = phone.happened();
            press(phone, keys)
        }
        Step::StaysSilent => {
            *heard = phone.happened();
            phone.capture().ok_or_else(|| doing(phone))?;
            phone.stay_silent();
            Ok(())
        }
        Step::HangsUp => {
            if phone.state().is_none() {
                return Err(doing(phone));
            }
            phone.hang_up();
            Ok(())
        }
        Step::IsPutThroughTo(number) => match phone.called() {
            Some(called) if called == number => Ok(()),
            Some(called) => Err(format!("{called} is called")),
            None => Err(doing(phone)),
        },
        Step::TransferEnds(outcome) => {
            *heard = phone.happened();
            phone.called().ok_or_else(|| doing(phone))?;
            phone.end_leg(*outcome);
            Ok(())
        }
        Step::IsAt(name) => match phone.state() {
            Some(state) if is_named(state, name) => Ok(()),
            Some(_) => Err(doing(phone)),
            None => Err("the call is over".to_owned()),
        },
        Step::Ends => match phone.state() {
            None => Ok(()),
            Some(_) => Err(doing(phone)),
        },
    }
}

fn listen<T: Tree>(
    phone: &Phone<T>,
    heard: &mut usize,
    is_it: impl Fn(&Happened) -> bool,
) -> Result<(), String> {
    let transcript = phone.transcript();
    let mut lines = transcript.lines().iter().enumerate().skip(*heard);
    match lines.find(|(_, line)| is_it(&line.what)) {
        Some((at, _)) => {
            *heard = at + 1;
            Ok(())
        }
        None => Err(format!("nothing of the kind was heard; {}", doing(phone))),
    }
}

fn press<T: Tree>(phone: &mut Phone<T>, keys: &str) -> Result<(), String> {
    let listening = phone.capture().ok_or_else(|| doing(phone))?;
    for (at, written) in keys.char_indices() {
        let key =
            Key::from_char(written).ok_or_else(|| format!("no telephone has a key `{written}`"))?;
        if phone.capture() != Some(listening) {
            let (pressed, left) = keys.split_at(at);
            return Err(format!(
                "nothing waits for `{left}` after `{pressed}`; press the keys for the next prompt with another `presses`"
            ));
        }
        phone.press(key);
    }
    if phone.capture() == Some(listening) {
        phone.wait();
    }
    Ok(())
}

/// Whether a state, or the menu of an attempt, has this name.
fn is_named<T: Tree>(state: T, name: &str) -> bool {
    let id = state.client_action_id();
    let described = T::description().state(id);
    id == name || described.is_some_and(|it| it.name == name || it.client_action_id == name)
}

/// What the call does instead of the expected step.
fn doing<T: Tree>(phone: &Phone<T>) -> String {
    let Some(state) = phone.state() else {
        return "the call is over".to_owned();
    };
    let id = state.client_action_id();
    match phone.called() {
        Some(number) => format!("{number} is called; say how that goes with `transfer_ends`"),
        None => format!("the call is at `{id}`, which waits for keys"),
    }
}

/// As written in a test.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hears(text) => write!(f, "hears({text:?})"),
            Self::HearsExactly(text) => write!(f, "hears_exactly({text:?})"),
            Self::HearsFile(url) => write!(f, "hears_file({url:?})"),
            Self::Presses(keys) => write!(f, "presses({keys:?})"),
            Self::StaysSilent => f.write_str("stays_silent()"),
            Self::HangsUp => f.write_str("hangs_up()"),
            Self::IsPutThroughTo(number) => write!(f, "is_put_through_to({number:?})"),
            Self::TransferEnds(outcome) => write!(f, "transfer_ends(Outcome::{outcome:?})"),
            Self::IsAt(state) => write!(f, "is_at({state:?})"),
            Self::Ends => f.write_str("ends()"),
        }
    }
}
