//! Answers to requests inside a call.

use rsipstack::dialog::dialog::TransactionHandle;
use rsipstack::sip::{Header, StatusCode};

/// Answers a request inside a call, behind its back: the clock does not wait for it.
pub(super) fn respond(handle: TransactionHandle, status: StatusCode, description: Option<Vec<u8>>) {
    let headers = description.is_some().then(|| vec![is_description()]);
    tokio::spawn(async move {
        // It fails if the phone is gone.
        let _ = handle.respond(status, headers, description).await;
    });
}

/// What the body of a message is.
pub(super) fn is_description() -> Header {
    Header::ContentType("application/sdp".into())
}
