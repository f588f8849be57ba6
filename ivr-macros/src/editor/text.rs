//! The view of values in texts.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;

/// The text in the form of a `format_args!` argument, which finds the values in it; `None` if it has none.
///
/// It is as long as the text, so that each value keeps its position.
pub(super) fn values(literal: &Literal) -> Option<TokenStream> {
    let text = literal.to_string();
    if !text.contains('{') {
        return None;
    }
    let mut text: Literal = formatted(&text).parse().ok()?;
    text.set_span(literal.span());
    let text = TokenTree::from(text);
    Some(quote!(let _ = ::core::format_args!(#text);))
}

/// `{day:date}` becomes `{day:0000}`, as Rust knows no such form. `{options}` and `{prompt}` are not values.
fn formatted(text: &str) -> String {
    let mut formatted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        formatted.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = match rest.find('}') {
            _ if rest.starts_with("{{") => 2,
            Some(close) => close + 1,
            None => rest.len(),
        };
        let (placeholder, behind) = rest.split_at(end);
        rest = behind;
        match (placeholder, placeholder.split_once(':')) {
            ("{options}", _) => formatted.push_str("{{ption}}"),
            ("{prompt}", _) => formatted.push_str("{{romp}}"),
            (_, Some((name, form))) if form.ends_with('}') => {
                formatted.push_str(name);
                formatted.push(':');
                let form = &form[..form.len() - 1];
                formatted.push_str(&"0".repeat(form.len()));
                formatted.push('}');
            }
            (placeholder, _) => formatted.push_str(placeholder),
        }
    }
    formatted.push_str(rest);
    formatted
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn values_stay_where_they_are() {
        for (text, expected) in [
            (
                r#""On {day:date} for {guests}.""#,
                r#""On {day:0000} for {guests}.""#,
            ),
            (r#""{options}. {{ {name""#, r#""{{ption}}. {{ {name""#),
            (r#""{prompt}""#, r#""{{romp}}""#),
        ] {
            assert_eq!(formatted(text), expected);
            assert_eq!(formatted(text).len(), text.len());
        }
    }
}
