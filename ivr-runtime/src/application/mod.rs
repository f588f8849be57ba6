//! The interface to the application behind a tree: its options, its tables and its listings.

mod table;

use std::error::Error;
use std::future::Future;

pub use table::{Listing, Table};

use crate::menu::Msisdn;
use crate::store::{Migrations, Store};

/// The application on which a tree's lookups are made: its options, how to open it, and what it stores.
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
    /// Its options on the command line; [`NoOptions`] if it has none.
    ///
    /// They share the command line with the commands' own flags (see the `--help` of each), so names must be
    /// unique: clap panics in a debug build if two flags are called `--number`.
    type Options: clap::Args + Send;

    /// Its version, for `--version` and the metrics: `Some(env!("CARGO_PKG_VERSION"))`.
    const VERSION: Option<&'static str> = None;

    /// The tables that it keeps in the store.
    const TABLES: Option<Migrations> = None;

    /// Its listings. Each becomes a command.
    const LISTINGS: &'static [Listing] = &[];

    /// Opens the application. Runs in a tokio runtime, before the server binds an address.
    ///
    /// # Errors
    /// Any error that prevents serving; it is printed, and the exit code is 1.
    fn open(
        options: Self::Options,
        store: Store,
    ) -> impl Future<Output = Result<Self, Box<dyn Error + Send + Sync>>> + Send;

    /// Returns the rows of one of the [`LISTINGS`](Self::LISTINGS).
    ///
    /// # Errors
    /// Any error; it is printed, and the exit code is 1.
    fn list(
        &self,
        listing: &str,
    ) -> impl Future<Output = Result<Table, Box<dyn Error + Send + Sync>>> + Send {
        let unknown = format!("unknown listing: {listing}");
        async { Err(unknown.into()) }
    }

    /// Returns all data about a phone number, which the command `export` prints with the calls. Implement it if
    /// your tables contain numbers.
    ///
    /// # Errors
    /// Any error; it is printed, and the exit code is 1.
    fn export(
        &self,
        number: &Msisdn,
    ) -> impl Future<Output = Result<Table, Box<dyn Error + Send + Sync>>> + Send {
        let _ = number;
        async { Ok(Table::default()) }
    }

    /// Deletes or anonymises all data about a phone number, for the command `forget`.
    /// Returns the number of changed records.
    ///
    /// # Errors
    /// Any error; it is printed, and the exit code is 1.
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

/// The [`Options`](Application::Options) of an application without options of its own.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct NoOptions {}
