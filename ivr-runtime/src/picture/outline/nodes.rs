//! The entries of an outline.

use std::fmt::Write;

use super::text::{Ink, Text};
use crate::menu::{
    BranchDescription, Description, EnterBy, StateDescription, StateKind, StepDescription, Trigger,
};

/// An entry: its trigger, its steps, and its children.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its trigger; empty at the top level.
    pub(super) label: String,
    /// Its steps.
    pub(super) text: Text,
    /// The prompt of a menu.
    pub(super) prompt: Option<Text>,
    /// Its children.
    pub(super) children: Vec<Node>,
}

/// The heading: the size of the tree, and its source file.
pub(super) fn summary(tree: &Description) -> String {
    let menus = tree
        .states
        .iter()
        .filter(|s| matches!(s.kind, StateKind::Menu { .. }));
    let menus = menus.count();
    let transfers = tree.states.len() - menus;
    let mut summary = format!("{}: {}", tree.file, counted(menus, "menu"));
    if transfers > 0 {
        let _ = write!(summary, ", {}", counted(transfers, "transfer"));
    }
    summary
}

fn counted(count: usize, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

/// The start menu with everything nested in it, the other top-level menus, and
/// what applies to the whole tree.
pub(super) fn sections(tree: &Description) -> Vec<Node> {
    let mut writer = Writer {
        tree,
        shown: vec![false; tree.states.len()],
    };
    let mut sections = Vec::new();
    if !tree.ring.is_empty() {
        let mut section = headed("When a call comes in");
        let mut node = Node::default();
        writer.steps(tree.ring, &mut node);
        section.children.push(node);
        sections.push(section);
    }
    let top = (0..tree.states.len()).filter(|&at| tree.states[at].parent.is_none());
    for at in std::iter::once(tree.start).chain(top) {
        let mut section = Node::default();
        if writer.enter(at, &mut section) {
            sections.push(section);
        }
    }
    if !tree.fallbacks.is_empty() {
        let mut section = headed("In every menu");
        writer.branches(tree.fallbacks, &mut section);
        sections.push(section);
    }
    if !tree.failure.is_empty() {
        let mut section = headed("When a lookup fails");
        let mut node = Node::default();
        writer.steps(tree.failure, &mut node);
        section.children.push(node);
        sections.push(section);
    }
    sections
}

fn headed(heading: &str) -> Node {
    let mut node = Node::default();
    node.text.push(Ink::Name, heading);
    node
}

struct Writer<'a> {
    tree: &'a Description,
    /// The states that have been written: each is written once, where it is declared.
    shown: Vec<bool>,
}

impl<'a> Writer<'a> {
    /// Writes a menu in place, unless it has been written.
    fn enter(&mut self, at: usize, node: &mut Node) -> bool {
        let Some(state) = self.tree.states.get(at) else {
            return false;
        };
        if std::mem::replace(&mut self.shown[at], true) {
            return false;
        }
        name(state, &mut node.text);
        let start = if at == self.tree.start { "start, " } else { "" };
        node.text
            .push(Ink::Dim, &format!(" {start}line {}", state.line));
        if let StateKind::Menu { prompt, recordings } = state.kind {
            let mut text = Text::default();
            for played in recordings {
                text.push(Ink::Plain, "play");
                text.push(Ink::Code, first(played.urls));
            }
            text.push(Ink::Speech, &quoted(prompt));
            node.prompt = Some(text);
        }
        self.branches(state.branches, node);
        true
    }

    fn branches(&mut self, branches: &[BranchDescription], node: &mut Node) {
        for branch in branches {
            let mut child = Node {
                label: match branch.binding {
                    Some(name) => format!("{name} @ {}", label(branch.on)),
                    None => label(branch.on),
                },
                ..Node::default()
            };
            self.steps(branch.steps, &mut child);
            node.children.push(child);
        }
    }

    fn steps(&mut self, steps: &[StepDescription], node: &mut Node) {
        for step in steps {
            self.step(step, node);
        }
        // The source may omit `hangup` at the end of a path.
        if let Some(StepDescription::Say(_) | StepDescription::Play(_)) = steps.last() {
            self.step(&StepDescription::Hangup, node);
        }
    }

