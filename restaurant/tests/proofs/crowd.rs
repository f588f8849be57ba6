//! Many concurrent callers, and what each of them heard.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use ivr_runtime::Msisdn;
use ivr_runtime::carrier::eight_by_eight::simulator::{
    Config, Fault, Move, Plan, Record, Simulator,
};
use support::until;
use tokio::runtime::Runtime;

use super::faults::{BOOKED, FAILURE};

/// Number of concurrent callers.
const CALLERS: usize = 48;

/// Number of callers who want a table. Bookings for one day are made one after another.
const GUESTS: usize = 12;

/// The keys of these guests. All of them hear that they have a table for today.
const BOOKINGS: [&str; 3] = ["1,1,1", "1,3,1,1,1", "2,2,1,1,1"];

/// The keys of the other callers, and what they hear last.
const CALLS: [(&str, &str); 4] = [
    ("1,2,1", "Keeping your current reservation, thank you."),
    (
        "3",
        "Our restaurant hours are between 9AM and 9PM every day of the week.",
    ),
    ("1,3,2,2,9", "Invalid input, please call again."),
    ("2,1", REPRESENTATIVE),
];

/// What callers hear after a transfer, whose number is looked up.
const REPRESENTATIVE: &str = "Thank you for speaking to ABC Restaurant, have a great day.";

/// Callers on the simulated platform.
pub(crate) struct Crowd {
    runtime: Runtime,
    platform: Simulator,
    callers: AtomicUsize,
}

/// The results of some calls.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) calls: usize,
    /// Numbers whose caller heard that they have a table.
    pub(crate) booked: Vec<String>,
    /// Numbers whose caller heard the failure text, and whether they wanted a table.
    pub(crate) failed: Vec<(String, bool)>,
    /// Sessions whose summary was acknowledged.
    pub(crate) summaries: Vec<String>,
    /// Number of events that the platform repeated, because no response came.
    pub(crate) again: usize,
}

impl Told {
    pub(crate) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.again += other.again;
        self.booked.extend(other.booked);
        self.failed.extend(other.failed);
        self.summaries.extend(other.summaries);
    }

    /// Records the end of a call, which must be the expected text or the failure text.
    fn note(&mut self, caller: &Msisdn, expected: &str, record: &Record) {
        let last = record.heard().last().unwrap_or_default();
        let asks = [BOOKED, REPRESENTATIVE].contains(&expected);
        assert!(
            last == expected || asks && last == FAILURE,
            "{last} instead of {expected}: {record:#?}"
        );
        assert_eq!(record.status.as_str(), "COMPLETED", "{record:#?}");
        same_answers(record);
        self.calls += 1;
        match last {
            BOOKED => self.booked.push(caller.to_string()),
            FAILURE => self.failed.push((caller.to_string(), expected == BOOKED)),
            _ => {}
        }
        let events = &record.deliveries;
        self.again += events
            .iter()
            .filter(|event| event.problem.is_some())
            .count();
        let ends = events
            .iter()
            .filter(|event| event.event_id.is_none() && event.used);
        self.summaries
            .extend(ends.map(|_| record.session_id.clone()));
    }
}

/// However often an event was answered, and by whichever servers, the responses were the same; except those of a server
/// that could not reach the others, and said so.
fn same_answers(record: &Record) {
    let answers = || {
        let events = record.deliveries.iter();
        events.filter_map(|event| Some((event.event_id.as_ref()?, event.answer.as_deref()?, event)))
    };
    let counts = |answer: &str| !answer.contains(FAILURE);
    for (id, one, event) in answers().filter(|(_, answer, _)| counts(answer)) {
        for (_, other, _) in answers().filter(|(other, answer, _)| *other == id && counts(answer)) {
            assert!(one == other || event.problem.is_some(), "{record:#?}");
        }
    }
}

impl Crowd {
    pub(crate) fn gather(proxy: SocketAddr) -> Self {
        let runtime = Runtime::new().unwrap();
        let config = Config::default().with_answer_timeout(std::time::Duration::from_secs(60));
        let platform = runtime.block_on(Simulator::start(config)).unwrap();
        platform.register_vca(&format!("http://{proxy}/vca_webhook"), None);
        platform.register_vss(&format!("http://{proxy}/vss_webhook"), None);
        Self {
            runtime,
            platform,
            callers: AtomicUsize::new(0),
        }
    }

    /// Makes calls, runs `disturb` during them, and continues until it returns.
    pub(crate) fn call(&self, name: &str, disturb: impl FnOnce() + Send) -> Told {
        let enough = super::amount("IVR_SEVERAL_CALLS", 240);
        let (told, over) = (Mutex::new(Told::default()), AtomicBool::new(false));
        let made = || told.lock().unwrap().calls;
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                let (over, told, made) = (&over, &told, &made);
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) || made() < enough {
                        let number = self.callers.fetch_add(1, Ordering::Relaxed);
                        let (keys, expected) = if caller < GUESTS {
                            (BOOKINGS[number % BOOKINGS.len()], BOOKED)
                        } else {
                            CALLS[number % CALLS.len()]
                        };
                        let (caller, record) = self.one(number, keys);
                        told.lock().unwrap().note(&caller, expected, &record);
                    }
                });
            }
            until("a third of the calls", || {
                told.is_poisoned() || made() >= enough / 3
            });
            disturb();
            over.store(true, Ordering::Relaxed);
        });
        let told = told.into_inner().unwrap();
        eprintln!(
            "several servers: {name}: {} calls, {} tables, {} told that it failed, {} events posted again",
            told.calls,
            told.booked.len(),
            told.failed.len(),
            told.again,
        );
        told
    }

    /// Makes one call. For some callers, an event is delivered twice.
    fn one(&self, number: usize, keys: &str) -> (Msisdn, Record) {
        let caller: Msisdn = format!("+65{:08}", 90_000_000 + number).parse().unwrap();
        let mut plan = Plan::scripted(keys.split(',').map(|key| key.parse::<Move>().unwrap()));
        let pressed = keys.split(',').count();
        if number.is_multiple_of(3) {
            plan.faults = vec![(pressed, Fault::Duplicate)];
        }
        let to = "+6568888888".parse().unwrap();
        let record = self.runtime.block_on(async {
            let call = self.platform.inbound(caller.clone(), to, plan);
            call.finished().await.unwrap()
        });
        (caller, Record::clone(&record))
    }

    /// Has callers try again; some of them may have their table already.
    pub(crate) fn call_again(&self, callers: &[(String, bool)]) -> Told {
        let mut told = Told::default();
        for (caller, _) in callers.iter().filter(|(_, wants_table)| *wants_table) {
            let caller: Msisdn = caller.parse().unwrap();
            let number = caller.to_string()[3..].parse::<usize>().unwrap() - 90_000_000;
            let (_, record) = self.one(number, "1,1,1");
            let last = record.heard().last().unwrap_or_default();
            let has = last.starts_with("You already have a table");
            assert!(last == BOOKED || has, "{record:#?}");
            told.calls += 1;
            told.booked.push(caller.to_string());
        }
        told
    }
}
