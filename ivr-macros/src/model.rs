//! The tree as a graph of states, with every name resolved and every setting typed.
//!
//! The model is plain data, independent of the compiler, and read by the checks and the expansion.

mod answers;
mod steps;
mod text;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Expr};

use crate::ast;
use crate::carriers::Limits;
use crate::keys::{Key, Keyed, Outcome};
use crate::place::Place;

pub(crate) use answers::Answer;
pub(crate) use text::{
    Asked, Before, Form, Options, Piece, Placeholder, Prompt, Recording, Spoken, Template,
    TemplatePiece, TemplateVersion, Text,
};

/// A whole tree.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    /// The head of the tree: name, visibility, attributes, parameters.
    pub(crate) ast: &'a ast::Tree,
    /// The place of the tree.
    pub(crate) file: String,
    /// The parameter for lookups, and the one that describes the call.
    pub(crate) context: Option<&'a ast::Parameter>,
    pub(crate) call: Option<&'a ast::Parameter>,
    /// At least one; calls begin in the first.
    pub(crate) languages: Vec<Language>,
    /// The carriers: at least one, unless an error was reported.
    pub(crate) carriers: Vec<Carrier<'a>>,
    /// The values that a call can remember.
    pub(crate) variables: Vec<&'a ast::Variable>,
    /// In source order, a menu before those nested in it.
    pub(crate) states: Vec<State<'a>>,
    pub(crate) start: Option<StateId>,
    /// Branches that apply to every menu: `_`, `silence` and keys.
    pub(crate) fallbacks: Vec<Branch<'a>>,
    /// What happens when a call comes in, unless it enters the start menu at once.
    pub(crate) ring: Option<Branch<'a>>,
    /// What is said when a lookup fails.
    pub(crate) failure: Action<'a>,
}

/// A carrier that calls come from.
#[derive(Debug)]
pub(crate) struct Carrier<'a> {
    pub(crate) limits: &'static Limits,
    /// The name in the tree; `None` for the default carrier.
    pub(crate) ast: Option<&'a ast::Carrier>,
}

impl Carrier<'_> {
    /// The carrier's name for a voice of the tree, if the tree maps it.
    pub(crate) fn voice(&self, name: &str) -> Option<String> {
        let voices = &self.ast?.voices;
        let voice = voices.iter().find(|(ours, _)| ours.value() == name);
        voice.map(|(_, theirs)| theirs.value())
    }
}

/// Index of a state in [`Model::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct StateId(pub(crate) usize);

/// Index of a language in [`Model::languages`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LanguageId(pub(crate) usize);

/// The count that an attempt of `retry` increases. Silence is counted separately if both silence and another
/// branch retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counter {
    Attempts,
    Silences,
}

#[derive(Debug)]
pub(crate) struct Language {
    /// `None` in a tree that names no languages.
    pub(crate) name: Option<Ident>,
}

/// A menu, or a transfer whose outcome the platform will report.
#[derive(Debug)]
pub(crate) struct State<'a> {
    pub(crate) name: &'a Ident,
    /// Its variant of the enum.
    pub(crate) variant: Ident,
    pub(crate) docs: &'a [Attribute],
    /// The lints that the author allows here.
    pub(crate) allows: Vec<&'a ast::Allow>,
    pub(crate) id: ClientActionId,
    /// Former ids that calls in flight may still carry.
    pub(crate) was: Vec<ClientActionId>,
    /// The enclosing menu.
    pub(crate) parent: Option<StateId>,
    pub(crate) kind: StateKind<'a>,
    pub(crate) branches: Vec<Branch<'a>>,
    /// The parser dropped something, so what seems to be missing may have been written.
    pub(crate) damaged: bool,
}

#[derive(Debug)]
pub(crate) struct ClientActionId {
    pub(crate) text: String,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) enum StateKind<'a> {
    Menu {
        prompt: Prompt,
        /// The expansion of `{options}` in each language.
        options: Vec<Options>,
        capture: Box<Capture>,
        /// Tries of the prompt in the request of an outbound call.
        first_tries: u64,
    },
    Transfer(Transfer<'a>),
}

impl StateKind<'_> {
    /// Whether the prompt is the same for every caller.
    pub(crate) fn asks_the_same(&self) -> bool {
        let Self::Menu {
            prompt, capture, ..
        } = self
        else {
            return true;
        };
        let messages = [&capture.success_message, &capture.failure_message];
        let mut texts = messages.into_iter().flatten().chain([&prompt.words]);
        texts.all(Text::is_fixed)
    }
}

/// A transfer: a second leg, or several that are tried in turn until one answers.
#[derive(Debug)]
pub(crate) struct Transfer<'a> {
    pub(crate) from: Number<'a>,
    /// At least one. Each try is a separate state.
    pub(crate) to: Vec<Number<'a>>,
    /// How often the whole list is called.
    pub(crate) rounds: u32,
    /// The text before each further call.
    pub(crate) waiting: Option<(Text, Voice)>,
    pub(crate) record: Option<bool>,
}

impl<'a> Transfer<'a> {
    /// The total number of calls.
    pub(crate) fn tries(&self) -> u32 {
        u32::try_from(self.to.len())
            .unwrap_or(u32::MAX)
            .saturating_mul(self.rounds)
    }

