//! A restaurant that asks for the day and the size of the party, in two languages, and calls the
//! waiter and then the cook when somebody wants to talk.
//!
//! ```text
//! cargo run --example bistro -- phone --keys 1,4,2,1
//! cargo run --example bistro -- phone --me +5215512345678 --keys 2 --answer busy,answered
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use ivr_runtime::store::Store;
use ivr_runtime::{Application, Call, Msisdn, clap, ivr};
use serde::{Deserialize, Serialize};

ivr! {
    /// The phone menu of a bistro.
    pub tree Bistro(book: &Book, call: &Call) {
        languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
    }

    /// How many people want to eat.
    let guests: u32;
    let day: Day;

    ring => match call.country.as_deref() {
        Some("MX" | "ES" | "AR") => speak es then goto main_menu,
        _ => goto main_menu,
    }

    start menu main_menu {
        {
            en: "Welcome to the bistro. {options}. Para español, oprima 9.",
            es: "Bienvenidos al bistró. {options}. For English, press 9."
        }

        1 { en: "book a table", es: "reservar una mesa" } => menu party {
            digits: 1..=2,
            digit_timeout: 3s,
            {
                en: "How many are you? Enter a number from 1 to 20.",
                es: "¿Cuántos son? Marque un número del 1 al 20."
            }

            guests @ 1..=20 => menu which_day {
                {
                    en: "A table for {guests}. For today press 1, for tomorrow press 2.",
                    es: "Una mesa para {guests}. Para hoy, pulse 1; para mañana, pulse 2."
                }

                1 => set day = Day::Today then goto confirm,
                2 => set day = Day::Tomorrow then goto confirm,
            }
            _ => retry(1) {
                en: "A number from 1 to 20, please.",
                es: "Un número del 1 al 20, por favor."
            } else say { en: "Goodbye.", es: "Adiós." },
        }
        2 { en: "talk to us", es: "hablar con nosotros" } => connect(
            from: &book.options.line,
            to: [&book.options.waiter, &book.options.cook],
            rounds: 2,
            waiting: { en: "One more moment, please.", es: "Un momento más, por favor." },
        ) as waiter {
            answered => hangup,
            _ => say { en: "Nobody is free.", es: "Nadie está libre." } then back,
        }
        9 => menu language {
            {
                en: "For English press 1. Para español, oprima el 2.",
                es: "For English press 1. Para español, oprima el 2."
            }
            1 => speak en then goto main_menu,
            2 => speak es then goto main_menu,
        }
    }

    menu confirm {
        {
            en: "{guests} people. To book press 1, to begin again press 2.",
            es: "{guests} personas. Para reservar pulse 1, para empezar de nuevo pulse 2."
        }

        1 => match book.take(guests, day).await? {
            Some(table) => say {
                en: "You have table {table:digits}. See you soon.",
                es: "Tiene la mesa {table:digits}. Hasta pronto."
            },
            None => say { en: "We are full.", es: "Está lleno." } then goto main_menu,
        },
        2 => goto main_menu,
    }

    _ => say { en: "Goodbye.", es: "Adiós." },
    failure => say { en: "Something is broken here.", es: "Algo no funciona." },
}

/// When somebody wants to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Day {
    /// Today
    Today,
    /// Tomorrow
    Tomorrow,
}

/// The book of the house: how many tables are free.
#[derive(Debug)]
pub struct Book {
    free: [AtomicU32; 2],
    options: Options,
}

/// What can be set.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Bistro")]
pub struct Options {
    /// Our own number
    #[arg(long, env = "IVR_OWN_NUMBER", default_value = "+6568888888")]
    line: Msisdn,
    /// The waiter's number
    #[arg(long, default_value = "+6598880001")]
    waiter: Msisdn,
    /// The cook's, who takes over
    #[arg(long, default_value = "+6598880002")]
    cook: Msisdn,
    /// How many tables there are
    #[arg(long, default_value_t = 20)]
    tables: u32,
}

impl Book {
    /// The book, with every table free.
    pub fn new(options: Options) -> Self {
        let free = [options.tables, options.tables].map(AtomicU32::new);
        Self { free, options }
    }

    /// The number of the table, if one is free that is large enough.
    async fn take(&self, guests: u32, day: Day) -> Result<Option<u32>, std::fmt::Error> {
        if guests > 8 {
            return Ok(None);
        }
        let free = &self.free[day as usize];
        let taken = free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| {
            free.checked_sub(1)
        });
        Ok(taken.ok())
    }
}

impl Application for Book {
    type Options = Options;

    async fn open(options: Options, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self::new(options))
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Bistro>()
}
