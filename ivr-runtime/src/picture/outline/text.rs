//! Styled text.

use anstyle::{AnsiColor, Style};

/// The role of a word, which determines its colour.
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
    pub(super) const fn style(self) -> Style {
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

/// A sequence of styled words.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) Vec<(Ink, String)>);

impl Text {
    /// Adds words; a leading space of `text` makes the gap before it wider.
    pub(super) fn push(&mut self, ink: Ink, text: &str) {
        let gap = if text.starts_with(' ') { " " } else { "" };
        for (at, word) in text.split_whitespace().enumerate() {
            let gap = if at == 0 { gap } else { "" };
            self.0.push((ink, format!("{gap}{word}")));
        }
    }

    /// Appends to the last word; anything after a space becomes further words.
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
