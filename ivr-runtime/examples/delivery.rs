//! Where is my parcel: an order number, a lookup, and its answer in words.
//!
//! ```text
//! cargo run --example delivery -- phone --keys 200417#,h
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::store::Store;
use ivr_runtime::{Application, NoOptions, ivr};
use jiff::civil::{Date, Time, date, time};

ivr! {
    /// The phone menu of a delivery service.
    pub tree Delivery(parcels: &Parcels) {
        voice: "en-US-BenjaminRUS",
    }

    start menu order {
        digits: 1..=8,
        "Where is your parcel? Please enter the number of your order, and the hash key."

        number @ 1..=99_999_999 => match parcels.find(number).await? {
            Status::Packed => say "Order {number:digits} is packed and leaves today." then goto next,
            Status::OnTheWay { day, from, to } =>
                say "Your parcel comes on {day:date}, between {from:time} and {to:time}." then goto next,
            Status::Delivered { neighbour: Some(name) } => say "Your neighbour {name} has it." then goto next,
            Status::Delivered { neighbour: None } => say "It is in front of your door." then goto next,
            Status::Unknown => retry(2) "There is no such order. Please enter its number again."
                else say "Please look the number up, and call again.",
        }
    }

    menu next {
        "To ask for another parcel press 1. Otherwise just hang up."

        1 => goto order,
        silence => say "Good bye.",
    }

    _ => retry(1) else say "Good bye.",
    failure => say "We can't reach our drivers now. Please call again later.",
}

/// What became of an order.
#[derive(Debug)]
pub enum Status {
    /// Not yet gone.
    Packed,
    /// Expected within these hours.
    OnTheWay {
        /// On this day
        day: Date,
        /// The earliest
        from: Time,
        /// The latest
        to: Time,
    },
    /// Gone to whoever opened.
    Delivered {
        /// Nobody, if `None`
        neighbour: Option<String>,
    },
    /// Not one of ours.
    Unknown,
}

/// The parcels of the day.
#[derive(Debug, Default)]
pub struct Parcels;

impl Parcels {
    /// The last digit tells, as this is only a sample; a database would be asked here.
    async fn find(&self, order: u32) -> Result<Status, std::io::Error> {
        Ok(match order % 10 {
            1 => Status::Packed,
            2..=3 => Status::Delivered { neighbour: None },
            4 => Status::Delivered {
                neighbour: Some("Ana".to_owned()),
            },
            5..=8 => Status::OnTheWay {
                day: date(2026, 11, 24),
                from: time(9, 0, 0, 0),
                to: time(12, 30, 0, 0),
            },
            _ => Status::Unknown,
        })
    }
}

impl Application for Parcels {
    type Options = NoOptions;

    async fn open(_: NoOptions, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Delivery>()
}
