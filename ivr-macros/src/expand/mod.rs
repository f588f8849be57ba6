//! Generates Rust from the model: an enum of states, a match, replies as constants, and a description.
//!
//! The output should read like handwritten code.

mod constants;
mod description;
mod expressions;
mod ids;
mod inputs;
mod lookups;
mod next;
mod point;
mod raw_text;
mod replies;
mod router;
mod skeleton;
mod source;
mod spans;
mod states;
mod steps;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::graph::Point;
use crate::model::{Before, LanguageId, Model, Spoken, StateId, StateKind, Text};
use constants::Constants;
use lookups::{Lookups, asked, call};
use router::{Lookup, Router};
use source::source;
use spans::under;
use states::States;
use steps::{Said, Steps, Words};

pub(crate) use skeleton::skeleton;

/// The code of a correct tree; `None` if it has no start menu, which is an error.
pub(crate) fn expand(model: &Model<'_>) -> Option<TokenStream> {
    let start = model.start?;
    let all = States::new(model);
    let mut router = Router::new(&all);
    let greeting = router.greeting(start);
    let next = next::methods(&mut router);
    let ring = router.ring(start);
    let failures: Vec<_> = model
        .language_ids()
        .map(|language| router.failure(start, language))
        .collect();
    let first_prompt = first_prompt(model, start, &mut router.constants);
    let question = router.question();
    let (constants, lookups) = router.finish();

    let name = &model.ast.name;
    let declaration = states::declaration(model, &all.points);
    let uses = uses(&[quote!(#constants #first_prompt #next #question)]);
    let (id_tables, ids) = (ids::tables(&all), ids::methods(&all));
    let (description, describe) = (
        description::description(model, start),
        description::method(model),
    );
    let lookup_name = lookup_name(model);
    let lookup_enum = lookup_enum(model, &lookups);
    let carriers = model.carriers.iter().map(|carrier| carrier.limits.name);
    let start_state = all.code(Point::first(start));
    let context = context_type(model);
    let Lookups {
        method: answer,
        pieces,
    } = lookups::methods(model, &lookups, &greeting);
    let (values_type, kept_struct) = values_types(model);
    let ring = ring.map(|turn| ring_method(&turn));
    let failure = failure_methods(&all, &failures);
    let asks_again = (!question.is_empty()).then(|| {
        quote! {
            fn question(self) -> &'static [::ivr_runtime::reply::Step] {
                Self::question(self)
            }
        }
    });

    Some(quote! {
        #declaration
        #lookup_enum
        #kept_struct

        const _: () = {
            #uses

            impl #name {
                #constants
                const FIRST_PROMPT: &'static [Step] = &#first_prompt;
                #next
                #question
                #id_tables
                #description
            }
        };

        #pieces

        impl ::ivr_runtime::Tree for #name {
            #context
            type Lookup = #lookup_name;
            type Values = #values_type;

            const CARRIERS: &'static [&'static str] = &[#(#carriers),*];
            const START: Self = #start_state;
            const FIRST_PROMPT: &'static [::ivr_runtime::reply::Step] = Self::FIRST_PROMPT;

            #describe

            fn replies() -> &'static [::ivr_runtime::Reply<Self>] {
                Self::REPLIES
            }

            #ids

            fn next(self, input: ::ivr_runtime::Input<'_>) -> ::ivr_runtime::Turn<Self> {
                Self::next(self, input)
            }

            fn greeting() -> ::ivr_runtime::Reply<Self> {
                #greeting
            }

            #ring

            #failure

            #asks_again

            #answer
        }
    })
}

fn lookup_name(model: &Model<'_>) -> Ident {
    format_ident!("{}Lookup", model.ast.name)
}

