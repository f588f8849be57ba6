//! Lays out an outline on the page.

use std::fmt::{self, Write};

use super::nodes::Node;
use super::text::{Ink, Text};

/// Maximum length of a line, unless a single word is longer.
const COLUMNS: usize = 100;
/// Minimum width of a text, however deeply it is nested.
const NARROWEST: usize = 40;
/// Labels up to this width have their own column.
const WIDEST_LABEL: usize = 24;

/// A page, written from top to bottom.
pub(super) struct Page<'a, 'f> {
    out: &'a mut fmt::Formatter<'f>,
    coloured: bool,
}

impl<'a, 'f> Page<'a, 'f> {
    pub(super) const fn new(out: &'a mut fmt::Formatter<'f>, coloured: bool) -> Self {
        Self { out, coloured }
    }

    pub(super) fn blank(&mut self) -> fmt::Result {
        self.out.write_char('\n')
    }

    /// One line, however long.
    pub(super) fn line(&mut self, ink: Ink, text: &str) -> fmt::Result {
        self.ink(ink, text)?;
        self.blank()
    }

    /// A top-level entry with all its children.
    pub(super) fn section(&mut self, node: &Node) -> fmt::Result {
        self.text(&node.text, 0, "")?;
        self.below(node, "")
    }

    /// The prompt and the children of an entry, under `margin`.
    fn below(&mut self, node: &Node, margin: &str) -> fmt::Result {
        if let Some(prompt) = &node.prompt {
            self.ink(Ink::Dim, margin)?;
            self.text(prompt, width(margin), margin)?;
        }
        let labels = node.children.iter().map(|child| width(&child.label));
        let column = labels
            .filter(|width| *width <= WIDEST_LABEL)
            .max()
            .unwrap_or(0);
        let last = node.children.len().saturating_sub(1);
        for (at, child) in node.children.iter().enumerate() {
            let (branch, beside) = if at == last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            self.ink(Ink::Dim, &format!("{margin}{branch}"))?;
            self.child(child, column, &format!("{margin}{beside}"))?;
        }
        Ok(())
    }

    /// An entry, whose branch line is already drawn; `margin` is the text to its left.
    fn child(&mut self, node: &Node, column: usize, margin: &str) -> fmt::Result {
        let below = format!("{margin}   ");
        self.ink(Ink::Label, &node.label)?;
        let used = width(&node.label);
        let hanging = if node.label.is_empty() {
            margin.to_owned()
        } else if used > WIDEST_LABEL {
            self.blank()?;
            self.ink(Ink::Dim, &below)?;
            below.clone()
        } else {
            let gap = column - used + 2;
            write!(self.out, "{:gap$}", "")?;
            format!("{margin}{:1$}", "", column + 2)
        };
        self.text(&node.text, width(&hanging), &hanging)?;
        self.below(node, &below)
    }

    /// A text, starting at `column`; further lines begin with `margin`.
    fn text(&mut self, text: &Text, column: usize, margin: &str) -> fmt::Result {
        let right = COLUMNS.max(column + NARROWEST);
        let mut at = column;
        for (nth, (ink, word)) in text.0.iter().enumerate() {
            let wide = width(word);
            if nth > 0 {
                if at + 1 + wide > right {
                    self.blank()?;
                    self.ink(Ink::Dim, margin)?;
                    at = column;
                } else {
                    self.out.write_char(' ')?;
                    at += 1;
                }
            }
            self.ink(*ink, word)?;
            at += wide;
        }
        self.blank()
    }

    fn ink(&mut self, ink: Ink, text: &str) -> fmt::Result {
        let style = ink.style();
        if self.coloured && !text.trim().is_empty() && ink != Ink::Plain {
            write!(self.out, "{style}{text}{style:#}")
        } else {
            self.out.write_str(text)
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}
