//! Instructions per request of each carrier, in calls of one tree.

use std::process::ExitCode;

use ivr_runtime::carrier::eight_by_eight::simulator::{Form, Move};
use ivr_runtime::carrier::{self, Carrier};
use ivr_runtime::phone::{self, Call};
use ivr_runtime::{Direction, Key};
use tests::kiosk::Kiosk;
use tests::load::{SECRET, Served, serving};
use tokio::runtime::Runtime;

use super::instructions::{counted, watched};
use super::{folder, has};

/// Set for the process that serves the tree.
const SERVES: &str = "IVR_BENCH_SERVES";

/// The number of keys pressed in a call.
const KEYS: usize = 40;

/// Serves the tree, if this process was started to do so.
pub(super) fn served() -> Option<ExitCode> {
    std::env::var_os(SERVES).map(|_| ivr_runtime::run::<Kiosk>())
}

/// Counts for each carrier, in its own protocol with its own signature.
pub(super) fn of_a_request() {
    if !has("valgrind", "instructions a request of each carrier") {
        return;
    }
    println!(
        "instructions a request of each carrier, its step not yet written (user space, by callgrind):"
    );
    let mut first = None;
    for carrier in carrier::of::<Kiosk>() {
        // The difference of two runs leaves out what a start and an end cost.
        let (few, many) = (count(carrier, 2), count(carrier, 14));
        let each = (many.1 - few.1) / (many.0 - few.0);
        let ratio = each as f64 / *first.get_or_insert(each) as f64;
        println!("  {:<8} {each} ({ratio:.2})", carrier.title());
    }
}

/// The requests of so many calls, and the instructions that they took.
fn count(carrier: &'static dyn Carrier, calls: usize) -> (u64, u64) {
    let folder = folder();
    let this = std::env::current_exe().expect("a program knows where it is");
    let mut server = watched(folder.path());
    server.arg(this).env(SERVES, "1");
    let served = Served::start(serving(server), folder.path());
    let call = Call {
        carrier,
        server: format!("http://{}", served.address),
        secret: SECRET.parse().ok(),
        direction: Direction::Inbound,
        person: "+6591234567".parse().expect("a number"),
        number: "+6568888888".parse().expect("a number"),
        further_legs: Vec::new(),
        form: Form::default(),
    };
    let moves = || {
        let press = Move::Press(vec![Key::One]);
        let keys = std::iter::repeat_n(press, KEYS);
        keys.chain([Move::HangUp]).collect()
    };
    let runtime = Runtime::new().expect("threads can be had");
    let requests: usize = (0..calls)
        .map(|_| {
            let record = runtime.block_on(phone::scripted::<Kiosk>(&call, moves()));
            let record = record.expect("the server answers");
            assert!(record.moves_left.is_empty(), "{record:#?}");
            record.deliveries.len()
        })
        .sum();
    served.stop();
    (requests as u64, counted(folder.path()).0)
}
