//! A value that the next number of a transfer no longer has.

use ivr_runtime::ivr;

struct Desk(ivr_runtime::Msisdn);

impl Desk {
    fn room(&self, _: u32) -> &ivr_runtime::Msisdn {
        &self.0
    }
}

ivr! {
    tree Shop(desk: &Desk) {
        voice: "en-US-BenjaminRUS",
    }

    start menu main_menu {
        "Which room do you want? Press 1 to 9."
        room @ 1..=9 => connect(from: "+6568888888", to: [desk.room(room), desk.room(0)]) as call {
            _ => hangup,
        }
    }
    _ => say "Good bye.",
}

fn main() {}
