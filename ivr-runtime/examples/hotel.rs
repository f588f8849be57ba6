//! A hotel: two keys for what most callers want, and four digits for a room.
//!
//! ```text
//! cargo run --example hotel -- phone --keys 4217,h --answer no-answer
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, Msisdn, MsisdnError, clap, ivr};

ivr! {
    /// The phone menu of a hotel.
    pub tree Hotel(hotel: &House) {
        voice: "en-GB-LibbyNeural",
    }

    start menu main_menu {
        digits: 1..=4,
        digit_timeout: 2s,
        "Welcome to the Grand Hotel. {options}. Or enter the number of a room."

        #[allow(prefix_key)]
        1 "book a room" => goto reception,
        #[allow(prefix_key)]
        2 "hear how to find us" => say "We are at 1 Harbour Road, behind the lighthouse." then repeat,
        "4000" => say "Room 4 0 0 0 is the ballroom, and has no telephone." then repeat,
        room @ 4000..=4999 => match hotel.room(room)? {
            Some(phone) => say "Calling room {room:digits}." then connect(
                from: &hotel.line,
                to: &phone
            ) as guest {
                answered => hangup,
                _ => say "Your party does not answer." then goto reception,
            },
            None => say "There is no room {room:digits}." then repeat,
        }
    }

    menu reception {
        "Press 1 to talk to the reception."

        1 => connect(from: &hotel.line, to: &hotel.reception) as desk {
            answered => hangup,
            _ => say "Nobody is free. Please call again.",
        }
    }

    // Somebody who is silent is gone sooner than somebody who looks for the right key.
    silence => retry(1) else hangup,
    _ => retry(2) else say "Good bye.",
}

/// The telephones of the house.
#[derive(Debug, clap::Args)]
pub struct House {
    /// Our number; those of the rooms end in their own
    #[arg(long, default_value = "+6568880000")]
    pub line: Msisdn,
    /// The reception's
    #[arg(long, default_value = "+6568880001")]
    pub reception: Msisdn,
}

impl House {
    /// The first three floors have rooms.
    fn room(&self, room: u32) -> Result<Option<Msisdn>, MsisdnError> {
        let phone = (room < 4300).then(|| format!("+6568{room:06}").parse());
        phone.transpose()
    }
}

impl Application for House {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Hotel>()
}
