//! The commands `forget`, `export` and `backup`.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::database::StoreArgs;
use super::output::{print, print_json};
use crate::application::Application;
use crate::journal::Journal;
use crate::menu::{Msisdn, Tree};

/// The flags of `forget` and `export`.
#[derive(Debug, Args)]
pub(super) struct NumberArgs<O: Args> {
    /// Phone number in international format: +6591234567
    #[arg(value_name = "NUMBER")]
    number: Msisdn,

    #[command(flatten)]
    store: StoreArgs,

    #[command(flatten, next_help_heading = "Application")]
    application: O,
}

/// The flags of `backup`.
#[derive(Debug, Args)]
#[command(
    after_help = "The copy is a complete database: name it with --database to inspect it or to \
    serve it. PostgreSQL has a tool of its own for this, pg_dump."
)]
pub(super) struct BackupArgs {
    /// File to create; it must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    store: StoreArgs,
}

type Failed = Box<dyn Error + Send + Sync>;

/// Forgets a number, and reports what was deleted.
pub(super) async fn forget<T: Tree>(
    args: NumberArgs<<T::Context as Application>::Options>,
) -> Result<(), Failed>
where
    T::Context: Application,
{
    let (store, application) = args.store.open_with::<T::Context>(args.application).await?;
    let calls = Journal::forget(&store, &args.number).await?;
    let records = application.forget(&args.number).await?;
    Ok(print(&format!(
        "Calls deleted: {calls}. Application records deleted or anonymised: {records}."
    ))?)
}

/// Prints all data about a number.
pub(super) async fn export<T: Tree>(
    args: NumberArgs<<T::Context as Application>::Options>,
) -> Result<(), Failed>
where
    T::Context: Application,
{
    let (store, application) = args.store.open_with::<T::Context>(args.application).await?;
    let calls = Journal::known(&store, &args.number).await?.into_iter();
    let calls = calls.map(|(session, call)| super::list::call(&session, call));
    let calls: Vec<_> = calls.collect();
    let records = application.export(&args.number).await?;
    Ok(print_json(&json!({
        "number": args.number.as_str(),
        "calls": calls,
        "application": records.values(),
    }))?)
}

/// Copies the database.
pub(super) async fn backup<T: Tree>(args: BackupArgs) -> Result<(), Failed>
where
    T::Context: Application,
{
    let store = args.store.open::<T::Context>().await?;
    store.backup(&args.file).await?;
    Ok(())
}
