//! A city hall: ten departments with ten desks each, a hundred options in all. Each department is a
//! module of its own, and all use one part for what a desk does.
//!
//! ```text
//! cargo run --example city_hall -- phone --keys 5,1,h --answer busy
//! cargo run --example city_hall -- tree
//! ```

mod building;
mod culture;
mod health;
mod housing;
mod papers;
mod schools;
mod streets;
mod taxes;
mod waste;
mod work;

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, clap, ivr};

ivr! {
    use self::building::building;
    use self::culture::culture;
    use self::health::health;
    use self::housing::housing;
    use self::papers::papers;
    use self::schools::schools;
    use self::streets::streets;
    use self::taxes::taxes;
    use self::waste::waste;
    use self::work::work;

    /// The phone menu of a city hall.
    pub tree CityHall(hall: &Hall) {
        voice: "en-GB-LibbyNeural",
    }

    /// Each desk is a number; where nobody answers, the department is heard again.
    part desk(number: expr) => connect(from: &hall.line, to: number) as call {
        answered => hangup,
        _ => say "Nobody is at that desk now." then back,
    }

    #[allow(too_many_options)]
    start menu main_menu {
        "City hall. {options}."

        0 "get a paper" => papers() as papers,
        1 "talk about taxes" => taxes() as taxes,
        2 "talk about housing" => housing() as housing,
        3 "talk about building" => building() as building,
        4 "talk about streets" => streets() as streets,
        5 "talk about waste" => waste() as waste,
        6 "talk about schools" => schools() as schools,
        7 "talk about health" => health() as health,
        8 "talk about culture" => culture() as culture,
        9 "talk about work" => work() as work,
    }

    _ => retry(1) else say "Good bye.",
}

/// What the menu needs to know.
#[derive(Debug, clap::Args)]
pub struct Hall {
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
}

impl Application for Hall {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<CityHall>()
}
