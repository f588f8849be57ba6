//! Where an outline's words stand on the page.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use super::nodes::Node;

/// No line is longer, unless a single word is.
const COLUMNS: usize = 100;
/// However deep a text is nested, it may be this wide.
const NARROWEST: usize = 40;
/// Labels up to this width stand in a column of their own.
const WIDEST_LABEL: usize = 24;

/// What a word is, and so which colour it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Name,
    Label,
    Speech,
    Code,
    Arrow,
    Dim,
}

impl Ink {
    const fn style(self) -> Style {
        let style = Style::new();
        match self {
            Self::Plain => style,
            Self::Name => style.bold(),
            Self::Label => style
                .bold()
                .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow))),
            Self::Speech => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
            Self::Code => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
            Self::Arrow => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Magenta))),
            Self::Dim => style.dimmed(),
        }
    }
}

/// A run of words, each in its ink.
#[derive(Debug, Default)]
pub(super) struct Text(Vec<(Ink, String)>);

impl Text {
    /// Adds words; a leading space of `text` makes the gap before it wider.
    pub(super) fn push(&mut self, ink: Ink, text: &str) {
        let gap = if text.starts_with(' ') { " " } else { "" };
        for (at, word) in text.split_whitespace().enumerate() {
            let gap = if at == 0 { gap } else { "" };
            self.0.push((ink, format!("{gap}{word}")));
        }
    }

    /// Adds to the last word, and what follows a space as words.
    pub(super) fn append(&mut self, ink: Ink, text: &str) {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        if let Some((_, word)) = self.0.last_mut() {
            word.push_str(first);
        }
        self.push(ink, rest);
    }

    pub(super) fn extend(&mut self, text: Self) {
        self.0.extend(text.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A page that is written from top to bottom.
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

    /// An entry of the top level with all that follows from it.
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

    /// An entry, its branch drawn already; `margin` is what stands to the left of it.
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

    /// A text from `column` on; its further lines begin with `margin`.
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
