//! The transcript of a call, for the message of a failed test.

use std::fmt;

use crate::carrier::eight_by_eight::simulator::Line;

/// What has happened in a call, one line per event.
#[derive(Clone, Debug)]
pub struct Transcript {
    lines: Vec<Line>,
    /// Notes, each before a line.
    notes: Vec<(usize, String)>,
}

impl Transcript {
    pub(super) const fn new(lines: Vec<Line>, notes: Vec<(usize, String)>) -> Self {
        Self { lines, notes }
    }

    /// All lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every text that the caller heard, in order, including transcripts of recordings.
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
