//! Tests trees that are nested so deep that parsing by recursion could overflow the stack. A stack overflow ends the
//! whole test program, so these tests fail loudly.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::STACK;
use crate::parse::{MAX_ACTIONS, MAX_DEPTH};

/// `depth` menus nested in each other. The last one says goodbye.
fn menus(depth: usize) -> TokenStream {
    let mut inside = quote!(1 => say "Good bye.",);
    for level in (0..depth).rev() {
        let name = quote::format_ident!("level_{level}");
        let start = (level == 0).then(|| {
            quote!(
                #[allow(distant_goodbye)]
                start
            )
        });
        let menu = quote!(#start menu #name { "Press 1 for the next level." #inside });
        inside = if level == 0 { menu } else { quote!(1 => #menu) };
    }
    quote! {
        tree Deep { voice: "en-US-BenjaminRUS" }
        #inside
        _ => say "Good bye.",
    }
}

fn within(delimiter: Delimiter, depth: usize, inside: TokenStream) -> TokenStream {
    (0..depth).fold(inside, |inside, _| {
        TokenTree::from(Group::new(delimiter, inside)).into()
    })
}

/// A tree with this action at its only key.
fn tree(action: TokenStream) -> TokenStream {
    quote! {
        tree Deep { voice: "en-US-BenjaminRUS" }
        start menu first { "Press 1 for apples." 1 => #action }
        _ => say "Good bye.",
    }
}

/// Compiles on a stack as large as rustc's, minus what rustc uses before it calls a macro. The output is parsed on a
/// larger one: syn's parser needs more stack than rustc's.
fn compile(tokens: fn() -> TokenStream) -> String {
    let stack = STACK - STACK / 8;
    let macro_thread = std::thread::Builder::new().stack_size(stack);
    let text = macro_thread.spawn(move || crate::compile(tokens()).to_string());
    let text = text.unwrap().join().unwrap();
    let parser = std::thread::Builder::new()
        .stack_size(64 * STACK)
        .spawn(move || {
            let file = syn::parse_str::<syn::File>(&text);
            assert!(file.is_ok(), "{:?}", file.err());
            text
        });
    parser.unwrap().join().unwrap()
}

#[track_caller]
fn assert_expands(tokens: fn() -> TokenStream) {
    let text = compile(tokens);
    let error = text.split("compile_error").nth(1);
    let told: Option<String> = error.map(|error| error.chars().take(300).collect());
    assert_eq!(told, None);
}

#[track_caller]
fn assert_refused(tokens: fn() -> TokenStream, message: &str) {
    let text = compile(tokens);
    let told: String = text.chars().take(300).collect();
    assert!(text.contains(message), "{told}");
}

#[track_caller]
fn assert_too_deep(tokens: fn() -> TokenStream) {
    assert_refused(tokens, "braces are nested more than 250 deep");
}

#[test]
fn menus_within_menus_expand_up_to_the_bound() {
    assert_expands(|| menus(MAX_DEPTH));
    assert_too_deep(|| menus(MAX_DEPTH + 1));
    assert_too_deep(|| menus(499));
    assert_too_deep(|| menus(501));
    assert_too_deep(|| menus(5_000));
}

/// Maximum nesting depth inside the only menu of a tree: the menu takes one level, the parentheses another.
const INSIDE: usize = MAX_DEPTH - 2;

#[test]
fn matches_within_matches_expand_up_to_their_bound() {
    assert_expands(|| matches(MAX_ACTIONS - 1));
    assert_refused(
        || matches(MAX_ACTIONS),
        "actions are nested more than 100 deep",
    );
}

fn matches(depth: usize) -> TokenStream {
    let around = |inside: TokenStream, _| quote!(match 3 { _ => #inside });
    tree((0..depth).fold(quote!(hangup), around))
}

/// The limit on nested transfers is checked only after everything has been parsed.
#[test]
fn transfers_within_transfers_fit_the_stack() {
    compile(|| {
        let arm = |inside: TokenStream, level: usize| {
            let name = quote::format_ident!("c{level}");
            quote!(connect(from: "+6568888888", to: "+6568888888") as #name { _ => #inside })
        };
        tree((0..INSIDE).fold(quote!(hangup), arm))
    });
}

/// Retries nest without groups.
#[test]
fn retries_of_retries_expand_up_to_their_bound() {
    assert_expands(|| retries(MAX_ACTIONS - 1));
    assert_refused(
        || retries(MAX_ACTIONS),
        "actions are nested more than 100 deep",
    );
    assert_refused(|| retries(5_000), "actions are nested more than 100 deep");
}

fn retries(depth: usize) -> TokenStream {
    let retries: TokenStream = (0..depth).map(|_| quote!(retry(1) else)).collect();
    tree(quote!(#retries hangup))
}

#[test]
fn expressions_and_patterns_fit_the_stack() {
    compile(|| question(Delimiter::Parenthesis));
    compile(|| question(Delimiter::Bracket));
    compile(|| question(Delimiter::Brace));
    compile(|| question(Delimiter::None));
    compile(|| pattern(Delimiter::Parenthesis));
    compile(|| pattern(Delimiter::Bracket));
    compile(|| pattern(Delimiter::None));
}

fn question(delimiter: Delimiter) -> TokenStream {
    let question = within(delimiter, INSIDE, quote!(x));
    tree(quote!(match (#question) { _ => hangup }))
}

fn pattern(delimiter: Delimiter) -> TokenStream {
    let pattern = within(delimiter, INSIDE, quote!(x));
    tree(quote!(match 3 { #pattern => hangup }))
}

#[test]
fn groups_beyond_the_bound_are_refused_before_they_are_read() {
    assert_too_deep(|| within(Delimiter::Brace, 5_000, quote!(menu)));
    assert_too_deep(|| within(Delimiter::None, 5_000, quote!(menu)));
    assert_too_deep(|| tree(within(Delimiter::Parenthesis, 5_000, quote!(menu))));
    assert_too_deep(|| tree(within(Delimiter::Bracket, 5_000, quote!(menu))));
}

#[test]
fn a_long_chain_of_steps_is_not_deep() {
    assert_expands(|| {
        let says: TokenStream = (0..5_000).map(|_| quote!(say "Apples." then)).collect();
        tree(quote!(#says hangup))
    });
}

/// The maximum nesting depth of parts.
#[test]
fn parts_of_parts_fit_the_stack() {
    assert_expands(|| {
        parts(
            60,
            |next| quote!(menu m { "Press 1 or 2." 1 => #next as n, 2 => hangup }),
        )
    });
    compile(|| {
        parts(
            300,
            |next| quote!(menu m { "Press 1 or 2." 1 => #next as n, 2 => hangup }),
        )
    });
    compile(|| {
        parts(
            300,
            |next| quote!(match (((((3))))) { _ => connect(from: "+6568888888", to: ((((desk))))) as m { _ => #next as n } }),
        )
    });
    compile(|| parts(300, |next| quote!(match 3 { _ => #next as n })));
    assert_refused(
        || parts(300, |next| quote!(#next as n)),
        "actions are nested more than 100 deep",
    );
}

/// Parts that each use the next; the last one hangs up.
fn parts(count: usize, around: fn(TokenStream) -> TokenStream) -> TokenStream {
    let name = |at: usize| quote::format_ident!("p{at}");
    let parts = (0..count).map(|at| {
        let (this, next) = (name(at), name(at + 1));
        let action = around(quote!(#next()));
        quote!(part #this() => #action,)
    });
    let last = name(count);
    let first = tree(quote!(p0() as n));
    quote! {
        #first
        #(#parts)*
        part #last() => menu m { "Press 1 for apples." 1 => hangup }
    }
}

/// Each part uses the next twice, or contains its text twice: 2 to the power of 40.
#[test]
fn parts_that_double_are_refused_in_time() {
    assert_refused(
        || {
            parts(
                40,
                |next| quote!(match 3 { 1 => #next as a, _ => #next as b }),
            )
        },
        "the uses of parts expand to more than",
    );
    compile(|| {
        let parts = (0_usize..40).map(|at| {
            let (this, next) = (
                quote::format_ident!("p{at}"),
                quote::format_ident!("p{}", at + 1),
            );
            quote!(part #this(x: text, y: expr) => #next("{x}{x}", (y) + (y)),)
        });
        let first = tree(quote!(p0("apples", 1)));
        quote! {
            #first
            #(#parts)*
            part p40(x: text, y: expr) => match y { _ => say x }
        }
    });
}
