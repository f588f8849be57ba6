//! The states: an enum, or the numbers of a large tree.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::packed;
use crate::graph::Point;
use crate::model::{LanguageId, Model, StateId, StateKind};

/// Every state that a call can be in, by its number.
pub(super) struct States<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    pub(super) points: Vec<Point>,
    /// The number of the first point of each menu and transfer, and how often each can be asked
    /// again after silence.
    firsts: Vec<(usize, u32)>,
}

impl<'m, 'a> States<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        let points = Point::all(model);
        let numbers = points.iter().enumerate();
        let firsts = numbers.filter(|(_, point)| **point == Point::first(point.state));
        Self {
            model,
            firsts: firsts
                .map(|(number, point)| (number, model.silences(point.state)))
                .collect(),
            points,
        }
    }

    /// Is the tree written for the compiler, and not for people?
    pub(super) fn are_many(&self) -> bool {
        packed::is_large(&self.points)
    }

    pub(super) fn number(&self, point: Point) -> usize {
        let Point {
            state: StateId(state),
            attempt,
            silences,
            language: LanguageId(language),
        } = point;
        let (first, most_silences) = self.firsts.get(state).copied().unwrap_or_default();
        let count = attempt as usize * (most_silences as usize + 1) + silences as usize;
        first + count * self.model.languages.len() + language
    }

    /// `Self::BookTable`, which is a pattern too.
    pub(super) fn code(&self, point: Point) -> TokenStream {
        code(self.model, &self.points, (self.number(point), point))
    }

    /// `Some(Self::BookTable)`
    pub(super) fn option(&self, point: Option<Point>) -> TokenStream {
        match point.map(|point| self.code(point)) {
            Some(state) => quote!(Some(#state)),
            None => quote!(None),
        }
    }
}

/// How a state is told, by its number where there are many.
pub(super) fn code(
    model: &Model<'_>,
    points: &[Point],
    (number, point): (usize, Point),
) -> TokenStream {
    if packed::is_large(points) {
        let number = Literal::usize_unsuffixed(number);
        quote!(Self(#number))
    } else {
        let variant = point.variant(model);
        quote!(Self::#variant)
    }
}

/// The type of the states: an enum.
pub(super) fn declaration(model: &Model<'_>, points: &[Point]) -> TokenStream {
    let (visibility, name) = (&model.ast.visibility, &model.ast.name);
    let attributes = attributes(model);
    let variants = points.iter().map(|point| {
        let variant = point.variant(model);
        let docs = variant_docs(model, *point);
        quote!(#docs #variant)
    });
    quote! {
        #attributes
        #[allow(clippy::enum_variant_names)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #visibility enum #name { #(#variants,)* }
    }
}

/// What the author wrote above the tree, and a doc comment if there is none.
pub(super) fn attributes(model: &Model<'_>) -> TokenStream {
    let (name, attributes) = (&model.ast.name, &model.ast.attributes);
    let documented = attributes.iter().any(|a| a.path().is_ident("doc"));
    let doc = (!documented).then(|| {
        let doc = format!(" The states of a call to the phone menu `{name}`.");
        quote!(#[doc = #doc])
    });
    quote!(#(#attributes)* #doc)
}

/// The author's own words, or else what the caller hears.
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
