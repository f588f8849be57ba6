//! A `set` and a number can fail like a `match`, and these callers speak Spanish.

use ivr_runtime::{Failure, Msisdn, ivr};

struct Desk;

impl Desk {
    async fn number(&self) -> Result<Msisdn, Failure> {
        std::future::pending().await
    }
}

ivr! {
    tree Tienda(desk: &Desk) { voice: "es-MX-DaliaNeural" }

    start menu inicio {
        "Para hablar con nosotros, oprima el 1."
        1 => connect(from: "+6568888888", to: desk.number().await?) as call {
            _ => hangup,
        }
    }
    _ => hangup,
}

fn main() {}
