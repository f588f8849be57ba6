//! Recordings, from where a tree says that they are.

use std::time::{Duration, SystemTime};

use bytes::BytesMut;
use reqwest::Client;

use crate::carrier::sip::media::{Sound, SoundError};
use crate::net::{TlsUnavailable, http_client};

/// The largest file that is fetched, which is what the platform allows.
const LARGEST: usize = 5 * 1024 * 1024;

/// How long a file may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a recording is played without being fetched again, in seconds.
const AGE: u64 = 60 * 60;

/// What fetches recordings.
#[derive(Debug)]
pub(super) struct Recordings(Client);

/// Why there is no recording.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordingError {
    /// It can't be fetched.
    #[error("it can't be fetched: {0}")]
    Fetch(#[from] reqwest::Error),
    /// It is too large.
    #[error("it is larger than 5 MB")]
    Large,
    /// It is something else.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// It could not be read.
    #[error("it could not be read")]
    Read,
}

/// Changes once an hour: a recording of another hour is fetched again.
pub(super) fn age() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default().as_secs() / AGE
}

impl Recordings {
    /// # Errors
    /// If there are no roots to trust.
    pub(super) fn new() -> Result<Self, TlsUnavailable> {
        http_client().map(Self)
    }

    /// Fetches a file.
    ///
    /// # Errors
    /// If it is not there, too large, or no sound.
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
