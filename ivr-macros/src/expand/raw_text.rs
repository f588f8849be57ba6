//! Texts as raw string literals: JSON is full of quotes, and should read as JSON. Nor has rustc to undo
//! what would be escaped.

use proc_macro2::Literal;

/// A literal that is being written, in one piece: a large tree's is of many megabytes.
#[derive(Debug)]
pub(super) struct RawText(String);

const OPENING: &str = "r#\"";
const CLOSING: &str = "\"#";

impl Default for RawText {
    fn default() -> Self {
        Self(OPENING.to_owned())
    }
}

impl RawText {
    pub(super) fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// The length of the text.
    pub(super) const fn len(&self) -> usize {
        self.0.len() - OPENING.len()
    }

    pub(super) fn literal(mut self) -> Literal {
        let text = &self.0[OPENING.len()..];
        // A bare `\r` is the one sign that no raw literal can hold.
        if text.contains('\r') {
            return Literal::string(text);
        }
        let length = self.0.len();
        if text.contains(CLOSING) {
            let mut hashes = "##".to_owned();
            while text.contains(&format!("\"{hashes}")) {
                hashes.push('#');
            }
            let literal = format!("r{hashes}\"{text}\"{hashes}").parse();
            return literal.unwrap_or_else(|_| Literal::string(text));
        }
        self.0.push_str(CLOSING);
        let literal = self.0.parse();
        literal.unwrap_or_else(|_| Literal::string(&self.0[OPENING.len()..length]))
    }
}

/// A text as a raw string literal.
pub(super) fn raw_text(text: &str) -> Literal {
    let mut literal = RawText::default();
    literal.push(text);
    literal.literal()
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
