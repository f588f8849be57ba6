//! Imports parts of other modules.
//!
//! A macro sees only its own tokens, so a part that is elsewhere must be imported.
//! `ivr_part!` expands to a macro with the name of the part, which passes the part's tokens on. A
//! tree that begins with `use crate::billing::billing;` expands to a call of that macro with the
//! rest of the tree, which expands to the tree again, with the part before it:
//!
//! ```text
//! ivr! { use crate::billing::billing; tree .. }
//! crate::billing::billing! { @ivr [billing] tree .. }
//! ivr! { @part [billing] { part billing() => .. } tree .. }
//! ```

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::{ParseStream, Parser as _};
use syn::{ItemUse, Path, Token, UseTree, Visibility, parse_quote};

use super::split::{self, end_of_part};
use super::{is_sign, is_word};
use crate::diagnostics::{Errors, Report};
use crate::place::Place;

/// A part that was imported from another module.
#[derive(Debug)]
pub(crate) struct Imported {
    /// Its name in the tree.
    pub(crate) name: Ident,
    pub(crate) tokens: TokenStream,
}

/// What to do with the tokens of `ivr!`.
#[derive(Debug)]
pub(crate) enum Import {
    /// All parts have been imported.
    Done(Vec<Imported>, TokenStream),
    /// The code that imports the next one.
    Next(TokenStream),
}

