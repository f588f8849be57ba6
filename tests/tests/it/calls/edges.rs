//! Every edge of the restaurant's tree, walked by telephone. Which edges there are is
//! read from the tree's own description.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ivr_runtime::simulator::{Form, Happened, LegPlan, Plan, Record};
use ivr_runtime::{
    BranchDescription, Description, Direction, Outcome, StateKind, StepDescription, Tree, Trigger,
};
use tests::restaurant::Restaurant;

use super::world::{World, caller, last_heard, moves};

const TREE: &Description = Restaurant::DESCRIPTION;

/// The keys that lead from the start to each state.
fn ways() -> BTreeMap<usize, Vec<String>> {
    let mut ways = BTreeMap::from([(TREE.start, Vec::new())]);
    let mut queue = VecDeque::from([TREE.start]);
    while let Some(at) = queue.pop_front() {
        for branch in TREE.states[at].branches {
            let to = match branch.steps.last() {
                Some(StepDescription::Enter {
                    state: Some(to), ..
                }) => *to,
                Some(StepDescription::Connect { state, .. }) => *state,
                _ => continue,
            };
            if let Some(Trigger::Key(key)) = branch.on.first()
                && !ways.contains_key(&to)
            {
                let mut way = ways[&at].clone();
                way.push(key.to_string());
                ways.insert(to, way);
                queue.push_back(to);
            }
        }
    }
    ways
}

/// One way out of a state: where, on what, and which arm of a look-up.
type Edge = (&'static str, String, String);

/// Every edge there is; those of the tree's own branches once for each menu that has them.
fn edges() -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for state in TREE.states {
        let fallbacks = matches!(state.kind, StateKind::Menu { .. });
        for branch in branches(state.branches, fallbacks) {
            for on in branch.on {
                for arm in arms(branch) {
                    edges.insert((state.name, format!("{on:?}"), arm));
                }
            }
        }
    }
    edges
}

fn branches(
    own: &'static [BranchDescription],
    fallbacks: bool,
) -> impl Iterator<Item = &'static BranchDescription> {
    own.iter()
        .chain(if fallbacks { TREE.fallbacks } else { &[] })
}

fn arms(branch: &BranchDescription) -> Vec<String> {
    match branch.steps.first() {
        Some(StepDescription::Match { arms, .. }) => {
            arms.iter().map(|arm| arm.pattern.to_owned()).collect()
        }
        _ => vec![String::new()],
    }
}

/// What a caller does to take a branch of a menu.
fn presses(own: &'static [BranchDescription], on: &Trigger) -> Vec<String> {
    match on {
        Trigger::Key(key) => vec![key.to_string()],
        Trigger::Silence => vec!["-".to_owned()],
        Trigger::Leg(_) => Vec::new(),
        // Every key that no branch names, and saying nothing.
        Trigger::Other => {
            let taken = |key: char| {
                own.iter()
                    .any(|branch| branch.on.contains(&Trigger::Key(key)))
            };
            let free = "0123456789*".chars().filter(|key| !taken(*key));
            free.map(String::from).chain(["-".to_owned()]).collect()
        }
    }
}

/// Whether the last text heard is what these steps say last; a menu says its prompt.
fn said(steps: &[StepDescription], record: &Record) -> bool {
    let last = last_heard(record);
    match steps
        .iter()
        .rev()
        .find(|step| !matches!(step, StepDescription::Hangup))
    {
        Some(StepDescription::Say(text)) => last == *text,
        Some(StepDescription::Enter {
            state: Some(to), ..
        }) => {
            matches!(TREE.states[*to].kind, StateKind::Menu { prompt } if prompt == last)
        }
        Some(StepDescription::Connect { .. }) => {
            let dials =
                |line: &&ivr_runtime::simulator::Line| matches!(line.what, Happened::Dials { .. });
            record.transcript.iter().filter(dials).count() == 2
        }
        _ => false,
    }
}

