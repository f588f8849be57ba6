//! Names inside uses of parts: declared, referenced, and dropped.

use proc_macro2::{Ident, TokenStream};
use syn::LitStr;

use super::Parser;
use crate::ast::{Step, StepKind};
use crate::diagnostics::Report;
use crate::part::Part;

impl Parser<'_> {
    /// The name in the tree of a state that is declared here.
    pub(in crate::parse) fn declares(&mut self, name: Ident) -> Ident {
        let Some(frame) = self.scope.frame.clone() else {
            return name;
        };
        let first = !frame.named.replace(true);
        let Some(given) = &frame.name else {
            if first {
                let part = &frame.part.name;
                self.errors.report(
                    Report::new(
                        self.errors.blame.place(frame.id),
                        format!(
                            "this use of part `{part}` declares `{name}`, and needs a name for it"
                        ),
                    )
                    .help(format!("write `{part}(..) as ..`"))
                    .also(&name, format!("part `{part}` declares `{name}`")),
                );
                self.damaged = true;
            }
            return name;
        };
        let declared = frame.renamed(&name, given);
        self.errors.blame.state(frame.id, declared.clone(), name);
        declared
    }

    /// The name in the tree of a state that a step leads to.
    pub(in crate::parse) fn leads_to(&self, name: Ident) -> Ident {
        let Some(frame) = &self.scope.frame else {
            return name;
        };
        let text = name.to_string();
        if let Some(menu) = frame.menus.get(&text) {
            return menu.clone();
        }
        match &frame.name {
            Some(given) if frame.declared.contains(&text) => {
                let mut renamed = frame.renamed(&name, given);
                renamed.set_span(name.span());
                renamed
            }
            _ => name,
        }
    }

    /// Records the states that an unparsable use would have declared.
    pub(super) fn lose(
        &mut self,
        part: Option<&Part>,
        arguments: TokenStream,
        name: Option<&Ident>,
    ) {
        self.damaged = true;
        self.note_lost_names(arguments);
        if let Some(name) = name {
            self.lost_names.push(name.to_string());
            let nested = part.map(Part::declared).unwrap_or_default();
            let nested = nested.iter().map(|state| format!("{name}_{state}"));
            self.lost_names.extend(nested);
        }
    }

    /// Reports unused parts.
    pub(in crate::parse) fn unused_parts(&mut self) {
        if self.damaged {
            return;
        }
        for (name, part) in self.scope.parts.iter() {
            if !self.scope.used.contains(name) {
                self.errors.report(
                    Report::new(&part.name, format!("part `{name}` is never used"))
                        .help(format!("use it: `1 => {name}(..)`, or remove it")),
                );
            }
        }
    }
}

/// Adds former ids to the state that the steps lead to, if it has this name.
pub(super) fn inherit(steps: &mut [Step], name: &Ident, former: &[LitStr]) -> bool {
    let was = match steps.last_mut().map(|step| &mut step.kind) {
        Some(StepKind::Menu(menu)) if menu.name == *name => &mut menu.was,
        Some(StepKind::Connect(connect)) if connect.name == *name => &mut connect.was,
        Some(StepKind::Retry { otherwise, .. }) => {
            return inherit(&mut otherwise.steps, name, former);
        }
        _ => return false,
    };
    was.extend_from_slice(former);
    true
}
