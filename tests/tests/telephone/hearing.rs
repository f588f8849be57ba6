//! Compares sounds.

use std::path::Path;

use support::process::{command, output};

/// Samples per second of a telephone.
pub(crate) const RATE: usize = 8_000;

/// The unit of loudness comparison: 10 ms.
const STEP: usize = RATE / 100;

/// Where a sound is in a recording, and how similar both are: 1 is identical.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) at: usize,
    pub(crate) likeness: f64,
}

/// A text as spoken by espeak-ng, at the telephone's rate.
pub(crate) fn spoken(text: &str) -> Vec<f64> {
    spoken_by("en-us", text)
}

/// The same with another voice.
pub(crate) fn spoken_by(voice: &str, text: &str) -> Vec<f64> {
    let mut espeak = command("espeak-ng");
    espeak.args(["--stdout", "-v", voice, "-s", "175", text]);
    let espeak = output(&mut espeak, b"");
    assert!(espeak.status.success());
    let wav = espeak.stdout;
    let rate = u32::from_le_bytes(wav[24..28].try_into().unwrap()) as usize;
    let samples = samples(&wav);
    // Each sample is the mean of those it replaces, which removes frequencies that a telephone can't carry.
    (0..samples.len() * RATE / rate)
        .map(|at| {
            let (from, to) = (at * rate / RATE, (at + 1) * rate / RATE);
            samples[from..to].iter().sum::<f64>() / (to - from) as f64
        })
        .collect()
}

/// What a phone has recorded so far.
pub(crate) fn recorded(file: &Path) -> Vec<f64> {
    samples(&std::fs::read(file).unwrap_or_default())
}

/// The samples of a 16-bit WAV file, whose header may not be final yet.
fn samples(wav: &[u8]) -> Vec<f64> {
    let pairs = wav.get(44..).unwrap_or_default().chunks_exact(2);
    pairs
        .map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])))
        .collect()
}

/// Where `sound` is in `recording`: first approximately by loudness, then to the sample.
pub(crate) fn find(sound: &[f64], recording: &[f64]) -> Option<Found> {
    let (sound_steps, steps) = (loudness(sound), loudness(recording));
    let last = steps.len().checked_sub(sound_steps.len())?;
    let rough = |at: &usize| likeness(&sound_steps, &steps[*at..]);
    let best = (0..=last).max_by(|a, b| rough(a).total_cmp(&rough(b)))? * STEP;
    let around = best.saturating_sub(2 * STEP)..best + 2 * STEP;
    around
        .filter(|at| at + sound.len() <= recording.len())
        .map(|at| Found {
            at,
            likeness: likeness(sound, &recording[at..]),
        })
        .max_by(|a, b| a.likeness.total_cmp(&b.likeness))
}

/// The share of a tone in the last second of a recording, from 0 to 1.
pub(crate) fn tone(hertz: f64, recording: &[f64]) -> f64 {
    let last = &recording[recording.len().saturating_sub(RATE)..];
    let angle = |at: usize| at as f64 * hertz * std::f64::consts::TAU / RATE as f64;
    let sum = |wave: fn(f64) -> f64| -> f64 {
        let parts = last.iter().enumerate();
        parts.map(|(at, sample)| sample * wave(angle(at))).sum()
    };
    let (sine, cosine) = (sum(f64::sin), sum(f64::cos));
    let all: f64 = last.iter().map(|sample| sample * sample).sum();
    let part = (sine * sine + cosine * cosine) * 2.0 / last.len().max(1) as f64;
    if all > 0.0 { part / all } else { 0.0 }
}

fn loudness(sound: &[f64]) -> Vec<f64> {
    let steps = sound.chunks_exact(STEP);
    steps
        .map(|step| step.iter().map(|sample| sample.abs()).sum())
        .collect()
}

/// The normalised cross-correlation of a sound with the start of a recording.
fn likeness(sound: &[f64], recording: &[f64]) -> f64 {
    let pairs = || sound.iter().zip(recording);
    let product: f64 = pairs().map(|(a, b)| a * b).sum();
    let (a, b) = pairs().fold((0.0, 0.0), |(a, b), (x, y)| (a + x * x, b + y * y));
    let both = f64::sqrt(a * b);
    if both > 0.0 { product / both } else { 0.0 }
}
