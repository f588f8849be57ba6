//! Formats the author's source code for people to read.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens, spaced as rustfmt would space them. (The compiler prints spaces around `::` and before `?`.)
pub(super) fn source(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut glued = true;
    let mut before_word = false;
    for token in tokens {
        let word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        let tight = match &token {
            TokenTree::Punct(punct) if punct.as_char() == '.' => before_word,
            TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';' | '?' | ':'),
            TokenTree::Group(group) => before_word && group.delimiter() != Delimiter::Brace,
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        if !glued && !tight {
            text.push(' ');
        }
        glued = matches!(&token, TokenTree::Punct(punct)
            if punct.spacing() == Spacing::Joint
                || matches!(punct.as_char(), '.' | '&' | '!' | '*')
                || (punct.as_char() == ':' && text.ends_with(':'))
                || (punct.as_char() == '=' && text.ends_with("..")));
        before_word = word || matches!(&token, TokenTree::Group(_));
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    // An expression that a macro inserted is a single operand.
                    Delimiter::None if has_operator(group.stream()) => ("(", ")"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            token => text.push_str(&token.to_string()),
        }
    }
}

fn has_operator(tokens: TokenStream) -> bool {
    tokens.into_iter().skip(1).any(
        |token| matches!(token, TokenTree::Punct(punct) if "+-*/%<>=&|^".contains(punct.as_char())),
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Delimiter, Group};
    use quote::quote;

    #[test]
    fn what_a_macro_put_in_binds_as_one() {
        let of_macro = |tokens| Group::new(Delimiter::None, tokens);
        let (sum, call) = (of_macro(quote!(a + b)), of_macro(quote!(-a.b())));
        assert_eq!(super::source(quote!(f(#sum, #call))), "f((a + b), - a.b())");
    }

    #[test]
    fn spaces_are_where_people_put_them() {
        for code in [
            "desk.book(call, Day::Today).await?",
            "Booking::Made",
            "Some(n) if n > 3",
            "Guests { count: 1..=4, .. }",
            "&support.number",
            "!open",
            "hours[2]",
            "Ok((a, b)) | Err(_)",
        ] {
            let tokens: proc_macro2::TokenStream = code.parse().unwrap();
            assert_eq!(super::source(tokens), code);
        }
    }
}
