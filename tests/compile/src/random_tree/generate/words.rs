//! Names and texts. What prompts speak of has nothing in common with what menus are called,
//! lest the two look swapped.

use super::super::Rng;

const THINGS: [&str; 12] = [
    "apples",
    "bread",
    "cheese",
    "dates",
    "eggs",
    "figs",
    "grapes",
    "honey",
    "ice cream",
    "jam",
    "kale",
    "lemons",
];
const PLACES: [&str; 7] = [
    "garden",
    "Attic",
    "north_wing",
    "café",
    "_cellar",
    "hall_",
    "b2b",
];

/// Names that mean something already, to Rust, to the language or to what is made of a tree.
const SPECIAL: [&str; 8] = [
    "start",
    "a",
    "r#match",
    "failure",
    "description",
    "m1",
    "self_",
    "then",
];

/// Names and ids that are taken, and which menus there are.
#[derive(Default)]
pub(super) struct Names {
    menus: Vec<String>,
    taken: usize,
}

impl Names {
    pub(super) fn menu(&mut self, rng: &mut Rng) -> String {
        let name = match SPECIAL.get(self.menus.len()) {
            Some(special) if rng.percent(25) => (*special).to_owned(),
            _ => self.name(rng),
        };
        self.menus.push(name.clone());
        name
    }

    pub(super) fn transfer(&mut self, rng: &mut Rng) -> String {
        format!("{}_call", self.name(rng))
    }

    /// What no name can be, so that ids never meet names.
    pub(super) fn id(&mut self, rng: &mut Rng) -> String {
        self.taken += 1;
        let style = rng.pick("id-", &["ivr/1 ", "\"id\" ", "ID.é-"]);
        format!("{style}{}", self.taken)
    }

    /// One that no other name or id has.
    pub(super) const fn number(&mut self) -> usize {
        self.taken += 1;
        self.taken
    }

    pub(super) fn is_first(&self, name: &str) -> bool {
        self.menus.first().is_some_and(|first| first == name)
    }

    pub(super) fn menus(&self) -> Vec<String> {
        self.menus.clone()
    }

    fn name(&mut self, rng: &mut Rng) -> String {
        self.taken += 1;
        let place = rng.pick(PLACES[0], &PLACES);
        format!("{place}{}", self.taken)
    }
}

/// What the branch of that number is about.
pub(super) fn thing(at: usize) -> &'static str {
    THINGS[at % THINGS.len()]
}

pub(super) fn text(rng: &mut Rng) -> String {
    let texts = [
        "Good bye.",
        "Grüße, 世界! 🎉",
        "A \"quoted\" word, a back\\slash.",
        "raw \"# and \"## and r#\"text\"#",
        "It's fine \u{200d}.",
        "%20 $HOME 'x' \u{a0}+ 3",
    ];
    let text = rng.pick("Thank you.", &texts);
    text.to_owned()
}

/// The prompt of a further attempt, which need not announce keys.
pub(super) fn again(rng: &mut Rng, at: usize) -> String {
    let words = rng.pick("Sorry?", &["Please choose again.", "Say \"again\"?"]);
    format!("{words}{}", " Please!".repeat(at))
}

pub(super) fn file(rng: &mut Rng) -> String {
    let files = [
        "http://example.com/b.WAV?x=1&y=%22",
        "https://example.com/é/c.mp3",
    ];
    rng.pick("https://example.com/a.mp3", &files).to_owned()
}

pub(super) fn voice(rng: &mut Rng) -> &'static str {
    rng.pick(
        "en-GB-GeorgeNeural",
        &["en-AU-Nora", "it-IT-ElsaNeural", "en-US-\"x\""],
    )
}

pub(super) fn speed(rng: &mut Rng) -> &'static str {
    rng.pick("1.0", &["2", "0.9", "1", "0.55", "2.0", "1.25"])
}
