//! Tests that the router that `ivr!` generates for random trees agrees with an interpreter that shares no code with it,
//! in every state and on every input.
//!
//! `IVR_TREES=500 cargo test -p compile --test differential -- --nocapture` tests more trees than a normal run,
//! `IVR_SEED=7` other ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use compile::random_tree::generate::{self, Options};
use compile::random_tree::walk::{self, Expected};
use compile::random_tree::{Tree, census, program};
use serde_json::Value;

/// Maximum number of trees in a program: a larger program takes rustc more memory, several programs more time.
const BATCH: usize = 40;

/// The first seed of a normal run, and its number of trees.
const SEED: u64 = 2026;
const TREES: u64 = 40;

fn number(variable: &str, otherwise: u64) -> u64 {
    let set = std::env::var(variable).ok();
    set.map_or(otherwise, |set| set.parse().expect("a number"))
}

/// The trees of a normal run, and the requested number of others.
fn trees(seed: u64, count: u64) -> impl Iterator<Item = Tree> {
    let tree = move |at: u64| {
        let seed = seed.wrapping_add(at << 32);
        generate::tree(&format!("Tree{at}"), seed, &Options::default())
    };
    (0..count).map(tree)
}

#[test]
fn random_trees_use_the_whole_language() {
    let census = census::of(&trees(SEED, TREES).collect::<Vec<_>>());
    println!("{census:#?}");
    let rare: Vec<_> = census.iter().filter(|(_, count)| **count < 3).collect();
    assert!(rare.is_empty(), "hardly made any more: {rare:?}");
}

#[test]
fn random_trees_mean_what_the_language_says() {
    let seed = number("IVR_SEED", SEED);
    let count = number("IVR_TREES", TREES);
    println!("seed {seed}, {count} trees");
    let trees = trees(seed, count).map(|tree| {
        let expected = walk::expected(&tree);
        (tree, expected)
    });
    let trees: Vec<_> = trees.collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
    std::fs::create_dir_all(&folder).unwrap();
    let batches: Vec<_> = trees
        .chunks(BATCH)
        .enumerate()
        .map(|(at, batch)| Batch::write(&folder, at, batch))
        .collect();
    {
        // A program that passes a ui test is built and run with everything already built for the ui tests, which is the
        // cheapest way to build one. It runs when this is dropped.
        let cases = trybuild::TestCases::new();
        for batch in &batches {
            cases.pass(&batch.source);
        }
    }
    let mut figures = Figures::default();
    for (batch, trees) in batches.iter().zip(trees.chunks(BATCH)) {
        figures.compare(trees, &batch.answers());
    }
    println!("{figures:?}");
    assert!(
        figures.first.is_none(),
        "{}",
        figures.first.unwrap_or_default()
    );
}

/// A program with some trees, and the file of its replies.
struct Batch {
    source: PathBuf,
    output: PathBuf,
}

impl Batch {
    fn write(folder: &Path, at: usize, trees: &[(Tree, Vec<Expected>)]) -> Self {
        let source = folder.join(format!("batch_{at}.rs"));
        let output = folder.join(format!("batch_{at}.jsonl"));
        // Replies of an earlier run must not be mistaken for those of this one.
        let _ = std::fs::remove_file(&output);
        std::fs::write(&source, program::source(trees, &output)).unwrap();
        Self { source, output }
    }

    /// The replies by tree, id and input.
    fn answers(&self) -> BTreeMap<(u64, String, String), Value> {
        let lines = std::fs::read_to_string(&self.output).unwrap();
        let answers = lines.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            let key = (line["tree"].as_u64().unwrap(), text("id"), text("input"));
            (key, line["reply"].take())
        });
        answers.collect()
    }
}

#[derive(Default)]
struct Figures {
    trees: usize,
    states: usize,
    comparisons: usize,
    disagreements: usize,
    /// The message of the first one.
    first: Option<String>,
}

/// For a test's output, without the message of the disagreement, which follows.
impl std::fmt::Debug for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            trees,
            states,
            comparisons,
            disagreements,
            ..
        } = self;
        write!(
            f,
            "{trees} trees, {states} states, {comparisons} comparisons, {disagreements} disagreements"
        )
    }
}

impl Figures {
    fn compare(
        &mut self,
        trees: &[(Tree, Vec<Expected>)],
        answers: &BTreeMap<(u64, String, String), Value>,
    ) {
        for (at, id, input) in answers.keys() {
            let (tree, expected) = &trees[usize::try_from(*at).unwrap()];
            let mut asked = expected.iter().map(|one| (&one.id, &one.input));
            assert!(
                asked.any(|one| one == (id, input)),
                "`{id}` on {input} is answered by the router alone\n{}",
                tree.source()
            );
        }
        for (at, (tree, expected)) in (0..).zip(trees) {
            self.trees += 1;
            for Expected { id, input, reply } in expected {
                self.comparisons += 1;
                self.states += usize::from(input == "state" && !reply.is_null());
                let got = answers.get(&(at, id.clone(), input.clone()));
                if got == Some(reply) {
                    continue;
                }
                self.disagreements += 1;
                self.first.get_or_insert_with(|| {
                    let got = got.map_or("nothing".to_owned(), Value::to_string);
                    format!(
                        "`{id}` on {input}\n  router:      {got}\n  interpreter: {reply}\n{}",
                        tree.source()
                    )
                });
            }
        }
    }
}
