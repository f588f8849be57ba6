//! The syntax tree, with the location of everything.
//!
//! Nothing here has been checked yet. Names are not resolved, settings are not typed, and
//! anything that could not be parsed is missing; [`Tree::damaged`] and [`Menu::damaged`] say so,
//! so that no later check blames the author for what the parser dropped.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Expr, LitInt, LitStr, Pat, Type, Visibility};

use crate::keys::{Key, Keyed};
use crate::part::UseId;
use crate::place::Place;

/// Everything inside `ivr! { .. }`.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The doc comment and other attributes, which apply to the enum.
    pub(crate) attributes: Vec<Attribute>,
    /// The lints that the whole tree allows.
    pub(crate) allows: Vec<Allow>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) settings: Vec<Setting>,
    /// The default caller ID of transfers.
    pub(crate) from: Option<Expr>,
    pub(crate) menus: Vec<Menu>,
    /// The languages, in order.
    pub(crate) languages: Vec<Language>,
    /// There is a list of languages that could not be parsed.
    pub(crate) languages_lost: bool,
    /// The carriers, if the tree names any.
    pub(crate) carriers: Vec<Carrier>,
    /// The values that a call can remember.
    pub(crate) variables: Vec<Variable>,
    /// Branches that apply to every menu.
    pub(crate) fallbacks: Vec<Branch>,
    /// What happens when a call comes in, unless it enters the start menu at once.
    pub(crate) rings: Vec<Reaction>,
    /// What is said when a lookup fails.
    pub(crate) failures: Vec<Reaction>,
    /// The parser dropped something.
    pub(crate) damaged: bool,
    /// Menus and transfers inside what was dropped: they exist, but nothing else is known about them.
    pub(crate) lost_names: Vec<String>,
}

/// `desk: &Desk`
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Ident,
    /// The type after the `&`.
    pub(crate) ty: Type,
    /// The whole parameter.
    pub(crate) place: Place,
}

/// `failure => say ".."`, `ring => match ..`
#[derive(Debug)]
pub(crate) struct Reaction {
    pub(crate) keyword: Span,
    pub(crate) action: Action,
}

/// `es: "es-MX-DaliaNeural"`
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) name: Ident,
    pub(crate) voice: LitStr,
}

/// `twilio { "en-US-BenjaminRUS": "Polly.Matthew" }`
#[derive(Debug)]
pub(crate) struct Carrier {
    pub(crate) name: Ident,
    /// Its voices, by their names in the tree.
    pub(crate) voices: Vec<(LitStr, LitStr)>,
}

/// `let guests: u32;`
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) ty: Type,
}

/// `".."`, or `{ en: "..", es: ".." }`
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// A single text, or one for each language.
    pub(crate) versions: Vec<Version>,
    pub(crate) place: Place,
}

/// The text in one language.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) language: Option<Ident>,
    pub(crate) literal: LitStr,
}

/// `name: value`
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) name: Ident,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// The value of a setting, classified by its syntax.
#[derive(Debug)]
pub(crate) enum Value {
    Text(Text),
    Number(f64),
    Flag(bool),
    /// `10s`, `500ms`: milliseconds.
    Duration(u64),
    /// `1..=4`, inclusive.
    Range(u64, u64),
}

/// `menu name as "id" was "old" { .. }`
#[derive(Debug)]
pub(crate) struct Menu {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) allows: Vec<Allow>,
    /// The keyword `start` before `menu`, if any.
    pub(crate) start: Option<Span>,
    pub(crate) name: Ident,
    pub(crate) id: Option<LitStr>,
    pub(crate) was: Vec<LitStr>,
    pub(crate) settings: Vec<Setting>,
    pub(crate) prompts: Vec<Prompt>,
    pub(crate) branches: Vec<Branch>,
    /// Something inside was dropped by the parser.
    pub(crate) damaged: bool,
}

