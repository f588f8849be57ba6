//! The diagram of a tree, which the command `graph` prints and the pages show.
//!
//! Pure: from the [`Description`] to text. [`build`] creates nodes and edges, [`place`]
//! and [`route`] lay them out, and [`svg`] renders them. [`dot`] and [`mermaid`] leave
//! layout and rendering to other programs.

mod build;
mod dot;
mod figure;
mod measure;
mod mermaid;
mod place;
mod route;
pub(crate) mod svg;

use crate::menu::{Description, EnterBy, RecordingDescription};

/// The style sheet of the diagram, for pages that embed it.
pub(crate) const STYLE: &str = include_str!("graph.css");

/// A tree as nodes and edges: menus, lookups, transfers and final messages.
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

/// A node.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    /// The number of inputs on the path from the start.
    level: usize,
    /// Its id, if it is a state.
    state: Option<&'static str>,
}

#[derive(Clone, Debug)]
enum Kind {
    Menu {
        name: &'static str,
        recordings: &'static [RecordingDescription],
        prompt: &'static str,
    },
    /// A lookup.
    Lookup { question: &'static str },
    Transfer {
        name: &'static str,
        from: &'static str,
        /// Called one after the other, until one answers.
        to: &'static [&'static str],
        rounds: u32,
    },
    /// A retry of the menu.
    Retry {
        attempts: u32,
        prompts: &'static [&'static str],
    },
    /// What is said and played, and what comes next.
    Message { says: Vec<Said>, then: Then },
    /// A heading for steps that no menu leads to.
    Heading(&'static str),
}

#[derive(Clone, Copy, Debug)]
enum Said {
    /// A text in each language of the tree; the first one is drawn.
    Text(&'static [&'static str]),
    File(RecordingDescription),
    /// A change of language.
    Language(&'static str),
    /// A value is set.
    Value(&'static str, &'static str),
}

/// What comes after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The call ends.
    End,
    /// The next node.
    On,
    /// A menu that is drawn elsewhere: its name, unless it depends on the caller's menu.
    Jump(EnterBy, Option<&'static str>),
}

/// An edge.
#[derive(Clone, Debug)]
struct Edge {
    from: usize,
    to: usize,
    /// Its label: the triggers, if any.
    label: String,
    /// The triggers for programs: see [`build`].
    on: String,
    /// Whether it leads to a node that is drawn elsewhere.
    jump: bool,
}

impl Graph {
    /// Builds the graph of a tree.
    pub fn new(description: &Description) -> Self {
        build::build(description)
    }

    /// A self-contained SVG that follows the reader's light or dark theme.
    pub fn svg(&self) -> String {
        svg::draw(self, Some(STYLE))
    }

    /// Graphviz source.
    pub fn dot(&self) -> String {
        dot::write(self)
    }

    /// Mermaid source, which many sites render in Markdown.
    pub fn mermaid(&self) -> String {
        mermaid::write(self)
    }

    /// The deepest level.
    fn levels(&self) -> usize {
        self.nodes.iter().map(|node| node.level).max().unwrap_or(0)
    }
}

impl Node {
    /// All its texts, on one line.
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
    /// What comes next, in words; `None` if an edge shows it.
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

/// The text in the language that calls begin in.
fn first(versions: &[&'static str]) -> &'static str {
    versions.first().copied().unwrap_or_default()
}

/// The number of retries, in words.
fn again(attempts: u32) -> String {
    match attempts {
        1 => "ask once more".to_owned(),
        2 => "ask twice more".to_owned(),
        _ => format!("ask {attempts} times more"),
    }
}

/// Replaces line breaks by spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
