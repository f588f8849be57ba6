//! Look-ups: the one place where the author's own code runs during a call.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{Instrument, warn};

use super::answers::Flight;
use super::threads::Threads;
use crate::carrier::{Document, Documents, WriteError};
use crate::engine::carry;
use crate::journal::{Claim, Journal, Step};
use crate::redact::Redacted;
use crate::values::{SealError, Sealer};
use crate::{Call, Failure, Tree};

/// Why a look-up gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    #[error("it failed: {}", Redacted(&.0.to_string()))]
    Failed(Failure),
    #[error("it panicked: {}", Redacted(.0))]
    Panicked(String),
    #[error("it ran past its deadline")]
    Late,
    #[error("another server is still making it")]
    Elsewhere,
    #[error("{0}")]
    Seal(#[from] SealError),
    #[error("{0}")]
    Unwritable(#[from] WriteError),
}

impl LookupError {
    /// Why, with the numbers that it may quote.
    pub(super) fn unmasked(&self) -> String {
        match self {
            Self::Failed(failure) => format!("it failed: {failure}"),
            Self::Panicked(message) => format!("it panicked: {message}"),
            Self::Late | Self::Elsewhere | Self::Seal(_) | Self::Unwritable(_) => self.to_string(),
        }
    }

    /// A stable name for metrics.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Panicked(_) => "panicked",
            Self::Late => "late",
            Self::Elsewhere => "elsewhere",
            Self::Seal(_) => "seal",
            Self::Unwritable(_) => "unwritable",
        }
    }
}

/// A look-up to be made, and for whom.
pub(super) struct LookUp<T: Tree> {
    pub(super) lookup: T::Lookup,
    /// What writes the reply.
    pub(super) documents: Arc<Documents<T>>,
    pub(super) context: Arc<T::Context>,
    pub(super) call: Call,
    /// The session as the platform names it, which the call's values are sealed for.
    pub(super) session: String,
    /// What the call remembers.
    pub(super) values: T::Values,
    pub(super) sealer: Arc<Sealer>,
    /// When the caller must have an answer.
    pub(super) deadline: Instant,
    /// How long that is in all.
    pub(super) patience: Duration,
    /// Where the answer goes for repeated events; nowhere without an event's name.
    pub(super) record: Option<Record>,
}

/// What makes an event's look-up happen once.
pub(super) struct Record {
    pub(super) flight: Flight,
    pub(super) journal: Option<Journal>,
    pub(super) step: Step,
}

/// What a look-up came to.
pub(super) enum Answer<T> {
    /// The state that follows, and the reply that leads there.
    Now(Option<T>, Document),
    /// What the same event was answered with before.
    Again(Document),
}

/// Makes a look-up, and gives up on it at the deadline.
///
/// It runs as a task of its own, on [threads](Threads) that are not the server's, so that
/// neither a panic nor a look-up that blocks its thread without ever awaiting takes a
/// caller's answer with it; nor does a platform that hangs up on us stop a booking half-way.
pub(super) async fn look_up<T: Tree>(
    threads: &Threads,
    asked: LookUp<T>,
) -> Result<Answer<T>, LookupError> {
    let deadline = asked.deadline;
    let task = threads.spawn(make(asked).in_current_span());
    // The inner deadline ends a look-up that waits, the outer one stops waiting for one that blocks.
    match timeout_at(deadline, task).await {
        Ok(Ok(made)) => made,
        Err(_) => Err(LookupError::Late),
        Ok(Err(stopped)) => Err(LookupError::Panicked(match stopped.try_into_panic() {
            Ok(panic) => message(panic.as_ref()),
            Err(cancelled) => cancelled.to_string(),
        })),
    }
}

/// Makes a look-up, unless it was made before.
async fn make<T: Tree>(mut asked: LookUp<T>) -> Result<Answer<T>, LookupError> {
    let patience = asked.patience;
    // A little is left for the way back, so that a look-up that waits for a stuck database
    // is undone before the caller is told that it failed.
    let deadline = asked.deadline - patience / 20;
    let Some(Record {
        flight,
        journal,
        mut step,
    }) = asked.record.take()
    else {
        let (next, document) = answer(asked, deadline).await?;
        return Ok(Answer::Now(next, document));
    };
    let claimed = match &journal {
        Some(journal) => claim(journal, &step, patience, deadline)
            .await
            .map(|claim| (journal, claim)),
        None => None,
    };
    let journal = match claimed {
        Some((_, Claim::Answered(body))) => return Ok(Answer::Again(flight.settle(body.into()))),
        Some((_, Claim::Theirs)) => return Err(LookupError::Elsewhere),
        Some((journal, Claim::Ours)) => Some(journal),
        // Without the database the caller may still be helped, if this look-up needs none.
        None => None,
    };
    let (next, document) = answer(asked, deadline).await?;
    if let Some(journal) = journal {
        step.outcome = next.map_or("end", T::client_action_id);
        let reason = match timeout_at(deadline, journal.answer(&step, document.as_str())).await {
            Ok(Ok(body)) if body != document.as_str() => {
                return Ok(Answer::Again(flight.settle(body.into())));
            }
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(error.kind()),
            Err(_) => Some("late"),
        };
        // What was done is done, and the caller is told so.
        if let Some(reason) = reason {
            warn!(reason, "an answer is not in the journal");
        }
    }
    // Whoever repeats the event hears the same, unless they heard of a failure already.
    let settled = flight.settle(document.clone());
    Ok(if settled == document {
        Answer::Now(next, document)
    } else {
        Answer::Again(settled)
    })
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
    let carried = carry(documents.carrier(), &sealer, &session, reply, &values)?;
    Ok((carried.reply.next(), documents.of(&carried)?))
}

/// Asks for the right to make the look-up, and waits while another server has it. `None`
/// if the journal can't tell within a quarter of the caller's patience.
async fn claim(
    journal: &Journal,
    step: &Step,
    patience: Duration,
    deadline: Instant,
) -> Option<Claim> {
    /// How soon we ask again for what another server is looking up.
    const AGAIN: Duration = Duration::from_millis(25);
    // Twice as long as any look-up takes, and a little for clocks that differ.
    let void = patience * 2 + Duration::from_secs(5);
    loop {
        let reason =
            match timeout(patience / 4, journal.claim(&step.key, &step.session, void)).await {
                Ok(Ok(Claim::Theirs)) if Instant::now() + AGAIN < deadline => {
                    sleep(AGAIN).await;
                    continue;
                }
                Ok(Ok(claim)) => return Some(claim),
                Ok(Err(error)) => error.kind(),
                Err(_) => "late",
            };
        warn!(
            reason,
            "the journal can't tell whether an event was repeated"
        );
        return None;
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "with a value that is no text".to_owned())
}
