//! What the runtime has to know of the application whose tree it serves: its options, its tables, and what it
//! can list.

mod table;

use std::error::Error;
use std::future::Future;

pub use table::{Listing, Table};

use crate::menu::Msisdn;
use crate::store::{Migrations, Store};

/// What a tree's look-ups are made on, as far as the command line has to know: its
/// options, and how it is opened.
///
/// ```
/// use std::error::Error;
///
/// use ivr_runtime::store::Store;
/// use ivr_runtime::{Application, Msisdn, clap};
///
/// struct Desk { representative: Msisdn }
///
/// #[derive(clap::Args)]
/// struct Options {
///     /// Who picks up when a caller wants to talk to somebody.
///     #[arg(long, env = "DESK_REPRESENTATIVE", default_value = "+6598888888")]
///     representative: Msisdn,
/// }
///
/// impl Application for Desk {
///     type Options = Options;
///
///     async fn open(options: Options, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
///         Ok(Self { representative: options.representative })
///     }
/// }
/// ```
pub trait Application: Sized + Send + Sync {
    /// What it can be told on the command line; [`NoOptions`] if nothing.
    ///
    /// These stand beside the commands' own flags (`--help` of each lists them), so none may have
    /// the name of one: clap panics in a debug build where two flags are called `--number`.
    type Options: clap::Args + Send;

    /// Its version, for `--version` and the metrics: `Some(env!("CARGO_PKG_VERSION"))`.
    const VERSION: Option<&'static str> = None;

    /// The tables that it keeps in the store.
    const TABLES: Option<Migrations> = None;

    /// What it can list. Each becomes a command.
    const LISTINGS: &'static [Listing] = &[];

    /// Opens it. Runs within a tokio runtime, before an address is taken.
    ///
    /// # Errors
    /// Whatever keeps the program from serving; it is printed, and the program ends with 1.
    fn open(
        options: Self::Options,
        store: Store,
    ) -> impl Future<Output = Result<Self, Box<dyn Error + Send + Sync>>> + Send;

    /// Gives what one of the [`LISTINGS`](Self::LISTINGS) shows.
    ///
    /// # Errors
    /// Whatever keeps it from being read; it is printed, and the program ends with 1.
    fn list(
        &self,
        listing: &str,
    ) -> impl Future<Output = Result<Table, Box<dyn Error + Send + Sync>>> + Send {
        let unknown = format!("there is no list of {listing}");
        async { Err(unknown.into()) }
    }

    /// Gives all that it keeps of a phone number. Whose tables hold numbers has to say so here: the
    /// command `export` prints it beside the calls.
    ///
    /// # Errors
    /// Whatever keeps it from being read; it is printed, and the program ends with 1.
    fn export(
        &self,
        number: &Msisdn,
    ) -> impl Future<Output = Result<Table, Box<dyn Error + Send + Sync>>> + Send {
        let _ = number;
        async { Ok(Table::default()) }
    }

    /// Deletes all that it keeps of a phone number, or makes it anonymous, for the command `forget`.
    /// Gives the number of records that were changed.
    ///
    /// # Errors
    /// Whatever keeps it from being written; it is printed, and the program ends with 1.
    fn forget(
        &self,
        number: &Msisdn,
    ) -> impl Future<Output = Result<u64, Box<dyn Error + Send + Sync>>> + Send {
        let _ = number;
        async { Ok(0) }
    }
}

impl Application for () {
    type Options = NoOptions;

    async fn open(_: NoOptions, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// No options at all: the [`Options`](Application::Options) of a tree whose
/// look-ups need none.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct NoOptions {}
