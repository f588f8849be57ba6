//! A tree as data. The macro generates it from the same model as the router, so
//! diagrams and reports can't differ from what callers hear.

use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::menu::{Input, Outcome};

/// A whole tree as data: its states, branches and texts. [`Tree::description`](crate::Tree::description) returns it.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Description {
    /// The name of the type.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// The doc comment, lines joined by `\n`; empty if there is none.
    #[serde(default, deserialize_with = "text")]
    pub doc: &'static str,
    /// The source file of the tree, as in `file!()`.
    #[serde(skip)]
    pub file: &'static str,
    /// All states, in source order; indices start at 0.
    #[serde(default, deserialize_with = "list")]
    pub states: &'static [StateDescription],
    /// Index of the start menu in [`states`](Self::states).
    pub start: usize,
    /// The languages of the tree, starting with the one in which calls begin; empty if the tree names
    /// none. Each state exists once per language; in all but the first, its id is
    /// `{client_action_id}~{language}`. Single texts here are in the first language.
    #[serde(default, deserialize_with = "texts")]
    pub languages: &'static [&'static str],
    /// The values that a call can remember.
    #[serde(default, deserialize_with = "list")]
    pub values: &'static [ValueDescription],
    /// The steps of `ring`, taken for an inbound call; empty if it enters the start menu at once.
    #[serde(default, deserialize_with = "list")]
    pub ring: &'static [StepDescription],
    /// The branches that apply in every menu: the tree's own `_` and `silence`, and its keys.
    #[serde(default, deserialize_with = "list")]
    pub fallbacks: &'static [BranchDescription],
    /// The steps of `failure`, taken when a lookup fails.
    #[serde(default, deserialize_with = "list")]
    pub failure: &'static [StepDescription],
}

/// A value that a call can remember: `let guests: u32;`
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ValueDescription {
    /// Its name.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// Its type, as in the source.
    #[serde(deserialize_with = "text")]
    pub ty: &'static str,
}

/// A state: a menu, or a transfer whose outcome the platform will report.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct StateDescription {
    /// The name in the source: `book_table`.
    #[serde(deserialize_with = "text")]
    pub name: &'static str,
    /// The name of the enum's variant: `BookTable`.
    #[serde(default, deserialize_with = "text")]
    pub variant: &'static str,
    /// The id of this state, which carriers return with the next event.
    #[serde(default, deserialize_with = "text")]
    pub client_action_id: &'static str,
    /// Former ids that calls in flight may still carry.
    #[serde(default, deserialize_with = "texts")]
    pub was: &'static [&'static str],
    /// How often `retry` can ask again; each attempt is a separate state, with the
    /// id `{client_action_id}~{attempt}`. For a transfer, how many further calls it can make.
    pub attempts: u32,
    /// How often `retry` can ask again after silence, if silence is counted separately, because another
    /// branch retries too. Then each pair of the two counts is a separate state, and one
    /// after silence has the id `{client_action_id}~{attempt}~{silences}`.
    pub silences: u32,
    /// The keys that the tree's own branches handle here, such as `*0`: those that are a complete input in
    /// this menu, and for which it has no branch.
    #[serde(default, deserialize_with = "text")]
    pub tree_keys: &'static str,
    /// The [values](Description::values) that are set in every call here.
    #[serde(default, deserialize_with = "texts")]
    pub known: &'static [&'static str],
    /// The values that are read here or later, before they are set again.
    #[serde(default, deserialize_with = "texts")]
    pub needed: &'static [&'static str],
    /// What kind of state it is.
    pub kind: StateKind,
    /// Index of the menu this one is nested in; `None` at top level.
    #[serde(default)]
    pub parent: Option<usize>,
    /// Its own branches, in source order.
    #[serde(default, deserialize_with = "list")]
    pub branches: &'static [BranchDescription],
    /// Line of the name in the source file, from 1.
    pub line: u32,
}

/// What a state is: a menu with its prompt, or a transfer.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// A menu: plays a prompt and captures keys.
    Menu {
        /// Everything that callers hear, in words: the transcripts of recordings, and the text.
        #[serde(deserialize_with = "text")]
        prompt: &'static str,
        /// The recordings that are played before the text.
        #[serde(default, deserialize_with = "list")]
        recordings: &'static [RecordingDescription],
    },
    /// A transfer: places a second leg (`makeCall`).
    Transfer,
}

/// A sound file that a prompt or a `play` plays, in each language.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct RecordingDescription {
    /// Its URL, for each language of the tree in order.
    #[serde(deserialize_with = "texts")]
    pub urls: &'static [&'static str],
    /// The transcript of each; empty if the tree gives none.
    #[serde(default, deserialize_with = "texts")]
    pub transcripts: &'static [&'static str],
}

/// A branch of a state: what the caller may enter, and the steps that follow.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct BranchDescription {
    /// Its triggers; several if the source joins them with `|`.
    #[serde(default, deserialize_with = "list")]
    pub on: &'static [Trigger],
    /// The name of the captured digits in its steps.
    #[serde(default, deserialize_with = "optional_text")]
    pub binding: Option<&'static str>,
    /// Its label, as an option.
    #[serde(default, deserialize_with = "optional_text")]
    pub label: Option<&'static str>,
    /// Its steps.
    #[serde(default, deserialize_with = "list")]
    pub steps: &'static [StepDescription],
    /// The line of its first pattern in the source file, from 1.
    pub line: u32,
}

