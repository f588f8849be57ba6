//! Copies stretches of source: Rust, and anything that can't be parsed.

use super::Layout;
use crate::rust::Rust;
use crate::tokens::Token;

impl<'s> Layout<'s> {
    /// The index of the first matching token outside of brackets, or of the end.
    pub(super) fn until(&self, close: usize, wanted: impl Fn(&Token<'_>) -> bool) -> usize {
        let mut at = self.at;
        while let Some(token) = self.tokens.get(at).filter(|_| at < close) {
            if wanted(token) {
                return at;
            }
            at = token.close + 1;
        }
        at.min(close)
    }

    /// The source up to the token with this index.
    pub(super) fn slice(&self, end: usize) -> &'s str {
        let tokens = self.tokens.get(self.at..end).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => {
                self.source.get(first.start..last.end()).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// Whether the source up to the token with this index is an expression.
    pub(super) fn is_rust(&self, end: usize) -> bool {
        Rust::Expression.formatted(self.slice(end)).is_some()
    }

    /// Formats Rust up to the token with this index, after a space.
    pub(super) fn rust(&mut self, rust: Rust, end: usize) {
        if self.at < end {
            self.page.space();
            self.rust_tight(rust, end);
        }
    }

    pub(super) fn rust_tight(&mut self, rust: Rust, end: usize) {
        let inside = self.tokens.get(self.at + 1..end).unwrap_or_default();
        let commented = inside.iter().any(|token| !token.gap.comments.is_empty());
        let lines = match commented {
            true => None,
            false => rust.formatted(self.slice(end)),
        };
        let Some(lines) = lines else {
            return self.verbatim(end);
        };
        self.before_stretch();
        let indent = self.page.indent_of_line();
        let text = lines.join(&format!("\n{indent}"));
        self.page.word(&text);
        self.at = end;
    }

    /// Copies the source up to the token with this index, and adjusts only its indentation.
    pub(super) fn verbatim(&mut self, end: usize) {
        if self.at >= end {
            return;
        }
        let text = self.slice(end);
        let (from, to) = (self.at, end);
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let was = indent_at(self.source, start);
        self.before_stretch();
        let is = self.page.indent_of_line();
        let mut moved = String::new();
        let mut offset = start;
        for (at, line) in text.split('\n').enumerate() {
            // The inside of a text or a comment keeps its indentation.
            let within = self
                .tokens
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .any(|token| token.start < offset && offset < token.end());
            if at > 0 {
                moved.push('\n');
            }
            let bare = line.trim_start_matches([' ', '\t']);
            if at == 0 || within {
                moved.push_str(line);
            } else if !bare.is_empty() {
                let more = (line.len() - bare.len()).saturating_sub(was);
                moved.push_str(&is);
                moved.push_str(&" ".repeat(more));
                moved.push_str(bare);
            }
            offset += line.len() + 1;
        }
        self.page.word(&moved);
        self.at = end;
    }

    /// Writes the comments before a stretch.
    pub(super) fn before_stretch(&mut self) {
        let Some(token) = self.tokens.get_mut(self.at) else {
            return;
        };
        let gap = std::mem::take(&mut token.gap);
        for comment in &gap.comments {
            self.comment(comment.text, comment.newlines);
        }
        if !gap.comments.is_empty() && gap.newlines > 0 {
            self.page.line();
        }
    }
}

/// The indentation of the line that contains this offset.
fn indent_at(source: &str, at: usize) -> usize {
    let line = source
        .get(..at)
        .and_then(|before| before.rsplit('\n').next());
    let line = line.unwrap_or_default();
    line.len() - line.trim_start_matches([' ', '\t']).len()
}
