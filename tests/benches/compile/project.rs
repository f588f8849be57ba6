//! The crate that is compiled.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rustc::{FIGURES, Figures};
use super::tree;

pub(crate) const NAME: &str = "of_menus";

/// What is asked of rustc.
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
}

impl Project {
    /// The crate, in a folder that is kept: what it depends on is compiled once.
    pub(crate) fn create() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
        fs::create_dir_all(folder.join("src")).expect("the folder can be made");
        let project = Self { folder };
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let runtime = workspace.join("ivr-runtime");
        project.write("Cargo.toml", &manifest(&runtime));
        let lock = fs::read_to_string(workspace.join("Cargo.lock"));
        project.write("Cargo.lock", &lock.expect("the workspace has one"));
        project.write("src/dispatch.rs", include_str!("dispatch.rs.txt"));
        project
    }

    /// What rustc takes for a tree of so many menus.
    pub(crate) fn compile(&self, what: What, menus: usize, round: usize) -> Figures {
        let file = self.folder.join("figures");
        // Cargo would not compile what it has compiled before.
        let source = format!("{}\n// {menus} {round}\n", tree::source(menus));
        self.write("src/lib.rs", &source);
        if let Err(error) = fs::remove_file(&file)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            panic!("{}: {error}", file.display());
        }
        let arguments: &[&str] = match what {
            What::Check => &["check", "--lib"],
            What::Release => &["build", "--release", "--lib"],
        };
        let mut cargo = self.cargo(arguments);
        let this = std::env::current_exe().expect("a program knows where it is");
        cargo
            .env("RUSTC_WORKSPACE_WRAPPER", this)
            .env(FIGURES, &file);
        let status = cargo.status().expect("cargo is there");
        assert!(status.success(), "a tree of {menus} menus does not compile");
        Figures::read(&file)
    }

    /// Nanoseconds from a state and a key to the reply, and from an id to the state, in the tree
    /// that was compiled last.
    pub(crate) fn dispatch(&self) -> [f64; 2] {
        let output = self.cargo(&["run", "--release"]).output();
        let output = output.expect("cargo is there").stdout;
        let text = String::from_utf8(output).expect("it prints text");
        let mut figures = text
            .split_whitespace()
            .map(|figure| figure.parse().expect("a number"));
        std::array::from_fn(|_| figures.next().expect("two figures"))
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(arguments)
            .args(["--quiet", "--target-dir", "target"])
            .env("CARGO_INCREMENTAL", "0")
            .current_dir(&self.folder);
        cargo
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        // Cargo compiles again whatever is newer.
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            return;
        }
        fs::write(path, text).expect("the folder can be written to");
    }
}

/// The macro is optimised, as the language's reference advises for large trees; what else the crate
/// depends on is not measured, and so not optimised.
fn manifest(runtime: &Path) -> String {
    let mut manifest = format!(
        "[package]\nname = {NAME:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = \"dispatch\"\npath = \"src/dispatch.rs\"\n\n\
         [dependencies]\nivr-runtime = {{ path = {runtime:?} }}\n\n\
         [workspace]\n"
    );
    for profile in ["dev", "release"] {
        manifest.push_str(&format!(
            "\n[profile.{profile}.package.\"*\"]\nopt-level = 0\ndebug = false\n"
        ));
        for package in ["ivr-macros", "proc-macro2", "quote", "syn"] {
            manifest.push_str(&format!(
                "[profile.{profile}.package.{package}]\nopt-level = 2\n"
            ));
        }
    }
    manifest
}
