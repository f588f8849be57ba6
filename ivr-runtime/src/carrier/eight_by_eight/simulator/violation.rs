//! What is wrong with a callflow, as the platform numbers it.

use crate::carrier::eight_by_eight::wire::send::StatusCode;

/// What is wrong with a callflow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({})", .code.code())]
pub struct Violation {
    /// As the platform numbers it.
    pub code: StatusCode,
    /// Where and what, such as `$.callflow[0].params.text: is missing but it is required`.
    pub message: String,
}

impl Violation {
    pub(super) fn new(code: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    /// The HTTP status that the platform gives with it: 400 for what it can't read, else 422.
    pub const fn http_status(&self) -> u16 {
        match self.code {
            StatusCode::InvalidJson | StatusCode::InvalidAction | StatusCode::InvalidCallflow => {
                400
            }
            _ => 422,
        }
    }
}