/// An input that leads to a branch, as written before its `=>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// One key: `'0'` to `'9'`, `'*'` or `'#'`.
    Key(char),
    /// Several keys in sequence: `"42"`.
    Keys(#[serde(deserialize_with = "text")] &'static str),
    /// A number: `1000..=1999`.
    Number {
        /// The lowest.
        low: u32,
        /// The highest, inclusive.
        high: u32,
    },
    /// A number of digits: `digits(4..=6)`.
    Digits {
        /// The fewest.
        min: u8,
        /// The most.
        max: u8,
    },
    /// Silence.
    Silence,
    /// How a transfer ended.
    Leg(Outcome),
    /// Any other input.
    Other,
}

/// A step of a branch: one of the actions that `then` joins.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepDescription {
    /// Speaks a text, for each language of the tree in order.
    Say(#[serde(deserialize_with = "texts")] &'static [&'static str]),
    /// Plays a recording.
    Play(RecordingDescription),
    /// Continues in another language.
    Speak(#[serde(deserialize_with = "text")] &'static str),
    /// Remembers a value for the rest of the call.
    Set {
        /// Its name.
        #[serde(deserialize_with = "text")]
        name: &'static str,
        /// The expression, as in the source.
        #[serde(deserialize_with = "text")]
        value: &'static str,
    },
    /// Ends the call.
    Hangup,
    /// Enters a menu; `by` distinguishes a jump from a
    /// nested menu.
    Enter {
        /// Index of the menu in [`Description::states`]; `None` for a `repeat` or a `back`
        /// at top level, whose target depends on the menu.
        #[serde(default)]
        state: Option<usize>,
        /// How the source writes it.
        by: EnterBy,
    },
    /// Calls a number and joins it to the caller.
    Connect {
        /// Index of the transfer's state in [`Description::states`].
        state: usize,
        /// The caller ID, as in the source.
        #[serde(deserialize_with = "text")]
        from: &'static str,
        /// The numbers, called one after the other until one answers, as in the source.
        #[serde(default, deserialize_with = "texts")]
        to: &'static [&'static str],
        /// How often the whole list is called.
        rounds: u32,
    },
    /// A lookup: asks the application and continues with the arm that matches.
    Match {
        /// The expression, as in the source.
        #[serde(deserialize_with = "text")]
        question: &'static str,
        /// Its arms, in source order.
        #[serde(default, deserialize_with = "list")]
        arms: &'static [ArmDescription],
    },
    /// Asks the menu again, a limited number of times.
    Retry {
        /// The number of further attempts.
        attempts: u32,
        /// The prompt of each attempt; one for all, or none for the menu's own prompt.
        #[serde(default, deserialize_with = "texts")]
        prompts: &'static [&'static str],
        /// What follows the last attempt.
        #[serde(default, deserialize_with = "list")]
        otherwise: &'static [StepDescription],
    },
}

/// Parses the description that `ivr!` has generated. Its lists and texts live as long as the program.
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
    /// All ids of a state, including those of its attempts in each language.
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

    /// The transcript of the recording at a URL, if the tree has one.
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

    /// The state with an id, regardless of attempt and language.
    pub fn state(&self, client_action_id: &str) -> Option<&'static StateDescription> {
        let id = client_action_id.split('~').next()?;
        self.states
            .iter()
            .find(|state| state.client_action_id == id)
    }
}

impl RecordingDescription {
    /// The transcript of the file at a URL, if it is one of these and has one.
    fn transcript(&self, url: &str) -> Option<&'static str> {
        let mut files = self.urls.iter().zip(self.transcripts);
        files.find_map(|(file, says)| (*file == url).then_some(*says))
    }
}

/// The transcript of the file at a URL, if one of these steps plays it and it has one.
fn played(steps: &[StepDescription], url: &str) -> Option<&'static str> {
    steps.iter().find_map(|step| match step {
        StepDescription::Play(recording) => recording.transcript(url),
        StepDescription::Match { arms, .. } => arms.iter().find_map(|arm| played(arm.steps, url)),
        StepDescription::Retry { otherwise, .. } => played(otherwise, url),
        _ => None,
    })
}

impl Trigger {
    /// Whether it matches a single input. Such a branch takes precedence over ranges that contain the
    /// input.
    pub const fn is_exact(&self) -> bool {
        match self {
            Self::Key(_) | Self::Keys(_) => true,
            Self::Number { low, high } => *low == *high,
            _ => false,
        }
    }

    /// Whether this trigger explicitly matches the input, which `_` and `silence`
    /// do not.
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

/// As written in a tree: `1`, `'*'`, `"42"`, `1000..=1999`, `digits(4..=6)`, `_`.
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

/// How the source leads to a menu: in place, or by a jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterBy {
    /// A nested `menu`.
    Menu,
    /// `goto`
    Goto,
    /// `repeat`: the branch's own menu.
    Repeat,
    /// `back`: the enclosing menu.
    Back,
}

/// An arm of a lookup's `match`: a pattern, and the steps that follow.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ArmDescription {
    /// The pattern, with its guard, as in the source.
    #[serde(deserialize_with = "text")]
    pub pattern: &'static str,
    /// Its steps.
    #[serde(default, deserialize_with = "list")]
    pub steps: &'static [StepDescription],
}
