//! The crate to compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rustc::{Figures, NOTE, run};
use super::tree;

/// What rustc has to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Check,
    Release,
}

impl What {
    pub(crate) const ALL: [Self; 2] = [Self::Check, Self::Release];
}

pub(crate) struct Project {
    folder: PathBuf,
    compiler: String,
    /// The arguments by which rustc finds the dependencies.
    found: Vec<String>,
}

impl Project {
    /// Creates the crate in a folder that is kept, so that its dependencies are compiled once.
    pub(crate) fn create() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::create_dir_all(folder.join("src")).expect("the folder can be made");
        let lock = fs::read_to_string(workspace.join("Cargo.lock"));
        let write = |name: &str, text: &str| {
            fs::write(folder.join(name), text).expect("the folder can be written to");
        };
        write("Cargo.lock", &lock.expect("the workspace has one"));
        write("Cargo.toml", &manifest(&workspace.join("ivr-runtime")));
        write("src/lib.rs", "//! What counts is what it depends on.\n");
        write("dispatch.rs", include_str!("dispatch.rs.txt"));
        let note = folder.join("note");
        let this = std::env::current_exe().expect("a program knows where it is");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--target-dir", "target"])
            .env("RUSTC_WORKSPACE_WRAPPER", this)
            .env(NOTE, &note)
            .current_dir(&folder)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "cargo fails");
        let note = fs::read_to_string(note).expect("cargo ran the compiler");
        // For a library, cargo does not wait for the code generation of its dependencies.
        let mut lines = note.lines().map(|line| line.replace(".rmeta", ".rlib"));
        Self {
            folder,
            compiler: lines.next().expect("the compiler is in the first line"),
            found: lines.collect(),
        }
    }

    /// The mean cost of compiling a tree with this number of menus.
    pub(crate) fn compile(&self, what: What, menus: usize, runs: u32) -> Figures {
        let source = self.folder.join("tree.rs");
        fs::write(&source, tree::source(menus)).expect("the folder can be written to");
        let mut rustc = self.rustc();
        rustc.args(["--crate-type", "lib", "--crate-name", "of_menus", "tree.rs"]);
        match what {
            What::Check => rustc.args(["--emit=metadata", "-o", "libof_menus.rmeta"]),
            What::Release => rustc.args(["-Copt-level=3", "-o", "libof_menus.rlib"]),
        };
        Figures::of(&mut rustc, runs)
    }

    /// Nanoseconds from a state and a key to the reply, and from an id to the state, in the last compiled tree.
    pub(crate) fn dispatch(&self) -> [f64; 2] {
        let mut rustc = self.rustc();
        rustc.args(["-Copt-level=3", "--extern=of_menus=libof_menus.rlib"]);
        rustc.args(["-o", "dispatch", "dispatch.rs"]);
        run(&mut rustc);
        let output = Command::new(self.folder.join("dispatch")).output();
        let output = output.expect("it has been compiled").stdout;
        let text = String::from_utf8(output).expect("it prints text");
        let mut figures = text.split_whitespace().map(|figure| figure.parse());
        std::array::from_fn(|_| figures.next().expect("two figures").expect("a number"))
    }

    fn rustc(&self) -> Command {
        let mut rustc = Command::new(&self.compiler);
        rustc.args(["--edition", "2024"]).args(&self.found);
        rustc.current_dir(&self.folder);
        rustc
    }
}

/// The macro is optimised, as the language's reference advises for large trees.
fn manifest(runtime: &Path) -> String {
    let mut manifest = format!(
        "[package]\nname = \"of_menus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nivr-runtime = {{ path = {runtime:?} }}\n\n\
         [workspace]\n\n\
         [profile.dev.package.\"*\"]\ndebug = false\n"
    );
    for package in ["ivr-macros", "proc-macro2", "quote", "serde_json", "syn"] {
        manifest.push_str(&format!(
            "[profile.dev.package.{package}]\nopt-level = 2\ndebug-assertions = false\n"
        ));
    }
    manifest
}
