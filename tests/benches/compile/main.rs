//! What rustc takes for a tree of ten, and of ten thousand menus:
//! `cargo bench -p tests --bench compile`.
//!
//! A crate is written that holds a tree and nothing else, and checked and built as a user's would
//! be; only what rustc takes for that crate counts, and of that the processor's time: the least of
//! some rounds, without what a tree of one menu takes. Then the tree is asked what follows on keys.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod project;
mod rustc;
mod tree;

use project::{Project, What};
use rustc::Figures;

const MENUS: [usize; 4] = [10, 100, 1_000, 10_000];
const ROUNDS: usize = 3;

fn main() {
    // As the compiler of the crate, which cargo calls.
    if let Some(file) = std::env::var_os(rustc::FIGURES) {
        std::process::exit(rustc::run(file.as_ref()));
    }
    let project = Project::create();
    println!(
        "{:>8}  {:>40}  {:>40}  {:>19}",
        "", "check", "release", "ns"
    );
    println!(
        "{:>8}  {:>10} {:>10} {:>8} {:>9}  {:>10} {:>10} {:>8} {:>9}  {:>9} {:>9}",
        "menus", "ms", "ms a menu", "MB", "growth", "ms", "ms a menu", "MB", "growth", "key", "id"
    );
    let least = What::ALL.map(|what| measure(&project, what, 1));
    let mut before: Option<[f64; 2]> = None;
    for menus in MENUS {
        print!("{menus:>8}");
        let mut now = [0.0; 2];
        for ((what, least), (at, now)) in What::ALL
            .into_iter()
            .zip(least)
            .zip(now.iter_mut().enumerate())
        {
            let figures = measure(&project, what, menus);
            *now = (figures.milliseconds - least.milliseconds).max(0.0);
            let growth = before.map_or("".to_owned(), |before| format!("{:.1}", *now / before[at]));
            let (each, megabytes) = (*now / menus as f64, figures.megabytes);
            print!("  {now:>10.0} {each:>10.3} {megabytes:>8.0} {growth:>9}");
        }
        before = Some(now);
        let [key, id] = project.dispatch();
        println!("  {key:>9.1} {id:>9.1}");
    }
}

/// The least of some rounds.
fn measure(project: &Project, what: What, menus: usize) -> Figures {
    let rounds = (0..ROUNDS).map(|round| project.compile(what, menus, round));
    rounds
        .reduce(Figures::least)
        .expect("there is more than one round")
}
