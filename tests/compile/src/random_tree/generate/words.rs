//! Names and texts. The texts of prompts share no words with the names of menus, so that no two keys look swapped.

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

/// Key sequences of one branch.
pub(super) const LONG: [&str; 6] = ["42", "07", "12", "99", "30", "68"];

/// Names that have a meaning in Rust, in the language or in the expansion.
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

/// Generates unique names and ids.
#[derive(Default)]
pub(super) struct Names {
    first: Option<String>,
    menus: usize,
    taken: usize,
}

impl Names {
    pub(super) fn menu(&mut self, rng: &mut Rng) -> String {
        let name = match SPECIAL.get(self.menus) {
            Some(special) if rng.percent(25) => (*special).to_owned(),
            _ => self.plain(rng),
        };
        self.menus += 1;
        self.first.get_or_insert_with(|| name.clone());
        name
    }

    pub(super) fn transfer(&mut self, rng: &mut Rng) -> String {
        format!("{}_call", self.plain(rng))
    }

    /// An id that can't be a name, so that ids and names never coincide.
    pub(super) fn id(&mut self, rng: &mut Rng) -> String {
        self.taken += 1;
        let style = rng.pick("id-", &["ivr/1 ", "\"id\" ", "ID.é-"]);
        format!("{style}{}", self.taken)
    }

    /// A number that no other name or id contains.
    pub(super) const fn number(&mut self) -> usize {
        self.taken += 1;
        self.taken
    }

    pub(super) fn is_first(&self, name: &str) -> bool {
        self.first.as_deref() == Some(name)
    }

    /// A name without any special meaning.
    pub(super) fn plain(&mut self, rng: &mut Rng) -> String {
        self.taken += 1;
        let place = rng.pick(PLACES[0], &PLACES);
        format!("{place}{}", self.taken)
    }
}

/// The purpose of the branch with this index.
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
pub(super) fn again(rng: &mut Rng, at: usize, labelled: bool) -> String {
    let texts = [
        "Please choose again.",
        "Say \"again\"?",
        "{prompt}",
        "Sorry. {prompt}",
        "That is no option. {options}.",
        "Your options: {options}.",
        "{options}! {prompt}",
    ];
    let texts = if labelled { &texts[..] } else { &texts[..4] };
    let words = rng.pick("Sorry?", texts);
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

pub(super) fn english_voice(rng: &mut Rng) -> &'static str {
    rng.pick("en-GB-GeorgeNeural", &["en-AU-Nora", "en-US-\"x\""])
}

pub(super) fn speed(rng: &mut Rng) -> &'static str {
    rng.pick("1.0", &["2", "0.9", "1", "0.55", "2.0", "1.25"])
}
