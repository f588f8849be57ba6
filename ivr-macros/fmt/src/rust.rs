//! Formats the Rust in a tree with prettyplease.

use proc_macro2::TokenStream;
use syn::parse::Parser as _;

/// The kind of a stretch of Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rust {
    Expression,
    /// A pattern with its guard.
    Pattern,
    Type,
    /// Parameters, without their parentheses.
    Parameters,
}

impl Rust {
    /// The code around it that makes a whole file of it.
    const fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Expression => ("fn f() {", "}"),
            Self::Pattern => ("fn f() { match () {", " => {} } }"),
            Self::Type => ("type T = ", ";"),
            Self::Parameters => ("fn f(", ") {}"),
        }
    }

    /// The formatted lines, indented relative to the first; `None` if the source is not of this kind, or if its tokens
    /// would change.
    pub(crate) fn formatted(self, source: &str) -> Option<Vec<String>> {
        let (before, after) = self.around();
        let file = syn::parse_str::<syn::File>(&format!("{before}{source}{after}")).ok()?;
        if self == Self::Expression && !is_expression(source) {
            return None;
        }
        let text = prettyplease::unparse(&file);
        let mut lines: Vec<&str> = text.trim_end().lines().collect();
        let (outer, indent) = match self {
            Self::Expression => (1, 4),
            Self::Pattern => (2, 8),
            Self::Type | Self::Parameters => (0, 0),
        };
        lines = lines.get(outer..lines.len().checked_sub(outer)?)?.to_vec();
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| line.get(indent..).unwrap_or_default().to_owned())
            .collect();
        let (before, after) = match self {
            Self::Expression => ("", ""),
            Self::Pattern => ("", " => {}"),
            Self::Type | Self::Parameters => (before, after),
        };
        let first = lines.first_mut()?;
        *first = first.strip_prefix(before)?.to_owned();
        let last = lines.last_mut()?;
        *last = last.strip_suffix(after)?.to_owned();
        // The trailing comma of a list on several lines is one more token.
        is_same(source, &lines.join("\n")).then_some(lines)
    }
}

/// Whether the source is a single expression, and not a statement.
fn is_expression(source: &str) -> bool {
    syn::parse_str::<syn::Expr>(source).is_ok()
}

/// Whether the tokens are the same.
pub(crate) fn is_same(before: &str, after: &str) -> bool {
    match (before.parse::<TokenStream>(), after.parse::<TokenStream>()) {
        (Ok(before), Ok(after)) => crate::same::is_same(before, after),
        _ => false,
    }
}

/// Whether the source is a whole pattern, with its guard.
pub(crate) fn is_pattern(source: &str) -> bool {
    let pattern = |input: syn::parse::ParseStream<'_>| {
        syn::Pat::parse_multi_with_leading_vert(input)?;
        if input.parse::<Option<syn::Token![if]>>()?.is_some() {
            input.parse::<syn::Expr>()?;
        }
        Ok(())
    };
    pattern.parse_str(source).is_ok()
}
