//! Lookups: the only place where the author's code runs during a call.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{Instrument, warn};

use super::answers::Flight;
use super::threads::Threads;
use crate::carrier::{Document, Documents, WriteError};
use crate::engine::carry;
use crate::engine::values::{SealError, Sealer};
use crate::journal::{Claim, Journal, Step};
use crate::logging::Causes;
use crate::logging::Redacted;
use crate::menu::{Call, Failure, Tree};
use crate::store::StoreError;

/// Why a lookup gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    #[error("it failed: {}", Redacted(&Causes(.0.as_error()).to_string()))]
    Failed(Failure),
    #[error("it panicked: {}", Redacted(.0))]
    Panicked(String),
    #[error("it missed its deadline")]
    Late,
    #[error("another server is still making it")]
    Elsewhere,
    #[error("could not find out whether it was made before: {}", Redacted(&Causes(.0).to_string()))]
    Unchecked(StoreError),
    #[error("{0}")]
    Seal(#[from] SealError),
    #[error("{0}")]
    Unwritable(#[from] WriteError),
}

impl LookupError {
    /// The reason, including any phone numbers that it quotes.
    pub(super) fn unmasked(&self) -> String {
        match self {
            Self::Failed(failure) => format!("it failed: {}", Causes(failure.as_error())),
            Self::Panicked(message) => format!("it panicked: {message}"),
            Self::Late
            | Self::Elsewhere
            | Self::Unchecked(_)
            | Self::Seal(_)
            | Self::Unwritable(_) => self.to_string(),
        }
    }

    /// A stable name for metrics.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::Late => "late",
            Self::Elsewhere => "elsewhere",
            Self::Unchecked(_) => "unchecked",
            Self::Seal(_) => "seal",
            Self::Unwritable(_) => "unwritable",
        }
    }
}

/// A lookup to make, and its call.
pub(super) struct LookUp<T: Tree> {
    pub(super) lookup: T::Lookup,
    /// Renders the reply.
    pub(super) documents: Arc<Documents<T>>,
    pub(super) context: Arc<T::Context>,
    pub(super) call: Call,
    /// The platform's session id, to which the call's values are sealed.
    pub(super) session: String,
    /// What the call remembers.
    pub(super) values: T::Values,
    pub(super) sealer: Arc<Sealer>,
    /// When the caller must get an answer.
    pub(super) deadline: Instant,
    /// The whole time until the deadline.
    pub(super) patience: Duration,
    /// Where to put the answer for repeated events; `None` if the event has no name.
    pub(super) record: Option<Record>,
}

/// Ensures that an event's lookup is made once.
pub(super) struct Record {
    pub(super) flight: Flight,
    pub(super) journal: Option<Journal>,
    pub(super) step: Step,
}

/// The result of a lookup.
pub(super) enum Answer<T> {
    /// The next state, and the reply that leads to it.
    Now(Option<T>, Document),
    /// The previous answer to the same event.
    Again(Document),
}

/// Makes a lookup, and abandons it at the deadline.
///
/// It runs as a separate task, on its own [threads](Threads), so that neither a panic nor a lookup
/// that blocks its thread costs a caller the answer, and a client that disconnects does not stop a
/// booking half-way.
pub(super) async fn look_up<T: Tree>(
    threads: &Threads,
    asked: LookUp<T>,
) -> Result<Answer<T>, LookupError> {
    let deadline = asked.deadline;
    let task = threads.spawn(make(asked).in_current_span());
    // The inner deadline cancels a lookup that awaits, the outer one stops waiting for one that blocks.
    match timeout_at(deadline, task).await {
        Ok(Ok(made)) => made,
        Err(_) => Err(LookupError::Late),
        Ok(Err(stopped)) => Err(LookupError::Panicked(match stopped.try_into_panic() {
            Ok(panic) => message(panic.as_ref()),
            Err(cancelled) => cancelled.to_string(),
        })),
    }
}

