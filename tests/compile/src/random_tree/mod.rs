//! Random trees and their expected replies, to compare the router that `ivr!` generates with an interpreter that shares
//! no code with the macro.
//!
//! - this module: a tree as data, as small as the language allows
//! - [`generate`]: valid trees from a seed, within [`generate::Options`]
//! - [`census`]: the number of uses of each construct
//! - `print`: a tree as the source of an `ivr!`
//! - [`walk`]: what a caller hears in every state on every input, by the rules of the language
//! - [`program`]: a program that asks the routers for the same and prints their replies

pub mod census;
pub mod generate;
mod keypad;
mod parts;
mod print;
pub mod program;
mod rng;
mod visit;
pub mod walk;

pub use rng::Rng;

/// A whole tree.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The name of the type.
    pub name: String,
    /// Whether it has a `desk: &Desk` for lookups.
    pub has_desk: bool,
    /// Whether it has a `call: &Call`.
    pub has_call: bool,
    /// The settings that every menu inherits.
    pub settings: Settings,
    /// The menus at top level, the start menu first.
    pub menus: Vec<Menu>,
    /// `silence => ..` and `_ => ..` for the whole tree.
    pub fallbacks: Fallbacks,
    /// `'*' => ..` for the whole tree.
    pub keys: Vec<TreeKey>,
    /// `failure => ..`
    pub failure: Option<Action>,
    /// Whether its parts are in another module.
    pub brings_parts: bool,
}

/// A key for the whole tree.
#[derive(Clone, Debug)]
pub struct TreeKey {
    /// The key.
    pub key: u8,
    /// Whether the start menu's prompt announces it.
    pub announced: bool,
    /// Its action.
    pub action: Action,
}

/// The fallbacks of a menu, or of the tree.
#[derive(Clone, Debug, Default)]
pub struct Fallbacks {
    /// `silence => ..`
    pub silence: Option<Action>,
    /// `_ => ..`
    pub other: Option<Action>,
}

/// A menu, nested or not.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its name, with `r#` if needed.
    pub name: String,
    /// `as ".."`
    pub id: Option<String>,
    /// `was ".."`
    pub was: Vec<String>,
    /// A doc comment.
    pub doc: Option<String>,
    /// Its own settings.
    pub settings: Settings,
    /// The recording that is played first.
    pub recording: Option<Recording>,
    /// The text of the prompt, as written.
    pub prompt: String,
    /// The branches for its keys.
    pub branches: Vec<Branch>,
    /// Its own fallbacks.
    pub fallbacks: Fallbacks,
}

/// A recording in a prompt.
#[derive(Clone, Debug)]
pub struct Recording {
    /// `play(..) ".."`
    pub url: String,
    /// The number of repetitions.
    pub settings: Settings,
    /// Whether it is the whole prompt, so that no words follow.
    pub says_prompt: bool,
}

/// A branch for keys.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The alternatives, as written.
    pub keys: Vec<Keys>,
    /// Its label in `{options}`.
    pub label: Option<String>,
    /// Its action.
    pub action: Action,
}

/// An alternative of a branch. Single keys are numbers: the digits, 10 for `*`, 11 for `#`.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// `4`
    One(u8),
    /// `4..=9`
    Range(u8, u8),
    /// `"42"`
    Text(&'static str),
    /// `10..=19`
    Number(u32, u32),
}

/// Steps joined by `then`.
pub type Action = Vec<Step>;

/// One step of an action.
#[derive(Clone, Debug)]
pub enum Step {
    /// `say(..) ".."`
    Say(String, Settings),
    /// `play(..) ".."`
    Play(String, Settings),
    /// `hangup`
    Hangup,
    /// `goto name`
    Goto(String),
    /// `repeat`
    Repeat,
    /// `back`
    Back,
    /// `menu name { .. }`
    Menu(Box<Menu>),
    /// `connect(..) as name { .. }`
    Connect(Box<Connect>),
    /// `match .. { .. }`
    Match(Question, Vec<Arm>),
    /// `retry(n) [..] else ..`, with the texts as written.
    Retry(usize, Vec<String>, Action),
    /// `part(..) as name`
    Part(Box<Use>),
}

/// A use of a part.
#[derive(Clone, Debug)]
pub struct Use {
    /// The part.
    pub part: Part,
    /// `was ".."`
    pub was: Vec<String>,
    /// Its expansion, with the arguments inserted.
    pub means: Action,
}

/// The parts of the trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Says a text, and hangs up.
    Farewell,
    /// Says a text, and continues with an action.
    After,
    /// A menu with another menu in it.
    Offer,
}

/// A transfer.
#[derive(Clone, Debug)]
pub struct Connect {
    /// Its name, which is its id.
    pub name: String,
    /// `was ".."`
    pub was: Vec<String>,
    /// The caller ID.
    pub from: Number,
    /// The number to call.
    pub to: Number,
    /// `record: true`
    pub record: Option<bool>,
    /// The action for each set of outcomes; an empty set is `_`.
    pub arms: Vec<(Vec<&'static str>, Action)>,
}

/// A phone number of a transfer.
#[derive(Clone, Debug)]
pub enum Number {
    /// A literal, with or without `+`.
    Literal(String),
    /// `desk.number(7)`, which returns a number that ends in 07.
    Desk(u32),
    /// `&desk.main`
    Main,
}

/// The expression of a `match`.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// `match 3`
    Literal(u32),
    /// `match desk.level(3)`: returns [`level`].
    Level(u32),
    /// `match desk.level_later(3).await`
    LevelLater(u32),
    /// `match desk.checked(3)?`: fails on multiples of three.
    Checked(u32),
    /// `match desk.checked_later(3).await?`
    CheckedLater(u32),
    /// `match call.session_id.len()`: 0, because the call has no session.
    Call,
}

/// The result of the desk's methods. The generated program contains a copy.
pub const fn level(of: u32) -> u32 {
    (of * 7 + 3) % 10
}

/// One arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The pattern.
    pub pattern: Pattern,
    /// The action.
    pub action: Action,
}

/// The pattern of an arm.
#[derive(Clone, Copy, Debug)]
pub enum Pattern {
    /// `3`
    Number(u32),
    /// `3..=5`
    Range(u32, u32),
    /// `n if n >= 4`
    AtLeast(u32),
    /// `_`
    Any,
}

/// The settings at one place.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The voice.
    pub voice: Option<&'static str>,
    /// The speed, as written.
    pub speed: Option<&'static str>,
    /// The minimum and maximum number of digits.
    pub digits: Option<(u64, u64)>,
    /// As written, and in milliseconds.
    pub digit_timeout: Option<(&'static str, u64)>,
    /// As written, and in milliseconds.
    pub overall_timeout: Option<(&'static str, u64)>,
    /// Whether `#` ends the input.
    pub complete_on_hash: Option<bool>,
    /// The number of tries.
    pub tries: Option<u64>,
    /// The number of tries in the request of an outbound call.
    pub first_tries: Option<u64>,
    /// What is said after an answer.
    pub success_message: Option<String>,
    /// What is said if no try succeeded.
    pub failure_message: Option<String>,
    /// How often a text or a file is repeated.
    pub repetition: Option<u64>,
}
