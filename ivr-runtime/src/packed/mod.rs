//! A large tree as the macro writes it: a few long texts, where a small one is a `match`.
//!
//! Nobody reads the expansion of a thousand menus, and rustc takes milliseconds for each item and each
//! arm of one. A literal costs it nothing, however long. What stands in the literals is decided in
//! `ivr-macros` (`expand/packed`); that nothing differs for callers, the tests of that crate and of
//! this module hold.

mod description;
mod ids;
mod routes;

pub use description::description;
pub use ids::Ids;
pub use routes::{Cell, Replies, Routes};

/// Numbers of 32 bits, the lowest byte first.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(pub &'static [u8]);

impl Numbers {
    /// The number at an index.
    #[inline]
    pub const fn at(self, index: usize) -> usize {
        let (numbers, _) = self.0.as_chunks();
        u32::from_le_bytes(numbers[index]) as usize
    }

    /// How many there are.
    #[inline]
    pub const fn len(self) -> usize {
        self.0.len() / 4
    }

    /// Whether there are none.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// Texts one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// All of them.
    pub text: &'static str,
    /// Where each begins, and where the last ends.
    pub bounds: Numbers,
}

impl Texts {
    /// The text at an index.
    #[inline]
    pub const fn at(self, index: usize) -> &'static str {
        let (rest, _) = self.text.split_at(self.bounds.at(index + 1));
        rest.split_at(self.bounds.at(index)).1
    }
}
