//! An after-hours line: what a caller hears first depends on what time it is, before any key.
//!
//! ```text
//! cargo run --example after_hours -- phone --keys 1 --answer busy
//! cargo run --example after_hours -- phone --keys 1 --hours $'zone = "UTC"\nweek.daily = "0:00-24:00"'
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::hours::State::{Closed, Open};
use ivr_runtime::hours::{self, Hours};
use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, clap, ivr};

ivr! {
    /// The phone menu of a workshop.
    pub tree Workshop(shop: &Shop) {
        voice: "en-US-BenjaminRUS",
    }

    ring => match shop.hours.now() {
        Open { .. } => goto day,
        Closed { next: Some(next) } => say "You have reached the workshop. We open {next}." then goto night,
        Closed { next: None } => say "You have reached the workshop. We have moved for good." then hangup,
    }

    start menu day {
        "The workshop. To talk to us press 1. To hear this again press 2."

        1 => connect(from: &shop.line, to: &shop.bench) as bench {
            answered => hangup,
            _ => say "We have our hands full. Please call again.",
        },
        2 => repeat,
    }

    menu night {
        "If your car has broken down, press 1 for the tow truck. Otherwise press 2."

        1 => connect(from: &shop.line, to: &shop.truck) as truck {
            answered => hangup,
            _ => say "The truck is out. Please call again in half an hour.",
        },
        2 => say "Good night.",
    }

    _ => retry(1) else say "Good bye.",
}

/// Who is there, and when.
#[derive(Debug, clap::Args)]
pub struct Shop {
    /// When we are there: a file, or the hours themselves
    #[arg(long, default_value = HOURS, value_parser = hours::argument)]
    pub hours: Hours,
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
    /// The workshop's
    #[arg(long, default_value = "+6568880001")]
    pub bench: Msisdn,
    /// The tow truck's
    #[arg(long, default_value = "+6598880002")]
    pub truck: Msisdn,
}

const HOURS: &str = r#"
    zone = "Asia/Singapore"
    [week]
    monday-saturday = "8:00-18:00"
"#;

impl Application for Shop {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Workshop>()
}
