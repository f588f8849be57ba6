//! The command `replay`: compares recorded calls with the current tree.

use std::error::Error;

use clap::Args;
use serde_json::json;

use super::database::StoreArgs;
use super::output::{print_foreign, print_json};
use crate::application::Application;
use crate::engine::Found;
use crate::menu::label::InputLabel;
use crate::menu::{Input, Tree, Turn};

/// The flags of `replay`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    replay a4fad4b3-b388-12ee-b217-2fb8260fcf59            every step of a call\n  \
    replay 77e6a667-133a-11ef-9dd4-e911cc6fc82f --json     one event\n\n\
    Compares where each recorded step led with where this program's tree leads now. Lookups are \
    not repeated, because that could book a table. The exit code is 1 if any step leads elsewhere.")]
pub(super) struct ReplayArgs {
    /// Id of an event or a session
    #[arg(value_name = "EVENT_OR_SESSION")]
    name: String,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    store: StoreArgs,
}

/// Why a replay failed, or differs from the recording.
#[derive(Debug, thiserror::Error)]
enum ReplayError {
    #[error("the journal has no event or session `{0}`; `calls` lists the sessions")]
    Unknown(String),
    #[error("{0} of {1} steps now lead elsewhere")]
    Differs(usize, usize),
}

/// Where a recorded step leads now.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Now {
    /// A state's id, or `end`.
    To(&'static str),
    /// A lookup decides.
    LookUp,
    /// The state no longer exists: the caller starts over, and this follows.
    Lost(&'static str),
}

impl Now {
    fn agrees_with(&self, then: &str) -> bool {
        match self {
            Self::To(now) => *now == then,
            // Matches any outcome of the lookup, including failure.
            Self::LookUp => true,
            Self::Lost(_) => false,
        }
    }

    const fn as_str(&self) -> &'static str {
        match self {
            Self::To(now) | Self::Lost(now) => now,
            Self::LookUp => "(a lookup decides)",
        }
    }
}

/// Repeats a step that the journal recorded. Pure.
fn step<T: Tree>(state: &str, input: &str) -> Now {
    let label = input.parse();
    let input = match label {
        Ok(InputLabel::Silence) => Input::Silence,
        Ok(InputLabel::Leg(outcome)) => Input::Leg(outcome),
        Ok(InputLabel::Key(key)) => Input::Key(key),
        // The journal stores no digits; the fallback handled them, whatever they were.
        _ => Input::Digits(""),
    };
    let found = match T::from_client_action_id(state) {
        Some(state) => Found::At(state, input),
        None if label == Ok(InputLabel::Ringing) => Found::Ringing,
        None => Found::Lost { state },
    };
    let now = match found.turn() {
        Turn::Reply(reply) => Now::To(reply.next().map_or("end", T::client_action_id)),
        Turn::Ask(_) => Now::LookUp,
    };
    match found {
        // The state existed when the step was recorded.
        Found::Lost { state } if state != "?" => Now::Lost(now.as_str()),
        _ => now,
    }
}

/// Replays a recorded event or session.
pub(super) async fn replay<T: Tree>(args: ReplayArgs) -> Result<(), Box<dyn Error + Send + Sync>>
where
    T::Context: Application,
{
    let store = args.store.open::<T::Context>().await?;
    let name = args.name.as_str();
    // An event's key is its id, followed by a digest of the other fields that decide.
    let id = name
        .replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_");
    let event = format!("{id}:%");
    let mut connection = store.browse().await?;
    let mut rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT state, input, outcome FROM ivr_steps WHERE session_id = $1 ORDER BY at, key",
    )
    .bind(name)
    .fetch_all(&mut *connection)
    .await?;
    if rows.is_empty() {
        // No index has events, so this scans all steps.
        rows = sqlx::query_as(
            "SELECT state, input, outcome FROM ivr_steps \
             WHERE key = $1 OR key LIKE $2 ESCAPE '\\' ORDER BY at, key",
        )
        .bind(name)
        .bind(event)
        .fetch_all(&mut *connection)
        .await?;
    }
    if rows.is_empty() {
        return Err(ReplayError::Unknown(args.name).into());
    }
    let mut differ = 0;
    let mut steps = Vec::new();
    for (state, input, then) in &rows {
        let now = step::<T>(state, input);
        let same = now.agrees_with(then);
        differ += usize::from(!same);
        if args.json {
            steps.push(json!({"state": state, "input": input, "then": then,
                "now": now.as_str(), "same": same}));
        } else {
            let mark = if same { "  " } else { "! " };
            let line = format!(
                "{mark}{state:<20} {input:<16} then {then}, now {}",
                now.as_str()
            );
            print_foreign(&line)?;
        }
    }
    if args.json {
        print_json(&json!({"steps": steps, "differ": differ}))?;
    }
    if differ > 0 {
        return Err(ReplayError::Differs(differ, rows.len()).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Demo;

    crate::ivr! {
        tree Closed { voice: "en-US-BenjaminRUS" }

        ring => match 1 {
            2 => goto main_menu,
            _ => say "We are closed.",
        }
        start menu main_menu {
            "For our address press 1."
            1 => say "Twelve, Old Mill Lane.",
            _ => hangup,
        }
    }

    #[test]
    fn what_a_call_hears_that_comes_in_is_asked_of_the_tree() {
        assert_eq!(step::<Closed>("-", "ringing"), Now::LookUp);
        assert_eq!(step::<Closed>("?", "-"), Now::LookUp);
        let lost = step::<Closed>("gone", "1");
        assert!(!lost.agrees_with("main_menu"), "{lost:?}");
    }

    #[test]
    fn a_step_is_taken_again_and_look_ups_are_not() {
        for (state, input, now) in [
            ("-", "ringing", Now::To("main_menu")),
            ("?", "-", Now::To("main_menu")),
            ("main_menu", "1", Now::To("lookups")),
            ("main_menu", "silence", Now::To("end")),
            ("main_menu", "invalid", Now::To("end")),
            ("main_menu", "digits", Now::To("end")),
            ("lookups", "1", Now::LookUp),
            ("post_call", "leg busy", Now::To("end")),
            ("from_last_year", "1", Now::Lost("main_menu")),
        ] {
            assert_eq!(step::<Demo>(state, input), now, "{state} {input}");
        }
        assert!(Now::To("lookups").agrees_with("lookups"));
        assert!(!Now::To("lookups").agrees_with("end"));
        assert!(!Now::Lost("main_menu").agrees_with("main_menu"));
    }
}