/// The enum of lookups.
fn lookup_enum(model: &Model<'_>, lookups: &[Lookup]) -> TokenStream {
    let (visibility, name) = (&model.ast.visibility, lookup_name(model));
    let doc = format!(
        " What a branch of [`{}`] asks before the caller is answered.",
        model.ast.name
    );
    let variants = lookups.iter().map(|lookup| {
        let variant = &lookup.variant;
        let doc = format!(" {}", lookup.doc);
        let field = lookup.field.as_ref().map(|(name, ty)| {
            quote!({
                /// What the caller keyed in.
                #name: #ty
            })
        });
        quote!(#[doc = #doc] #variant #field)
    });
    quote! {
        #[doc = #doc]
        #[allow(clippy::enum_variant_names)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #visibility enum #name { #(#variants,)* }
    }
}

/// The names that the arms mention, to silence warnings.
fn uses(arms: &[TokenStream]) -> TokenStream {
    let mentioned = |names: &[&str]| {
        let names = names.iter();
        let names = names.filter(|name| arms.iter().any(|arm| mentions(arm.clone(), name)));
        names
            .map(|name| format_ident!("{name}"))
            .collect::<Vec<_>>()
    };
    let of_std = [
        (
            "Borrowed",
            quote!(
                use ::std::borrow::Cow::Borrowed;
            ),
        ),
        (
            "Duration",
            quote!(
                use ::core::time::Duration;
            ),
        ),
    ];
    let of_std = of_std
        .into_iter()
        .filter(|(name, _)| !mentioned(&[name]).is_empty())
        .map(|(_, code)| code);
    let of_reply = mentioned(&["Capture", "Listen", "Step", "Voice"]);
    let of_reply =
        (!of_reply.is_empty()).then(|| quote!(use ::ivr_runtime::reply::{#(#of_reply),*};));
    let names = mentioned(&["Input", "Key", "Outcome", "Reply", "Turn"]);
    quote! {
        #(#of_std)*
        #of_reply
        use ::ivr_runtime::{#(#names),*};
    }
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn context(model: &Model<'_>) -> TokenStream {
    model
        .context
        .map_or_else(|| quote!(()), |parameter| parameter.ty.to_token_stream())
}

/// The declaration of the context in the trait. It has the span of the author's type, as rustc reports a private type
/// there.
fn context_type(model: &Model<'_>) -> TokenStream {
    let context = context(model);
    let span = model
        .context
        .map_or_else(Span::call_site, |parameter| parameter.ty.span());
    let (begin, end) = (
        quote_spanned!(under(span)=> type),
        quote_spanned!(under(span)=> ;),
    );
    quote!(#begin Context = #context #end)
}

/// What a call remembers: its type, and the type's declaration if the tree has any values.
fn values_types(model: &Model<'_>) -> (TokenStream, TokenStream) {
    if model.variables.is_empty() {
        return (
            quote!(::ivr_runtime::__private::NoValues),
            TokenStream::new(),
        );
    }
    let (visibility, tree) = (&model.ast.visibility, &model.ast.name);
    let name = format_ident!("{}Values", tree);
    let doc = format!(" What a call to [`{tree}`] remembers.");
    let fields = model.variables.iter().map(|variable| {
        let (docs, field, ty) = (&variable.docs, &variable.name, &variable.ty);
        let doc = docs.is_empty().then(|| {
            let doc = format!(" As `let {field}` declares it; `None` until it is given.");
            quote!(#[doc = #doc])
        });
        // The derives report a missing trait at the start of the field, so it has the span of the type.
        let at = under(ty.span());
        let mut kept = Literal::string("::ivr_runtime::__private::kept");
        kept.set_span(at);
        let hash = quote_spanned!(at=> #);
        let (public, end) = (quote_spanned!(at=> pub), quote_spanned!(at=> >));
        quote! {
            #hash[serde(default, deserialize_with = #kept)]
            #(#docs)*
            #doc
            #public #field: ::core::option::Option<#ty #end
        }
    });
    // A derived impl would report a missing trait at the derive.
    let kept = model.variables.iter().map(|variable| {
        let (field, text) = (&variable.name, variable.name.to_string());
        quote_spanned!(under(variable.ty.span())=> ::ivr_runtime::__private::keep(&mut map, #text, &self.#field)?;)
    });
    let declaration = quote! {
        #[doc = #doc]
        #[derive(Clone, Default, ::ivr_runtime::__private::serde::Deserialize)]
        #[serde(crate = "::ivr_runtime::__private::serde")]
        #visibility struct #name { #(#fields,)* }

        impl ::ivr_runtime::__private::serde::Serialize for #name {
            fn serialize<S: ::ivr_runtime::__private::serde::Serializer>(
                &self,
                to: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::ivr_runtime::__compiler! {{
                    let mut map = to.serialize_map(::core::option::Option::None)?;
                    #(#kept)*
                    ::ivr_runtime::__private::serde::ser::SerializeMap::end(map)
                }}
            }
        }
    };
    (name.to_token_stream(), declaration)
}

/// The name of the remembered values in a lookup's code. Not visible to the author's expressions.
fn values() -> Ident {
    Ident::new("values", Span::mixed_site())
}

fn ring_method(turn: &TokenStream) -> TokenStream {
    let uses = uses(std::slice::from_ref(turn));
    quote! {
        fn ring() -> ::ivr_runtime::Turn<Self> {
            #uses
            #turn
        }
    }
}

/// What is said when a lookup fails, in the caller's language.
fn failure_methods(states: &States<'_, '_>, failures: &[TokenStream]) -> TokenStream {
    let (model, points) = (states.model, &states.points);
    let Some((first, others)) = failures.split_first() else {
        return TokenStream::new();
    };
    let failure = quote! {
        fn failure() -> ::ivr_runtime::Reply<Self> {
            #first
        }
    };
    if others.is_empty() {
        return failure;
    }
    let others = model.language_ids().skip(1).zip(others);
    let arms = others.map(|(language, failure)| {
        let speaking = points.iter().filter(|point| point.language == language);
        let speaking = speaking.map(|point| states.code(*point));
        quote!(#(#speaking)|* => #failure,)
    });
    quote! {
        #failure

        fn failure_at(self) -> ::ivr_runtime::Reply<Self> {
            match self { #(#arms)* _ => #first, }
        }
    }
}

/// The start menu's prompt for outbound calls.
fn first_prompt(model: &Model<'_>, start: StateId, constants: &mut Constants) -> TokenStream {
    let StateKind::Menu {
        prompt,
        capture,
        first_tries,
        ..
    } = &model.state(start).kind
    else {
        return quote!([]);
    };
    let language = LanguageId::default();
    let words = |spoken: &Spoken| Words::Known(spoken.shown());
    let message = |text: &Text| words(text.spoken(language));
    let mut steps = Steps::default();
    let asked = prompt.asked(language);
    for before in asked.before {
        if let Before::Recording(recording) = before {
            steps.play(recording, language);
        }
    }
    let said = Said {
        prompt: words(&asked.words),
        success_message: capture.success_message.as_ref().map(message),
        failure_message: capture.failure_message.as_ref().map(message),
    };
    steps.ask(said, (capture, *first_tries), language, constants);
    steps.constant()
}
