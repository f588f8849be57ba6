//! Sound in telephone quality: 8,000 samples per second, mono.

use std::borrow::Cow;
use std::fmt;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use super::TICK;

/// Samples per second.
pub(crate) const RATE: u32 = 8_000;

/// Samples per packet: 20 ms.
pub(crate) const FRAME: usize = 160;

/// 20 ms of sound.
pub(crate) type Frame = [i16; FRAME];

/// Maximum length of a sound in samples: half an hour, which takes 29 MB.
const LONGEST: u32 = 30 * 60 * RATE;

/// The number of frames in this time, rounded up so that no timeout is shorter than asked for.
pub(crate) fn frames(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(TICK.as_millis())).unwrap_or(u32::MAX)
}

/// A sound that is ready to send. Clones share the samples.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sound(Arc<[i16]>);

/// Why a file can't be read as sound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SoundError {
    /// It is neither WAV nor MP3.
    #[error("it is neither a WAV nor an MP3 file")]
    Format,
    /// The WAV file is damaged.
    #[error("it is a damaged WAV file: {0}")]
    Wav(#[from] hound::Error),
    /// The MP3 file changes its sample rate or number of channels.
    #[error("it is an MP3 file whose format changes")]
    Mp3,
    /// It is longer than 30 minutes.
    #[error("it is longer than 30 minutes")]
    Long,
}

impl Sound {
    /// A sound of samples at the telephone's rate.
    pub(crate) fn new(samples: impl Into<Arc<[i16]>>) -> Self {
        Self(samples.into())
    }

    /// Reads a WAV or MP3 file.
    ///
    /// # Errors
    /// If it is damaged, too long, or in another format.
    pub(crate) fn read(file: &[u8]) -> Result<Self, SoundError> {
        if file.starts_with(b"RIFF") {
            return read_wav(file);
        }
        if nanomp3::detect(file) {
            return read_mp3(file);
        }
        Err(SoundError::Format)
    }

    /// Writes a WAV file at the telephone's rate.
    pub(crate) fn to_wav(&self) -> Result<Vec<u8>, SoundError> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut file, spec)?;
        for sample in self.0.iter() {
            writer.write_sample(*sample)?;
        }
        writer.finalize()?;
        Ok(file.into_inner())
    }

    /// Silence.
    pub(crate) fn silence(time: Duration) -> Self {
        Self::new(vec![0; frames(time) as usize * FRAME])
    }

    /// A tone that fades in and out, so that it does not click.
    pub(crate) fn tone(hertz: f32, time: Duration) -> Self {
        /// A quarter of the range: as loud as speech.
        const LOUD: f32 = 8_192.0;
        /// 5 ms.
        const SOFT: usize = 40;
        let length = frames(time) as usize * FRAME;
        let at = |index: usize| {
            let edge = index.min(length - 1 - index).min(SOFT) as f32 / SOFT as f32;
            let angle = index as f32 * hertz * std::f32::consts::TAU / RATE as f32;
            (angle.sin() * LOUD * edge) as i16
        };
        Self::new((0..length).map(at).collect::<Vec<_>>())
    }

    /// Concatenates sounds.
    pub(crate) fn joined<'a>(sounds: impl IntoIterator<Item = &'a Self>) -> Self {
        let samples = sounds.into_iter().flat_map(|sound| sound.0.iter().copied());
        Self::new(samples.collect::<Vec<_>>())
    }

    /// Its length in frames; the last one may be partly silence.
    pub(crate) fn length(&self) -> u32 {
        u32::try_from(self.0.len().div_ceil(FRAME)).unwrap_or(u32::MAX)
    }

    /// A frame of it; silence past its end.
    pub(crate) fn frame(&self, index: u32) -> Frame {
        let mut frame = [0; FRAME];
        let rest = self.0.get(index as usize * FRAME..).unwrap_or_default();
        let heard = rest.len().min(FRAME);
        frame[..heard].copy_from_slice(&rest[..heard]);
        frame
    }
}

impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sound({} samples)", self.0.len())
    }
}

fn read_wav(file: &[u8]) -> Result<Sound, SoundError> {
    let reader = hound::WavReader::new(Cursor::new(with_true_length(file)))?;
    let spec = reader.spec();
    let samples = match (spec.sample_format, spec.bits_per_sample) {
        (hound::SampleFormat::Float, _) => reader
            .into_samples::<f32>()
            .map(|sample| sample.map(|s| (s.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16))
            .collect::<Result<Vec<_>, _>>()?,
        (hound::SampleFormat::Int, bits) => {
            let (down, up) = (bits.saturating_sub(16), 16_u16.saturating_sub(bits));
            reader
                .into_samples::<i32>()
                .map(|sample| sample.map(|s| ((s << up) >> down) as i16))
                .collect::<Result<Vec<_>, _>>()?
        }
    };
    telephone(&samples, usize::from(spec.channels), spec.sample_rate)
}

/// Corrects the length in the header of a WAV file. A program that writes to a pipe does not know the length, and
/// writes the largest value.
fn with_true_length(file: &[u8]) -> Cow<'_, [u8]> {
    let number = |at: usize| {
        let bytes = file.get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    };
    let (mut at, mut block) = (12, 1);
    while let (Some(name), Some(length)) = (file.get(at..at + 4), number(at + 4)) {
        let begin = at + 8;
        if name == b"fmt " {
            let align = file.get(begin + 12..begin + 14);
            block = align.map_or(1, |align| usize::from(align[0]).max(1));
        }
        if name == b"data" && length > file.len() - begin {
            let length = (file.len() - begin) / block * block;
            let mut file = file[..begin + length].to_vec();
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            file[at + 4..begin].copy_from_slice(&length.to_le_bytes());
            return file.into();
        }
        // Chunks start at even offsets.
        at = begin.saturating_add(length).saturating_add(length % 2);
    }
    file.into()
}

