//! States to ids and back.

use super::{Numbers, Texts};

/// All ids of a large tree.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    /// The texts that begin with the id of each state, in the order of their numbers; then come former
    /// ones.
    pub texts: Texts,
    /// How many states there are.
    pub states: usize,
    /// The state that took the place of each former one.
    pub heirs: Numbers,
    /// A hash table of ids. Each number is one more than an index; 0 is a free place. Their count is
    /// a power of two.
    pub buckets: Numbers,
}

impl Ids {
    /// The id of the state with this number.
    #[inline]
    pub fn of(self, state: usize) -> &'static str {
        self.texts.at(state)
    }

    /// The number of the state that calls with this id are in.
    #[inline]
    pub fn find(self, id: &str) -> Option<usize> {
        let mask = self.buckets.len() - 1;
        let mut bucket = hash(id) & mask;
        loop {
            let found = self.buckets.at(bucket).checked_sub(1)?;
            if self.texts.at(found) == id {
                let former = found.checked_sub(self.states);
                return Some(former.map_or(found, |former| self.heirs.at(former)));
            }
            bucket = (bucket + 1) & mask;
        }
    }
}

/// FNV-1a. The macro builds the table with the same.
#[inline]
fn hash(id: &str) -> usize {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash as usize
}
