//! Keys as tones in the sound (ITU-T Q.23), from telephones that have no other way.
//!
//! A key is two tones, one of each group. It counts once it has been heard in [`HITS`] blocks in a row: 50 ms of it are
//! always enough, and 25 ms never. How clear it has to be follows ITU-T Q.24.

use std::f32::consts::TAU;

use super::sound::RATE;
use crate::menu::Key;

/// The tones of the rows and columns of a keypad, in hertz. The fourth column is on no telephone that a caller holds,
/// and is listened for so that it is not taken for another.
const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS: [f32; 4] = [1_209.0, 1_336.0, 1_477.0, 1_633.0];

/// The keys, row by row.
const KEYS: [&[u8; 4]; 4] = [b"123A", b"456B", b"789C", b"*0#D"];

/// Samples that are looked at together: 12.75 ms, in which neighbouring tones are told apart.
const BLOCK: usize = 102;

/// Blocks in a row that make a key, and blocks in a row without it that end it.
const HITS: u32 = 3;
const MISSES: u32 = 3;

/// How much louder one tone may be than the other: 8 dB.
const TWIST: f32 = 6.3;

/// How much louder a tone has to be than the others of its group: 6 dB.
const CLEAR: f32 = 4.0;

/// The part of all that is heard that both tones have to be.
const PURE: f32 = 0.75;

/// The loudness of the softest tone: 40 dB below the loudest.
const SOFT: f32 = 300.0;

/// Samples that are missing between two packets, from which on they are a pause between two keys: 60 ms.
const PAUSE: u32 = 480;

/// How late a packet is at most that was overtaken: a second. What is later begins anew.
const OVERTAKEN: u32 = RATE;

/// Finds the keys in the sound of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tones {
    block: Vec<i16>,
    /// When the next packet begins, if nothing is missing.
    next: Option<u32>,
    /// What the last block was, and how many before it were the same.
    last: Option<Key>,
    hits: u32,
    /// The key that is being pressed, which counts no second time, and for how many blocks it was not heard.
    pressed: Option<Key>,
    misses: u32,
}

impl Tones {
    /// The key that counts with these samples.
    pub(crate) fn hear(&mut self, timestamp: u32, samples: &[i16]) -> Option<Key> {
        let late = self.next.map_or(0, |next| timestamp.wrapping_sub(next));
        if late.wrapping_neg() <= OVERTAKEN && late > 0 {
            // It was overtaken, or comes again.
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

    /// The key that counts with this block.
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

/// The key that is heard in a block.
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

/// The tone of a group that is far stronger than the others, and its power.
fn strongest(block: &[i16], group: [f32; 4]) -> Option<(usize, f32)> {
    let powers = group.map(|hertz| power(block, hertz));
    let by_power = |a: &usize, b: &usize| powers[*a].total_cmp(&powers[*b]);
    let best = (0..powers.len()).max_by(by_power)?;
    let stands_out = |other: usize| other == best || powers[other] * CLEAR < powers[best];
    (0..powers.len())
        .all(stands_out)
        .then_some((best, powers[best]))
}

/// How strong a tone is, by Goertzel's algorithm: the square of half its loudness times the number of samples.
fn power(block: &[i16], hertz: f32) -> f32 {
    let turn = 2.0 * (TAU * hertz / RATE as f32).cos();
    let (one, two) = block.iter().fold((0.0, 0.0), |(one, two), sample| {
        (f32::from(*sample) + turn * one - two, one)
    });
    one * one + two * two - turn * one * two
}

#[cfg(test)]
mod tests;
