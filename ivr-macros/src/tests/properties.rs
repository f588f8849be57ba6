//! Tests what holds for any tokens: `ivr!` never panics, never hangs, always returns Rust, and always the same.
//!
//! `IVR_CASES=20000 cargo test -p ivr-macros properties` tests more cases than a normal run.

mod deep;
mod soup;

use std::cell::Cell;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use proc_macro2::TokenStream;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// The stack size of the thread on which rustc runs a macro.
const STACK: usize = 8 << 20;

/// The deadline of a case, far longer than any takes on the slowest machine.
const HANGS: Duration = Duration::from_secs(60);

/// Valid and wrong trees, each a few mutations away from the original.
#[test]
fn mutated_trees_give_rust_or_errors() {
    let expanded = hold("mutated trees", 300, || {
        let trees = soup::samples();
        soup::mutated(trees)
    });
    assert!(expanded > 0, "some mutations leave a tree without mistakes");
}

/// The mutated trees use the whole language: mutations rarely create a construct that no tree contains.
#[test]
fn mutated_trees_use_the_whole_language() {
    let trees: Vec<_> = soup::samples()
        .iter()
        .map(|tree| tree.tokens().to_string())
        .collect();
    let all: Vec<_> = trees
        .iter()
        .map(|tree| tree.split_whitespace().collect::<Vec<_>>().join(""))
        .collect();
    let missing: Vec<_> = soup::CONSTRUCTS
        .iter()
        .filter(|construct| !all.iter().any(|tree| tree.contains(**construct)))
        .collect();
    assert!(missing.is_empty(), "in no tree: {missing:?}");
    assert_eq!(super::mistakes(soup::VARIED), [""; 0]);
}

/// Words of the language in random order.
#[test]
fn words_in_any_order_give_rust_or_errors() {
    hold("word soup", 200, soup::words);
}

/// The same inside a menu of a tree, so that they are parsed as branches.
#[test]
fn words_inside_a_menu_give_rust_or_errors() {
    hold("menu soup", 200, soup::menus);
}

/// Compiles everything that a strategy generates. Returns the number of cases without errors.
fn hold<S: Strategy<Value = soup::Source>>(
    what: &'static str,
    cases: u32,
    strategy: impl FnOnce() -> S + Send + 'static,
) -> u32 {
    let more = std::env::var("IVR_CASES").ok();
    let cases = more.and_then(|more| more.parse().ok()).unwrap_or(cases);
    let (progress, watched) = channel();
    let worker = std::thread::Builder::new().stack_size(STACK);
    let worker = worker.spawn(move || {
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        // The same cases every time, so that everybody can reproduce a failure.
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let expanded = Cell::new(0);
        let result = TestRunner::new_with_rng(config, rng).run(&strategy(), |source| {
            // Fails only if the watcher has given up.
            let _ = progress.send(format!("{source:?}"));
            let outcome = compile(source.tokens()).map_err(TestCaseError::fail)?;
            expanded.set(expanded.get() + u32::from(outcome == Outcome::Router));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{what}: {error}");
        }
        println!("{what}: {cases} cases, {} without mistakes", expanded.get());
        expanded.get()
    });
    let mut last = String::new();
    loop {
        match watched.recv_timeout(HANGS) {
            Ok(source) => last = source,
            Err(RecvTimeoutError::Timeout) => panic!("{what}: no end of {last}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    match worker.unwrap().join() {
        Ok(expanded) => expanded,
        Err(_) => panic!("{what}: failed on {last}"),
    }
}

/// The result of the macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Errors,
    Router,
    /// A macro call that imports a part of another module.
    Import,
}

/// Runs the whole macro twice, and checks the output.
fn compile(tokens: TokenStream) -> Result<Outcome, String> {
    let output = crate::compile(tokens.clone());
    let text = output.to_string();
    if crate::compile(tokens).to_string() != text {
        return Err("the second expansion differs from the first".to_owned());
    }
    let file: syn::File = syn::parse2(output).map_err(|error| format!("{error} in {text}"))?;
    let errors = file.items.iter().any(|item| match item {
        syn::Item::Macro(item) => item
            .mac
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "compile_error"),
        _ => false,
    });
    let router = file.items.iter().any(|item| match item {
        syn::Item::Impl(item) => item.trait_.is_some() && text.contains("FIRST_PROMPT"),
        _ => false,
    });
    let import = matches!(file.items.as_slice(), [syn::Item::Macro(item)]
        if item.mac.tokens.to_string().starts_with("@ ivr"));
    match (errors, router) {
        (false, false) if import => Ok(Outcome::Import),
        (true, _) => Ok(Outcome::Errors),
        (false, true) => Ok(Outcome::Router),
        (false, false) => Err(format!("neither errors nor a router: {text}")),
    }
}