fn read_mp3(file: &[u8]) -> Result<Sound, SoundError> {
    let decoded = nanomp3::decode_all::<i16>(file);
    if decoded.format_changed {
        return Err(SoundError::Mp3);
    }
    let channels = decoded
        .channels
        .map_or(1, |channels| channels.num() as usize);
    telephone(&decoded.samples, channels, decoded.sample_rate)
}

/// Mixes the channels into one, and resamples to the telephone's rate.
fn telephone(samples: &[i16], channels: usize, rate: u32) -> Result<Sound, SoundError> {
    let channels = channels.max(1);
    if rate == 0 {
        return Err(SoundError::Format);
    }
    let seconds = samples.len() as u64 / channels as u64 / u64::from(rate);
    if seconds > u64::from(LONGEST / RATE) {
        return Err(SoundError::Long);
    }
    let mix = |samples: &[i16]| {
        let sum: i32 = samples.iter().copied().map(i32::from).sum();
        (sum / channels as i32) as i16
    };
    let mono: Vec<i16> = samples.chunks(channels).map(mix).collect();
    Ok(Sound::new(if rate == RATE {
        mono
    } else {
        audio_codec::resample(&mono, rate, RATE)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(spec: hound::WavSpec, samples: &[i32]) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
        for sample in samples {
            writer.write_sample(*sample).unwrap();
        }
        writer.finalize().unwrap();
        file.into_inner()
    }

    #[test]
    fn a_sound_is_given_in_frames_and_ends_in_silence() {
        let sound = Sound::new([vec![1; 160], vec![2; 80]].concat());
        assert_eq!(sound.length(), 2);
        assert_eq!(sound.frame(0), [1; FRAME]);
        assert_eq!(sound.frame(1), *[[2; 80], [0; 80]].concat());
        assert_eq!(sound.frame(2), [0; FRAME]);
    }

    #[test]
    fn files_of_any_rate_and_depth_become_the_telephones() {
        for (channels, rate, bits, loud) in [
            (1, 8_000, 16, 8_000),
            (2, 44_100, 16, 8_000),
            (1, 22_050, 24, 8_000 << 8),
            (1, 16_000, 8, 8_000 >> 8),
        ] {
            let spec = hound::WavSpec {
                channels,
                sample_rate: rate,
                bits_per_sample: bits,
                sample_format: hound::SampleFormat::Int,
            };
            let second = vec![loud; rate as usize * usize::from(channels)];
            let sound = Sound::read(&wav(spec, &second)).unwrap();
            assert_eq!(sound.length(), 50, "{spec:?}");
            let middle = sound.frame(25)[80];
            assert!((7_700..8_300).contains(&middle), "{middle} of {spec:?}");
        }
    }

    #[test]
    fn a_sound_survives_its_file() {
        let sound = Sound::tone(440.0, Duration::from_millis(60));
        assert_eq!(Sound::read(&sound.to_wav().unwrap()).unwrap(), sound);
    }

    #[test]
    fn a_file_from_a_pipe_is_read_to_its_end() {
        let sound = Sound::tone(440.0, Duration::from_millis(60));
        let mut piped = sound.to_wav().unwrap();
        piped[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        assert_eq!(Sound::read(&piped).unwrap(), sound);
        // Cut in the middle of a sample.
        piped.pop();
        assert_eq!(Sound::read(&piped).unwrap().length(), 3);
    }

    #[test]
    fn files_that_are_cut_or_changed_anywhere_break_nothing() {
        let whole = Sound::tone(440.0, Duration::from_millis(20))
            .to_wav()
            .unwrap();
        for at in 0..48 {
            let _ = Sound::read(&whole[..at]);
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = Sound::read(&changed);
            }
        }
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        assert!(matches!(Sound::read(b"<html>"), Err(SoundError::Format)));
        assert!(matches!(Sound::read(b""), Err(SoundError::Format)));
        assert!(matches!(Sound::read(b"RIFF...."), Err(SoundError::Wav(_))));
    }

    #[test]
    fn a_time_out_is_never_shorter_than_asked_for() {
        assert_eq!(frames(Duration::from_secs(10)), 500);
        assert_eq!(frames(Duration::from_millis(1)), 1);
    }
}
