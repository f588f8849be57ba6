//! What is counted, for Prometheus.

use std::collections::HashMap;
use std::fmt;
use std::num::TryFromIntError;
use std::sync::OnceLock;
use std::time::Duration;

use foldhash::fast::RandomState;
use prometheus::{
    Encoder, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

use crate::journal::Journal;
use crate::{BranchDescription, Description, Input, Outcome, StateDescription, Trigger};

/// Upper bounds of the buckets that answers are sorted into, in seconds.
const SECONDS: [f64; 10] = [
    0.000_25, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 1.0,
];

/// What nearly all requests are.
const SERVED: [&str; 2] = ["/vca_webhook", "200"];

/// Every number that the server keeps of itself.
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    /// Of those the usual: looked up once, as soon as there is one.
    served: OnceLock<IntCounter>,
    refusals: IntCounterVec,
    answers: IntCounterVec,
    answered: IntCounter,
    failures: IntCounterVec,
    entered: IntCounterVec,
    inputs: IntCounterVec,
    abandoned: IntCounterVec,
    /// By `clientActionId`.
    menus: HashMap<Box<str>, Menu, RandomState>,
    seconds: Histogram,
    waiting: IntGauge,
    blocks: IntGauge,
    dropped: IntGauge,
    /// Open connections; each holds it up by one.
    pub(super) connections: IntGauge,
}

/// The counters of one state. They are looked up once, and not with each event.
#[derive(Default)]
struct Menu {
    branches: &'static [BranchDescription],
    entered: OnceLock<IntCounter>,
    inputs: [OnceLock<IntCounter>; LABELS],
}

/// What happened in a state of a call.
#[derive(Clone, Copy)]
pub(super) struct Label<'a> {
    pub(super) text: &'static str,
    /// What counts it, if anything does.
    counter: Option<&'a OnceLock<IntCounter>>,
}

impl Label<'_> {
    /// One that nothing counts.
    pub(super) const fn of(text: &'static str) -> Self {
        Self {
            text,
            counter: None,
        }
    }
}