/// Makes a lookup, unless it was made before.
async fn make<T: Tree>(mut asked: LookUp<T>) -> Result<Answer<T>, LookupError> {
    let patience = asked.patience;
    // This deadline is a little earlier, so that a lookup that waits for a stuck database
    // is rolled back before the caller hears that it failed.
    let deadline = asked.deadline - patience / 20;
    let Some(Record {
        flight,
        journal,
        step,
    }) = asked.record.take()
    else {
        let (next, document) = answer(asked, deadline).await?;
        return Ok(Answer::Now(next, document));
    };
    if let Some(journal) = &journal
        && let Some(body) = claim(journal, &step, patience, deadline - patience / 4).await?
    {
        return Ok(Answer::Again(flight.settle(body.into())));
    }
    let (next, document) = answer(asked, deadline).await?;
    if let Some(journal) = journal {
        let kept = keep(journal, step, document.clone());
        // The lookup has taken effect, so the caller hears its result, even if it is not stored yet.
        if let Ok(Ok(Some(counts))) = timeout_at(deadline, kept).await
            && counts != document
        {
            return Ok(Answer::Again(flight.settle(counts)));
        }
    }
    // A repeat of the event gets the same answer, unless it already got a failure.
    let settled = flight.settle(document.clone());
    Ok(if settled == document {
        Answer::Now(next, document)
    } else {
        Answer::Again(settled)
    })
}

/// Stores the answer to an event in the journal, even if the caller stops waiting. Returns the
/// answer that counts: another server may have been first.
pub(super) fn keep(journal: Journal, step: Step, body: Document) -> JoinHandle<Option<Document>> {
    /// How long storing may take.
    const PATIENCE: Duration = Duration::from_secs(5);
    let keep = async move {
        let answer = journal.answer(&step.key, &step.session, body.as_str());
        let kept = timeout(PATIENCE, answer).await;
        match kept.unwrap_or_else(|late| Err(late.into())) {
            Ok(counts) => Some(counts.into()),
            Err(error) => {
                warn!(reason = %Causes(&error), "could not store an answer in the journal");
                None
            }
        }
    };
    tokio::spawn(keep.in_current_span())
}

async fn answer<T: Tree>(
    asked: LookUp<T>,
    deadline: Instant,
) -> Result<(Option<T>, Document), LookupError> {
    let LookUp {
        lookup,
        documents,
        context,
        call,
        session,
        mut values,
        sealer,
        ..
    } = asked;
    let answered = timeout_at(deadline, T::answer(lookup, &context, &call, &mut values)).await;
    let reply = answered
        .map_err(|_| LookupError::Late)?
        .map_err(LookupError::Failed)?;
    let carried = carry(
        documents.carrier().max_state(),
        &sealer,
        &session,
        reply,
        &values,
    )?;
    Ok((carried.reply.next(), documents.of(&carried)?))
}

/// Claims the lookup, and waits while another server has claimed it. Returns the answer if it was
/// made before.
///
/// # Errors
/// If the database can't tell: a lookup that may have been made is not made again.
async fn claim(
    journal: &Journal,
    step: &Step,
    patience: Duration,
    until: Instant,
) -> Result<Option<String>, LookupError> {
    /// How often to poll for the answer of another server.
    const AGAIN: Duration = Duration::from_millis(25);
    // Twice as long as any lookup takes, and a little for clock skew.
    let void = patience * 2 + Duration::from_secs(5);
    loop {
        let claim = timeout_at(until, journal.claim(&step.key, &step.session, void)).await;
        match claim.unwrap_or_else(|late| Err(late.into())) {
            Ok(Claim::Ours) => return Ok(None),
            Ok(Claim::Answered(body)) => return Ok(Some(body)),
            Ok(Claim::Theirs) if Instant::now() + AGAIN < until => sleep(AGAIN).await,
            Ok(Claim::Theirs) => return Err(LookupError::Elsewhere),
            Err(error) => return Err(LookupError::Unchecked(error)),
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "with a value that is not text".to_owned())
}
