//! Responses to requests inside a call.

use rsipstack::dialog::dialog::TransactionHandle;
use rsipstack::sip::{Header, StatusCode};

/// Responds to a request inside a call, in a task of its own: the call's clock must not wait for it.
pub(super) fn respond(handle: TransactionHandle, status: StatusCode, description: Option<Vec<u8>>) {
    let headers = description.is_some().then(|| vec![is_description()]);
    tokio::spawn(async move {
        // Fails if the phone is gone.
        let _ = handle.respond(status, headers, description).await;
    });
}

/// The content type of a session description.
pub(super) fn is_description() -> Header {
    Header::ContentType("application/sdp".into())
}
