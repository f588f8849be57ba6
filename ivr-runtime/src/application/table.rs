//! Lists, for the commands and for the calls page.

use crate::menu::msisdn::mask;

/// What an application can list: a command of that name, with `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What the command is called.
    pub name: &'static str,
    /// What its help says.
    pub about: &'static str,
    /// The columns that hold phone numbers. The command and the page hide their middle until they
    /// are asked not to.
    pub numbers: &'static [&'static str],
}

/// Rows for people and for programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, in lower case.
    pub columns: &'static [&'static str],
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Hides the middle of the phone numbers in these columns.
    pub(crate) fn mask(&mut self, columns: &[&str]) {
        for row in &mut self.rows {
            for (name, cell) in self.columns.iter().zip(row) {
                if columns.contains(name) {
                    *cell = mask(cell).to_string();
                }
            }
        }
    }
}
