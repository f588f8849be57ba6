//! A clinic: its opening hours decide what the reception's key does, and an emergency is put
//! through at any time, to whoever answers first.
//!
//! ```text
//! cargo run --example clinic -- phone --keys 1,2,h
//! cargo run --example clinic -- phone --keys 0 --answer no-answer,answered
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::hours::State::{Closed, Open};
use ivr_runtime::hours::{self, Hours};
use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, clap, ivr};

ivr! {
    /// The phone menu of a clinic.
    pub tree Clinic(clinic: &Practice) {
        voice: "en-US-BenjaminRUS",
        from: &clinic.line,
    }

    start menu main_menu {
        "Green Lane Clinic. In an emergency press 0. {options}."

        0 => connect(
            to: [&clinic.doctor, &clinic.ambulance],
            waiting: "Stay on the line, we are calling the ambulance.",
        ) as emergency {
            answered => hangup,
            _ => say "Hang up and dial 9 9 5.",
        }
        1 "hear our hours" => match clinic.hours.now() {
            Open { until: Some(until) } => say "We are open until {until:time}." then goto main_menu,
            Open { until: None } => say "We are always open." then goto main_menu,
            Closed { next: Some(next) } => say "We are closed. We open {next}." then goto main_menu,
            Closed { next: None } => say "We are closed until further notice.",
        },
        2 "talk to the reception" => match clinic.hours.now() {
            Open { .. } => connect(to: &clinic.reception) as reception {
                answered => hangup,
                _ => say "All our lines are busy." then goto main_menu,
            },
            Closed { .. } => say "The reception is closed now." then goto main_menu,
        },
    }

    _ => retry(1) else say "Good bye.",
}

/// Where the clinic is reached, and when.
#[derive(Debug, clap::Args)]
pub struct Practice {
    /// When the reception is there: a file, or the hours themselves
    #[arg(long, default_value = HOURS, value_parser = hours::argument)]
    pub hours: Hours,
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
    /// The reception's
    #[arg(long, default_value = "+6568880001")]
    pub reception: Msisdn,
    /// The doctor's on duty
    #[arg(long, default_value = "+6598880002")]
    pub doctor: Msisdn,
    /// The ambulance's
    #[arg(long, default_value = "+6568880995")]
    pub ambulance: Msisdn,
}

const HOURS: &str = r#"
    zone = "Asia/Singapore"
    holidays = ["01-01", "12-25"]
    [week]
    monday-friday = ["8:30-12:30", "14:00-18:00"]
    saturday = "8:30-12:30"
"#;

impl Application for Practice {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Clinic>()
}
