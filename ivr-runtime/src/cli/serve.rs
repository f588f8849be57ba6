//! The command `serve`.

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use tracing::warn;

use super::args::ServeArgs;
use super::database::StoreArgs;
use super::log_writer::LogWriter;
use super::reload::reload;
use super::signals::{Asked, Signals};
use super::{checks, complain, logs};
use crate::application::Application;
use crate::carrier::{self, Carrier};
use crate::journal::{self, SealerError};
use crate::menu::Tree;
use crate::server::{BindError, Config, Server, nearby};
use crate::store::StoreError;

/// Default address of the metrics: the port that OpenTelemetry's Prometheus exporter uses.
const ADMIN_PORT: u16 = 9464;

/// Why a tree can't be served.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    #[error("the database could not be opened")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] SealerError),
    #[error("the application could not be opened")]
    Open(#[source] Box<dyn Error + Send + Sync>),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[cfg(feature = "sip")]
    #[error(transparent)]
    Telephone(#[from] super::telephone::TelephoneError),
    #[error("could not set up threads, timers or signals")]
    System(#[from] io::Error),
}

/// How long the program waits at exit for its last output to be read.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serves until the program is told to stop.
///
/// `line` is the original command line, which is parsed again on SIGHUP.
pub(super) fn serve<T: Tree>(
    args: ServeArgs<<T::Context as Application>::Options>,
    line: Vec<OsString>,
) -> ExitCode
where
    T::Context: Application,
{
    let log = logs::start(&args.logs);
    let served = log.and_then(|log| Ok((log, Runtime::new()?)));
    let served = served
        .map_err(ServeError::System)
        .and_then(|(log, runtime)| {
            let served = runtime.block_on(serve_until_asked_to_end::<T>(args, line, &log));
            // A lookup that still blocks its thread must not keep the program alive.
            runtime.shutdown_background();
            log.flush(PATIENCE);
            served
        });
    let Err(error) = served else {
        return ExitCode::SUCCESS;
    };
    // A stalled reader of stderr must not delay a restart.
    aside(move || complain(&error));
    ExitCode::FAILURE
}

/// Prints on a separate thread and waits only briefly, because nobody may be reading.
fn aside(print: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    let printing = thread::Builder::new().spawn(move || {
        print();
        // The caller may have stopped waiting.
        let _ = done.send(());
    });
    if printing.is_ok() {
        let _ = is_done.recv_timeout(PATIENCE);
    }
}

async fn serve_until_asked_to_end<T: Tree>(
    args: ServeArgs<<T::Context as Application>::Options>,
    line: Vec<OsString>,
    log: &LogWriter,
) -> Result<(), ServeError>
where
    T::Context: Application,
{
    let mut signals = Signals::catch()?;
    let files = checks::files(args.config().limits.connections);
    for doubt in args.doubts.iter().chain(&files) {
        warn!("{doubt}");
    }
    let store = args.store.open_now_or_later::<T::Context>().await?;
    let sealer = match journal::sealer(&store).await {
        Ok(sealer) => Some(sealer),
        // The server asks for the resource again.
        Err(SealerError::Store(error)) if error.may_pass() => None,
        Err(error) => return Err(error.into()),
    };
    let (config, keep_calls) = (args.config(), args.keep_calls);
    let context = T::Context::open(args.application, store.clone());
    let context = Arc::new(context.await.map_err(ServeError::Open)?);
    let server = bind::<T>(config, context).await?;
    let server = match sealer {
        Some(sealer) => server.with_sealer(sealer),
        None => server,
    };
    let server = server
        .with_store(store)
        .keep_calls(keep_calls)
        .with_log(log.dropped())
        .with_version(T::Context::VERSION);
    #[cfg(feature = "pages")]
    let server = server.with_pages();
    let banner = banner(T::description().name, &server, &args.store);
    #[cfg(feature = "sip")]
    let mut banner = banner;
    #[cfg(feature = "sip")]
    let server = args
        .telephone
        .answered(server, args.logs.mask_addresses, &mut banner)
        .await?;
    aside(move || {
        // The server runs even if this fails.
        let _ = io::stdout().write_all(banner.as_bytes());
    });
    let reloader = server.reloader();
    let shutdown = async move {
        while signals.next().await == Asked::Reload {
            reload::<T>(&line, &reloader);
        }
    };
    let _ = server.run(shutdown).await;
    Ok(())
}

/// Binds the addresses. Unless an admin address is set, it falls back to a free port, so that two
/// servers on one machine need no flags.
async fn bind<T: Tree>(
    mut config: Config,
    context: Arc<T::Context>,
) -> Result<Server<T>, BindError> {
    if config.admin.is_some() {
        return Server::bind(config, context).await;
    }
    for port in [ADMIN_PORT, 0] {
        let admin = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        config.admin = Some(admin);
        match Server::bind(config.clone(), Arc::clone(&context)).await {
            Err(BindError::InUse(taken)) if taken == admin => {}
            bound => return bound,
        }
    }
    config.admin = None;
    Server::bind(config, context).await
}

/// The banner: what is served where, and what to try next.
fn banner<T: Tree>(tree: &str, server: &Server<T>, store: &StoreArgs) -> String {
    let admin = server
        .admin_addr()
        .map(|address| format!("http://{address}/metrics"));
    let admin = admin.unwrap_or_else(|| "nowhere".to_owned());
    let pages = server.pages_addr().map(|address| {
        format!(
            "Open http://{address}/ to call it, and http://{address}/calls to watch the calls.\n"
        )
    });
    let database = &store.database;
    let scheme = if server.has_tls() { "https" } else { "http" };
    greeting(
        tree,
        &carrier::of::<T>().collect::<Vec<_>>(),
        scheme,
        server.local_addr(),
        &format!("  metrics   {admin}\n  database  {database}\n"),
        &pages.unwrap_or_default(),
    )
}

fn greeting(
    tree: &str,
    carriers: &[&dyn Carrier],
    scheme: &str,
    address: SocketAddr,
    places: &str,
    pages: &str,
) -> String {
    let near = nearby(address);
    let webhooks = carriers.iter().flat_map(|carrier| carrier.webhooks());
    let webhooks: String = webhooks
        .map(|webhook| format!("  POST {:<14} {}\n", webhook.path, webhook.purpose))
        .collect();
    let call = carriers
        .first()
        .map(|carrier| carrier.first_call(&format!("{scheme}://{near}")));
    let call = call.unwrap_or_default();
    format!(
        r#"{tree} answers at {scheme}://{address}

{webhooks}  GET  /healthz       health check

{places}
{pages}
Try it without a phone:

{call}

"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_names_an_address_that_can_be_called() {
        let banner = |address: &str| {
            let address = address.parse().unwrap();
            greeting("Demo", carrier::ALL, "http", address, "", "")
        };
        assert!(banner("127.0.0.1:8080").starts_with("Demo answers at http://127.0.0.1:8080\n"));
        assert!(banner("127.0.0.1:8080").contains("curl -s http://127.0.0.1:8080/"));
        assert!(banner("0.0.0.0:9000").contains("curl -s http://127.0.0.1:9000/"));
        assert!(banner("[::]:9000").contains("curl -s http://[::1]:9000/"));
    }

    #[test]
    fn the_event_in_the_banner_is_a_call_that_comes_in() {
        let banner = greeting(
            "Demo",
            carrier::ALL,
            "http",
            SocketAddr::from(([127, 0, 0, 1], 8080)),
            "",
            "",
        );
        let event = banner.split('\'').rev().nth(1).unwrap();
        let event =
            crate::carrier::eight_by_eight::wire::vca::CallAction::read(event.as_bytes()).unwrap();
        assert!(event.into_event().rings);
    }
}
