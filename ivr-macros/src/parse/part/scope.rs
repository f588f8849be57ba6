//! The declared parts, and the use that is being parsed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt as _;

use crate::part::{self, Part, Parts, UseId};
use crate::place::Place;

/// The parts of a tree, and the use that is being parsed.
#[derive(Debug, Default)]
pub(in crate::parse) struct Scope {
    pub(super) parts: Parts,
    pub(super) used: BTreeSet<String>,
    /// The innermost use around the current position.
    pub(super) frame: Option<Rc<Frame>>,
    pub(super) tokens: usize,
    /// The nesting depth of groups, including those of the tree.
    pub(super) depth: usize,
}

/// A use while its part is being parsed.
#[derive(Debug)]
pub(in crate::parse) struct Frame {
    pub(super) part: Rc<Part>,
    pub(super) id: UseId,
    /// `as today`
    pub(super) name: Option<Ident>,
    pub(super) root: Option<Ident>,
    pub(super) declared: BTreeSet<String>,
    /// Whether a state has been declared, or should have been.
    pub(super) named: Cell<bool>,
    pub(super) actions: BTreeMap<String, ActionArgument>,
    pub(super) menus: BTreeMap<String, Ident>,
    /// The use that contains this one.
    pub(super) outer: Option<Rc<Self>>,
}

#[derive(Debug)]
pub(in crate::parse) struct ActionArgument {
    pub(super) tokens: TokenStream,
    pub(super) place: Place,
    /// Whether the use has been parsed, so that its menus are declared.
    pub(super) read: Cell<bool>,
}

impl Scope {
    pub(in crate::parse) fn new(parts: Parts, rest: &TokenStream) -> Self {
        // A walk through all tokens, which only uses of parts need.
        let depth = if parts.is_empty() {
            0
        } else {
            part::measure(rest).0
        };
        Self {
            parts,
            depth,
            ..Self::default()
        }
    }

    /// The use that a step belongs to.
    pub(in crate::parse) fn usage(&self) -> Option<UseId> {
        self.frame.as_ref().map(|frame| frame.id)
    }

    pub(in crate::parse) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.names()
    }
}

impl Frame {
    /// `today`, or `today_name`. The first has the span of the use, the others that of the part.
    pub(super) fn renamed(&self, name: &Ident, given: &Ident) -> Ident {
        if self.root.as_ref().is_some_and(|root| root == name) {
            return given.clone();
        }
        let (given, inner) = (given.unraw(), name.unraw());
        Ident::new(&format!("{given}_{inner}"), name.span())
    }

    /// The chain of uses from `part` to the current one, if the current one is inside of `part`.
    pub(super) fn leads_back_to(&self, part: &Rc<Part>) -> Option<String> {
        let mut path = vec![format!("`{}`", part.name)];
        let mut around = Some(self);
        while let Some(frame) = around {
            path.push(format!("`{}`", frame.part.name));
            if Rc::ptr_eq(&frame.part, part) {
                path.reverse();
                return Some(path.join(" -> "));
            }
            around = frame.outer.as_deref();
        }
        None
    }
}
