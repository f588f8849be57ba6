//! Tests tones as phones make them, and sounds that are no tones.

use super::*;
use crate::carrier::sip::media::Law;

/// The sound of a key press.
#[derive(Clone, Copy)]
struct Press {
    key: char,
    milliseconds: usize,
    /// The amplitude of the lower and of the higher tone.
    loud: (f32, f32),
    /// The relative frequency error of both.
    off: f32,
}

const PRESS: Press = Press {
    key: '5',
    milliseconds: 100,
    loud: (6_000.0, 6_000.0),
    off: 1.0,
};

/// Noise that is the same in every run.
struct Noise(u32);

impl Noise {
    fn sample(&mut self, loud: f32) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0) * loud
    }
}

fn silence(milliseconds: usize) -> Vec<f32> {
    vec![0.0; milliseconds * 8]
}

impl Press {
    fn sound(self) -> Vec<f32> {
        let place = |row: &&[u8; 4]| row.iter().position(|key| char::from(*key) == self.key);
        let row = KEYS.iter().position(|row| place(row).is_some()).unwrap();
        let column = place(&KEYS[row]).unwrap();
        let wave = |hertz: f32, at: usize| (TAU * hertz * self.off * at as f32 / RATE as f32).sin();
        (0..self.milliseconds * 8)
            .map(|at| self.loud.0 * wave(ROWS[row], at) + self.loud.1 * wave(COLUMNS[column], at))
            .collect()
    }
}

/// Returns the keys detected in encoded packets of 20 ms, for every alignment of the sound with the blocks.
fn keys(sound: &[f32]) -> String {
    let heard = |begin: usize| -> String {
        let mut tones = Tones::default();
        let samples: Vec<i16> = vec![0; begin]
            .into_iter()
            .chain(sound.iter().map(|sample| *sample as i16))
            .collect();
        let packets = samples.chunks(160).enumerate();
        let keys = packets.filter_map(|(at, packet)| {
            let packet = Law::A.decode(&Law::A.encode(packet));
            tones.hear(at as u32 * 160, &packet)
        });
        keys.map(Key::as_char).collect()
    };
    let whole = heard(0);
    for begin in 1..BLOCK {
        assert_eq!(heard(begin), whole, "from sample {begin}");
    }
    whole
}

#[test]
fn every_key_of_a_telephone_is_heard_once() {
    let all = "1234567890*#";
    let pressed = all.chars().flat_map(|key| {
        let press = Press { key, ..PRESS };
        [press.sound(), silence(50)].concat()
    });
    assert_eq!(keys(&pressed.collect::<Vec<_>>()), all);
    let fourth = Press { key: 'A', ..PRESS };
    assert_eq!(keys(&fourth.sound()), "");
}

#[test]
fn the_same_key_twice_is_two_and_a_long_one_is_one() {
    let press = PRESS.sound();
    assert_eq!(keys(&[&press[..], &silence(40), &press].concat()), "55");
    let long = Press {
        milliseconds: 3_000,
        ..PRESS
    };
    assert_eq!(keys(&long.sound()), "5");
    // A gap as short as a line may cause does not end the key.
    assert_eq!(keys(&[&press[..], &silence(10), &press].concat()), "5");
}

#[test]
fn a_key_is_as_long_as_one_that_is_meant() {
    for (milliseconds, heard) in [(20, ""), (25, ""), (51, "5"), (70, "5")] {
        let press = Press {
            milliseconds,
            ..PRESS
        };
        assert_eq!(keys(&press.sound()), heard, "{milliseconds} ms");
    }
}

#[test]
fn tones_may_be_as_far_off_and_as_uneven_as_telephones_make_them() {
    for key in "1234567890*#".chars() {
        for off in [0.985, 1.015] {
            for loud in [
                (6_000.0, 3_500.0),
                (3_500.0, 6_000.0),
                (700.0, 700.0),
                (14_000.0, 14_000.0),
            ] {
                let press = Press {
                    key,
                    off,
                    loud,
                    ..PRESS
                };
                assert_eq!(keys(&press.sound()), key.to_string(), "{off} {loud:?}");
            }
        }
        for loud in [
            (6_000.0, 1_500.0),
            (1_500.0, 6_000.0),
            (6_000.0, 0.0),
            (0.0, 6_000.0),
            (100.0, 100.0),
        ] {
            let press = Press { key, loud, ..PRESS };
            assert_eq!(keys(&press.sound()), "", "{loud:?}");
        }
    }
}

#[test]
fn noise_hides_no_key_and_is_none() {
    let mut noise = Noise(7);
    for key in "1590#".chars() {
        // 15 dB below both tones together.
        let press = Press { key, ..PRESS }.sound();
        let sound: Vec<f32> = press
            .iter()
            .map(|sample| sample + noise.sample(1_800.0))
            .collect();
        assert_eq!(keys(&sound), key.to_string());
    }
    let mut tones = Tones::default();
    for at in 0..50 * 600 {
        let loud = [300.0, 3_000.0, 30_000.0][at as usize % 3];
        let packet: Vec<i16> = (0..160).map(|_| noise.sample(loud) as i16).collect();
        assert_eq!(tones.hear(at * 160, &packet), None);
    }
}

#[test]
fn packets_that_are_late_again_or_missing_add_no_key() {
    let press = Press {
        milliseconds: 200,
        ..PRESS
    }
    .sound();
    let samples: Vec<i16> = press.iter().map(|sample| *sample as i16).collect();
    let packets: Vec<&[i16]> = samples.chunks(160).collect();
    let heard = |order: &[u32]| -> String {
        let mut tones = Tones::default();
        let keys = order.iter().filter_map(|at| {
            let sound = packets[*at as usize % packets.len()];
            tones.hear(at.wrapping_mul(160).wrapping_add(u32::MAX - 400), sound)
        });
        keys.map(Key::as_char).collect()
    };
    assert_eq!(heard(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), "5");
    assert_eq!(heard(&[0, 1, 1, 2, 4, 3, 5, 7, 9]), "5");
    // With silence suppression, nothing is sent between two keys.
    assert_eq!(heard(&[0, 1, 2, 3, 4, 20, 21, 22, 23]), "55");
    // A stream that restarts, far before its last timestamp.
    let again = u32::MAX / 320;
    assert_eq!(
        heard(&[0, 1, 2, 3, again, again + 1, again + 2, again + 3]),
        "55"
    );
}