impl Metrics {
    pub(super) fn new(tree: &Description) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let counters = |name: &str, help: &str, labels: &[&str]| {
            let counters = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counters.clone()))?;
            Ok::<_, prometheus::Error>(counters)
        };
        let gauge = |name: &str, help: &str| {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let seconds = HistogramOpts::new("ivr_answer_seconds", "From a whole body to its answer")
            .buckets(SECONDS.to_vec());
        let seconds = Histogram::with_opts(seconds)?;
        registry.register(Box::new(seconds.clone()))?;
        let answers = counters(
            "ivr_answers_total",
            "Call actions by what became of them",
            &["outcome"],
        )?;
        Ok(Self {
            menus: menus(tree),
            served: OnceLock::new(),
            requests: counters(
                "ivr_requests_total",
                "Requests by path and status",
                &["path", "status"],
            )?,
            answered: answers.with_label_values(&["answered"]),
            answers,
            refusals: counters(
                "ivr_refusals_total",
                "Requests that were not served",
                &["reason"],
            )?,
            failures: counters(
                "ivr_lookup_failures_total",
                "Look-ups without an answer",
                &["reason"],
            )?,
            entered: counters(
                "ivr_menu_entered_total",
                "Callers that heard a menu's prompt",
                &["menu"],
            )?,
            inputs: counters(
                "ivr_menu_inputs_total",
                "What callers pressed at a menu",
                &["menu", "input"],
            )?,
            abandoned: counters(
                "ivr_menu_abandoned_total",
                "Callers that hung up at a menu",
                &["menu"],
            )?,
            seconds,
            waiting: gauge("ivr_journal_waiting", "Steps that wait to be written")?,
            blocks: gauge(
                "ivr_journal_blocks",
                "Blocks of up to 256 steps of a rush that can't be found yet",
            )?,
            dropped: gauge(
                "ivr_journal_dropped",
                "Steps that were given up since the start",
            )?,
            connections: gauge("ivr_connections", "Connections that are open")?,
            registry,
        })
    }

    pub(super) fn request(&self, path: &str, status: &str) {
        let labels = [path, status];
        let counter = || self.requests.with_label_values(&labels);
        if labels == SERVED {
            self.served.get_or_init(counter).inc();
        } else {
            counter().inc();
        }
    }

    pub(super) fn refused(&self, reason: &str) {
        self.refusals.with_label_values(&[reason]).inc();
    }

    pub(super) fn answered(&self, outcome: &str, took: Duration) {
        match outcome {
            "answered" => self.answered.inc(),
            _ => self.answers.with_label_values(&[outcome]).inc(),
        }
        self.seconds.observe(took.as_secs_f64());
    }

    pub(super) fn failed(&self, reason: &str) {
        self.failures.with_label_values(&[reason]).inc();
    }

    pub(super) fn entered(&self, menu: &str) {
        if let Some(Menu { entered, .. }) = self.menus.get(menu) {
            let counter = || self.entered.with_label_values(&[menu]);
            entered.get_or_init(counter).inc();
        }
    }

    /// Counts what a caller did at a menu.
    pub(super) fn input(&self, menu: &str, label: Label<'_>) {
        if let Some(counted) = label.counter {
            let counter = || self.inputs.with_label_values(&[menu, label.text]);
            counted.get_or_init(counter).inc();
        }
    }

    /// What a caller did at a menu, as a label: the key if the menu has a branch for it, and
    /// `invalid` for whatever fell through to its fallback. Never the digits that were keyed in.
    pub(super) fn label(&self, menu: &str, input: &Input<'_>) -> Label<'_> {
        self.menus.get(menu).map_or(Label::of("-"), |known| {
            let at = known.place(input);
            Label {
                text: INPUTS[at],
                counter: Some(&known.inputs[at]),
            }
        })
    }

    pub(super) fn abandoned(&self, menu: &str) {
        self.abandoned.with_label_values(&[menu]).inc();
    }

    /// All of it, as Prometheus reads it.
    pub(super) fn text(&self, journal: Option<&Journal>) -> Result<String, prometheus::Error> {
        if let Some(journal) = journal {
            let set = |gauge: &IntGauge, count: Result<i64, TryFromIntError>| {
                gauge.set(count.unwrap_or(i64::MAX));
            };
            set(&self.waiting, journal.waiting().try_into());
            set(&self.blocks, journal.blocks().try_into());
            set(&self.dropped, journal.dropped().try_into());
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        String::from_utf8(text).map_err(|error| prometheus::Error::Msg(error.to_string()))
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// As many different things a caller can do.
const LABELS: usize = 19;

/// Every label of an input: the keys and the outcomes in the order of their enums.
const INPUTS: [&str; LABELS] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "*",
    "#",
    "invalid",
    "digits",
    "silence",
    leg(Outcome::Answered),
    leg(Outcome::Busy),
    leg(Outcome::NoAnswer),
    leg(Outcome::Failed),
];

impl Menu {
    /// Where the label of an input stands in [`INPUTS`].
    fn place(&self, input: &Input<'_>) -> usize {
        const INVALID: usize = 12;
        match input {
            Input::Silence => INVALID + 2,
            Input::Leg(outcome) => INVALID + 3 + *outcome as usize,
            Input::Key(_) | Input::Digits(_) => {
                let mut triggers = self.branches.iter().flat_map(|branch| branch.on);
                match (triggers.find(|on| on.names(*input)), input) {
                    (Some(Trigger::Key(_)), Input::Key(key)) => *key as usize,
                    // What a range captures is a number, be it of one digit.
                    (Some(_), _) => INVALID + 1,
                    (None, _) => INVALID,
                }
            }
        }
    }
}

/// Every state of a tree, each attempt and each language included.
fn menus(tree: &Description) -> HashMap<Box<str>, Menu, RandomState> {
    let of_state = |state: &StateDescription| {
        let branches = state.branches;
        tree.client_action_ids(state).into_iter().map(move |id| {
            let menu = Menu {
                branches,
                ..Menu::default()
            };
            (id.into_boxed_str(), menu)
        })
    };
    tree.states.iter().flat_map(of_state).collect()
}

/// How a second leg ended, as a label.
pub(super) const fn leg(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "leg answered",
        Outcome::Busy => "leg busy",
        Outcome::NoAnswer => "leg not answered",
        Outcome::Failed => "leg failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Demo;
    use crate::{Key, StepDescription};

    #[test]
    fn each_input_has_its_label() {
        let metrics = Metrics::new(<Demo as crate::Tree>::description()).unwrap();
        for key in Key::ALL {
            let known = "123".contains(key.as_char());
            let label = metrics.label("main_menu", &Input::Key(key)).text;
            assert_eq!(label, if known { key.as_str() } else { "invalid" });
        }
        for outcome in Outcome::ALL {
            assert_eq!(
                metrics.label("post_call", &Input::Leg(outcome)).text,
                leg(outcome)
            );
        }
        assert_eq!(
            metrics.label("main_menu", &Input::Digits("12")).text,
            "invalid"
        );
        assert_eq!(metrics.label("main_menu", &Input::Silence).text, "silence");
        assert_eq!(
            metrics.label("ivr-1-stage-2~1", &Input::Key(Key::One)).text,
            "1",
            "an attempt of a retry"
        );
        assert_eq!(metrics.label("gone", &Input::Silence).text, "-");
    }

    #[test]
    fn a_label_tells_what_the_menu_has_a_branch_for_and_no_digits() {
        let on: &'static [Trigger] = &[
            Trigger::Key('*'),
            Trigger::Keys("42"),
            Trigger::Number { low: 1, high: 20 },
            Trigger::Digits { min: 4, max: 6 },
        ];
        let branches = Box::leak(Box::new([BranchDescription {
            on,
            binding: Some("guests"),
            label: None,
            steps: &[StepDescription::Hangup],
            line: 1,
        }]));
        let demo = <Demo as crate::Tree>::description();
        let tree = Description {
            states: Box::leak(Box::new([StateDescription {
                branches,
                ..demo.states[0]
            }])),
            languages: &["en", "es"],
            ..*demo
        };
        let metrics = Metrics::new(&tree).unwrap();
        for (digits, is) in [
            (None, "silence"),
            (Some("*"), "*"),
            (Some("7"), "digits"),
            (Some("07"), "digits"),
            (Some("42"), "digits"),
            (Some("4711"), "digits"),
            (Some("0"), "invalid"),
            (Some("21"), "invalid"),
            (Some("1234567"), "invalid"),
            (Some("**"), "invalid"),
        ] {
            let input = Input::from_digits(digits);
            assert_eq!(metrics.label("main_menu", &input).text, is, "{digits:?}");
            assert_eq!(metrics.label("main_menu~es", &input).text, is, "{digits:?}");
        }
    }
}
