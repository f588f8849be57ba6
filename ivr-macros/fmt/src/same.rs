//! Compares two token streams.

use proc_macro2::{Punct, Spacing, TokenStream, TokenTree};

/// Whether the tokens are the same, wherever they are in the file.
pub(crate) fn is_same(one: TokenStream, other: TokenStream) -> bool {
    let mut streams = vec![(one, other)];
    while let Some((one, other)) = streams.pop() {
        let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
        loop {
            match (one.next(), other.next()) {
                (None, None) => break,
                (Some(TokenTree::Group(one)), Some(TokenTree::Group(other))) => {
                    if one.delimiter() != other.delimiter() {
                        return false;
                    }
                    streams.push((one.stream(), other.stream()));
                }
                (Some(TokenTree::Punct(a)), Some(TokenTree::Punct(b))) => {
                    let joint = |spacing| spacing == Spacing::Joint;
                    if a.as_char() != b.as_char()
                        || is_operator(&a, one.peek()) && joint(a.spacing()) != joint(b.spacing())
                    {
                        return false;
                    }
                }
                (Some(TokenTree::Ident(a)), Some(TokenTree::Ident(b))) if a == b => {}
                (Some(TokenTree::Literal(a)), Some(TokenTree::Literal(b)))
                    if a.to_string() == b.to_string() => {}
                _ => return false,
            }
        }
    }
    true
}

/// Whether two punctuation characters would be one operator without a space between them.
fn is_operator(first: &Punct, second: Option<&TokenTree>) -> bool {
    const OPERATORS: [&str; 22] = [
        "::", "->", "=>", "<-", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "+=", "-=", "*=",
        "/=", "%=", "^=", "&=", "|=", "..", ".=",
    ];
    let Some(TokenTree::Punct(second)) = second else {
        return false;
    };
    let both = format!("{}{}", first.as_char(), second.as_char());
    OPERATORS.contains(&both.as_str())
}
