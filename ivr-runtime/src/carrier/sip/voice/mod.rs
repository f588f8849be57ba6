//! What is spoken: texts by an outside program, and recordings from where they are kept.
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

/// How many sounds are kept in memory: at ten seconds each, 80 MB.
const IN_MEMORY: usize = 512;

/// Who speaks a text, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Speaker<'a> {
    /// The voice's name, such as `en-US-BenjaminRUS`.
    pub(crate) voice: &'a str,
    /// How fast, as a factor.
    pub(crate) speed: f64,
}

/// Whoever speaks and plays.
pub(crate) struct Voices {
    program: Option<Program>,
    cache: Option<Cache>,
    recordings: Option<Recordings>,
    /// Sounds that are there, or are being made. Whoever asks for one that is being made waits for it.
    sounds: Mutex<LruCache<String, Arc<OnceCell<Sound>>>>,
    /// Programs that may run at the same time.
    turns: Semaphore,
}

impl Voices {
    /// Speaks by this program, and keeps what was spoken in this folder.
    pub(crate) fn new(program: Option<Program>, folder: Option<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let recordings = Recordings::new()
            .inspect_err(|error| warn!(%error, "no recording can be fetched"))
            .ok();
        Self {
            program,
            cache: folder.map(Cache::new),
            recordings,
            sounds: Mutex::new(LruCache::new(IN_MEMORY)),
            turns: Semaphore::new(cores),
        }
    }

    /// Deletes what was spoken longest ago, if there is too much of it.
    pub(crate) async fn prune(&self) {
        if let Some(cache) = &self.cache {
            cache.prune().await;
        }
    }

    /// Whether there is a program that speaks.
    pub(crate) const fn speak(&self) -> bool {
        self.program.is_some()
    }

    /// A text, spoken. Where it can't be, a tone stands for it: the caller hears that somebody is there, and
    /// that it is their turn.
    pub(crate) async fn say(&self, text: &str, speaker: Speaker<'_>) -> Sound {
        self.spoken(text, speaker).await.unwrap_or_else(tones)
    }

    /// A text, spoken; nothing where it can't be.
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
                    warn!(reason, "a text could not be spoken");
                    None
                }
            }
        })
        .await
    }

    /// A recording; a tone where it can't be had.
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
                        warn!(reason, "a recording could not be played");
                        None
                    }
                }
            })
            .await;
        fetched.unwrap_or_else(tones)
    }

    /// Makes a sound unless it is there. Of several who ask at the same time, one makes it. What failed is
    /// tried again.
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

/// What is heard where nobody can speak.
fn tones() -> Sound {
    let tone = |hertz| Sound::tone(hertz, Duration::from_millis(160));
    Sound::joined(&[tone(440.0), tone(554.4), tone(659.3)])
}

#[cfg(test)]
mod tests;
