//! The tokens of a block, with the comments and line breaks between them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A comment that is not a token: `//`, unlike `///`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment<'s> {
    pub(crate) text: &'s str,
    /// The number of line breaks before it.
    pub(crate) newlines: usize,
}

/// What precedes a token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gap<'s> {
    pub(crate) comments: Vec<Comment<'s>>,
    /// The number of line breaks right before the token.
    pub(crate) newlines: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Literal,
    Sign,
    Open(Delimiter),
    Close,
    /// `/// ..`
    Doc,
}

#[derive(Clone, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) text: &'s str,
    pub(crate) kind: Kind,
    pub(crate) gap: Gap<'s>,
    /// Its offset in the source.
    pub(crate) start: usize,
    /// The index of the matching closing bracket; the token's own index if it opens none.
    pub(crate) close: usize,
}

impl Token<'_> {
    pub(crate) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether a line ends in it or before it.
    pub(crate) fn breaks(&self) -> bool {
        self.gap.newlines > 0 || !self.gap.comments.is_empty() || self.text.contains('\n')
    }
}

/// The tokens of a group, without its opening bracket. The last one is its closing bracket.
pub(crate) fn tokens<'s>(source: &'s str, group: &proc_macro2::Group) -> Vec<Token<'s>> {
    let mut list = List {
        source,
        tokens: Vec::new(),
        end: group.span_open().byte_range().end,
    };
    list.stream(group.stream());
    list.add(group.span_close().byte_range(), Kind::Close);
    list.tokens
}

struct List<'s> {
    source: &'s str,
    tokens: Vec<Token<'s>>,
    /// The offset of the end of the last token.
    end: usize,
}

impl<'s> List<'s> {
    fn stream(&mut self, stream: TokenStream) {
        let mut joint = false;
        let mut of_doc = 0;
        for token in stream {
            let range = token.span().byte_range();
            if std::mem::take(&mut of_doc) == range.end && range.end > 0 {
                // The rest of a doc comment, whose tokens all have the same span.
                of_doc = match token {
                    TokenTree::Punct(_) => range.end,
                    _ => 0,
                };
                continue;
            }
            let was_joint = std::mem::take(&mut joint);
            match &token {
                TokenTree::Group(group) => {
                    let open = self.tokens.len();
                    self.add(
                        group.span_open().byte_range(),
                        Kind::Open(group.delimiter()),
                    );
                    self.stream(group.stream());
                    self.add(group.span_close().byte_range(), Kind::Close);
                    let close = self.tokens.len() - 1;
                    if let Some(open) = self.tokens.get_mut(open) {
                        open.close = close;
                    }
                }
                TokenTree::Ident(_) if was_joint && self.ends_with("'") => self.extend(range),
                TokenTree::Ident(_) => self.add(range, Kind::Word),
                TokenTree::Literal(_) => self.add(range, Kind::Literal),
                TokenTree::Punct(_) if range.len() > 1 => {
                    of_doc = range.end;
                    self.add(range, Kind::Doc);
                }
                TokenTree::Punct(punct) => {
                    joint = punct.spacing() == Spacing::Joint;
                    match was_joint && self.is_one_sign(punct.as_char()) {
                        true => self.extend(range),
                        false => self.add(range, Kind::Sign),
                    }
                }
            }
        }
    }

    fn add(&mut self, range: std::ops::Range<usize>, kind: Kind) {
        let gap = gap(self.source.get(self.end..range.start).unwrap_or_default());
        self.end = range.end;
        self.tokens.push(Token {
            text: self.source.get(range.clone()).unwrap_or_default(),
            kind,
            gap,
            start: range.start,
            close: self.tokens.len(),
        });
    }

    /// Extends the last token.
    fn extend(&mut self, range: std::ops::Range<usize>) {
        self.end = range.end;
        if let Some(last) = self.tokens.last_mut() {
            last.text = self.source.get(last.start..range.end).unwrap_or_default();
        }
    }

    fn ends_with(&self, sign: &str) -> bool {
        self.tokens.last().is_some_and(|last| last.text == sign)
    }

    fn is_one_sign(&self, next: char) -> bool {
        let signs = ["=>", "::", "..", "..="];
        let last = self.tokens.last().map_or("", |last| last.text);
        signs.contains(&format!("{last}{next}").as_str())
    }
}

/// The comments between two tokens.
fn gap(text: &str) -> Gap<'_> {
    let mut gap = Gap::default();
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| !letter.is_whitespace()) {
        let newlines = gap.newlines + breaks(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.starts_with("//") {
            true => rest.find('\n').unwrap_or(rest.len()),
            false => block_comment(rest),
        };
        gap.comments.push(Comment {
            text: rest[..length].trim_end(),
            newlines,
        });
        gap.newlines = 0;
        rest = &rest[length..];
    }
    gap.newlines += breaks(rest);
    gap
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}

/// The length of `/* .. */`, which may contain nested comments.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}