/// Parses what precedes the tree.
pub(crate) fn import(tokens: TokenStream, errors: &mut Errors) -> Import {
    let mut tokens: Vec<_> = tokens.into_iter().collect();
    let (mut brought, mut wanted) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        match &tokens[at..] {
            [
                sign,
                word,
                TokenTree::Group(name),
                TokenTree::Group(part),
                ..,
            ] if is_sign(Some(sign), '@') && is_word(Some(word), "part") => {
                brought.push((name.stream(), part.stream()));
                at += 4;
            }
            [word, ..] if is_word(Some(word), "use") => {
                let length = tokens[at..]
                    .iter()
                    .position(|token| is_sign(Some(token), ';'));
                let end = length.map_or(tokens.len(), |length| at + length + 1);
                wanted.extend(parts_of_use(&tokens[at..end], errors));
                at = end;
            }
            _ => break,
        }
    }
    let tree: TokenStream = tokens.split_off(at).into_iter().collect();
    let Some(((path, name), others)) = wanted.split_first() else {
        // Names in the part resolve as in the tree.
        let site = tree.clone().into_iter().next();
        let site = site.map_or_else(Span::call_site, |token| token.span());
        let imported = brought.into_iter().filter_map(|(name, part)| {
            Some(Imported {
                name: syn::parse2(name).ok()?,
                tokens: resolved_at(part, site),
            })
        });
        return Import::Done(imported.collect(), tree);
    };
    let brought = brought
        .iter()
        .map(|(name, part)| quote!(@part [#name] { #part }));
    let others = others
        .iter()
        .map(|(path, name)| quote!(use #path as #name;));
    Import::Next(quote!(#path! { @ivr [#name] #(#brought)* #(#others)* #tree }))
}

/// `use crate::billing::{billing, refunds as money_back};`
fn parts_of_use(tokens: &[TokenTree], errors: &mut Errors) -> Vec<(Path, Ident)> {
    let item = match syn::parse2::<ItemUse>(tokens.iter().cloned().collect()) {
        Ok(item) => item,
        Err(error) => {
            errors.syntax(error);
            return Vec::new();
        }
    };
    let leading = item.leading_colon;
    let mut parts = Vec::new();
    let mut open = vec![(TokenStream::new(), &item.tree)];
    while let Some((before, tree)) = open.pop() {
        match tree {
            UseTree::Path(path) => {
                let (ident, colons) = (&path.ident, &path.colon2_token);
                open.push((quote!(#before #ident #colons), &*path.tree));
            }
            UseTree::Name(name) => {
                let ident = &name.ident;
                parts.push((parse_quote!(#leading #before #ident), ident.clone()));
            }
            UseTree::Rename(name) => {
                let ident = &name.ident;
                parts.push((parse_quote!(#leading #before #ident), name.rename.clone()));
            }
            UseTree::Group(group) => {
                // Taken from the end, so that they are imported in order.
                open.extend(group.items.iter().rev().map(|tree| (before.clone(), tree)));
            }
            UseTree::Glob(glob) => errors.report(
                Report::new(Place::of(glob), "a tree names the parts that it uses").help(
                    "write `use crate::billing::billing;`; put Rust's own `use` outside of `ivr!`",
                ),
            ),
        }
    }
    parts
}

/// The tokens at their own locations, with names that resolve as at `site`.
fn resolved_at(tokens: TokenStream, site: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            let span = token.span().resolved_at(site);
            if let TokenTree::Group(group) = token {
                token = Group::new(group.delimiter(), resolved_at(group.stream(), site)).into();
            }
            token.set_span(span);
            token
        })
        .collect()
}

/// The expansion of `ivr_part!`.
pub(crate) fn exported(tokens: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    if !crate::parse::is_shallow(&tokens, &mut errors) {
        return errors.into_compile_errors();
    }
    let view = crate::editor::parts(&tokens);
    let mut macros = TokenStream::new();
    let parsed = (|input: ParseStream<'_>| {
        while !input.is_empty() {
            let docs = input.call(syn::Attribute::parse_outer)?;
            let visibility: Visibility = input.parse()?;
            let rest: Vec<TokenTree> = input.fork().parse::<TokenStream>()?.into_iter().collect();
            if !is_word(rest.first(), "part") {
                return Err(input.error(
                    "expected `part`\nhelp: write it like `pub(crate) part goodbye() => say \"Good bye.\"`",
                ));
            }
            let part = &rest[..end_of_part(&rest, 0)];
            for _ in part {
                input.parse::<TokenTree>()?;
            }
            input.parse::<Option<Token![,]>>()?;
            macros.extend(handing_on(&docs, &visibility, part, &mut errors));
        }
        Ok(())
    })
    .parse2(tokens);
    if let Err(error) = parsed {
        errors.syntax(error);
    }
    let errors = errors.into_compile_errors();
    quote!(#view #errors #macros)
}

/// The macro that passes a part to a tree.
fn handing_on(
    docs: &[syn::Attribute],
    visibility: &Visibility,
    part: &[TokenTree],
    errors: &mut Errors,
) -> TokenStream {
    let tokens: TokenStream = part.iter().cloned().collect();
    split::cut(tokens.clone(), errors);
    // A part that can't be parsed is passed on all the same: otherwise each use would report a missing macro.
    let Some(TokenTree::Ident(name)) = part.get(1) else {
        return TokenStream::new();
    };
    if let Visibility::Public(public) = visibility {
        errors.report(
            Report::new(Place::of(public), "a part can't be used in other crates")
                .help(format!("write `pub(crate) part {name}`")),
        );
    }
    if let Some(dollar) = find_dollar(&tokens) {
        errors.report(Report::new(dollar, "a part can't contain `$`"));
        return TokenStream::new();
    }
    let visibility = match visibility {
        Visibility::Public(_) => quote!(pub(crate)),
        visibility => visibility.to_token_stream(),
    };
    let misused =
        format!("`{name}` is a part: write `use` at the head of a tree, and `{name}(..)` in it");
    quote! {
        #(#docs)*
        // An unused part is reported at the `use` below.
        #[allow(unused_macros)]
        macro_rules! #name {
            (@ivr [$($name:tt)*] $($rest:tt)*) => {
                ::ivr_runtime::ivr! { @part [$($name)*] { #tokens } $($rest)* }
            };
            ($($other:tt)*) => { ::core::compile_error!(#misused); };
        }
        #visibility use #name;
    }
}

fn find_dollar(tokens: &TokenStream) -> Option<Span> {
    let mut streams = vec![tokens.clone()];
    while let Some(stream) = streams.pop() {
        for token in stream {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '$' => return Some(punct.span()),
                TokenTree::Group(group) => streams.push(group.stream()),
                _ => {}
            }
        }
    }
    None
}
