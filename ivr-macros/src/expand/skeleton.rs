//! The code that is emitted together with errors: the types, so that the rest of the crate does not
//! complain that they are missing, and the author's expressions.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{context, context_type, description, expressions, states};
use crate::graph::Point;
use crate::model::Model;

pub(crate) fn skeleton(model: &Model<'_>) -> TokenStream {
    let mut points = Point::all(model);
    // A duplicate name has been reported; rustc need not report it again.
    let mut seen = rustc_hash::FxHashSet::default();
    points.retain(|point| seen.insert(point.variant(model).to_string()));
    let declaration = states::declaration(model, &points);
    let name = &model.ast.name;
    let visibility = &model.ast.visibility;
    let lookup: Ident = format_ident!("{name}Lookup");
    let (context, context_type) = (context(model), context_type(model));
    let never = quote!(::core::panic!("the tree has errors"));
    // A tree without a menu has no start state, so it can't implement the trait.
    let Some(first) = points.first() else {
        return declaration;
    };
    let start = first.variant(model);
    let description = format!(r#"{{"name": "{name}", "start": 0}}"#);
    let describe = description::method(model);
    let expressions = expressions::functions(model);
    quote! {
        #declaration
        #expressions

        /// Stands in for the lookups of a tree that has errors.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #visibility enum #lookup {}

        impl #name {
            const DESCRIPTION: &'static str = #description;

            #[allow(missing_docs)]
            pub const fn next(self, _: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                #never
            }
        }

        impl ::ivr_runtime::Tree for #name {
            #context_type
            type Lookup = #lookup;
            type Values = ::ivr_runtime::__private::NoValues;

            const CARRIERS: &'static [&'static str] = &[];
            const START: Self = Self::#start;
            const FIRST_PROMPT: &'static [::ivr_runtime::reply::Step] = &[];
            #describe
            fn replies() -> &'static [::ivr_runtime::Reply<Self>] { &[] }

            fn from_client_action_id(_: &str) -> ::core::option::Option<Self> { None }
            fn client_action_id(self) -> &'static str { "" }
            fn is_transfer(self) -> bool { false }
            fn next(self, _: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> { #never }
            fn greeting() -> ::ivr_runtime::Reply<Self> { #never }
            fn failure() -> ::ivr_runtime::Reply<Self> { #never }
            async fn answer(
                lookup: #lookup,
                _: &#context,
                _: &::ivr_runtime::Call,
                _: &mut ::ivr_runtime::__private::NoValues,
            ) -> ::core::result::Result<::ivr_runtime::Reply<Self>, ::ivr_runtime::Failure> {
                match lookup {}
            }
        }
    }
}
