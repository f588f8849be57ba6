//! The functions that a serving restaurant runs, for the linker to put next to each other:
//! `restaurant/order.ld`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use tests::load::{Load, Served, Until, book};

use super::instructions::callgrind;
use super::{folder, has, serving};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../restaurant/order.ld");

/// Has callgrind look at a start, keys, bookings and an end, and writes down what ran.
pub(super) fn write(program: &Path) {
    if !has("valgrind", "the order of the functions") {
        return;
    }
    let folder = folder();
    let out = folder.path().join("callgrind.out");
    let mut valgrind = callgrind(&out);
    valgrind.args(["--demangle=no", "--compress-strings=no"]);
    let served = Served::start(serving(Some(&mut valgrind), program, folder.path()));
    // As many answers as make the journal write its steps several times, in rushes and row by row.
    Load::open(served.address, 32).run(Until::Answers(6_000));
    book(served.address, 4, Duration::from_secs(4), 0);
    served.settle(Duration::from_millis(500));
    served.stop();
    let profile = std::fs::read_to_string(out).expect("callgrind has written its profile");
    let program = program.canonicalize().expect("the program is there");
    let names = patterns(&profile, &program.display().to_string());
    std::fs::write(FILE, script(&names)).expect("the file can be written");
    println!("{} functions in {FILE}", names.len());
}

/// The names of the program's functions that have run.
fn patterns(profile: &str, program: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut is_ours = false;
    for line in profile.lines() {
        if let Some(object) = line.strip_prefix("ob=") {
            // Callgrind does not say whose the functions are that stand in a section of their own.
            is_ours = object == program || object == "???";
        } else if let Some(name) = line.strip_prefix("fn=").filter(|_| is_ours) {
            // "(below main)", and addresses of what has no name, are callgrind's own.
            let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"_.$".contains(&byte);
            if name.bytes().all(is_symbol) && !starts_with_digit(name) {
                names.insert(pattern(name));
            }
        }
    }
    names
}

/// A symbol without what another compiler would write differently: the numbers of its crates, and
/// the end that says how a function was cut.
fn pattern(symbol: &str) -> String {
    let (name, end) = symbol
        .split_once('.')
        .map_or((symbol, ""), |(name, _)| (name, ".*"));
    without_disambiguators(name) + end
}

/// A crate is `Cs`, a number that tells versions apart, `_`, and its name with its length.
fn without_disambiguators(symbol: &str) -> String {
    let mut pattern = String::new();
    let mut rest = symbol;
    while let Some(at) = rest.find("Cs") {
        let (before, from) = rest.split_at(at + 2);
        pattern += before;
        let number = from.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let after = &from[number..];
        let is_crate = after.strip_prefix('_').is_some_and(starts_with_digit);
        pattern += if is_crate { "*" } else { &from[..number] };
        rest = after;
    }
    pattern + rest
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

fn script(names: &BTreeSet<String>) -> String {
    let mut script = String::from(
        "/* What a serving restaurant runs, for the linker to put next to each other (see build.rs).\n   \
         Written by `cargo bench -p tests --bench cost -- --order`; a name that is gone does no harm. */\n\
         SECTIONS\n{\n  .text.serving :\n  {\n",
    );
    for name in names {
        let _ = writeln!(script, "    *(.text*.{name})");
    }
    script + "  }\n}\nINSERT BEFORE .text;\n"
}
