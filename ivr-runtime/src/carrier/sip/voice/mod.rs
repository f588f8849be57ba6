//! Sound for a call: texts that an outside program speaks, and recordings that are fetched.
//!
//! Each sound is made once, and kept in memory and in a folder that survives a restart.

mod cache;
mod program;
mod recording;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hashlink::LruCache;
use tokio::sync::{OnceCell, Semaphore};
use tracing::warn;

use super::media::Sound;
use crate::logging::Redacted;
pub(crate) use cache::Cache;
pub(crate) use program::Program;
use recording::Recordings;

/// Maximum number of sounds in memory: 80 MB, at ten seconds each.
const IN_MEMORY: usize = 512;

/// The voice of a text, and its speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Speaker<'a> {
    /// The voice's name, such as `en-US-BenjaminRUS`.
    pub(crate) voice: &'a str,
    /// The speed, as a factor.
    pub(crate) speed: f64,
}

/// Speaks texts and fetches recordings.
pub(crate) struct Voices {
    program: Option<Program>,
    cache: Option<Cache>,
    recordings: Option<Recordings>,
    /// Sounds that are ready or in progress. Whoever needs one that is in progress waits for it.
    sounds: Mutex<LruCache<String, Arc<OnceCell<Sound>>>>,
    /// Limits the number of programs that run at a time.
    turns: Semaphore,
}

impl Voices {
    /// Speaks with this program, and stores sounds in this folder.
    pub(crate) fn new(program: Option<Program>, folder: Option<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let recordings = Recordings::new()
            .inspect_err(|error| warn!(%error, "recordings can't be fetched"))
            .ok();
        Self {
            program,
            cache: folder.map(Cache::new),
            recordings,
            sounds: Mutex::new(LruCache::new(IN_MEMORY)),
            turns: Semaphore::new(cores),
        }
    }

    /// Deletes the oldest sounds if the folder has grown too large.
    pub(crate) async fn prune(&self) {
        if let Some(cache) = &self.cache {
            cache.prune().await;
        }
    }

    /// Whether a program speaks texts.
    pub(crate) const fn speak(&self) -> bool {
        self.program.is_some()
    }

    /// The sound of a text. If it can't be spoken, a tone replaces it: the caller hears that the line is alive, and
    /// when to press a key.
    pub(crate) async fn say(&self, text: &str, speaker: Speaker<'_>) -> Sound {
        self.spoken(text, speaker).await.unwrap_or_else(tones)
    }

    /// The sound of a text; `None` if it can't be spoken.
    pub(crate) async fn spoken(&self, text: &str, speaker: Speaker<'_>) -> Option<Sound> {
        if text.trim().is_empty() {
            return Some(Sound::new([]));
        }
        let program = self.program.as_ref()?;
        let key = cache::key(&[
            program.command(),
            speaker.voice,
            &speaker.speed.to_string(),
            text,
        ]);
        self.once(key.clone(), || async {
            if let Some(cache) = &self.cache
                && let Some(sound) = cache.read(&key).await
            {
                return Some(sound);
            }
            let _turn = self.turns.acquire().await.ok()?;
            match program.speak(text, speaker).await {
                Ok(sound) => {
                    if let Some(cache) = &self.cache {
                        cache.write(&key, &sound).await;
                    }
                    Some(sound)
                }
                Err(error) => {
                    let reason = Redacted(&error.to_string()).to_string();
                    warn!(reason, "could not speak a text");
                    None
                }
            }
        })
        .await
    }

    /// The sound of a recording; a tone if it can't be fetched.
    pub(crate) async fn play(&self, url: &str) -> Sound {
        let Some(recordings) = &self.recordings else {
            return tones();
        };
        let key = format!("{url} {}", recording::age());
        let fetched = self
            .once(key, || async {
                match recordings.fetch(url).await {
                    Ok(sound) => Some(sound),
                    Err(error) => {
                        let reason = Redacted(&error.to_string()).to_string();
                        warn!(reason, "could not play a recording");
                        None
                    }
                }
            })
            .await;
        fetched.unwrap_or_else(tones)
    }

    /// Makes a sound unless it is ready. Concurrent requests for it share one attempt. A failed attempt is repeated by
    /// the next request.
    async fn once<F: Future<Output = Option<Sound>>>(
        &self,
        key: String,
        make: impl FnOnce() -> F,
    ) -> Option<Sound> {
        let cell = {
            let mut sounds = self.sounds.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(sounds.entry(key).or_insert_with(Arc::default))
        };
        let made = cell.get_or_try_init(|| async { make().await.ok_or(()) });
        made.await.ok().cloned()
    }
}

impl std::fmt::Debug for Voices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voices")
            .field("program", &self.program)
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}

/// The tone that replaces a text or a recording.
fn tones() -> Sound {
    let tone = |hertz| Sound::tone(hertz, Duration::from_millis(160));
    Sound::joined(&[tone(440.0), tone(554.4), tone(659.3)])
}

#[cfg(test)]
mod tests;