    fn step(&mut self, step: &StepDescription, node: &mut Node) {
        let text = &mut node.text;
        let jumps = matches!(step, StepDescription::Enter { by, .. } if *by != EnterBy::Menu);
        if !text.is_empty() && !jumps {
            text.append(Ink::Plain, ",");
        }
        match *step {
            StepDescription::Say(said) => {
                text.push(Ink::Plain, "say");
                text.push(Ink::Speech, &quoted(first(said)));
            }
            StepDescription::Play(played) => {
                text.push(Ink::Plain, "play");
                text.push(Ink::Code, first(played.urls));
                if !played.transcripts.is_empty() {
                    text.push(Ink::Speech, &quoted(first(played.transcripts)));
                }
            }
            StepDescription::Hangup => text.push(Ink::Plain, "hang up"),
            StepDescription::Enter {
                state: Some(state),
                by: EnterBy::Menu,
            } => {
                if !self.enter(state, node) {
                    self.jump(Some(state), EnterBy::Menu, &mut node.text);
                }
            }
            StepDescription::Enter { state, by } => self.jump(state, by, text),
            StepDescription::Speak(language) => {
                text.push(Ink::Plain, "speak");
                text.push(Ink::Name, language);
            }
            StepDescription::Set { name, value } => {
                text.push(Ink::Plain, "remember");
                text.push(Ink::Name, name);
                text.push(Ink::Plain, "as");
                text.push(Ink::Code, value);
            }
            StepDescription::Connect {
                state,
                from,
                to,
                rounds,
            } => {
                text.push(Ink::Plain, "connect");
                text.push(Ink::Code, from);
                for (at, to) in to.iter().enumerate() {
                    text.push(Ink::Plain, if at == 0 { "to" } else { "or" });
                    text.push(Ink::Code, to);
                }
                if rounds > 1 {
                    text.push(Ink::Plain, &format!("in {rounds} rounds"));
                }
                if let Some(transfer) = self.tree.states.get(state) {
                    text.push(Ink::Plain, "as");
                    name(transfer, text);
                    self.shown[state] = true;
                    self.branches(transfer.branches, node);
                }
            }
            StepDescription::Match { question, arms } => {
                text.push(Ink::Plain, "match");
                text.push(Ink::Code, question);
                for arm in arms {
                    let mut child = Node {
                        label: arm.pattern.to_owned(),
                        ..Node::default()
                    };
                    self.steps(arm.steps, &mut child);
                    node.children.push(child);
                }
            }
            StepDescription::Retry {
                attempts,
                prompts,
                otherwise,
            } => {
                let times = counted(attempts as usize, "time");
                text.push(Ink::Plain, &format!("ask again up to {times}"));
                for (at, prompt) in prompts.iter().enumerate() {
                    text.append(Ink::Plain, if at == 0 { ":" } else { "," });
                    text.push(Ink::Speech, &quoted(prompt));
                }
                text.append(Ink::Plain, ", after that");
                let mut after = Node::default();
                self.steps(otherwise, &mut after);
                node.text.extend(after.text);
                node.prompt = node.prompt.take().or(after.prompt);
                node.children.extend(after.children);
            }
        }
    }

    /// An arrow to a menu that appears elsewhere.
    fn jump(&self, state: Option<usize>, by: EnterBy, text: &mut Text) {
        let state = state.and_then(|at| self.tree.states.get(at));
        let (name, how) = match (state, by) {
            (Some(state), EnterBy::Repeat) => (state.name, "(again)"),
            (Some(state), EnterBy::Back) => (state.name, "(back)"),
            (Some(state), EnterBy::Goto | EnterBy::Menu) => (state.name, ""),
            (None, EnterBy::Back) => ("the menu before", ""),
            (None, _) => ("the same menu", "(again)"),
        };
        text.push(Ink::Arrow, &format!("-> {name}"));
        text.push(Ink::Dim, how);
    }
}

/// A state's name, and any ids that differ from it.
fn name(state: &StateDescription, text: &mut Text) {
    text.push(Ink::Name, state.name);
    if state.client_action_id != state.name {
        text.push(Ink::Dim, &format!("as {}", quoted(state.client_action_id)));
    }
    for old in state.was {
        text.push(Ink::Dim, &format!("was {}", quoted(old)));
    }
}

/// The text in the language that calls begin in.
fn first(versions: &'static [&'static str]) -> &'static str {
    versions.first().copied().unwrap_or_default()
}

/// A text as in the source, but with spaces for line breaks.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("\"{}\"", words.join(" "))
}

/// The triggers of a branch, as in the source: `1`, `4..=9`, `'*'`, `_`.
pub(crate) fn label(on: &[Trigger]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = on;
    while let [first, others @ ..] = rest {
        let run = run_of_digits(rest);
        if run >= 3
            && let (Trigger::Key(first), Trigger::Key(last)) = (first, rest[run - 1])
        {
            parts.push(format!("{first}..={last}"));
            rest = &rest[run..];
            continue;
        }
        parts.push(first.to_string());
        rest = others;
    }
    parts.join(" | ")
}

/// The number of consecutive digits at the start of `on`.
fn run_of_digits(on: &[Trigger]) -> usize {
    let digit = |trigger: &Trigger| match trigger {
        Trigger::Key(key) => key.to_digit(10),
        _ => None,
    };
    let Some(first) = on.first().and_then(digit) else {
        return 0;
    };
    let expected = (first..).map(Some);
    on.iter()
        .map(digit)
        .zip(expected)
        .take_while(|(is, should)| is == should)
        .count()
}

#[cfg(test)]
mod tests {
    use super::{Trigger, label};

    #[test]
    fn labels_read_as_in_the_source() {
        let keys = |keys: &str| label(&keys.chars().map(Trigger::Key).collect::<Vec<_>>());
        assert_eq!(keys("1"), "1");
        assert_eq!(keys("12"), "1 | 2");
        assert_eq!(keys("456789"), "4..=9");
        assert_eq!(keys("1456*#0"), "1 | 4..=6 | '*' | '#' | 0");
        assert_eq!(label(&[Trigger::Silence, Trigger::Other]), "silence | _");
    }
}
