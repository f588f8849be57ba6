//! A cache of sounds in a folder, which survives a restart.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ring::digest::{SHA256, digest};
use tokio::task::spawn_blocking;
use tracing::warn;

use crate::carrier::sip::media::Sound;

/// Maximum size of the folder: eight hours of speech. Texts with names and times in them are new for each call.
const LARGEST: u64 = 512 * 1024 * 1024;

/// A folder of sounds.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// The name under which a sound is stored: a hash of everything that determines it, so that file names reveal no text.
pub(super) fn key(parts: &[&str]) -> String {
    let mut whole = Vec::new();
    for part in parts {
        // Including the lengths, so that no two lists have the same hash.
        whole.extend_from_slice(&part.len().to_le_bytes());
        whole.extend_from_slice(part.as_bytes());
    }
    let mut name = String::with_capacity(64);
    for byte in digest(&SHA256, &whole).as_ref() {
        // Writing to a `String` can't fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

impl Cache {
    /// The cache in this folder, which is created with the first sound.
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A sound, if it is stored and intact.
    pub(super) async fn read(&self, key: &str) -> Option<Sound> {
        let file = self.file(key);
        let read = move || Sound::read(&std::fs::read(file).ok()?).ok();
        spawn_blocking(read).await.ok().flatten()
    }

    /// Stores a sound. A failure is only logged: the sound can be played all the same.
    pub(super) async fn write(&self, key: &str, sound: &Sound) {
        let (folder, file, sound) = (self.folder.clone(), self.file(key), sound.clone());
        let written = spawn_blocking(move || write(&folder, &file, &sound)).await;
        if let Ok(Err(error)) = written {
            let folder = self.folder.display();
            warn!(%folder, %error, "could not store a sound");
        }
    }

    /// Deletes the oldest sounds if the folder has grown too large.
    pub(crate) async fn prune(&self) {
        let folder = self.folder.clone();
        let _ = spawn_blocking(move || prune(&folder, LARGEST)).await;
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(key).with_extension("wav")
    }
}

fn write(folder: &Path, file: &Path, sound: &Sound) -> std::io::Result<()> {
    let wav = sound.to_wav().map_err(std::io::Error::other)?;
    std::fs::create_dir_all(folder)?;
    // Renamed into place, so that a file is never partly written, even if two writers store the same sound.
    let id = uuid::Uuid::new_v4();
    let part = file.with_extension(format!("{id}.part"));
    std::fs::write(&part, wav)?;
    std::fs::rename(&part, file)
}

fn prune(folder: &Path, largest: u64) -> Option<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let data = entry.metadata().ok()?;
            let is_ours = matches!(entry.path().extension()?.to_str()?, "wav" | "part");
            is_ours.then_some((data.modified().ok()?, data.len(), entry.path()))
        })
        .collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.0));
    let mut kept = 0;
    for (_, length, path) in files {
        kept += length;
        if kept > largest {
            std::fs::remove_file(path).ok()?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn tone(hertz: f32) -> Sound {
        Sound::tone(hertz, Duration::from_millis(100))
    }

    #[tokio::test]
    async fn what_was_kept_is_there_and_what_is_broken_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        assert_eq!(cache.read("a").await, None);
        cache.write("a", &tone(440.0)).await;
        assert_eq!(cache.read("a").await, Some(tone(440.0)));
        std::fs::write(cache.file("a"), b"RIFF").unwrap();
        assert_eq!(cache.read("a").await, None);
    }

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().unwrap();
        for (age, name) in [(3, "oldest.wav"), (2, "old.wav"), (1, "new.wav")] {
            let file = std::fs::File::create(folder.path().join(name)).unwrap();
            file.set_len(100).unwrap();
            let at = SystemTime::now() - Duration::from_secs(age);
            file.set_modified(at).unwrap();
        }
        std::fs::write(folder.path().join("notes.txt"), [0; 1_000]).unwrap();
        prune(folder.path(), 200);
        let left = |name: &str| folder.path().join(name).exists();
        assert!(left("new.wav") && left("old.wav") && left("notes.txt"));
        assert!(!left("oldest.wav"));
    }

    #[test]
    fn no_two_sounds_are_kept_under_one_name() {
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["ab", ""]));
        assert_ne!(key(&["a", "b"]), key(&["b", "a"]));
    }
}
