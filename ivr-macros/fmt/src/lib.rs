//! Formats the phone menus in a Rust source file: the contents of `ivr!` and `ivr_part!`.
//!
//! ```
//! let source = "
//! ivr! {
//! tree Shop{voice:\"en-US-BenjaminRUS\"}
//!   start menu main_menu { // The only one.
//!   \"For our address press 1.\"
//!   1=>say \"Twelve, Old Mill Lane.\"
//!   }
//! }
//! ";
//! assert_eq!(ivr_fmt::format(source).unwrap(), "
//! ivr! {
//!     tree Shop { voice: \"en-US-BenjaminRUS\" }
//!     start menu main_menu { // The only one.
//!         \"For our address press 1.\"
//!         1 => say \"Twelve, Old Mill Lane.\"
//!     }
//! }
//! ");
//! ```
//!
//! Tokens and comments stay the same, and so does the rest of the file. A tree need not
//! compile to be formatted: anything that can't be parsed stays as written.
//!
//! - `tokens`: a block's tokens, with the comments between them;
//! - `layout`: decides which tokens begin a line; `page`: the lines;
//! - `rust`: formats expressions, patterns and types; `same`: compares tokens.

mod layout;
mod page;
mod rust;
mod same;
mod tokens;

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};
use thiserror::Error;

use layout::Layout;

/// Why a file was not formatted.
#[derive(Debug, Error)]
pub enum Error {
    /// The file's tokens are not Rust.
    #[error("this is no Rust, on line {line}: {source}")]
    NoRust {
        /// The line, from 1.
        line: usize,
        /// The error of the Rust lexer.
        source: LexError,
    },
    /// The formatted tree would have had other tokens. This is a bug in the formatter; the file is left alone.
    #[error("the block on line {line} would not be the same; please report this")]
    NotTheSame {
        /// The line on which the block starts, from 1.
        line: usize,
    },
}

/// The macros that hold trees and parts.
const MACROS: [&str; 2] = ["ivr", "ivr_part"];

/// Formats the trees in the source of a file, and returns the whole file.
///
/// # Errors
///
/// If the source is not Rust, or if a tree's tokens would change, which is a bug.
pub fn format(source: &str) -> Result<String, Error> {
    if source.contains("\r\n") {
        let formatted = format(&source.replace("\r\n", "\n"))?;
        return Ok(formatted.replace('\n', "\r\n"));
    }
    // A byte order mark and a first line `#!..` are not Rust tokens.
    let code = source.strip_prefix('\u{feff}').unwrap_or(source);
    let code = match code.starts_with("#!") && !code.starts_with("#![") {
        true => code.find('\n').map_or("", |end| &code[end..]),
        false => code,
    };
    let head = &source[..source.len() - code.len()];
    let tokens: TokenStream = code.parse().map_err(|source: LexError| Error::NoRust {
        line: source.span().start().line + breaks(head),
        source,
    })?;
    let mut formatted = head.to_owned();
    let mut written = 0;
    for block in blocks(tokens) {
        let (start, end) = (
            block.span_open().byte_range().end,
            block.span_close().byte_range().end,
        );
        let before = &code[start..end];
        let after = formatted_block(code, &block);
        if !is_same(before, &after) {
            let line = breaks(&code[..start]) + breaks(head) + 1;
            return Err(Error::NotTheSame { line });
        }
        formatted.push_str(&code[written..start]);
        formatted.push_str(&after);
        written = end;
    }
    formatted.push_str(&code[written..]);
    Ok(formatted)
}

/// Formats a block, from after its opening brace to its closing one.
fn formatted_block(code: &str, block: &Group) -> String {
    let start = block.span_open().byte_range().start;
    let line = code[..start].rsplit('\n').next().unwrap_or_default();
    let base = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    Layout::new(code, tokens::tokens(code, block), base).block()
}

/// Whether the tokens and comments are the same.
fn is_same(before: &str, after: &str) -> bool {
    let whole = |text: &str| format!("{{{text}").parse::<TokenStream>().ok();
    let (Some(before_tokens), Some(after_tokens)) = (whole(before), whole(after)) else {
        return false;
    };
    same::is_same(before_tokens, after_tokens) && comments(before) == comments(after)
}

/// The comments of a block, without its opening brace.
fn comments(block: &str) -> Option<Vec<String>> {
    let block = format!("{{{block}");
    let tokens: TokenStream = block.parse().ok()?;
    let Some(TokenTree::Group(group)) = tokens.into_iter().next() else {
        return None;
    };
    let tokens = tokens::tokens(&block, &group);
    let comments = tokens.iter().flat_map(|token| &token.gap.comments);
    Some(comments.map(|comment| comment.text.to_owned()).collect())
}

/// The braces of every `ivr!` and `ivr_part!`, in the order of the file. Those in a `macro_rules!`, with its `$name`,
/// are skipped.
fn blocks(tokens: TokenStream) -> Vec<Group> {
    let mut blocks = Vec::new();
    let mut open = vec![tokens.into_iter()];
    // The last two tokens read in the current group.
    let mut before = [None, None];
    while let Some(level) = open.last_mut() {
        match level.next() {
            None => {
                open.pop();
            }
            Some(TokenTree::Group(group)) => {
                let called = matches!(&before, [Some(TokenTree::Ident(name)), Some(TokenTree::Punct(sign))]
                    if sign.as_char() == '!' && MACROS.iter().any(|called| name == called));
                if called && group.delimiter() == Delimiter::Brace {
                    if !has_dollar(group.stream()) {
                        blocks.push(group);
                    }
                } else {
                    open.push(group.stream().into_iter());
                }
                before = [None, None];
            }
            Some(token) => {
                let [_, last] = before;
                before = [last, Some(token)];
            }
        }
    }
    blocks
}

fn has_dollar(tokens: TokenStream) -> bool {
    let mut open = vec![tokens];
    while let Some(tokens) = open.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => open.push(group.stream()),
                TokenTree::Punct(sign) if sign.as_char() == '$' => return true,
                _ => {}
            }
        }
    }
    false
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}
