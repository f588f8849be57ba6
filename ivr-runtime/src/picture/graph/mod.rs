//! The picture of a tree: what its `graph` command prints, and what the pages show.
//!
//! Pure: from the [`Description`] to text. [`build`] says what there is to draw; [`place`]
//! and [`route`] where it stands, and [`svg`] how it looks. [`dot`] and [`mermaid`] leave
//! all but the first to other programs.

mod build;
mod dot;
mod figure;
mod measure;
mod mermaid;
mod place;
mod route;
pub(crate) mod svg;

use crate::menu::{Description, EnterBy, RecordingDescription};

/// The style of the picture, for a page that holds it.
pub(crate) const STYLE: &str = include_str!("graph.css");

/// A tree as nodes and edges: menus, look-ups, transfers and what is said at the end.
///
/// ```
/// # fn show<T: ivr_runtime::Tree>() {
/// std::fs::write("menu.svg", ivr_runtime::Graph::new(T::description()).svg()).unwrap();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    name: &'static str,
    doc: &'static str,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// One thing to draw.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    /// How many inputs a caller has given to get here.
    level: usize,
    /// The id that stands for it, where it is a state.
    state: Option<&'static str>,
}

#[derive(Clone, Debug)]
enum Kind {
    Menu {
        name: &'static str,
        recordings: &'static [RecordingDescription],
        prompt: &'static str,
    },
    /// Asks the application.
    Lookup { question: &'static str },
    Transfer {
        name: &'static str,
        from: &'static str,
        /// One after the other, until one is answered.
        to: &'static [&'static str],
        rounds: u32,
    },
    /// The menu is asked once more.
    Retry {
        attempts: u32,
        prompts: &'static [&'static str],
    },
    /// What is said and played, and what follows.
    Message { says: Vec<Said>, then: Then },
    /// Heads what no menu leads to.
    Heading(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum Said {
    /// In each language of the tree; the first is drawn.
    Text(&'static [&'static str]),
    File(RecordingDescription),
    /// Nothing is said: it goes on in another language.
    Language(&'static str),
    /// Nothing is said: a value is remembered.
    Value(&'static str, &'static str),
}

/// What follows a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The call ends.
    End,
    /// The next node.
    On,
    /// A menu that is drawn elsewhere: its name, unless it is another one each time.
    Jump(EnterBy, Option<&'static str>),
}

/// A way from one node to another.
#[derive(Clone, Debug)]
struct Edge {
    from: usize,
    to: usize,
    /// What it is chosen by; empty if by nothing.
    label: String,
    /// The same for programs: see [`build`].
    on: String,
    /// Whether it leads to a node that is drawn elsewhere.
    jump: bool,
}

impl Graph {
    /// What there is to draw of a tree.
    pub fn new(description: &Description) -> Self {
        build::build(description)
    }

    /// A picture that needs nothing else: light or dark as its reader likes it.
    pub fn svg(&self) -> String {
        svg::draw(self, Some(STYLE))
    }

    /// For Graphviz.
    pub fn dot(&self) -> String {
        dot::write(self)
    }

    /// For Mermaid, which many places render where they find it in Markdown.
    pub fn mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// The deepest level.
    fn levels(&self) -> usize {
        self.nodes.iter().map(|node| node.level).max().unwrap_or(0)
    }
}

impl Node {
    /// All that it says, on one line.
    fn full_text(&self) -> String {
        match &self.kind {
            Kind::Menu {
                name,
                recordings,
                prompt,
            } => {
                let played = recordings
                    .iter()
                    .map(|played| format!("play {} ", first(played.urls)));
                format!("{name}: {}{}", played.collect::<String>(), one_line(prompt))
            }
            Kind::Lookup { question } => one_line(question),
            Kind::Transfer { name, from, to, .. } => {
                format!("{name}: connect {from} to {}", to.join(" or "))
            }
            Kind::Retry { attempts, prompts } => {
                let prompts: Vec<_> = prompts.iter().map(|prompt| one_line(prompt)).collect();
                format!("{}: {}", again(*attempts), prompts.join(" "))
            }
            Kind::Message { says, then } => {
                let said = says.iter().map(|said| match said {
                    Said::Text(texts) => one_line(first(texts)),
                    Said::File(played) => {
                        let says = one_line(first(played.transcripts));
                        format!("play {} {says}", first(played.urls))
                            .trim_end()
                            .to_owned()
                    }
                    Said::Language(language) => format!("speak {language}"),
                    Said::Value(name, value) => format!("{name} = {}", one_line(value)),
                });
                said.chain(then.text()).collect::<Vec<_>>().join(" ")
            }
            Kind::Heading(heading) => (*heading).to_owned(),
        }
    }
}

impl Then {
    /// What follows, in words; `None` where that is drawn.
    fn text(self) -> Option<String> {
        Some(match self {
            Self::On => return None,
            Self::End => "hang up".to_owned(),
            Self::Jump(EnterBy::Repeat, _) => "again".to_owned(),
            Self::Jump(EnterBy::Back, None) => "← the menu before".to_owned(),
            Self::Jump(EnterBy::Back, Some(name)) => format!("← {name}"),
            Self::Jump(_, name) => format!("→ {}", name.unwrap_or("the same menu")),
        })
    }
}

/// In the language that calls begin in.
fn first(versions: &[&'static str]) -> &'static str {
    versions.first().copied().unwrap_or_default()
}

/// How often a menu is asked once more.
fn again(attempts: u32) -> String {
    match attempts {
        1 => "ask once more".to_owned(),
        2 => "ask twice more".to_owned(),
        _ => format!("ask {attempts} times more"),
    }
}

/// Line breaks of the source as spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
