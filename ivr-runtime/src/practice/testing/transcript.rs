//! What happened in a call, for whoever reads why a test failed.

use std::fmt;

use crate::carrier::eight_by_eight::simulator::Line;

/// What happened in a call so far. Written out, it is a line for each thing.
#[derive(Clone, Debug)]
pub struct Transcript {
    lines: Vec<Line>,
    /// What else there is to know, before which line.
    notes: Vec<(usize, String)>,
}

impl Transcript {
    pub(super) const fn new(lines: Vec<Line>, notes: Vec<(usize, String)>) -> Self {
        Self { lines, notes }
    }

    /// Everything, line by line.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every text that the caller heard, in order; what a recording says is one, where the tree tells.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| line.what.words())
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for at in 0..=self.lines.len() {
            for (_, note) in self.notes.iter().filter(|(before, _)| *before == at) {
                writeln!(f, "         [{note}]")?;
            }
            if let Some(line) = self.lines.get(at) {
                writeln!(f, "{line}")?;
            }
        }
        Ok(())
    }
}