/// `".."`, `play ".."`, `play ".." then ".."`
#[derive(Debug)]
pub(crate) struct Prompt {
    /// The recordings before the words.
    pub(crate) recordings: Vec<Recording>,
    /// May be missing only after a recording.
    pub(crate) words: Option<Text>,
    pub(crate) place: Place,
}

/// `play(transcript: "..") ".."`
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) url: Text,
    pub(crate) settings: Vec<Setting>,
    /// From the keyword `play` to the URL.
    pub(crate) place: Place,
}

/// `#[allow(unannounced_key)]`
#[derive(Clone, Debug)]
pub(crate) struct Allow {
    pub(crate) name: Ident,
}

/// `1 | 2 "book a table" => action`
#[derive(Debug)]
pub(crate) struct Branch {
    /// A doc comment, which applies to the state that the branch declares.
    pub(crate) docs: Vec<Attribute>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) patterns: Vec<Pattern>,
    /// The label of the branch.
    pub(crate) label: Option<Text>,
    pub(crate) action: Action,
}

/// `1`, `guests @ 1..=20`
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) binding: Option<Ident>,
    pub(crate) kind: PatternKind,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) enum PatternKind {
    Key(Key),
    /// `"42"`
    Keyed(Keyed),
    /// `4..=9`, inclusive.
    Range(u32, u32),
    /// `digits(4..=6)`: a number of digits.
    Digits(u8, u8),
    /// `silence`
    Silence,
    /// `answered`, `busy`, `no_answer`, `failed`, or a misspelling.
    Outcome(Ident),
    /// `_`
    Other,
}

/// Steps joined by `then`.
#[derive(Debug)]
pub(crate) struct Action {
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    /// The keyword of the step.
    pub(crate) keyword: Span,
    /// The use of a part from which it comes.
    pub(crate) usage: Option<UseId>,
}

#[derive(Debug)]
pub(crate) enum StepKind {
    Say {
        text: Text,
        settings: Vec<Setting>,
    },
    Play(Recording),
    Hangup,
    /// `speak es`
    Speak(Ident),
    /// `set day = Day::Today`
    Set {
        name: Ident,
        value: Expr,
    },
    Goto(Ident),
    Repeat,
    Back,
    Menu(Box<Menu>),
    Connect(Box<Connect>),
    Match {
        question: Expr,
        arms: Vec<Arm>,
        /// The arms with their braces.
        braces: Span,
        /// Something inside was dropped by the parser.
        damaged: bool,
    },
    Retry {
        attempts: u32,
        attempts_place: Place,
        /// One for each attempt, one for all, or none.
        prompts: Vec<Text>,
        otherwise: Action,
    },
}

/// `connect(from: .., to: [.., ..], record: true, rounds: 2, waiting: "..") as name was "old" { .. }`
#[derive(Debug)]
pub(crate) struct Connect {
    /// The tree's default, if `None`.
    pub(crate) from: Option<Expr>,
    /// The span of the parentheses.
    pub(crate) place: Place,
    /// Several are tried in turn.
    pub(crate) to: Vec<Expr>,
    pub(crate) record: Option<bool>,
    /// How often the whole list is called.
    pub(crate) rounds: Option<LitInt>,
    /// The text before each further call.
    pub(crate) waiting: Option<Text>,
    pub(crate) name: Ident,
    pub(crate) was: Vec<LitStr>,
    pub(crate) arms: Vec<Branch>,
    pub(crate) damaged: bool,
}

/// `PATTERN if GUARD => action`
#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) pattern: Pat,
    pub(crate) guard: Option<Expr>,
    pub(crate) action: Action,
    /// The last token of the action.
    pub(crate) end: Span,
}

impl Arm {
    /// The pattern with its guard, as tokens.
    pub(crate) fn head(&self) -> TokenStream {
        let Self { pattern, guard, .. } = self;
        let guard = guard.as_ref().map(|guard| quote::quote!(if #guard));
        quote::quote!(#pattern #guard)
    }
}
