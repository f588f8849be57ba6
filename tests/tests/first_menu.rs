//! The program of the guide "Your first menu", with its test.

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, clap, ivr};

ivr! {
    /// The phone menu of a bicycle workshop.
    tree Workshop(shop: &Shop) {
        voice: "en-US-BenjaminRUS",
    }

    let ticket: u32;

    start menu main_menu {
        "Welcome to the workshop. To ask for your bicycle press 1, to hear our hours press 2."

        1 => menu which {
            digits: 1..=4,
            digit_timeout: 3s,
            "Please enter the number on your ticket."

            ticket @ 1..=9999 => match shop.bicycle(ticket) {
                Bicycle::Ready => menu ready {
                    "Your bicycle is ready. To fetch it today press 1, to have it kept press 2."

                    1 => say "We are here until 6.",
                    2 => say "We keep it for ticket {ticket:digits}.",
                },
                Bicycle::InRepair => say "We are still repairing it, please call again tomorrow.",
                Bicycle::Unknown => say "We have no ticket {ticket:digits}." then repeat,
            },
        }
        2 => say "We are open from 9 to 6, Monday to Saturday.",
    }

    _ => say "Good bye.",
}

/// What the menu can ask: the tickets, as the command line gives them.
#[derive(clap::Args)]
struct Shop {
    /// Tickets whose bicycles are ready
    #[arg(long, value_delimiter = ',', default_value = "12,40")]
    ready: Vec<u32>,
    /// Tickets whose bicycles are being repaired
    #[arg(long, value_delimiter = ',', default_value = "7")]
    in_repair: Vec<u32>,
}

/// How a bicycle is.
enum Bicycle {
    Ready,
    InRepair,
    Unknown,
}

impl Shop {
    fn bicycle(&self, ticket: u32) -> Bicycle {
        if self.ready.contains(&ticket) {
            Bicycle::Ready
        } else if self.in_repair.contains(&ticket) {
            Bicycle::InRepair
        } else {
            Bicycle::Unknown
        }
    }
}

impl Application for Shop {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Workshop>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ivr_runtime::testing;

    #[test]
    fn a_bicycle_that_is_ready_is_kept() {
        let shop = Shop {
            ready: vec![40],
            in_repair: vec![],
        };
        testing::call::<Workshop>(&shop)
            .hears("To ask for your bicycle press 1")
            .presses('1')
            .presses("40")
            .is_at("ready")
            .presses('2')
            .hears_exactly("We keep it for ticket 4 0.")
            .ends()
            .run();
    }
}
