//! Listings, for the commands and the calls page.

use crate::menu::msisdn::mask;

/// A listing that an application offers, as a command of that name with `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The name of the command.
    pub name: &'static str,
    /// The help text of the command.
    pub about: &'static str,
    /// The columns that contain phone numbers. The command and the page mask them unless told
    /// otherwise.
    pub numbers: &'static [&'static str],
}

/// The rows of a listing, which can be printed as a table or as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, in lower case.
    pub columns: &'static [&'static str],
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Masks the phone numbers in these columns.
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
