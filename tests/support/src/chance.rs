//! Chance that is the same in every run.

/// Numbers that look random (xorshift64).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// The numbers that follow from this one, which is not 0.
    pub const fn from(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `bound`; 0 if there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("it is below a usize")
    }

    /// One of these.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Any byte.
    pub const fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}
