//! The command `manifest`: writes what calls in flight depend on, or checks the tree against it.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::menu::Tree;
use crate::menu::manifest::{Manifest, ManifestError};

/// The flags of `manifest`.
#[derive(Debug, Args)]
pub(super) struct ManifestArgs {
    /// Check the tree against the manifest of the deployed release instead of writing one
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,

    /// Succeed despite warnings, such as a key that leads elsewhere; errors still fail
    #[arg(long, requires = "check")]
    accept_warnings: bool,
}

/// Why the manifest could not be compared.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("{} can't be read", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    #[error("{}", .0.display())]
    NoManifest(PathBuf, #[source] ManifestError),
}

/// The output of the command.
///
/// # Errors
/// If the tree can't take over the calls of the release with that manifest.
pub(super) fn manifest<T: Tree>(
    args: &ManifestArgs,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let now = Manifest::of::<T>();
    let Some(path) = &args.check else {
        return Ok(now.to_string());
    };
    let text = fs::read_to_string(path).map_err(|e| Unreadable::File(path.clone(), e))?;
    let older = Manifest::read(&text).map_err(|e| Unreadable::NoManifest(path.clone(), e))?;
    let file = path.display();
    match now.takes_over(&older) {
        Ok(()) => Ok(format!("`{}` takes over the calls of {file}\n", now.tree)),
        Err(changes) if args.accept_warnings && !changes.strands_calls() => Ok(format!(
            "{changes}\n`{}` takes over the calls of {file}, warnings accepted\n",
            now.tree
        )),
        Err(changes) => Err(format!(
            "`{}` can't take over the calls of {file}\n{changes}",
            now.tree
        )
        .into()),
    }
}
