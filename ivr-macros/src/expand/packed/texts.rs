//! The texts of a large tree, each once, and numbers that mean them.

use std::collections::hash_map::Entry;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use rustc_hash::FxHashMap;

use super::numbers;

/// Every text so far.
#[derive(Debug)]
pub(super) struct Texts {
    all: String,
    bounds: Vec<usize>,
    numbers: FxHashMap<String, usize>,
}

impl Texts {
    /// Texts that begin with these, of which no two are equal.
    pub(super) fn beginning_with(texts: impl Iterator<Item = String>) -> Self {
        let mut all = Self {
            all: String::new(),
            bounds: vec![0],
            numbers: FxHashMap::default(),
        };
        for text in texts {
            all.number(text);
        }
        all
    }

    /// The number of a text.
    pub(super) fn number(&mut self, text: impl Into<String>) -> usize {
        let next = self.numbers.len();
        match self.numbers.entry(text.into()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                self.all.push_str(unknown.key());
                self.bounds.push(self.all.len());
                *unknown.insert(next)
            }
        }
    }

    /// The text with a number.
    pub(super) fn at(&self, number: usize) -> &str {
        &self.all[self.bounds[number]..self.bounds[number + 1]]
    }

    /// A method that returns them as the runtime's `Texts`.
    pub(super) fn method(&self) -> TokenStream {
        let (text, bounds) = (
            Literal::string(&self.all),
            numbers(self.bounds.iter().copied()),
        );
        quote! {
            fn texts() -> ::ivr_runtime::packed::Texts {
                static TEXTS: ::ivr_runtime::packed::Texts = ::ivr_runtime::packed::Texts {
                    text: #text,
                    bounds: #bounds,
                };
                TEXTS
            }
        }
    }
}

/// What is read from its beginning to its end: numbers of seven bits a byte, the lowest first.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Bytes(Vec<u8>);

impl Bytes {
    pub(super) fn number(&mut self, mut number: u32) {
        while number > 0x7f {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    pub(super) fn index(&mut self, index: usize) {
        self.number(u32::try_from(index).unwrap_or(u32::MAX));
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    pub(super) fn literal(&self) -> Literal {
        Literal::byte_string(&self.0)
    }
}
