//! Builds the output, line by line.

/// The indentation per pair of braces.
const INDENT: &str = "    ";

/// What separates the next word from the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    Nothing,
    Space,
    Line,
    BlankLine,
}

#[derive(Clone, Debug)]
pub(crate) struct Page {
    text: String,
    /// The indentation of the first line of an item.
    indent: String,
    /// The indentation of the items around it.
    around: Vec<String>,
    /// The indentation of the next line if it starts with a closing bracket.
    closing: Option<String>,
    /// Whether part of the item has been written, so that a new line continues it.
    within: bool,
    pending: Pending,
}

impl Page {
    pub(crate) fn new(base: &str) -> Self {
        Self {
            text: String::new(),
            indent: base.to_owned(),
            around: Vec::new(),
            closing: None,
            within: false,
            pending: Pending::Line,
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// The number of characters in the current line.
    pub(crate) fn column(&self) -> usize {
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        line.chars().count()
    }

    pub(crate) fn lines(&self) -> usize {
        self.text.matches('\n').count()
    }

    pub(crate) fn space(&mut self) {
        self.pending = self.pending.max(Pending::Space);
    }

    pub(crate) fn line(&mut self) {
        self.pending = self.pending.max(Pending::Line);
    }

    pub(crate) fn blank_line(&mut self) {
        self.pending = Pending::BlankLine;
    }

    /// Starts an item.
    pub(crate) const fn begin_item(&mut self) {
        self.within = false;
    }

    /// Starts a bracket, whose contents are indented further.
    pub(crate) fn open(&mut self) {
        let inside = format!("{}{INDENT}", self.indent_of_line());
        self.around
            .push(std::mem::replace(&mut self.indent, inside));
        self.within = false;
    }

    /// Ends a bracket.
    pub(crate) fn close(&mut self) {
        let inside = std::mem::take(&mut self.indent);
        self.closing = inside.strip_suffix(INDENT).map(str::to_owned);
        self.indent = self.around.pop().unwrap_or_default();
        self.within = true;
    }

    pub(crate) fn word(&mut self, word: &str) {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Space => self.text.push(' '),
            pending => {
                self.text.push('\n');
                if pending == Pending::BlankLine {
                    self.text.push('\n');
                }
                let indent = self.closing.take().unwrap_or_else(|| self.next_indent());
                self.text.push_str(&indent);
            }
        }
        self.closing = None;
        self.text.push_str(word);
        self.within = true;
    }

    /// Appends a comment to the current line, whatever separates the next word.
    pub(crate) fn trailing(&mut self, comment: &str) {
        self.text.push(' ');
        self.text.push_str(comment);
    }

    /// Whether the line contains only closing brackets.
    pub(crate) fn has_closed(&self) -> bool {
        let line = self.text.rsplit('\n').next().unwrap_or_default().trim();
        !line.is_empty() && line.chars().all(|sign| [')', ']', '}'].contains(&sign))
    }

    /// The indentation of the next line.
    fn next_indent(&self) -> String {
        match self.within {
            true => format!("{}{INDENT}", self.indent),
            false => self.indent.clone(),
        }
    }

    /// The indentation of the line that the next word will be on.
    pub(crate) fn indent_of_line(&self) -> String {
        if self.pending >= Pending::Line {
            return self.next_indent();
        }
        let line = self.text.rsplit('\n').next().unwrap_or_default();
        line.chars()
            .take_while(|sign| sign.is_whitespace())
            .collect()
    }
}
