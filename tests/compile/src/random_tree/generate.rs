//! Generates valid trees, as varied as [`Options`] allow.
//!
//! This module ensures that trees are valid: prompts announce exactly the keys that
//! work, every menu is reachable, and `_` and `silence` never loop forever.

mod action;
mod prune;
mod settings;
mod words;

use super::{Branch, Fallbacks, Keys, Menu, Recording, Rng, Settings, Step, Tree, TreeKey, keypad};
use words::Names;

/// The size and variety of trees. Values are percentages unless stated otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    /// Maximum number of menus at top level.
    pub top_menus: usize,
    /// Maximum nesting depth of menus.
    pub depth: usize,
    /// Maximum number of branches of a menu with keys; more than five need an `allow`, which is generated then.
    pub branches: usize,
    /// Menus with a branch for each of the twelve keys.
    pub crowded: usize,
    /// Menus whose prompt is a recording or starts with one.
    pub recorded: usize,
    /// Menus that capture two digits, or up to two.
    pub long: usize,
    /// Trees whose branches have labels, so that `{options}` lists them.
    pub labelled: usize,
    /// Trees with a key for the whole tree.
    pub keys: usize,
    /// Menus with their own `_`.
    pub own_other: usize,
    /// Menus with their own `silence`.
    pub own_silence: usize,
    /// Settings that are given, among those possible.
    pub settings: usize,
    /// Menus with an `as` or a `was`.
    pub ids: usize,
    /// Maximum number of transfers in a row without a key in between (a count); the platform joins two.
    pub calls_in_a_row: usize,
    /// Maximum number of attempts of a `retry` (a count).
    pub attempts: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            top_menus: 2,
            depth: 3,
            branches: 4,
            crowded: 8,
            recorded: 25,
            long: 20,
            labelled: 50,
            keys: 50,
            own_other: 35,
            own_silence: 25,
            settings: 15,
            ids: 25,
            calls_in_a_row: 2,
            attempts: 3,
        }
    }
}

/// The tree for a seed.
pub fn tree(name: &str, seed: u64, options: &Options) -> Tree {
    let mut maker = Maker {
        rng: Rng::new(seed),
        options,
        names: Names::default(),
        has_desk: false,
        has_call: false,
        hash_ends: None,
        labelled: false,
        key_of_all: false,
    };
    maker.tree(name)
}

/// The state of the generation.
struct Maker<'o> {
    rng: Rng,
    options: &'o Options,
    names: Names,
    has_desk: bool,
    has_call: bool,
    /// The tree's own `complete_on_hash`.
    hash_ends: Option<bool>,
    /// Whether branches have labels.
    labelled: bool,
    /// Whether the tree has a key for the whole tree.
    key_of_all: bool,
}

/// The place of an action, which decides where it may lead.
#[derive(Clone, Copy, Debug)]
struct Spot {
    /// The number of menus around it.
    depth: usize,
    /// Whether `back` has a menu to lead to.
    has_back: bool,
    /// The number of transfers that lead here without a key in between; 0 if a key does.
    calls: usize,
    role: Role,
}

/// The input that an action follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A key; the action may lead anywhere.
    Key,
    /// `_` and `silence`; the action must end after a bounded number of turns.
    Fallback,
    /// The outcome of a transfer, where there is no menu to repeat.
    Arm,
    /// The action must end the call at once.
    End,
}

