//! The command `phone`.

use std::error::Error;
use std::future::pending;
use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tokio::runtime;

use super::secret::{VariableError, secret};
use crate::application::Application;
use crate::carrier::eight_by_eight::simulator::{Form, Move, new_id};
use crate::carrier::{self, Secret, SecretError, Unnamed};
use crate::cli::complain;
use crate::cli::database::tables;
use crate::cli::output::print_json;
use crate::menu::{Direction, Msisdn, Outcome, Tree};
use crate::practice::phone::{self, Call, PhoneError, PipedError, Verdict};
use crate::server::{Access, BindError, Config, Server};
use crate::store::{Database, Store, StoreError};

/// The flags of `phone`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    phone                            type keys and Enter; h hangs up; wait for silence\n  \
    phone --keys 1,1,2               presses 1, 1 and 2, one at each prompt, and shows the call\n  \
    phone --keys 1,-                 presses 1, then stays silent (`silence` is the same)\n  \
    phone --keys 2,1 --answer busy   the called number is busy\n  \
    phone --keys 2 --answer busy,answered  the second number picks up\n  \
    phone --url http://127.0.0.1:8080 --outbound\n  \
    phone --carrier twilio           through Twilio's protocol, if the tree names Twilio\n  \
    printf '1\\n1\\n2\\n' | phone        keys from a pipe or a file, one line per prompt\n\n\
    With --keys, or keys from a pipe, the exit code is 0 if the call ended as the keys say, 1 if \
    the server or one of its answers was at fault, and 3 if keys were missing or left over. If the server \
    expects a secret, set IVR_WEBHOOK_SECRET as for `serve`.")]
pub(in crate::cli) struct PhoneArgs<O: Args> {
    /// What the caller does at each prompt, separated by commas: keys, `-` for silence, `h` to
    /// hang up
    #[arg(
        long,
        value_name = "KEYS",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    keys: Option<Vec<Move>>,

    /// The carrier that it goes through: one that the tree names, and without this its first
    #[arg(long, value_name = "NAME")]
    carrier: Option<String>,

    /// URL of a running server; by default, one is started for this call
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// The caller calls the menu (the default)
    #[arg(long, conflicts_with = "outbound")]
    inbound: bool,

    /// Be called
    #[arg(long)]
    outbound: bool,

    /// Outcome of each number that is called in turn, separated by commas; the last one applies to
    /// all further numbers
    #[arg(long, value_enum, value_delimiter = ',', default_value = "answered")]
    answer: Vec<FurtherLeg>,

    /// Get events in the older of the two forms that 8x8 documents
    #[arg(long)]
    older: bool,

    /// Number of the caller
    #[arg(long, value_name = "NUMBER", default_value = "+6591111111")]
    me: Msisdn,

    /// Number of the menu
    #[arg(long, value_name = "NUMBER", default_value = "+6568888888")]
    number: Msisdn,

    /// Print the call as one JSON document when it ends
    #[arg(long)]
    json: bool,

    #[command(flatten, next_help_heading = "Application (without --url)")]
    application: O,
}

/// The outcome of a number that is called for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FurtherLeg {
    /// Somebody picks up, talks for a minute and hangs up
    Answered,
    /// The line is busy
    Busy,
    /// It rings, and nobody picks up
    NoAnswer,
    /// The call can't be placed
    Failed,
}

