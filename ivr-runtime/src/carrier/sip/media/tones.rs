//! Keys as tones in the audio (ITU-T Q.23), for phones that send them in no other way.
//!
//! A key is two tones, one of each group. It counts once it was detected in [`HITS`] blocks in a row: 50 ms of it
//! always suffice, 25 ms never do. The thresholds follow ITU-T Q.24.

use std::f32::consts::TAU;

use super::sound::RATE;
use crate::menu::Key;

/// The frequencies of a keypad's rows and columns, in hertz. Callers' phones lack the fourth column; it is detected so
/// that it is not mistaken for another.
const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS: [f32; 4] = [1_209.0, 1_336.0, 1_477.0, 1_633.0];

/// The keys, row by row.
const KEYS: [&[u8; 4]; 4] = [b"123A", b"456B", b"789C", b"*0#D"];

/// Samples per block: 12.75 ms, long enough to tell neighbouring tones apart.
const BLOCK: usize = 102;

/// Consecutive blocks that start a key, and consecutive blocks without it that end it.
const HITS: u32 = 3;
const MISSES: u32 = 3;

/// Maximum power ratio of the two tones: 8 dB.
const TWIST: f32 = 6.3;

/// Minimum power ratio of a tone to the others of its group: 6 dB.
const CLEAR: f32 = 4.0;

/// Minimum share of both tones in the power of the block.
const PURE: f32 = 0.75;

/// Minimum amplitude of a tone: 40 dB below the loudest.
const SOFT: f32 = 300.0;

/// Missing samples between two packets that count as a pause between two keys: 60 ms.
const PAUSE: u32 = 480;

/// Maximum delay of a packet that was overtaken: one second. A later one starts a new stream.
const OVERTAKEN: u32 = RATE;

/// Detects keys in the audio of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tones {
    block: Vec<i16>,
    /// The timestamp of the next packet, if none is missing.
    next: Option<u32>,
    /// The key in the last block, and the number of blocks in a row with it.
    last: Option<Key>,
    hits: u32,
    /// The key that is held down, which does not count again, and the number of blocks in a row without it.
    pressed: Option<Key>,
    misses: u32,
}

impl Tones {
    /// Returns the key that starts to count with these samples.
    pub(crate) fn hear(&mut self, timestamp: u32, samples: &[i16]) -> Option<Key> {
        let late = self.next.map_or(0, |next| timestamp.wrapping_sub(next));
        if late.wrapping_neg() <= OVERTAKEN && late > 0 {
            // It was overtaken, or is a duplicate.
            return None;
        }
        if late > PAUSE {
            *self = Self::default();
        }
        let length = u32::try_from(samples.len()).unwrap_or_default();
        self.next = Some(timestamp.wrapping_add(length));
        let mut found = None;
        for sample in samples {
            self.block.push(*sample);
            if self.block.len() == BLOCK {
                let heard = key(&self.block);
                self.block.clear();
                found = found.or(self.counts(heard));
            }
        }
        found
    }

    /// Returns the key that starts to count with this block.
    fn counts(&mut self, heard: Option<Key>) -> Option<Key> {
        self.hits = if heard == self.last { self.hits + 1 } else { 1 };
        self.last = heard;
        if heard == self.pressed {
            self.misses = 0;
            return None;
        }
        self.misses += 1;
        if self.misses >= MISSES {
            self.pressed = None;
        }
        if heard.is_some() && self.hits >= HITS {
            (self.pressed, self.misses) = (heard, 0);
            return heard;
        }
        None
    }
}

/// Detects the key in a block.
fn key(block: &[i16]) -> Option<Key> {
    let half = block.len() as f32 / 2.0;
    let all: f32 = block.iter().map(|sample| f32::from(*sample).powi(2)).sum();
    let softest = (SOFT * half).powi(2);
    let (row, low) = strongest(block, ROWS).filter(|(_, power)| *power >= softest)?;
    let (column, high) = strongest(block, COLUMNS).filter(|(_, power)| *power >= softest)?;
    let is_even = low < high * TWIST && high < low * TWIST;
    let is_pure = low + high >= PURE * half * all;
    let key = char::from(KEYS[row][column]);
    (is_even && is_pure).then(|| Key::from_char(key)).flatten()
}

/// The tone of a group that is much stronger than the others, and its power.
fn strongest(block: &[i16], group: [f32; 4]) -> Option<(usize, f32)> {
    let powers = group.map(|hertz| power(block, hertz));
    let by_power = |a: &usize, b: &usize| powers[*a].total_cmp(&powers[*b]);
    let best = (0..powers.len()).max_by(by_power)?;
    let stands_out = |other: usize| other == best || powers[other] * CLEAR < powers[best];
    (0..powers.len())
        .all(stands_out)
        .then_some((best, powers[best]))
}

/// The power of a tone, by Goertzel's algorithm: the square of half its amplitude times the number of samples.
fn power(block: &[i16], hertz: f32) -> f32 {
    let turn = 2.0 * (TAU * hertz / RATE as f32).cos();
    let (one, two) = block.iter().fold((0.0, 0.0), |(one, two), sample| {
        (f32::from(*sample) + turn * one - two, one)
    });
    one * one + two * two - turn * one * two
}

#[cfg(test)]
mod tests;
