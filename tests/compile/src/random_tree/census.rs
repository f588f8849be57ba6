//! Counts how often trees use each construct of the language, to notice if the generator no longer produces
//! one.

use std::collections::BTreeMap;

use super::{Action, Fallbacks, Keys, Menu, Part, Step, Tree};

/// The number of uses of each construct, including those that never occur.
pub fn of(trees: &[Tree]) -> BTreeMap<&'static str, usize> {
    let mut census = Census(NAMES.map(|name| (name, 0)).into());
    for tree in trees {
        census.tree(&mut tree.clone());
    }
    census.0
}

const NAMES: [&str; 37] = [
    "`_` of the start menu",
    "`silence` of the start menu",
    "`_` of another menu",
    "`silence` of another menu",
    "`_` of the tree",
    "`silence` of the tree",
    "failure",
    "a key of the tree",
    "a key of the tree that repeats",
    "a key of the tree that no prompt announces",
    "all twelve keys",
    "one or two digits",
    "two digits",
    "a text of keys",
    "a range of numbers",
    "a range of keys",
    "a label",
    "{options} in a prompt",
    "{options} in a retry",
    "{prompt} in a retry",
    "retry without a text",
    "retry with several texts",
    "a recording before words",
    "a recording with a transcript",
    "a part of the tree",
    "a part of another module",
    "part farewell",
    "part after",
    "part offer",
    "part was",
    "say",
    "play",
    "goto",
    "repeat",
    "back",
    "connect",
    "match",
];

struct Census(BTreeMap<&'static str, usize>);

impl Census {
    fn count(&mut self, name: &'static str, occurs: bool) {
        let known = self.0.get_mut(name);
        *known.unwrap_or_else(|| panic!("`{name}` is no construct")) += usize::from(occurs);
    }

    fn tree(&mut self, tree: &mut Tree) {
        let Fallbacks { silence, other } = &tree.fallbacks;
        self.count("`_` of the tree", other.is_some());
        self.count("`silence` of the tree", silence.is_some());
        self.count("failure", tree.failure.is_some());
        for key in &tree.keys {
            self.count("a key of the tree", true);
            let repeats = matches!(key.action.last(), Some(Step::Repeat));
            self.count("a key of the tree that repeats", repeats);
            self.count("a key of the tree that no prompt announces", !key.announced);
        }
        let start = tree.menus[0].name.clone();
        let brings = tree.brings_parts;
        tree.each_menu(&mut |menu| self.menu(menu, menu.name == start));
        tree.each_action(&mut |action| self.action(action, brings));
    }

    fn menu(&mut self, menu: &Menu, is_start: bool) {
        let Fallbacks { silence, other } = &menu.fallbacks;
        self.count("`_` of the start menu", is_start && other.is_some());
        self.count("`silence` of the start menu", is_start && silence.is_some());
        self.count("`_` of another menu", !is_start && other.is_some());
        self.count("`silence` of another menu", !is_start && silence.is_some());
        let keys: Vec<_> = menu.branches.iter().flat_map(|b| &b.keys).collect();
        let taken: usize = keys.iter().map(|keys| keys.all().count()).sum();
        self.count("all twelve keys", taken == 12);
        self.count("one or two digits", menu.settings.digits == Some((1, 2)));
        self.count("two digits", menu.settings.digits == Some((2, 2)));
        for keys in keys {
            self.count("a text of keys", matches!(keys, Keys::Text(_)));
            self.count("a range of numbers", matches!(keys, Keys::Number(..)));
            self.count("a range of keys", matches!(keys, Keys::Range(..)));
        }
        for branch in &menu.branches {
            self.count("a label", branch.label.is_some());
        }
        self.count("{options} in a prompt", menu.prompt.contains("{options}"));
        if let Some(recording) = &menu.recording {
            self.count("a recording before words", !recording.says_prompt);
            self.count("a recording with a transcript", recording.says_prompt);
        }
    }

    fn action(&mut self, action: &Action, brings: bool) {
        for step in action {
            match step {
                Step::Say(..) => self.count("say", true),
                Step::Play(..) => self.count("play", true),
                Step::Goto(_) => self.count("goto", true),
                Step::Repeat => self.count("repeat", true),
                Step::Back => self.count("back", true),
                Step::Connect(_) => self.count("connect", true),
                Step::Match(..) => self.count("match", true),
                Step::Retry(_, texts, _) => {
                    self.count("retry without a text", texts.is_empty());
                    self.count("retry with several texts", texts.len() > 1);
                    for text in texts {
                        self.count("{options} in a retry", text.contains("{options}"));
                        self.count("{prompt} in a retry", text.contains("{prompt}"));
                    }
                }
                Step::Part(used) => {
                    self.count("a part of the tree", !brings);
                    self.count("a part of another module", brings);
                    self.count("part farewell", used.part == Part::Farewell);
                    self.count("part after", used.part == Part::After);
                    self.count("part offer", used.part == Part::Offer);
                    self.count("part was", !used.was.is_empty());
                }
                Step::Hangup | Step::Menu(_) => {}
            }
        }
    }
}
