//! Generates the lookups, with the author's expressions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::router::Lookup;
use super::spans::under;
use super::{context, lookup_name, values, values_types};
use crate::model::Model;

/// Maximum number of lookups in one function. rustc's time for an `async` function grows with the square of its
/// `await`s; up to here it is negligible.
const PIECE: usize = 16;

/// The trait's method, and the functions that it delegates to if there are many lookups.
pub(super) struct Lookups {
    pub(super) method: TokenStream,
    pub(super) pieces: TokenStream,
}

/// `greeting` is the reply to lookups that a function does not handle; it is never used.
pub(super) fn methods(model: &Model<'_>, lookups: &[Lookup], greeting: &TokenStream) -> Lookups {
    // Not visible to the author's expressions.
    let lookup = Ident::new("lookup", Span::mixed_site());
    let name = lookup_name(model);
    let arms = lookups.iter().map(|lookup| {
        let Lookup { variant, code, .. } = lookup;
        let field = lookup.field.as_ref().map(|(name, _)| quote!({ #name }));
        quote!(#name::#variant #field => #code,)
    });
    let arms: Vec<_> = arms.collect();
    if lookups.len() <= 4 * PIECE {
        let body = match lookups {
            [] => quote!(match #lookup {}),
            _ => quote!(Ok(match #lookup { #(#arms)* })),
        };
        let method = function(model, "answer", &lookup, &body);
        let pieces = TokenStream::new();
        return Lookups { method, pieces };
    }
    let (context, call, values) = (asked(model), call(model).0, values());
    let mut handed_on = TokenStream::new();
    let mut pieces = TokenStream::new();
    for (at, (lookups, arms)) in lookups.chunks(PIECE).zip(arms.chunks(PIECE)).enumerate() {
        let piece = format_ident!("answer_{at}");
        // For each `..`, rustc would copy the whole source text of the tree.
        let patterns = lookups.iter().map(|lookup| {
            let field = lookup.field.as_ref().map(|(name, _)| quote!({ #name: _ }));
            let variant = &lookup.variant;
            quote!(#name::#variant #field)
        });
        handed_on.extend(quote! {
            #(#patterns)|* => Self::#piece(#lookup, #context, #call, #values).await,
        });
        let body = quote!(Ok(match #lookup { #(#arms)* _ => #greeting, }));
        pieces.extend(function(model, &piece.to_string(), &lookup, &body));
    }
    let body = quote!(match #lookup { #handed_on });
    let method = function(model, "answer", &lookup, &body);
    let tree = &model.ast.name;
    let pieces = quote!(impl #tree { #pieces });
    Lookups { method, pieces }
}

fn function(model: &Model<'_>, name: &str, lookup: &Ident, body: &TokenStream) -> TokenStream {
    let (name, lookups) = (format_ident!("{name}"), lookup_name(model));
    let (context, context_type) = (asked(model), context(model));
    let (call, call_type) = call(model);
    let (values, (values_type, _)) = (values(), values_types(model));
    // rust-analyzer gets its own view of the author's expressions, and should report an error once.
    let body = quote!(::ivr_runtime::__compiler! {{ #body }});
    // rustc reports at the signature that a future is not `Send`, so the signature has the span of the tree's name.
    let at = under(model.ast.name.span());
    let (begin, result, end) = (
        quote_spanned!(at=> async fn),
        quote_spanned!(at=> ::),
        quote_spanned!(at=> >),
    );
    quote! {
        #begin #name(
            #lookup: #lookups,
            #[allow(unused_variables)] #context: &#context_type,
            #[allow(unused_variables)] #call: &#call_type,
            #[allow(unused_variables)] #values: &mut #values_type,
        ) -> #result core::result::Result<::ivr_runtime::Reply<Self>, ::ivr_runtime::Failure #end {
            #body
        }
    }
}

/// The tree's name for the context of its lookups.
pub(super) fn asked(model: &Model<'_>) -> Ident {
    let parameter = model.context.map(|parameter| parameter.name.clone());
    parameter.unwrap_or_else(|| format_ident!("_context"))
}

/// The tree's name for the call, and its type.
pub(super) fn call(model: &Model<'_>) -> (Ident, TokenStream) {
    match model.call {
        Some(parameter) => (parameter.name.clone(), parameter.ty.to_token_stream()),
        None => (format_ident!("_call"), quote!(::ivr_runtime::Call)),
    }
}