impl Maker<'_> {
    fn tree(&mut self, name: &str) -> Tree {
        self.has_desk = self.rng.percent(80);
        self.has_call = self.rng.percent(40);
        self.labelled = self.rng.percent(self.options.labelled);
        self.key_of_all = self.rng.percent(self.options.keys);
        let settings = self.tree_settings();
        self.hash_ends = settings.complete_on_hash;
        let tops: Vec<_> = (0..self.rng.between(1, self.options.top_menus))
            .map(|_| self.names.menu(&mut self.rng))
            .collect();
        let mut menus: Vec<Menu> = Vec::new();
        for (at, top) in tops.iter().enumerate() {
            // Each menu is reached from the previous one.
            let leads_to = tops.get(at + 1).map(String::as_str);
            let spot = Spot {
                depth: 1,
                has_back: false,
                calls: 0,
                role: Role::Key,
            };
            menus.push(self.menu(top.clone(), spot, leads_to));
        }
        let spot = Spot {
            depth: 0,
            has_back: false,
            calls: 0,
            role: Role::Fallback,
        };
        let silence = self.rng.percent(40).then(|| self.action(spot));
        let fallbacks = Fallbacks {
            silence,
            other: Some(self.action(spot)),
        };
        let mut tree = Tree {
            name: name.to_owned(),
            has_desk: self.has_desk,
            has_call: self.has_call,
            settings,
            menus,
            fallbacks,
            keys: Vec::new(),
            failure: None,
            brings_parts: self.rng.percent(50),
        };
        if self.key_of_all {
            self.key_of_all(&mut tree);
        }
        prune::unused_handlers(&mut tree);
        if prune::asks(&mut tree) && self.rng.percent(60) {
            tree.failure = Some(self.ending());
        }
        self.fill_jumps(&mut tree);
        tree
    }

    /// A key for the whole tree, if the start menu can capture it.
    fn key_of_all(&mut self, tree: &mut Tree) {
        let start = &mut tree.menus[0];
        let (least, most) = start.settings.digits.unwrap_or((1, 1));
        let hash_ends = start.settings.complete_on_hash.or(self.hash_ends) == Some(true);
        let of_start = |key: u8| {
            let mut keys = start.branches.iter().flat_map(|branch| &branch.keys);
            let input = keypad::sign(key);
            keys.any(|keys| keys.is(&input) || keys.counts(&input))
        };
        let free =
            (0..12).filter(|key| !of_start(*key) && (*key != 11 || (most == 1 && !hash_ends)));
        // Most trees with such a key use the star.
        let free: Vec<u8> = free
            .chain([10, 10, 10].into_iter().filter(|key| !of_start(*key)))
            .collect();
        if least > 1 || free.is_empty() {
            return;
        }
        let key = free[self.rng.below(free.len())];
        let announced = self.rng.percent(50);
        if announced {
            start.prompt += &format!(" For help press {}.", keypad::word(key));
        }
        let spot = Spot {
            depth: 0,
            has_back: false,
            calls: 0,
            role: Role::Key,
        };
        let action = if self.rng.percent(50) {
            self.leads(vec![Step::Repeat])
        } else {
            self.action(spot)
        };
        tree.keys.push(TreeKey {
            key,
            announced,
            action,
        });
    }

    fn menu(&mut self, name: String, spot: Spot, leads_to: Option<&str>) -> Menu {
        let is_start = spot.depth == 1 && self.names.is_first(&name);
        let digits = self
            .rng
            .percent(self.options.long)
            .then(|| (self.rng.pick(1, &[2]), 2));
        let crowded = !is_start && digits.is_none() && self.rng.percent(self.options.crowded);
        let mut free: Vec<u8> = (0..12).collect();
        let mut long = words::LONG.to_vec();
        // The start menu has a goodbye, and a branch to the other menus.
        let least = if leads_to.is_some() { 2 } else { 1 };
        let branches = if crowded {
            12
        } else {
            self.rng.between(least, self.options.branches)
        };
        let mut branches: Vec<Branch> = (0..branches)
            .map(|at| {
                let keys = match digits {
                    // At least one branch takes as many keys as are captured.
                    Some((least, _)) if at == 0 || least == 2 || self.rng.percent(50) => {
                        vec![Keys::Text(long.remove(self.rng.below(long.len())))]
                    }
                    _ if crowded => vec![Keys::One(self.take(&mut free))],
                    _ => self.keys(&mut free, digits.is_none() && !self.labelled),
                };
                Branch {
                    keys,
                    label: None,
                    action: Vec::new(),
                }
            })
            .collect();
        branches.retain(|branch| !branch.keys.is_empty());
        for (at, branch) in branches.iter_mut().enumerate() {
            branch.label = self.labelled.then(|| format!("buy {}", words::thing(at)));
        }
        if let Some((least, _)) = digits
            && self.rng.percent(50)
        {
            let lowest = if least == 1 { 1 } else { 10 };
            let (from, to) = self.rng.pick((10, 19), &[(lowest, 20), (95, 99), (7, 42)]);
            branches.push(Branch {
                keys: vec![Keys::Number(from, to)],
                label: None,
                action: Vec::new(),
            });
        }
        let inside = Spot {
            depth: spot.depth,
            has_back: spot.has_back,
            calls: 0,
            role: Role::Key,
        };
        let last = branches.len().saturating_sub(1);
        for (at, branch) in branches.iter_mut().enumerate() {
            branch.action = match leads_to {
                Some(name) if at == last => self.leads(vec![Step::Goto(name.to_owned())]),
                // A goodbye is near the start of every tree.
                _ if at == 0 && is_start => self.ending(),
                _ => self.action(inside),
            };
        }
        let fallback = Spot {
            role: Role::Fallback,
            ..inside
        };
        let must_end = spot.role != Role::Key;
        let has = |percent, maker: &mut Self| must_end || maker.rng.percent(percent);
        // A menu that a fallback leads to ends by itself; otherwise silence would loop forever.
        let other_spot = if must_end {
            Spot {
                role: Role::End,
                ..inside
            }
        } else {
            fallback
        };
        let silence =
            (has(self.options.own_silence, self) && !must_end).then(|| self.action(fallback));
        let taken: usize = branches
            .iter()
            .flat_map(|b| &b.keys)
            .map(|k| k.all().count())
            .sum();
        let nothing_left = silence.is_some() && taken == 12;
        let other =
            (!nothing_left && has(self.options.own_other, self)).then(|| self.action(other_spot));
        let mut settings = self.menu_settings(is_start, &branches, digits);
        let recording = self
            .rng
            .percent(self.options.recorded)
            .then(|| self.recording(&mut settings));
        // A recording is the same for everybody, and can't contain the list of options.
        let spoken = !recording.as_ref().is_some_and(|played| played.says_prompt);
        let prompt = self.prompt(&branches, spoken);
        let (id, was) = self.ids();
        Menu {
            doc: self
                .rng
                .percent(15)
                .then(|| format!(" Where {name} begins.")),
            name,
            id,
            was,
            settings,
            recording,
            prompt,
            branches,
            fallbacks: Fallbacks { silence, other },
        }
    }

    /// The keys of a branch: one, several, or a range.
    fn keys(&mut self, free: &mut Vec<u8>, ranges: bool) -> Vec<Keys> {
        if free.is_empty() {
            return Vec::new();
        }
        let first = self.take(free);
        let mut keys = vec![Keys::One(first)];
        if ranges && first < 10 && self.rng.percent(25) {
            let mut last = first;
            while last < 9 && free.contains(&(last + 1)) && self.rng.percent(70) {
                last += 1;
            }
            free.retain(|key| !(first..=last).contains(key));
            keys = vec![Keys::Range(first, last)];
        }
        while self.rng.percent(20) && !free.is_empty() {
            keys.push(Keys::One(self.take(free)));
        }
        keys
    }

    fn take(&mut self, free: &mut Vec<u8>) -> u8 {
        free.remove(self.rng.below(free.len()))
    }

    /// A prompt that announces exactly these keys.
    fn prompt(&mut self, branches: &[Branch], may_list: bool) -> String {
        let behind = self.rng.percent(50);
        let mut offers = Vec::new();
        let announced =
            |branch: &Branch| !branch.keys.iter().all(|k| matches!(k, Keys::Number(..)));
        for (at, branch) in branches.iter().filter(|b| announced(b)).enumerate() {
            let (keys, thing) = (keypad::spoken(&branch.keys), words::thing(at));
            offers.push(if behind {
                format!("press {keys} for {thing}")
            } else {
                format!("for {thing} press {keys}")
            });
        }
        let welcome = self.rng.pick(
            "",
            &[
                "Welcome. ",
                "¡Hëllo \"there\"! ",
                "A b\\c #\"# 🎬 ",
                "As always, ",
            ],
        );
        if may_list && self.labelled && self.rng.percent(50) {
            let welcome = if welcome.ends_with(", ") {
                "Please choose: "
            } else {
                welcome
            };
            return format!("{welcome}{{options}}.");
        }
        format!("{welcome}{}.", offers.join(", "))
    }

    /// A recording, and the menu settings that are valid with it.
    fn recording(&mut self, menu: &mut Settings) -> Recording {
        let says_prompt = self.rng.percent(50);
        if says_prompt {
            (menu.tries, menu.first_tries) = (None, None);
        }
        let repetition = self.rng.pick(None, &[Some(2)]);
        Recording {
            // A file's transcript is the same wherever it is played, so each file is played in one place.
            url: format!("https://example.com/prompt-{}.mp3", self.names.number()),
            settings: Settings {
                repetition,
                ..Settings::default()
            },
            says_prompt,
        }
    }

    fn ids(&mut self) -> (Option<String>, Vec<String>) {
        let id = self
            .rng
            .percent(self.options.ids)
            .then(|| self.names.id(&mut self.rng));
        let mut was = Vec::new();
        while self.rng.percent(self.options.ids) {
            was.push(self.names.id(&mut self.rng));
        }
        (id, was)
    }

    /// `goto`s are generated before all menus are known; those without a target get one here.
    fn fill_jumps(&mut self, tree: &mut Tree) {
        let mut names = Vec::new();
        tree.each_menu(&mut |menu| names.push(menu.name.clone()));
        tree.each_action(&mut |action| {
            for step in action {
                if let Step::Goto(name) = step
                    && name.is_empty()
                {
                    name.push_str(&names[self.rng.below(names.len())]);
                }
            }
        });
    }
}
