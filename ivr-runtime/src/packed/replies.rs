//! The answers of a large tree.

use super::Texts;
use super::reader::Reader;

/// Every answer that is known, put together of the texts that it consists of: what a menu asks, and
/// the JSON around that, which is much the same for all.
///
/// It takes as much memory as its answers are long, and lives as long as the program.
#[derive(Debug)]
pub struct Replies(Vec<Reply>);

#[derive(Clone, Copy, Debug)]
struct Reply {
    next: Option<u32>,
    body: &'static str,
}

impl Replies {
    /// Puts the answers together. For each, the numbers say where it leads (one more than the state;
    /// 0 if it ends the call), of how many texts it consists, and of which.
    pub fn new(numbers: &'static [u8], texts: Texts) -> Self {
        let mut reader = Reader::new(numbers, texts);
        let mut replies = Vec::new();
        let mut bodies = String::new();
        while !reader.is_done() {
            let next = reader.number().checked_sub(1);
            for _ in 0..reader.number() {
                bodies.push_str(reader.text());
            }
            replies.push((next, bodies.len()));
        }
        let bodies: &'static str = Box::leak(bodies.into_boxed_str());
        let mut begin = 0;
        let replies = replies.into_iter().map(|(next, end)| {
            let body = &bodies[std::mem::replace(&mut begin, end)..end];
            Reply { next, body }
        });
        Self(replies.collect())
    }

    /// The number of the state that the answer with a number leads to, and what is sent.
    #[inline]
    pub fn at(&self, number: usize) -> (Option<u32>, &'static str) {
        let Reply { next, body } = self.0[number];
        (next, body)
    }
}