/// What was booked before a call: how many tables there are, and who pressed what.
/// The caller is number 0.
const SCENARIOS: [(u32, &[(usize, &str)]); 5] = [
    (100, &[]),
    (100, &[(0, "1,1,1")]),
    (100, &[(0, "1,1,2")]),
    (1, &[(1, "1,1,1"), (2, "1,1,2")]),
    (1, &[(0, "1,1,1"), (2, "1,1,2")]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_edge_is_walked() {
    let ways = ways();
    let mut walked = BTreeSet::new();
    let mut calls = 0;
    let roomy = World::start(100).await;
    for (at, state) in TREE.states.iter().enumerate() {
        let way = &ways[&at];
        let menu = matches!(state.kind, StateKind::Menu { .. });
        for branch in branches(state.branches, menu) {
            for on in branch.on {
                let edge = |arm: &str| (state.name, format!("{on:?}"), arm.to_owned());
                if let Some(StepDescription::Match { arms, .. }) = branch.steps.first() {
                    let keys = [way.as_slice(), &presses(state.branches, on)]
                        .concat()
                        .join(",");
                    for (tables, before) in SCENARIOS {
                        let world = World::start(tables).await;
                        for (person, keys) in before {
                            world.inbound(*person, keys).await;
                        }
                        let record = world.inbound(0, &keys).await;
                        calls += 1 + before.len();
                        let arm = arms.iter().find(|arm| said(arm.steps, &record));
                        let arm = arm.unwrap_or_else(|| panic!("{keys}: {record:?}"));
                        walked.insert(edge(arm.pattern));
                    }
                    continue;
                }
                let presses = if menu {
                    presses(state.branches, on)
                } else {
                    vec![String::new()]
                };
                for press in presses {
                    for (direction, form, outcome) in variations(on) {
                        let keys = [way.as_slice(), std::slice::from_ref(&press)]
                            .concat()
                            .join(",");
                        let mut plan = Plan::scripted(moves(&keys));
                        plan.form = form;
                        plan.second = LegPlan::new(outcome);
                        let record = roomy.call(direction, &caller(calls), plan).await;
                        calls += 1;
                        assert!(
                            said(branch.steps, &record),
                            "{keys} {outcome:?}: {record:?}"
                        );
                        assert_eq!(record.status.as_str(), "COMPLETED");
                        walked.insert(edge(""));
                    }
                }
            }
        }
    }
    let edges = edges();
    let missing: Vec<_> = edges.difference(&walked).collect();
    assert!(missing.is_empty(), "never walked: {missing:?}");
    assert_eq!(walked, edges);
    println!("{} edges walked in {calls} calls", edges.len());
}

/// From both sides, in both forms; a transfer with every end that fits.
fn variations(on: &Trigger) -> Vec<(Direction, Form, Outcome)> {
    let outcomes = match on {
        Trigger::Leg(outcome) => vec![*outcome],
        Trigger::Other => Outcome::ALL.to_vec(),
        _ => vec![Outcome::Answered],
    };
    let mut variations = Vec::new();
    for direction in [Direction::Inbound, Direction::Outbound] {
        for form in [Form::ActionCompleted, Form::DtmfReceived] {
            variations.extend(outcomes.iter().map(|outcome| (direction, form, *outcome)));
        }
    }
    variations
}

#[tokio::test(flavor = "multi_thread")]
async fn a_representative_is_reached_or_not_and_the_caller_is_thanked() {
    let world = World::start(100).await;
    for (number, outcome) in Outcome::ALL.into_iter().enumerate() {
        let mut plan = Plan::scripted(moves("2,1"));
        plan.second = LegPlan::new(outcome);
        let record = world.call(Direction::Inbound, &caller(number), plan).await;
        let thanks = "Thank you for speaking to ABC Restaurant, have a great day.";
        assert_eq!(last_heard(&record), thanks, "{outcome:?}");
        let summary = &record.deliveries.last().unwrap().event;
        let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
        let second = &summary["payload"]["details"]["callB"];
        let status = ["COMPLETED", "BUSY", "NO_ANSWER", "FAILED"][number];
        assert_eq!(second["callStatus"], status);
        assert_eq!(second["destination"], "+6598888888");
        assert_eq!(summary["payload"]["callCount"], 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_does_not_pick_up_is_asked_nothing() {
    let world = World::start(100).await;
    for (number, (outcome, status)) in [
        (Outcome::Busy, "BUSY"),
        (Outcome::NoAnswer, "NO_ANSWER"),
        (Outcome::Failed, "FAILED"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut plan = Plan::scripted(moves("1"));
        plan.first = LegPlan::new(outcome);
        let record = world.call(Direction::Outbound, &caller(number), plan).await;
        assert_eq!(record.status.as_str(), status);
        assert_eq!((record.heard().count(), record.answers().count()), (0, 0));
    }
}
