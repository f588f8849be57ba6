//! Why a command fails that talks to a carrier.

use std::io;
use std::path::PathBuf;

use super::secret::VariableError;
use crate::carrier::Unnamed;
use crate::carrier::eight_by_eight::client::{AccountError, ClientError};
use crate::carrier::placing::PlacingError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum RemoteError {
    #[error(
        "no sub-account is set; use --sub-account or IVR_SUB_ACCOUNT (see the 8x8 Connect portal)"
    )]
    NoSubAccount,
    #[error(
        "no API key is set; use IVR_API_KEY or --api-key-file (create a key in the 8x8 Connect portal)"
    )]
    NoKey,
    #[error("can't read {0}")]
    File(PathBuf, #[source] io::Error),
    #[error(transparent)]
    Secret(#[from] VariableError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("could not print the answer")]
    Print(#[from] io::Error),
    #[error("the document can't be written")]
    Document(#[from] serde_json::Error),
}

/// What a command lacks.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("there is no `{flag}`; give it, or set {variable}")]
    Missing {
        flag: &'static str,
        variable: &'static str,
    },
    #[error("`--valid-until` is for 8x8 alone; leave it out")]
    Expiry,
    #[error(transparent)]
    Unnamed(#[from] Unnamed),
    #[error(transparent)]
    Placing(#[from] PlacingError),
}
