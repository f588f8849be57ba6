//! Fetches the recordings that a tree names.

use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use reqwest::Client;

use crate::carrier::sip::media::{Sound, SoundError};
use crate::net::{TlsUnavailable, http_client};

/// Maximum size of a file in bytes. It is 8x8's limit, so that a tree plays the same files on every carrier.
const LARGEST: usize = 5 * 1024 * 1024;

/// Maximum time to fetch a file.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a recording is played before it is fetched again, in seconds.
const AGE: u64 = 60 * 60;

/// The HTTP client that fetches recordings.
#[derive(Debug)]
pub(super) struct Recordings(Client);

/// Why a recording can't be played.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordingError {
    /// The request failed.
    #[error("it can't be fetched: {0}")]
    Fetch(#[from] reqwest::Error),
    /// It is too large.
    #[error("it is larger than 5 MB")]
    Large,
    /// It is not a sound that can be read.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// Reading it was cancelled.
    #[error("it could not be read")]
    Read,
}

/// A number that changes every hour, so that a recording is fetched again in the next hour.
pub(super) fn age() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default().as_secs() / AGE
}

impl Recordings {
    /// # Errors
    /// If there are no root certificates to trust.
    pub(super) fn new() -> Result<Self, TlsUnavailable> {
        http_client().map(Self)
    }

    /// Fetches and reads a file.
    ///
    /// # Errors
    /// If it can't be fetched, is too large, or is not a sound.
    pub(super) async fn fetch(&self, url: &str) -> Result<Sound, RecordingError> {
        let request = self.0.get(url).timeout(PATIENCE);
        let mut response = request.send().await?.error_for_status()?;
        let mut file = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            if file.len() + chunk.len() > LARGEST {
                return Err(RecordingError::Large);
            }
            file.extend_from_slice(&chunk);
        }
        let read = tokio::task::spawn_blocking(move || Sound::read(&file)).await;
        Ok(read.map_err(|_| RecordingError::Read)??)
    }
}
