//! Tests the imports in both crates: the arrows of the picture in `ivr-runtime/ARCHITECTURE.md`, and the absence of
//! cycles.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use imports::{Module, Modules};

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The modules in `ivr-runtime/src/lib.rs` besides the rooms: pages of documentation, and what only rust-analyzer sees.
const BESIDE_THE_ROOMS: [&str; 3] = ["editor", "guide", "language"];

fn source(krate: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    workspace.join(krate).join("src/lib.rs")
}

fn arrows(imports: impl IntoIterator<Item = (String, String)>) -> Arrows {
    let mut arrows = Arrows::new();
    for (from, to) in imports {
        arrows.entry(to.clone()).or_default();
        if from != to {
            arrows.entry(from).or_default().insert(to);
        }
    }
    arrows
}

/// Everything that can be reached from a module.
fn reached<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<_> = arrows.get(from).into_iter().flatten().collect();
    while let Some(next) = waiting.pop() {
        if reached.insert(next.as_str()) {
            waiting.extend(arrows.get(next).into_iter().flatten());
        }
    }
    reached
}

/// The modules in a cycle, each with the others in it.
fn circles(arrows: &Arrows) -> Vec<String> {
    let on_circle = arrows.keys().filter_map(|from| {
        let with: Vec<_> = reached(arrows, from)
            .into_iter()
            .filter(|to| reached(arrows, to).contains(from.as_str()))
            .collect();
        (!with.is_empty()).then(|| format!("{from}: {}", with.join(", ")))
    });
    on_circle.collect()
}

/// The rooms of the runtime, and their imports.
fn rooms() -> Arrows {
    let modules = Modules::of(&source("ivr-runtime"));
    let room = |module: &Module| module.first().cloned();
    arrows(modules.imports().filter_map(|(from, to)| {
        let (from, to) = (room(from)?, room(to)?);
        let is_room = |name: &String| !BESIDE_THE_ROOMS.contains(&name.as_str());
        (is_room(&from) && is_room(&to)).then_some((from, to))
    }))
}

/// The picture in Mermaid, without arrows that a longer path implies.
fn picture(rooms: &Arrows) -> String {
    let mut lines = vec!["flowchart TD".to_owned()];
    for (from, tos) in rooms {
        for to in tos {
            let mut others = tos.iter().filter(|other| *other != to);
            if !others.any(|other| reached(rooms, other).contains(to.as_str())) {
                lines.push(format!("    {from} --> {to}"));
            }
        }
    }
    lines.join("\n") + "\n"
}

pub(crate) fn rooms_import_one_way_and_match_the_diagram() {
    let rooms = rooms();
    assert_eq!(circles(&rooms), [] as [String; 0]);

    let path = source("ivr-runtime").with_file_name("../ARCHITECTURE.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("```mermaid\n").unwrap();
    let (shown, after) = rest.split_once("```").unwrap();
    let drawn = picture(&rooms);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{before}```mermaid\n{drawn}```{after}")).unwrap();
    } else {
        assert_eq!(shown, drawn, "BLESS=1 draws it anew");
    }
    for room in rooms.keys() {
        let described = text.contains(&format!("| [`{room}`](src/{room}/mod.rs) |"));
        assert!(described, "the table of ARCHITECTURE.md lacks `{room}`");
    }
}

pub(crate) fn import_cycles_exist_only_between_parent_and_child() {
    for krate in ["ivr-runtime", "ivr-macros"] {
        let modules = Modules::of(&source(krate));
        let is_child =
            |child: &Module, parent: &Module| child.split_last().map(|(_, of)| of) == Some(parent);
        let others = modules
            .imports()
            .filter(|(from, to)| !is_child(from, to) && !is_child(to, from));
        let arrows = arrows(others.map(|(from, to)| (from.join("::"), to.join("::"))));
        assert!(arrows.len() > 50, "the modules of {krate} were not found");
        assert_eq!(circles(&arrows), [] as [String; 0], "{krate}");
    }
}

pub(crate) fn imports_name_the_room() {
    let modules = Modules::of(&source("ivr-runtime"));
    // The macro itself, for the samples in our own tests.
    let from_root = modules
        .imports()
        .filter(|(from, to)| to.is_empty() && from.first().is_some_and(|room| room != "editor"));
    let found: Vec<_> = from_root.map(|(from, _)| from.join("::")).collect();
    assert_eq!(
        found,
        [] as [String; 0],
        "`use crate::room::Name`, not `use crate::Name`"
    );
}
