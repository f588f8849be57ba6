//! The vendor's "simple IVR": technical support calls somebody back and asks whether all is well.
//! Wrong keys are asked again, in other words.
//!
//! ```text
//! cargo run --example call_back -- phone --outbound --keys 7,2 --answer busy
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, clap, ivr};

ivr! {
    /// Technical support calls back.
    pub tree CallBack(support: &Support) {
        voice: "en-US-BenjaminRUS",
    }

    start menu resolved {
        "Hello, this is technical support. If your problem has been resolved, press 1. To speak to an agent, press 2."

        1 => say "We are glad to hear that. Good bye.",
        2 => connect(from: &support.line, to: &support.agent) as agent {
            answered => hangup,
            _ => say "No agent is free at the moment. We will call you again.",
        }
        _ => retry(2) "That is not a valid choice. Press 1 if your problem has been resolved, or 2 to speak to an agent."
            else say "We will call you another time.",
    }
}

/// What the menu needs to know.
#[derive(Debug, clap::Args)]
pub struct Support {
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
    /// The agent's number
    #[arg(long, default_value = "+6598888888")]
    pub agent: Msisdn,
}

impl Application for Support {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<CallBack>()
}
