//! How the macro writes what is read from its beginning to its end.

use super::Texts;

/// Numbers of seven bits a byte, the lowest first, and the texts that some of them mean. Behind the end
/// everything is 0.
#[derive(Debug)]
pub(super) struct Reader {
    numbers: &'static [u8],
    texts: Texts,
}

impl Reader {
    pub(super) fn new(numbers: &'static [u8], texts: Texts) -> Self {
        Self { numbers, texts }
    }

    pub(super) fn is_done(&self) -> bool {
        self.numbers.is_empty()
    }

    pub(super) fn number(&mut self) -> u32 {
        let mut number = 0;
        let mut shift = 0;
        while let Some((byte, rest)) = self.numbers.split_first() {
            self.numbers = rest;
            number |= u32::from(byte & 0x7f) << (shift & 31);
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }

    pub(super) fn small(&mut self) -> u8 {
        u8::try_from(self.number()).unwrap_or(u8::MAX)
    }

    pub(super) fn index(&mut self) -> usize {
        self.number() as usize
    }

    pub(super) fn text(&mut self) -> &'static str {
        let number = self.index();
        self.texts.at(number)
    }

    pub(super) fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.number() != 0).then(|| read(self))
    }

    /// A list of what is read, which lives as long as the program.
    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> &'static [T] {
        let length = self.index();
        let list: Vec<_> = (0..length).map(|_| read(self)).collect();
        list.leak()
    }
}
