//! Random trees, and the answers that each must give, to compare the router that
//! `ivr!` generates with an interpreter that shares no code with the macro.
//!
//! - this module: a tree as data, as small as the language allows
//! - [`generate`]: trees without mistakes from a seed, within [`generate::Options`]
//! - [`census`]: how often each construct occurs in trees
//! - `print`: a tree as the source of an `ivr!`
//! - [`walk`]: what a caller hears at every state on every input, by the language's rules
//! - [`program`]: a program that asks the routers the same and prints their answers

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
    /// Whether it has a `desk: &Desk` to make lookups on.
    pub has_desk: bool,
    /// Whether it has a `call: &Call`.
    pub has_call: bool,
    /// What every menu begins with.
    pub settings: Settings,
    /// The menus at top level, the start first.
    pub menus: Vec<Menu>,
    /// `silence => ..` and `_ => ..` of the whole tree.
    pub fallbacks: Fallbacks,
    /// `'*' => ..` of the whole tree.
    pub keys: Vec<TreeKey>,
    /// `failure => ..`
    pub failure: Option<Action>,
    /// Whether the parts that it uses stand in another module.
    pub brings_parts: bool,
}

/// A key that holds in every menu.
#[derive(Clone, Debug)]
pub struct TreeKey {
    /// Which.
    pub key: u8,
    /// Whether the start menu's prompt tells of it.
    pub announced: bool,
    /// What it does.
    pub action: Action,
}

/// What holds where nothing is said: of a menu, or of the tree.
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
    /// Its name, with `r#` where that is needed.
    pub name: String,
    /// `as ".."`
    pub id: Option<String>,
    /// `was ".."`
    pub was: Vec<String>,
    /// A doc comment.
    pub doc: Option<String>,
    /// What it sets for itself.
    pub settings: Settings,
    /// What is played first.
    pub recording: Option<Recording>,
    /// What it asks, as it is written.
    pub prompt: String,
    /// What its keys do.
    pub branches: Vec<Branch>,
    /// What everything else does.
    pub fallbacks: Fallbacks,
}

/// What is played when a menu is entered.
#[derive(Clone, Debug)]
pub struct Recording {
    /// `play(..) ".."`
    pub url: String,
    /// How often it is played.
    pub settings: Settings,
    /// Whether it says the prompt, so that nothing is spoken behind it.
    pub says_prompt: bool,
}

/// Keys that do one thing.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The alternatives, as they are written.
    pub keys: Vec<Keys>,
    /// What `{options}` says of them.
    pub label: Option<String>,
    /// What they do.
    pub action: Action,
}

/// One alternative of a branch. Single keys are numbers: the digits, 10 for `*`, 11 for `#`.
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
    /// `retry(n) [..] else ..`, the texts as they are written.
    Retry(usize, Vec<String>, Action),
    /// `part(..) as name`
    Part(Box<Use>),
}

/// A use of a part.
#[derive(Clone, Debug)]
pub struct Use {
    /// Which part.
    pub part: Part,
    /// `was ".."`
    pub was: Vec<String>,
    /// What it stands for, with the arguments in it.
    pub means: Action,
}

/// The parts that trees use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Says a text, and hangs up.
    Farewell,
    /// Says a text, and does something.
    After,
    /// A menu that offers something, and a menu in it.
    Offer,
}

/// A transfer.
#[derive(Clone, Debug)]
pub struct Connect {
    /// Its name, which is its id.
    pub name: String,
    /// `was ".."`
    pub was: Vec<String>,
    /// The number shown.
    pub from: Number,
    /// The number called.
    pub to: Number,
    /// `record: true`
    pub record: Option<bool>,
    /// What each end of the second call leads to; an empty list of ends is `_`.
    pub arms: Vec<(Vec<&'static str>, Action)>,
}

/// A phone number of a transfer.
#[derive(Clone, Debug)]
pub enum Number {
    /// A literal, with its `+` or without.
    Literal(String),
    /// `desk.number(7)`, which gives a number that ends in 07.
    Desk(u32),
    /// `&desk.main`
    Main,
}

/// What a `match` is on.
#[derive(Clone, Copy, Debug)]
pub enum Question {
    /// `match 3`
    Literal(u32),
    /// `match desk.level(3)`: gives [`level`].
    Level(u32),
    /// `match desk.level_later(3).await`
    LevelLater(u32),
    /// `match desk.checked(3)?`: fails on multiples of three.
    Checked(u32),
    /// `match desk.checked_later(3).await?`
    CheckedLater(u32),
    /// `match call.session_id.len()`: 0, for the call has no session.
    Call,
}

/// What the desk's methods give. Written into the program as well, by hand.
pub const fn level(of: u32) -> u32 {
    (of * 7 + 3) % 10
}

/// One arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What it takes.
    pub pattern: Pattern,
    /// What it does.
    pub action: Action,
}

/// What an arm takes.
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

/// Settings that are given at one place.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Who speaks.
    pub voice: Option<&'static str>,
    /// How fast, as it is written.
    pub speed: Option<&'static str>,
    /// How many digits are captured, from and to.
    pub digits: Option<(u64, u64)>,
    /// As it is written, and in milliseconds.
    pub digit_timeout: Option<(&'static str, u64)>,
    /// As it is written, and in milliseconds.
    pub overall_timeout: Option<(&'static str, u64)>,
    /// Whether `#` ends the input.
    pub complete_on_hash: Option<bool>,
    /// How often the platform asks.
    pub tries: Option<u64>,
    /// How often it asks in the call that we place.
    pub first_tries: Option<u64>,
    /// What is said when something was captured.
    pub success_message: Option<String>,
    /// What is said when nothing was.
    pub failure_message: Option<String>,
    /// How often a text or a file is repeated.
    pub repetition: Option<u64>,
}
