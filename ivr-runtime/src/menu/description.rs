//! A tree as data. The macro writes it beside the router, from the same model, so
//! what is drawn, listed or reported can't differ from what callers meet.

use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::menu::{Input, Outcome};

/// A whole tree.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Description {
    /// The name of the type.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// The doc comment, lines joined by `\n`; empty if there is none.
    #[serde(default, deserialize_with = "text")]
    pub doc: &'static str,
    /// Where the tree is declared, as `file!()` gives it.
    #[serde(skip)]
    pub file: &'static str,
    /// All states in the order of the source; the first index is 0.
    #[serde(default, deserialize_with = "list")]
    pub states: &'static [StateDescription],
    /// Index of the start menu in [`states`](Self::states).
    pub start: usize,
    /// The languages that callers are spoken to in, the one that calls begin in first; empty in a
    /// tree that names none. Each state exists once in each; in all but the first, its id is
    /// `{client_action_id}~{language}`. Texts here are those of the first, where not all are given.
    #[serde(default, deserialize_with = "texts")]
    pub languages: &'static [&'static str],
    /// What a call remembers.
    #[serde(default, deserialize_with = "list")]
    pub values: &'static [ValueDescription],
    /// What happens when a call comes in, where that is not the start menu at once; else empty.
    #[serde(default, deserialize_with = "list")]
    pub ring: &'static [StepDescription],
    /// The branches that hold in every menu: the tree's own `_` and `silence`, and its keys.
    #[serde(default, deserialize_with = "list")]
    pub fallbacks: &'static [BranchDescription],
    /// What is said when a look-up fails.
    #[serde(default, deserialize_with = "list")]
    pub failure: &'static [StepDescription],
}

/// One value that a call remembers: `let guests: u32;`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ValueDescription {
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// Its type, as written in the source.
    #[serde(deserialize_with = "text")]
    pub ty: &'static str,
}

/// One state: a menu, or a transfer whose end the platform will report.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct StateDescription {
    /// The name in the source: `book_table`.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// The name of the enum's variant: `BookTable`.
    #[serde(default, deserialize_with = "text")]
    pub variant: &'static str,
    /// The id that stands for this state.
    #[serde(default, deserialize_with = "text")]
    pub client_action_id: &'static str,
    /// Ids that calls in flight may still carry for it.
    #[serde(default, deserialize_with = "texts")]
    pub was: &'static [&'static str],
    /// How often `retry` can ask again; each attempt is a state of its own, with the
    /// id `{client_action_id}~{attempt}`. Of a transfer, how many further calls it can make.
    pub attempts: u32,
    /// How often `retry` can ask again after silence, where that is counted by itself: as something
    /// else is asked again as well. Then each pair of the two counts is a state of its own, and one
    /// after silence has the id `{client_action_id}~{attempt}~{silences}`.
    pub silences: u32,
    /// The keys that the whole tree answers here, such as `*0`: those that the menu hears alone, and
    /// has no branch for.
    #[serde(default, deserialize_with = "text")]
    pub tree_keys: &'static str,
    /// The [values](Description::values) that every call remembers here.
    #[serde(default, deserialize_with = "texts")]
    pub known: &'static [&'static str],
    /// The values that are read here or further on, before they are given again.
    #[serde(default, deserialize_with = "texts")]
    pub needed: &'static [&'static str],
    /// What the caller is asked.
    pub kind: StateKind,
    /// Index of the menu this one is nested in; `None` at top level.
    #[serde(default)]
    pub parent: Option<usize>,
    /// Its own branches, in the order of the source.
    #[serde(default, deserialize_with = "list")]
    pub branches: &'static [BranchDescription],
    /// Line of the name in the source file, from 1.
    pub line: u32,
}

/// What a state is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// A prompt was played and keys are captured.
    Menu {
        /// All that callers hear, as far as it is known in words: what recordings say, and the text.
        #[serde(deserialize_with = "text")]
        prompt: &'static str,
        /// What is played before the text.
        #[serde(default, deserialize_with = "list")]
        recordings: &'static [RecordingDescription],
    },
    /// A second call leg was placed (`makeCall`).
    Transfer,
}

/// A sound file that is played.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RecordingDescription {
    /// Where it lies: that of each language of the tree, in their order.
    #[serde(deserialize_with = "texts")]
    pub urls: &'static [&'static str],
    /// What each says; empty where the tree does not tell.
    #[serde(default, deserialize_with = "texts")]
    pub transcripts: &'static [&'static str],
}