impl From<FurtherLeg> for Outcome {
    fn from(leg: FurtherLeg) -> Self {
        match leg {
            FurtherLeg::Answered => Self::Answered,
            FurtherLeg::Busy => Self::Busy,
            FurtherLeg::NoAnswer => Self::NoAnswer,
            FurtherLeg::Failed => Self::Failed,
        }
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PhoneCommandError {
    #[error(transparent)]
    Carrier(#[from] Unnamed),
    #[error("{0} has one form of events alone; leave out --older")]
    Older(&'static str),
    #[error(transparent)]
    Secret(#[from] VariableError),
    #[error("the system gave no secret for this call")]
    NoSecret(#[from] SecretError),
    #[error("the application could not be opened")]
    Open(#[source] Box<dyn Error + Send + Sync>),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error(transparent)]
    Piped(#[from] PipedError),
    #[error("could not print the call")]
    Show(#[source] io::Error),
    #[error("could not create the database for this call; with --url none is needed")]
    Store(#[from] StoreError),
    #[error("could not set up threads or timers")]
    System(#[source] io::Error),
}

/// Makes one call, and reports its outcome by the exit code.
pub(super) fn run<T: Tree>(args: PhoneArgs<<T::Context as Application>::Options>) -> ExitCode
where
    T::Context: Application,
{
    // Several threads: a lookup that blocks one must not stop the caller's clock.
    let ended = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(PhoneCommandError::System)
        .and_then(|runtime| {
            let ended = runtime.block_on(phone::<T>(args));
            // The call's own server ends with the program.
            runtime.shutdown_background();
            ended
        });
    ended.unwrap_or_else(|error| {
        complain(&error);
        match error {
            // As for any other flag that is wrong.
            PhoneCommandError::Carrier(_) | PhoneCommandError::Older(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    })
}

async fn phone<T: Tree>(
    args: PhoneArgs<<T::Context as Application>::Options>,
) -> Result<ExitCode, PhoneCommandError>
where
    T::Context: Application,
{
    let carrier = carrier::named::<T>(args.carrier.as_deref())?;
    let form = if args.older {
        Form::DtmfReceived
    } else {
        Form::ActionCompleted
    };
    if !phone::takes(carrier, form) {
        return Err(PhoneCommandError::Older(carrier.title()));
    }
    let (moves, written) = match args.keys {
        Some(moves) => (Some(moves), "--keys"),
        None if io::stdin().is_terminal() => (None, "--keys"),
        // Scripted keys are typed faster than they are asked for.
        None => (Some(phone::piped(io::stdin().lock())?), "the input"),
    };
    let (server, secret) = match args.url {
        Some(url) => (url, secret(carrier)?),
        None => {
            let secret: Secret = new_id().parse()?;
            let server = built_in::<T>(args.application, secret.clone()).await?;
            (server, Some(secret))
        }
    };
    let call = Call {
        carrier,
        server,
        secret,
        direction: if args.outbound {
            Direction::Outbound
        } else {
            Direction::Inbound
        },
        person: args.me,
        number: args.number,
        further_legs: args.answer.into_iter().map(Outcome::from).collect(),
        form,
    };
    let scripted = moves.is_some();
    let record = match moves {
        Some(moves) => phone::scripted::<T>(&call, moves).await?,
        None => phone::live::<T>(&call).await?,
    };
    if args.json {
        print_json(&record).map_err(PhoneCommandError::Show)?;
    } else if scripted {
        phone::show(&record).map_err(PhoneCommandError::Show)?;
    }
    let verdict = Verdict::of(&record);
    let (code, says) = match verdict {
        Verdict::Fine => (0, None),
        Verdict::Broken => (1, record.error.clone()),
        Verdict::KeysMissing => (
            3,
            Some(format!(
                "the menu asks for more keys than {written} contains; add a key, or `h` to hang up"
            )),
        ),
        Verdict::KeysLeft => {
            let left = record.moves_left.join(",");
            (
                3,
                Some(format!(
                    "the call ended before these keys were used: {left}"
                )),
            )
        }
    };
    if let Some(says) = says {
        complain(&Complaint(says));
    }
    Ok(ExitCode::from(code))
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Complaint(String);

/// Starts a server of the tree for this call alone, which expects this secret.
async fn built_in<T: Tree>(
    options: <T::Context as Application>::Options,
    secret: Secret,
) -> Result<String, PhoneCommandError>
where
    T::Context: Application,
{
    // In memory, so that a rehearsal books no table.
    let store = Store::open(&Database::Memory, &tables::<T::Context>()).await?;
    let context = T::Context::open(options, store.clone()).await;
    let context = context.map_err(PhoneCommandError::Open)?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server = Server::<T>::bind(
        Config {
            listen,
            access: Access {
                secrets: vec![secret],
                ..Access::default()
            },
            ..Config::default()
        },
        context,
    )
    .await?;
    let server = server.with_store(store);
    let url = format!("http://{}", server.local_addr());
    tokio::spawn(server.run(pending()));
    Ok(url)
}
