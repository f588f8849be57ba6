//! Names for sessions, legs and events.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Makes names that look like the platform's: 36 characters, hexadecimal, with hyphens.
#[derive(Clone, Debug)]
pub(crate) struct Ids(u64);

impl Ids {
    /// Names that no other run has given: a server remembers the events it has seen.
    pub(crate) fn random() -> Self {
        // The standard library seeds each of these differently, which is all we need.
        Self(RandomState::new().hash_one("ids"))
    }

    /// The next name.
    pub(crate) fn next(&mut self) -> String {
        let (high, low) = (self.word(), self.word());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_differ_and_look_like_the_platforms() {
        let mut ids = Ids::random();
        let mut other = Ids::random();
        let names: HashSet<_> = (0..1000).flat_map(|_| [ids.next(), other.next()]).collect();
        assert_eq!(names.len(), 2000);
        for name in names {
            assert_eq!(name.len(), 36, "{name}");
            assert_eq!(
                name.split('-').map(str::len).collect::<Vec<_>>(),
                [8, 4, 4, 4, 12]
            );
        }
    }
}
