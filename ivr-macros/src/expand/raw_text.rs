//! Texts as raw string literals: the description is JSON, full of quotes, and stays readable, and rustc need not
//! unescape it.

use proc_macro2::Literal;

/// A text as a raw string literal.
pub(super) fn raw_text(text: &str) -> Literal {
    // A raw string literal can't contain a bare `\r`.
    if text.contains('\r') {
        return Literal::string(text);
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let literal = format!("r{hashes}\"{text}\"{hashes}").parse();
    literal.unwrap_or_else(|_| Literal::string(text))
}

#[cfg(test)]
mod tests {
    use super::raw_text;

    #[test]
    fn the_literal_means_the_text() {
        for text in [
            "",
            "{\"a\":1}",
            "a \"# b",
            "\"##\"#",
            "line\nline",
            "\r",
            "\\",
            "é",
        ] {
            let literal: syn::LitStr = syn::parse_str(&raw_text(text).to_string()).unwrap();
            assert_eq!(literal.value(), text);
        }
    }
}
