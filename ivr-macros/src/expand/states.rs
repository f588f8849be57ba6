//! The enum of states.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::spans::under;
use crate::graph::Point;
use crate::model::{LanguageId, Model, StateKind};

/// Every state that a call can be in.
pub(super) struct States<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) points: Vec<Point>,
}

impl<'m, 'a> States<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        let points = Point::all(model);
        Self { model, points }
    }

    /// The points of each menu and transfer, which are consecutive.
    pub(super) fn by_state(&self) -> impl Iterator<Item = &[Point]> {
        self.points.chunk_by(|a, b| a.state == b.state)
    }

    /// `Self::BookTable`, also usable as a pattern.
    pub(super) fn code(&self, point: Point) -> TokenStream {
        let variant = point.variant(self.model);
        quote!(Self::#variant)
    }

    /// `Some(Self::BookTable)`
    pub(super) fn option(&self, point: Option<Point>) -> TokenStream {
        match point.map(|point| self.code(point)) {
            Some(state) => quote!(Some(#state)),
            None => quote!(None),
        }
    }
}

/// The type of the states, an enum.
pub(super) fn declaration(model: &Model<'_>, points: &[Point]) -> TokenStream {
    let (visibility, name) = (&model.ast.visibility, &model.ast.name);
    let attributes = attributes(model);
    let variants = points.iter().map(|point| {
        let variant = point.variant(model);
        let docs = variant_docs(model, *point);
        quote!(#docs #variant)
    });
    let names = points.iter().map(|point| point.variant(model).to_string());
    // If the author derives one of these traits too, rustc reports the author's derive as the duplicate.
    let begin = quote_spanned!(under(name.span())=> impl);
    quote! {
        #[allow(clippy::enum_variant_names)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #attributes
        #visibility enum #name { #(#variants,)* }

        #begin ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                const NAMES: &[&str] = &[#(#names),*];
                f.write_str(NAMES[*self as usize])
            }
        }
    }
}

/// The author's attributes of the tree, and a doc comment if there is none.
fn attributes(model: &Model<'_>) -> TokenStream {
    let (name, attributes) = (&model.ast.name, &model.ast.attributes);
    let documented = attributes.iter().any(|a| a.path().is_ident("doc"));
    let doc = (!documented).then(|| {
        let doc = format!(" The states of a call to the phone menu `{name}`.");
        quote!(#[doc = #doc])
    });
    quote!(#(#attributes)* #doc)
}

/// The author's doc comment, or else what the caller hears.
fn variant_docs(model: &Model<'_>, point: Point) -> TokenStream {
    let state = model.state(point.state);
    let doc = match (&state.kind, point.attempt) {
        (StateKind::Menu { .. }, attempt) if point.silences > 0 => {
            format!(
                " `{}`, asked again: attempt {attempt}, and {} after silence.",
                state.name, point.silences
            )
        }
        (StateKind::Menu { .. }, attempt @ 1..) => {
            format!(" `{}`, asked again: attempt {attempt}.", state.name)
        }
        (StateKind::Transfer(_), attempt @ 1..) => {
            format!(
                " `{}`, after {attempt} calls that nobody answered.",
                state.name
            )
        }
        (_, 0) if !state.docs.is_empty() && point.language == LanguageId(0) => {
            let docs = state.docs;
            return quote!(#(#docs)*);
        }
        (StateKind::Menu { prompt, .. }, 0) => {
            format!(" Hears: “{}”", prompt.heard.spoken(point.language).shown())
        }
        (StateKind::Transfer(_), 0) => " A transfer whose end the platform will report.".to_owned(),
    };
    quote!(#[doc = #doc])
}
