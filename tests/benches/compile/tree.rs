//! A realistic tree with a given number of menus: three menus deep, two to six
//! keys each, silence, jumps, announcements and, in one of twenty menus, a lookup.

use std::fmt::Write as _;

/// The source of a crate with a tree of this number of menus.
pub(crate) fn source(menus: usize) -> String {
    let mut source = Source {
        text: HEAD.to_owned(),
        made: 0,
        menus,
    };
    while source.made < menus {
        source.area();
    }
    source.text.push_str(TAIL);
    source.text
}

const HEAD: &str = "\
//! Written by a bench.

/// What the lookups ask.
#[derive(Debug)]
pub struct Desk(pub bool);

impl Desk {
    /// Whether a desk is open.
    pub async fn open(&self, number: u32) -> Result<bool, std::num::ParseIntError> {
        Ok(self.0 && number > 0)
    }
}

ivr_runtime::ivr! {
    /// A tree to be compiled.
    pub tree Big(desk: &Desk) {
        voice: \"en-US-BenjaminRUS\",
    }

    start ";

const TAIL: &str = "}\n";

/// Number of menus nested in a menu.
const INNER: usize = 4;
/// Number of menus in an area: its own, those nested in it, and those nested in each of these.
const AREA: usize = 1 + INNER + INNER * INNER;

struct Source {
    text: String,
    made: usize,
    menus: usize,
}

impl Source {
    /// A menu at the top level with all menus nested in it, and the branch to the next area.
    fn area(&mut self) {
        let at = self.made / AREA;
        let last = (at + 1) * AREA >= self.menus;
        self.menu(&format!("area_{at}"), &format!("Area {at}"), 0);
        if last {
            self.line("5 \"end the call\" => say \"Good bye.\" then hangup,");
        } else {
            let next = at + 1;
            self.line(&format!("5 \"hear more\" => goto area_{next},"));
        }
        self.line("_ => retry(1) else say \"Good bye.\" then hangup,");
        self.line("}\n");
    }

    /// Opens a menu and nests others in it, up to the requested number.
    fn menu(&mut self, name: &str, title: &str, depth: usize) {
        let number = self.made;
        self.made += 1;
        self.line(&format!("menu {name} {{"));
        self.line(&format!("\"This is {title}. {{options}}.\""));
        if depth == 2 {
            self.leaf(number, title);
            return;
        }
        for key in 1..=INNER {
            if self.made >= self.menus {
                return;
            }
            let title = format!("{title}, part {key}");
            self.line(&format!("{key} \"hear of part {key}\" =>"));
            self.menu(&format!("{name}_part_{key}"), &title, depth + 1);
            if depth == 0 {
                self.line("0 \"go back\" => back,");
                self.line("silence => retry(1) else say \"Good bye.\" then hangup,");
            }
            self.line("}");
        }
    }

    /// The branches of a menu without nested menus.
    fn leaf(&mut self, number: usize, title: &str) {
        self.line(&format!(
            "1 \"listen\" => say \"{title} is open from nine to five.\" then back,"
        ));
        self.line(&format!(
            "2 \"hear the address\" => say \"You find {title} on floor {number}.\" then repeat,"
        ));
        if number % 20 == 6 {
            self.line(&format!(
                "3 \"ask who is there\" => match desk.open({number}).await? {{"
            ));
            self.line(&format!(
                "true => say \"Somebody is at desk {number}.\" then repeat,"
            ));
            self.line("false => say \"Nobody is there.\" then back,");
            self.line("},");
        } else {
            self.line("3 \"start again\" => goto area_0,");
        }
        self.line("4 \"go back\" => back,");
        self.line("5 \"end the call\" => say \"Good bye.\" then hangup,");
        self.line("silence => say \"We begin again.\" then goto area_0,");
    }

    fn line(&mut self, text: &str) {
        writeln!(self.text, "{text}").expect("a text takes whatever is written");
    }
}
