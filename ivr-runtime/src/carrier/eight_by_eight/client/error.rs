//! Errors of the platform's API, and how to handle them.

use std::fmt;
use std::time::Duration;

use super::Again;
use crate::carrier::eight_by_eight::wire::send::StatusCode;
use crate::net::TlsUnavailable;

/// Why a request to the platform's API failed, and whether it may have had an effect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// TLS is not available on this system.
    #[error(transparent)]
    Tls(#[from] TlsUnavailable),
    /// The platform refused the request.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// No connection could be made, so nothing was sent.
    #[error("could not reach the platform; check the base URL and the network. Nothing was sent")]
    Unreachable(#[source] reqwest::Error),
    /// The request was sent, but there was no answer.
    #[error("the platform did not answer; it is safe to try again")]
    NoAnswer(#[source] reqwest::Error),
    /// A request that places a call was sent, but there was no answer.
    #[error(
        "the platform did not answer, and the call may or may not have been placed; look for its events or its session summary before you place it again"
    )]
    Uncertain(#[source] reqwest::Error),
    /// The answer is not a documented one.
    #[error(
        "the answer (HTTP {http_status}) can't be read: {problem}; check that the base URL is the platform's"
    )]
    Unreadable {
        /// The HTTP status of the answer.
        http_status: u16,
        /// What is wrong with the answer.
        problem: String,
    },
}

impl ClientError {
    pub(super) fn from_sending(error: reqwest::Error, again: Again) -> Self {
        // The URL contains the account, and a proxy's may contain a password.
        let error = error.without_url();
        match again {
            _ if error.is_connect() || error.is_builder() => Self::Unreachable(error),
            Again::Never => Self::Uncertain(error),
            Again::Harmless => Self::NoAnswer(error),
        }
    }
}

/// A refusal of the platform's API. `Display` combines its [meaning](Self::meaning) and [advice](Self::advice).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status. 200 is possible.
    pub http_status: u16,
    /// The platform's own code, if any.
    pub status_code: Option<StatusCode>,
    /// The platform's own message, if any.
    pub message: Option<String>,
    /// How long to wait before the next request, if the platform says so (`Retry-After`).
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// What the refusal means, as a clause of a sentence.
    pub const fn meaning(&self) -> &'static str {
        match (self.http_status, self.status_code) {
            (401, _) => "the API key is not known, or was not sent",
            (403, _) => "the account may not do this",
            (404, _) => "there is no such sub-account, or nothing of this name in it",
            (429, _) => "the account asks too often",
            (500..=599, _) => "the platform has a problem of its own",
            (_, Some(StatusCode::Unknown(_)) | None) => "the platform refuses the request",
            (_, Some(code)) => code.meaning(),
        }
    }

    /// What to do about it, in terms of this crate's command line.
    pub const fn advice(&self) -> &'static str {
        match (self.http_status, self.status_code) {
            (401, _) => "check IVR_API_KEY or the file that --api-key-file names",
            (403, _) => "ask cpaas-support@8x8.com to enable voice for the account",
            (404, _) => "check --sub-account, and the name of what you asked for",
            (429, _) => "wait as long as it asks, then try again; nothing was done",
            (500..=599, _) => {
                "try again later; before you place a call again, make sure that it was not placed"
            }
            (_, Some(StatusCode::NoCallbackUrl)) => {
                "register the webhook first: `webhooks set vca URL`"
            }
            (_, Some(StatusCode::CallerIdNotAllowed)) => {
                "give a number of the account as --from; others must be allowed by 8x8 first"
            }
            (_, Some(StatusCode::InvalidDestination)) => {
                "write the number in international format, such as +6598888888"
            }
            (_, Some(StatusCode::InvalidSpeechProfile)) => "`voices` lists those that there are",
            (_, Some(StatusCode::Expired)) => "give a later --valid-until",
            (_, Some(StatusCode::UnknownError)) => "try again later",
            _ => "`call --dry-run` shows the request; compare it with the message above",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the platform refuses (HTTP {}", self.http_status)?;
        match self.status_code.map(StatusCode::code) {
            Some(code) if code != i64::from(self.http_status) => write!(f, ", code {code})")?,
            _ => f.write_str(")")?,
        }
        write!(f, ": {}", self.meaning())?;
        if let Some(message) = &self.message {
            write!(f, ". It says: {message}")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, ". It asks to wait {} s", wait.as_secs())?;
        }
        write!(f, "\n  help: {}", self.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_it_means_and_what_to_do() {
        let refusal = Refusal {
            http_status: 422,
            status_code: Some(StatusCode::NoCallbackUrl),
            message: Some("DTMF callback URL not provided".to_owned()),
            retry_after: None,
        };
        let said = refusal.to_string();
        for part in [
            "HTTP 422, code -1004",
            "VCA webhook",
            "DTMF callback",
            "webhooks set vca",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let limited = Refusal {
            http_status: 429,
            status_code: Some(StatusCode::Unknown(429)),
            message: None,
            retry_after: Some(Duration::from_secs(7)),
        };
        assert!(limited.to_string().contains("wait 7 s"), "{limited}");
        assert!(limited.to_string().contains("(HTTP 429)"), "{limited}");
    }
}