/// One branch of a state.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct BranchDescription {
    /// What it answers to; several where the source joins them with `|`.
    #[serde(default, deserialize_with = "list")]
    pub on: &'static [Trigger],
    /// The name that the captured digits have in its steps.
    #[serde(default, deserialize_with = "optional_text")]
    pub binding: Option<&'static str>,
    /// What it is for, in the words of an option.
    #[serde(default, deserialize_with = "optional_text")]
    pub label: Option<&'static str>,
    /// What happens then.
    #[serde(default, deserialize_with = "list")]
    pub steps: &'static [StepDescription],
    /// Line of its first pattern in the source file, from 1.
    pub line: u32,
}

/// What a branch answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// One key: `'0'` to `'9'`, `'*'` or `'#'`.
    Key(char),
    /// Several keys, one after the other: `"42"`.
    Keys(#[serde(deserialize_with = "text")] &'static str),
    /// A number: `1000..=1999`.
    Number {
        /// The lowest.
        low: u32,
        /// The highest, itself included.
        high: u32,
    },
    /// So many digits, whatever they are: `digits(4..=6)`.
    Digits {
        /// The fewest.
        min: u8,
        /// The most.
        max: u8,
    },
    /// No input at all.
    Silence,
    /// How a transfer ended.
    Leg(Outcome),
    /// Everything that no other branch names.
    Other,
}

/// One step of a branch.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepDescription {
    /// Speaks a text: in each language of the tree, in their order.
    Say(#[serde(deserialize_with = "texts")] &'static [&'static str]),
    /// Plays a sound file.
    Play(RecordingDescription),
    /// Goes on in another language.
    Speak(#[serde(deserialize_with = "text")] &'static str),
    /// Remembers a value for the rest of the call.
    Set {
        /// Its name.
        #[serde(deserialize_with = "text")]
        name: &'static str,
        /// The expression, as written in the source.
        #[serde(deserialize_with = "text")]
        value: &'static str,
    },
    /// Ends the call.
    Hangup,
    /// Enters the menu with this index; how it is written tells a jump from a
    /// menu that is declared in place.
    Enter {
        /// Index of the menu in [`Description::states`]; `None` for a `repeat` or a `back`
        /// that the whole tree shares, which leads elsewhere from every menu.
        #[serde(default)]
        state: Option<usize>,
        /// How the source names it.
        by: EnterBy,
    },
    /// Calls a number and joins it to the caller.
    Connect {
        /// Index of the transfer's state in [`Description::states`].
        state: usize,
        /// The caller ID shown, as written in the source.
        #[serde(deserialize_with = "text")]
        from: &'static str,
        /// The numbers called, one after the other until one is answered, as written in the source.
        #[serde(default, deserialize_with = "texts")]
        to: &'static [&'static str],
        /// How often all of them are tried.
        rounds: u32,
    },
    /// Asks the application and goes on by its answer.
    Match {
        /// The expression, as written in the source.
        #[serde(deserialize_with = "text")]
        question: &'static str,
        /// Its arms in the order of the source.
        #[serde(default, deserialize_with = "list")]
        arms: &'static [ArmDescription],
    },
    /// Asks the menu again, a number of times.
    Retry {
        /// How many further attempts the caller has.
        attempts: u32,
        /// What each is asked; one for all, or none for the menu's own prompt.
        #[serde(default, deserialize_with = "texts")]
        prompts: &'static [&'static str],
        /// What follows the last.
        #[serde(default, deserialize_with = "list")]
        otherwise: &'static [StepDescription],
    },
}

/// Reads what `ivr!` wrote of a tree in a file. The lists and texts live as long as the program.
pub fn read(file: &'static str, json: &'static str) -> Description {
    match serde_json::from_str(json) {
        Ok(description) => Description {
            file,
            ..description
        },
        #[expect(clippy::panic, reason = "both are of one release")]
        Err(error) => panic!("the macro describes a tree otherwise: {error}"),
    }
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    String::deserialize(from).map(|text| &*text.leak())
}

fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'static str>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map(|text| &*text.leak()))
}

fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<&'static [&'static str], D::Error> {
    let texts = Vec::<String>::deserialize(from)?.into_iter();
    Ok(texts.map(|text| &*text.leak()).collect::<Vec<_>>().leak())
}

fn list<'de, D, T>(from: D) -> Result<&'static [T], D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Vec::<T>::deserialize(from).map(|list| &*list.leak())
}