    /// The number for a try, counted from 0.
    pub(crate) fn number(&self, attempt: u32) -> Option<&Number<'a>> {
        self.to.get(attempt as usize % self.to.len().max(1))
    }
}

/// A voice.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    /// One for each language; empty if none is set.
    pub(crate) profiles: Vec<String>,
    pub(crate) speed: f64,
}

impl Voice {
    pub(crate) fn profile(&self, language: LanguageId) -> &str {
        self.profiles.get(language.0).map_or("", String::as_str)
    }
}

/// The settings of `sayAndCapture`. Times are in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Capture {
    pub(crate) voice: Voice,
    pub(crate) min_digits: u64,
    pub(crate) max_digits: u64,
    /// The place of the setting, if any.
    pub(crate) digits_place: Option<Place>,
    pub(crate) digit_timeout: u64,
    pub(crate) overall_timeout: u64,
    pub(crate) complete_on_hash: bool,
    pub(crate) tries: u64,
    pub(crate) success_message: Option<Text>,
    pub(crate) failure_message: Option<Text>,
}

impl Capture {
    /// Whether too few keys lead to another try or a message, not directly to the branch for silence.
    pub(crate) fn asks_again(&self) -> bool {
        self.min_digits > 1 && (self.tries > 1 || self.failure_message.is_some())
    }
}

/// A branch.
#[derive(Debug)]
pub(crate) struct Branch<'a> {
    /// Its triggers, one for each key of alternatives and ranges.
    pub(crate) triggers: Vec<Trigger>,
    /// The name to which the input is bound.
    pub(crate) binding: Option<&'a Ident>,
    /// Its label, as an option.
    pub(crate) label: Option<Text>,
    pub(crate) action: Action<'a>,
    /// The lints that the author allows here.
    pub(crate) allows: &'a [ast::Allow],
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Trigger {
    pub(crate) on: On,
    /// The pattern that contains it, and the pattern's index in the branch.
    pub(crate) place: Place,
    pub(crate) pattern: usize,
}

/// A trigger of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum On {
    Key(Key),
    /// A sequence of keys.
    Keyed(Keyed),
    /// A number, inclusive. Leading zeros are allowed up to the length of the highest.
    Number(u32, u32),
    /// A number of digits.
    Digits(u8, u8),
    Silence,
    Leg(Outcome),
    Other,
}

impl On {
    /// Whether it matches the other, which is a single input and not a set.
    pub(crate) fn takes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Number(low, high), Self::Key(key)) => key
                .sign()
                .to_digit(10)
                .is_some_and(|digit| (low..=high).contains(&digit)),
            (Self::Digits(min, _), Self::Key(key)) => min == 1 && key.is_digit(),
            (this, other) => this == other,
        }
    }

    /// Whether it matches a single input, which takes precedence over ranges that contain it.
    pub(crate) const fn is_exact(self) -> bool {
        match self {
            Self::Key(_) | Self::Keyed(_) => true,
            Self::Number(low, high) => low == high,
            _ => false,
        }
    }

    /// Whether it takes several keys, or binds one as a number.
    pub(crate) const fn is_captured(self) -> bool {
        matches!(self, Self::Keyed(_) | Self::Number(..) | Self::Digits(..))
    }
}

/// Steps, of which only the last can lead somewhere.
#[derive(Debug)]
pub(crate) struct Action<'a> {
    pub(crate) steps: Vec<Step<'a>>,
}

#[derive(Debug)]
pub(crate) enum Step<'a> {
    Say {
        text: Text,
        voice: Voice,
        repetition: Option<u64>,
    },
    Play(Recording),
    /// Continues in another language.
    Speak(LanguageId),
    /// Remembers a value for the rest of the call.
    Set {
        name: &'a Ident,
        value: &'a Expr,
    },
    Hangup,
    Enter {
        to: Target,
        place: Place,
        /// A nested `menu`.
        in_place: bool,
    },
    /// Makes the first call of a transfer.
    Connect {
        state: StateId,
    },
    Match {
        question: &'a Expr,
        arms: Vec<Arm<'a>>,
        keyword: Span,
        /// The arms with their braces.
        braces: Span,
        /// The parser dropped something.
        damaged: bool,
    },
    Retry {
        attempts: u32,
        /// The prompts of the attempts; empty to repeat the menu's own prompt.
        prompts: Vec<Template>,
        otherwise: Action<'a>,
    },
}

/// Where a step leads. A branch can be shared by several menus, so what is relative to the
/// menu stays so until it is known which menu the caller is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    State(StateId),
    /// `repeat`
    Here,
    /// `back`
    Parent,
    /// A name that does not exist; it has been reported.
    Unknown,
}

/// A phone number: known now, or asked of the application.
#[derive(Debug)]
pub(crate) enum Number<'a> {
    Literal(String),
    Expression(&'a Expr),
}

#[derive(Debug)]
pub(crate) struct Arm<'a> {
    /// As written.
    pub(crate) ast: &'a ast::Arm,
    /// The pattern with its guard.
    pub(crate) head: TokenStream,
    /// A word from the pattern that tells the arm from its neighbours, if it has one.
    pub(crate) word: Option<String>,
    pub(crate) action: Action<'a>,
}

impl<'a> State<'a> {
    pub(crate) const fn is_menu(&self) -> bool {
        matches!(self.kind, StateKind::Menu { .. })
    }
}
