//! The cost of compiling trees of ten to two thousand menus:
//! `cargo bench -p tests --bench compile`.
//!
//! It writes a crate that contains only a tree. Cargo builds the dependencies; then
//! rustc compiles only that crate. The result is the minimum CPU time of several
//! rounds, in which smaller trees are compiled several times, minus the time for a tree of one menu.
//! Then it measures the router's speed.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod project;
mod rustc;
mod tree;

use project::{Project, What};
use rustc::Figures;

const MENUS: [usize; 4] = [10, 100, 500, 2_000];
const ROUNDS: usize = 3;
/// Number of compilations of a tree in a round, if one takes tenths of a second.
const RUNS: u32 = 8;

fn main() {
    // The process that cargo calls as the compiler.
    if let Some(file) = std::env::var_os(rustc::NOTE) {
        std::process::exit(rustc::note(file.as_ref()));
    }
    let project = Project::create();
    println!(
        "{:>6} {:>7} {:>9} {:>5} {:>7} {:>9} {:>9} {:>5} {:>7} {:>7} {:>6}",
        "menus",
        "check",
        "ms a menu",
        "MB",
        "growth",
        "release",
        "ms a menu",
        "MB",
        "growth",
        "key, ns",
        "id, ns"
    );
    let mut before: Option<[f64; 2]> = None;
    for menus in MENUS {
        let figures = What::ALL.map(|what| measure(&project, what, menus));
        let now = figures.map(|figures| figures.milliseconds);
        print!("{menus:>6}");
        for (at, figures) in figures.into_iter().enumerate() {
            let (all, each, megabytes) = (now[at], now[at] / menus as f64, figures.megabytes);
            let growth = before.map(|before| format!("{:.1}", all / before[at]));
            let growth = growth.unwrap_or_default();
            print!(" {all:>7.0} {each:>9.2} {megabytes:>5.0} {growth:>7}");
        }
        before = Some(now);
        let [key, id] = project.dispatch();
        println!(" {key:>7.1} {id:>6.1}");
    }
}

/// The minimum over some rounds, minus that of a tree with one menu in the same rounds.
fn measure(project: &Project, what: What, menus: usize) -> Figures {
    let runs = if menus > 500 { 1 } else { RUNS };
    let rounds = (0..ROUNDS).map(|_| [1, menus].map(|menus| project.compile(what, menus, runs)));
    let least = rounds.reduce(|a, b| std::array::from_fn(|at| a[at].least(b[at])));
    let [one, all] = least.expect("there is more than one round");
    Figures {
        milliseconds: all.milliseconds - one.milliseconds,
        ..all
    }
}
