//! Look-ups: the one place where the author's own code runs during a call.

use std::any::Any;
use std::sync::Arc;

use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use crate::redact::Redacted;
use crate::{Call, Failure, Reply, Tree};

/// Why a look-up gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    #[error("it failed: {}", Redacted(&.0.to_string()))]
    Failed(Failure),
    #[error("it panicked: {}", Redacted(.0))]
    Panicked(String),
    #[error("it ran past its deadline")]
    Late,
}

/// Makes a look-up, and gives up on it at the deadline.
///
/// It runs as a task of its own, so that neither a panic nor a look-up that blocks its
/// thread without ever awaiting takes the caller's answer with it; nor does a platform
/// that hangs up on us stop a booking half-way.
pub(super) async fn look_up<T: Tree>(
    lookup: T::Lookup,
    context: Arc<T::Context>,
    call: Call,
    deadline: Instant,
) -> Result<Reply<T>, LookupError> {
    let task = async move { timeout_at(deadline, T::answer(lookup, &context, &call)).await };
    let task = tokio::spawn(task.in_current_span());
    // The inner deadline ends a look-up that waits, the outer one stops waiting for one that blocks.
    match timeout_at(deadline, task).await {
        Ok(Ok(Ok(Ok(reply)))) => Ok(reply),
        Ok(Ok(Ok(Err(failure)))) => Err(LookupError::Failed(failure)),
        Ok(Ok(Err(_))) | Err(_) => Err(LookupError::Late),
        Ok(Err(stopped)) => Err(LookupError::Panicked(match stopped.try_into_panic() {
            Ok(panic) => message(panic.as_ref()),
            Err(cancelled) => cancelled.to_string(),
        })),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "with a value that is no text".to_owned())
}
