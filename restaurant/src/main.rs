//! ABC Restaurant answers the phone.
//!
//! The developer of the restaurant writes this file, with the menu that [`ivr!`] checks and compiles, and
//! the module `desk`, with the lookups.

mod desk;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use ivr_runtime::{Call, ivr};

use desk::{Booking, Day, Desk, Move};

ivr! {
    /// The phone menu of ABC Restaurant.
    pub tree Restaurant(desk: &Desk, call: &Call) {
        voice: "en-US-BenjaminRUS",
        speed: 1.0,
        digits: 1..=1,
        digit_timeout: 10s,
        overall_timeout: 10s,
        tries: 2,
    }

    start menu main_menu {
        first_tries: 1,
        "Welcome to ABC Restaurant, to book a table press 1, to speak to a representative press 2, to hear our restaurant hours press 3."

        1 => menu reservations {
            "Press 1 to make a new reservation, press 2 to reschedule an existing reservation, press 3 to return to main menu."

            1 => menu book_table {
                "Reserving a Table, Press 1 to reserve a table for today, Press 2 to reserve a table for tomorrow."

                1 => match desk.book(call, Day::Today).await? {
                    Booking::Made => say "We have booked your table for today, thank you.",
                    Booking::AlreadyMade => say "You already have a table for today, we look forward to seeing you.",
                    Booking::Full => say "Sorry, we are fully booked today.",
                },
                2 => match desk.book(call, Day::Tomorrow).await? {
                    Booking::Made => say "We have booked your table for tomorrow, thank you.",
                    Booking::AlreadyMade => say "You already have a table for tomorrow, we look forward to seeing you.",
                    Booking::Full => say "Sorry, we are fully booked tomorrow.",
                },
            }
            2 => menu reschedule_table {
                "Rescheduling your reservation, Press 1 to keep your current reservation, press 2 to change your reservation to tomorrow."

                1 => say "Keeping your current reservation, thank you.",
                2 => match desk.move_to_tomorrow(call).await? {
                    Move::Moved => say "Changing your reservation to tomorrow thank you.",
                    Move::AlreadyTomorrow => say "Your reservation is for tomorrow already, we look forward to seeing you.",
                    Move::NoReservation => say "Sorry, we have no reservation under your number.",
                    Move::Full => say "Sorry, we are fully booked tomorrow. Keeping your current reservation.",
                },
            }
            3 => goto main_menu,
        }
        2 => menu connect_call {
            "Connecting you to the next available representative. Press 1 to connect now, press 2 to return to main menu"

            1 => connect(from: desk.caller_id(), to: desk.representative()) as post_call {
                _ => say "Thank you for speaking to ABC Restaurant, have a great day.",
            },
            2 => goto main_menu,
        }
        3 => say "Our restaurant hours are between 9AM and 9PM every day of the week.",
    }

    _ => say "Invalid input, please call again.",
    failure => say "Sorry, we can't look into our book right now, please call again later.",
}

fn main() -> ExitCode {
    ivr_runtime::run::<Restaurant>()
}
