//! The outline of a tree, which the command `tree` prints.
//!
//! Pure: from the [`Description`] to text. [`nodes`] creates the entries, [`layout`]
//! lays them out.

mod layout;
mod nodes;
mod text;

use std::fmt;

use layout::Page;
pub(crate) use nodes::label;
use text::Ink;

use crate::menu::Description;

/// A tree as an outline of at most 100 columns: menus are nested as in the source, each
/// with its prompt and branches; jumps are arrows.
///
/// ```
/// # fn show<T: ivr_runtime::Tree>() {
/// println!("{}", ivr_runtime::Outline::new(T::description()));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Outline<'a> {
    description: &'a Description,
    coloured: bool,
}

impl<'a> Outline<'a> {
    /// The outline, in plain text.
    pub const fn new(description: &'a Description) -> Self {
        Self {
            description,
            coloured: false,
        }
    }

    /// The outline with ANSI escape codes for colours.
    #[must_use]
    pub const fn coloured(self) -> Self {
        Self {
            coloured: true,
            ..self
        }
    }
}

impl fmt::Display for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tree = self.description;
        let mut page = Page::new(f, self.coloured);
        page.line(Ink::Name, tree.name)?;
        for line in tree.doc.lines() {
            page.line(Ink::Plain, line.trim())?;
        }
        page.line(Ink::Dim, &nodes::summary(tree))?;
        for section in nodes::sections(tree) {
            page.blank()?;
            page.section(&section)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Outline;
    use crate::fixture::Demo;
    use crate::menu::Tree;

    const DEMO: &str = r#"Demo
The menu of the tests.
tests/common/tree.rs: 2 menus, 1 transfer

main_menu  start, line 8
"Welcome to the tests, to look something up press 1, to say goodbye press 2, to be connected to a
person who knows more than this machine press 3."
├─ 1  lookups as "ivr-1-stage-2" was "old_lookups"  line 10
│     "Press 1 to book."
│     ├─ 1        match desk.book(call).await
│     │     ├─ Ok(())     say "Booked.", hang up
│     │     └─ Err(Full)  say "We are full." -> lookups (again)
│     ├─ 8 | 9    -> main_menu (back)
│     └─ silence  ask again up to 2 times: "Are you still there?", after that play
│                 https://example.com/back-to-the-start.mp3 "We go back to the start." -> main_menu
├─ 2  say "Goodbye.", hang up
└─ 3  say "One moment.", connect desk.caller_id() to desk.person() as post_call
      ├─ busy  say "They are busy.", hang up
      └─ _     say "Goodbye.", hang up

In every menu
└─ _  say "Invalid input, please call again.", hang up

When a lookup fails
└─ say "Something went wrong.", hang up
"#;

    #[test]
    fn the_outline_shows_everything_there_is() {
        let shown = Outline::new(Demo::description()).to_string();
        assert_eq!(shown, DEMO, "\n{shown}");
    }

    #[test]
    fn colours_change_no_character() {
        let coloured = Outline::new(Demo::description()).coloured().to_string();
        assert!(coloured.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), DEMO);
    }
}