impl Description {
    /// Every id that stands for a state: those of its attempts, in each language.
    pub fn client_action_ids(&self, state: &StateDescription) -> Vec<String> {
        let others = self.languages.iter().skip(1);
        let languages: Vec<_> = std::iter::once(None).chain(others.map(Some)).collect();
        let mut ids = Vec::new();
        let counts = (0..=state.attempts)
            .flat_map(|attempt| (0..=state.silences).map(move |silences| (attempt, silences)));
        for (attempt, silences) in counts {
            for language in &languages {
                let mut id = state.client_action_id.to_owned();
                if attempt > 0 || silences > 0 {
                    id.push_str(&format!("~{attempt}"));
                }
                if silences > 0 {
                    id.push_str(&format!("~{silences}"));
                }
                if let Some(language) = language {
                    id.push_str(&format!("~{language}"));
                }
                ids.push(id);
            }
        }
        ids
    }

    /// What the sound file at a URL says, if the tree tells.
    pub fn transcript(&self, url: &str) -> Option<&'static str> {
        let mut of_prompts = self.states.iter().flat_map(|state| match state.kind {
            StateKind::Menu { recordings, .. } => recordings,
            StateKind::Transfer => &[],
        });
        let branches = self.states.iter().flat_map(|state| state.branches);
        let branches = branches.chain(self.fallbacks);
        let actions = branches.map(|branch| branch.steps);
        let mut actions = actions.chain([self.ring, self.failure]);
        of_prompts
            .find_map(|recording| recording.transcript(url))
            .or_else(|| actions.find_map(|steps| played(steps, url)))
    }

    /// The state with an id, whatever its attempt and its language.
    pub fn state(&self, client_action_id: &str) -> Option<&'static StateDescription> {
        let id = client_action_id.split('~').next()?;
        self.states
            .iter()
            .find(|state| state.client_action_id == id)
    }
}

impl RecordingDescription {
    /// What the file at a URL says, if it is one of these and the tree tells.
    fn transcript(&self, url: &str) -> Option<&'static str> {
        let mut files = self.urls.iter().zip(self.transcripts);
        files.find_map(|(file, says)| (*file == url).then_some(*says))
    }
}

/// What the file at a URL says, if one of these steps plays it and the tree tells.
fn played(steps: &[StepDescription], url: &str) -> Option<&'static str> {
    steps.iter().find_map(|step| match step {
        StepDescription::Play(recording) => recording.transcript(url),
        StepDescription::Match { arms, .. } => arms.iter().find_map(|arm| played(arm.steps, url)),
        StepDescription::Retry { otherwise, .. } => played(otherwise, url),
        _ => None,
    })
}

impl Trigger {
    /// Whether it is one text and no other. A branch with such a one goes before the ranges that it
    /// lies in.
    pub const fn is_exact(&self) -> bool {
        match self {
            Self::Key(_) | Self::Keys(_) => true,
            Self::Number { low, high } => *low == *high,
            _ => false,
        }
    }

    /// Whether a branch with this trigger names the input: `_` and `silence` for whatever is no
    /// input do not.
    pub fn names(&self, input: Input<'_>) -> bool {
        match (*self, input) {
            (Self::Key(key), Input::Key(pressed)) => key == pressed.as_char(),
            (Self::Keys(keys), input) => input.is(keys),
            (Self::Number { low, high }, input) => input.number(low, high).is_some(),
            (Self::Digits { min, max }, input) => input.digits(min, max).is_some(),
            (Self::Leg(outcome), Input::Leg(ended)) => outcome == ended,
            (Self::Silence, Input::Silence) => true,
            _ => false,
        }
    }
}

/// As it is written in a tree: `1`, `'*'`, `"42"`, `1000..=1999`, `digits(4..=6)`, `_`.
impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Key(key @ ('*' | '#')) => write!(f, "'{key}'"),
            Self::Key(key) => write!(f, "{key}"),
            Self::Keys(keys) => write!(f, "\"{keys}\""),
            Self::Number { low, high } => write!(f, "{low}..={high}"),
            Self::Digits { min, max } if min == max => write!(f, "digits({min})"),
            Self::Digits { min, max } => write!(f, "digits({min}..={max})"),
            Self::Silence => f.write_str("silence"),
            Self::Leg(outcome) => f.write_str(match outcome {
                Outcome::Answered => "answered",
                Outcome::Busy => "busy",
                Outcome::NoAnswer => "no_answer",
                Outcome::Failed => "failed",
            }),
            Self::Other => f.write_str("_"),
        }
    }
}

/// How a branch leads to a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterBy {
    /// The menu is declared here.
    Menu,
    /// `goto`
    Goto,
    /// `repeat`: the menu that the branch is in.
    Repeat,
    /// `back`: the menu that this one is nested in.
    Back,
}

/// One arm of a look-up.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ArmDescription {
    /// The pattern, with its guard, as written in the source.
    #[serde(deserialize_with = "text")]
    pub pattern: &'static str,
    /// What happens then.
    #[serde(default, deserialize_with = "list")]
    pub steps: &'static [StepDescription],
}
