//! The `ivr!` macro. Use it through `ivr_runtime`, which re-exports it and documents the
//! language; this crate knows nothing of HTTP.
//!
//! ```text
//! ivr! {
//!     tree Shop { voice: "en-US-BenjaminRUS" }
//!
//!     start menu main_menu {
//!         "For our address press 1, to hear this again press 2."
//!         1 => say "Twelve, Old Mill Lane.",
//!         2 => repeat,
//!     }
//!     _ => say "Good bye.",
//! }
//! ```
//!
//! becomes `enum Shop`, a `match` on where a caller is and what they press, and replies as data;
//! or, if a caller could get lost in it, an error that says where. `ARCHITECTURE.md` beside this crate's
//! `Cargo.toml` tells how, with a picture, and where to add a check, a setting or an action; `ERRORS.md`
//! shows everything that is refused.
//!
//! One function shows the whole way of a tree, `compile`: parse, resolve, check, expand.
//!
//! - `part`: what is declared once and used in several places, taken out before the rest is read;
//! - `ast`: what was written, `parse`: how it is read, on and on behind mistakes;
//! - `model`: what was meant, a graph of states; `resolve`: from one to the other;
//! - `graph`: the ways through the model, point by point; `values`: what is known on them;
//! - `check`: what is wrong with the graph as a whole; `announce`: what a prompt offers;
//! - `expand`: the graph as Rust;
//! - `editor`: what rust-analyzer is shown of a tree, whether or not it can be read;
//! - `diagnostics`, `place`, `suggest`: how mistakes are told; `keys`: the keypad.

mod announce;
mod arrivals;
mod ast;
mod begins;
mod carriers;
mod check;
mod diagnostics;
mod editor;
mod expand;
mod graph;
mod keys;
mod model;
mod parse;
mod part;
mod place;
mod resolve;
mod suggest;
#[cfg(test)]
mod tests;
mod values;

use diagnostics::Errors;
use part::Import;

/// Use it as `ivr_runtime::ivr`, where it is documented.
#[proc_macro]
pub fn ivr(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    compile(input.into()).into()
}

/// Use it as `ivr_runtime::ivr_part`, where it is documented.
#[proc_macro]
pub fn ivr_part(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    part::exported(input.into()).into()
}

/// Tokens of a tree to tokens of Rust: the editor's view of it, then the code.
fn compile(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let Compiled { view, code } = compiled(input);
    quote::quote!(#view #code)
}

/// What comes of a tree.
#[derive(Default)]
struct Compiled {
    /// For rust-analyzer. It comes first: that is where an editor looks.
    view: proc_macro2::TokenStream,
    /// Code if all is well, else every error, and beside them the bare types.
    code: proc_macro2::TokenStream,
}

fn compiled(input: proc_macro2::TokenStream) -> Compiled {
    let mut errors = Errors::default();
    if !parse::is_shallow(&input, &mut errors) {
        let code = errors.into_compile_errors();
        return Compiled {
            code,
            ..Compiled::default()
        };
    }
    let (parts, input) = match part::import(input, &mut errors) {
        Import::Done(parts, tree) => (parts, tree),
        Import::Next(import) => {
            let errors = errors.into_compile_errors();
            return Compiled {
                code: quote::quote!(#errors #import),
                ..Compiled::default()
            };
        }
    };
    let view = editor::tree(&input, &parts);
    let Some(tree) = parse::tree(input, parts, &mut errors) else {
        let code = errors.into_compile_errors();
        return Compiled { view, code };
    };
    let model = resolve::resolve(&tree, &mut errors);
    check::check(&model, &mut errors);
    let expanded = if errors.is_empty() {
        expand::expand(&model)
    } else {
        None
    };
    let code = expanded.unwrap_or_else(|| {
        let skeleton = expand::skeleton(&model);
        let errors = errors.into_compile_errors();
        quote::quote!(#errors #skeleton)
    });
    Compiled { view, code }
}
