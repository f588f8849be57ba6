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
//! expands to `enum Shop`, a `match` on the caller's state and input, and replies as data;
//! or, if a caller could get lost in it, to an error that says where. `ARCHITECTURE.md` in this crate's
//! folder explains how, and where to add a check, a setting or an action; `ERRORS.md`
//! lists every error.
//!
//! The function `compile` is the whole pipeline: parse, resolve, check, expand.
//!
//! - `part`: extracts parts, which are declared once and used in several places, before the rest is parsed;
//! - `ast`: the syntax tree; `parse`: parses it, and continues after mistakes;
//! - `model`: the tree as a graph of states; `resolve`: creates it from the syntax tree;
//! - `graph`: the paths through the model, point by point; `values`: the values that are set along them;
//! - `check`: checks the graph as a whole; `announce`: what a prompt offers;
//! - `expand`: generates Rust from the graph;
//! - `editor`: generates code for rust-analyzer, even if the tree can't be parsed;
//! - `diagnostics`, `place`, `suggest`: report mistakes; `keys`: the keypad.

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

/// Use it as `ivr_runtime::ivr`, which is documented.
#[proc_macro]
pub fn ivr(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    compile(input.into()).into()
}

/// Use it as `ivr_runtime::ivr_part`, which is documented.
#[proc_macro]
pub fn ivr_part(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    part::exported(input.into()).into()
}

/// Compiles the tokens of a tree to Rust: the view for the editor, then the code.
fn compile(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let Compiled { view, code } = compiled(input);
    quote::quote!(#view #code)
}

/// The result of compiling a tree.
#[derive(Default)]
struct Compiled {
    /// For rust-analyzer. It comes first, because an editor uses the first expansion of a token.
    view: proc_macro2::TokenStream,
    /// The code, or every error together with the bare types.
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
