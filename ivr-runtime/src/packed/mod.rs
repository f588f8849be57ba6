//! A large tree as the macro writes it: a few long texts, where a small one is a `match`.
//!
//! Nobody reads the expansion of a thousand menus, and rustc takes milliseconds for each item and each
//! arm of one. A literal costs it little; it is kept short all the same, as the compiler looks at each
//! of its signs several times. So every text stands there once, whether it is heard, or named, or only
//! holds the JSON of the answers together. What stands in the literals is decided in `ivr-macros`
//! (`expand/packed`); that nothing differs for callers, the tests of that crate and of this module
//! hold.

mod description;
mod ids;
mod reader;
mod replies;
mod routes;

pub use description::description;
pub use ids::Ids;
pub use replies::Replies;
pub use routes::{Cell, Routes};

/// Numbers of 32 bits, the lowest byte first.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(pub &'static [u8]);

impl Numbers {
    /// The number at an index.
    #[inline]
    pub fn at(self, index: usize) -> usize {
        let (numbers, _) = self.0.as_chunks();
        u32::from_le_bytes(numbers[index]) as usize
    }

    /// How many there are.
    #[inline]
    pub fn len(self) -> usize {
        self.0.len() / 4
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// Every text of a tree, one behind the other. What else the macro writes names them by their numbers.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// All of them.
    pub text: &'static str,
    /// Where each begins, and where the last ends.
    pub bounds: Numbers,
}

impl Texts {
    /// The text with a number.
    #[inline]
    pub fn at(self, number: usize) -> &'static str {
        &self.text[self.bounds.at(number)..self.bounds.at(number + 1)]
    }
}
