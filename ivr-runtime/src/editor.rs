//! The keywords of the language as items, for rust-analyzer only.
//!
//! In an editor, `ivr!` also generates a view of the tree: each setting and step of the tree is a use of one of
//! these items, so that it is completed, highlighted and documented. rustc never sees the view; rust-analyzer sees the
//! author's expressions only there.

// The items are spelt as in a tree. An editor shows numbers for the variants of an enum unless one has a value.
#![allow(non_camel_case_types)]

// Each takes a block as one token tree, so neither compiler matches the tokens in it one by one.

/// A block for rust-analyzer alone.
#[doc(hidden)]
#[macro_export]
#[cfg(rust_analyzer)]
macro_rules! __editor {
    ($block:tt) => {
        #[allow(warnings)]
        const _: () = $block;
    };
}

/// A block for rust-analyzer alone.
#[doc(hidden)]
#[macro_export]
#[cfg(not(rust_analyzer))]
macro_rules! __editor {
    ($block:tt) => {};
}

/// A block for rustc alone.
#[doc(hidden)]
#[macro_export]
#[cfg(rust_analyzer)]
macro_rules! __compiler {
    ($block:tt) => {
        loop {}
    };
}

/// A block for rustc alone.
#[doc(hidden)]
#[macro_export]
#[cfg(not(rust_analyzer))]
macro_rules! __compiler {
    ($block:tt) => {
        $block
    };
}

/// A value of any type, in code that is analysed but never run.
pub const fn any<T>() -> T {
    unreachable!()
}

/// A step of an action.
#[derive(Debug)]
pub enum Step {
    /// Speaks a text: `say "Thank you."`, `say(repetition: 2) "Thank you."`
    say,
    /// Plays a recording: `play "https://example.com/hours.mp3"`
    play,
    /// Ends the call. Implied at the end of a path that goes nowhere else.
    hangup,
    /// Enters a menu: `goto main_menu`
    goto,
    /// Enters this menu again.
    repeat,
    /// Enters the menu that this one is nested in.
    back,
    /// Declares a menu and enters it: `menu sales { "Press 1 .." 1 => .. }`
    menu,
    /// Calls somebody and joins the two calls: `connect(from: .., to: ..) as sales_call { answered => .., _ => .. }`
    connect,
    /// Asks this menu again, at most this many times: `retry(2) "Please press 1 or 2." else hangup`
    retry,
    /// Makes the call remember a value: `set guests = 2 then ..`
    set,
    /// Continues in another language: `speak es then ..`
    speak,
    #[doc(hidden)]
    _Hidden(()),
}

/// What joins steps.
#[derive(Debug)]
pub enum Joint {
    /// Joins two steps: `say "One moment." then goto sales`
    then,
    #[doc(hidden)]
    _Hidden(()),
}

/// What a tree is made of.
#[derive(Debug)]
pub enum Item {
    /// Marks the menu that a call begins with: `start menu main_menu { .. }`
    start,
    /// A menu: `menu sales { "Press 1 .." 1 => .. }`
    menu,
    /// What happens when a call comes in, before any key: `ring => match desk.hours.now() { .. }`
    ring,
    /// What is said when a lookup fails: `failure => say "..",`
    failure,
    /// Declares an action to use in several places: `part confirm(question: text, yes: action) => ..`
    part,
    /// The caller pressed nothing until the tries ran out: `silence => retry(1) else hangup,`
    silence,
    /// A former id that calls in flight may still carry: `menu sales was "old_name" { .. }`
    was,
    /// A number of digits: `pin @ digits(4..=6) => ..`
    digits,
    #[doc(hidden)]
    _Hidden(()),
}

/// The outcome of a transfer.
#[derive(Debug)]
pub enum Outcome {
    /// Somebody picked up, and the call has ended.
    answered,
    /// The line was busy.
    busy,
    /// Nobody picked up.
    no_answer,
    /// The call could not be placed.
    failed,
    #[doc(hidden)]
    _Hidden(()),
}

/// A setting, written `name: value`.
#[derive(Debug)]
pub enum Setting {
    /// The carriers of calls: `carriers: [eight_by_eight, twilio]`
    carriers,
    /// The languages, each with its voice: `languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" }`
    languages,
    /// The voice: a speech profile of the platform.
    voice,
    /// The caller ID: a text or an expression.
    from,
    /// The number to call, or several to call in turn: `[a, b]`
    to,
    /// Whether to record the call: `true` or `false`
    record,
    /// How often to call all numbers.
    rounds,
    /// A text spoken before each further call.
    waiting,
    /// The speed: 0.5 to 2.0, by default 1.0.
    speed,
    /// How many keys are captured: `4` or `1..=4`, by default one.
    digits,
    /// The wait for the next key: `3s`, `500ms`; by default `10s`.
    digit_timeout,
    /// The wait for all keys, by default `10s`.
    overall_timeout,
    /// Whether `#` ends the input: `true` or `false`
    complete_on_hash,
    /// How often the prompt is played to a silent caller: 1 to 10, by default 2.
    tries,
    /// The same, for the first prompt of an outbound call.
    first_tries,
    /// A text spoken after an input.
    success_message,
    /// A text spoken before the prompt is repeated.
    failure_message,
    /// How often this is played: 1 to 3, by default once.
    repetition,
    /// The words of the recording.
    transcript,
    #[doc(hidden)]
    _Hidden(()),
}

/// A lint, which can be silenced: `#[allow(unannounced_key)]`
#[derive(Debug)]
pub enum Lint {
    /// A prompt offers a key without a branch.
    unwired_key,
    /// A prompt does not mention the key of a branch.
    unannounced_key,
    /// A prompt describes a key in the words of another branch.
    swapped_keys,
    /// A branch takes fewer keys than the menu captures for another.
    prefix_key,
    /// A prompt offers more than 5 options.
    too_many_options,
    /// The first option comes after more than 30 seconds of speech.
    late_options,
    /// No person and no goodbye within 4 presses.
    distant_goodbye,
    #[doc(hidden)]
    _Hidden(()),
}

/// The kind of a parameter of a part.
#[derive(Debug)]
pub enum Kind {
    /// A text.
    text,
    /// An action.
    action,
    /// Any Rust expression.
    expr,
    /// The name of a menu, for `goto`.
    menu,
    #[doc(hidden)]
    _Hidden(()),
}

/// The settings of a tree.
pub mod head {
    pub use super::Setting::{
        carriers, complete_on_hash, digit_timeout, digits, failure_message, from, languages,
        overall_timeout, repetition, speed, success_message, tries, voice,
    };
}

/// The settings and branches of a menu.
pub mod menu {
    pub use super::Item::silence;
    pub use super::Setting::{
        complete_on_hash, digit_timeout, digits, failure_message, first_tries, overall_timeout,
        speed, success_message, tries, voice,
    };
    pub use super::Step::play;
}

/// The settings of a `say`.
pub mod say {
    pub use super::Setting::{repetition, speed, voice};
}

/// The settings of a `play`.
pub mod play {
    pub use super::Setting::{repetition, transcript};
}

/// The settings of a `connect`.
pub mod connect {
    pub use super::Setting::{from, record, rounds, to, waiting};
}

/// A step of an action.
pub mod step {
    pub use super::Step::{
        back, connect, goto, hangup, menu, play, repeat, retry, say, set, speak,
    };
}

/// What joins steps.
pub mod joint {
    pub use super::Joint::then;
}

/// What a tree is made of.
pub mod item {
    pub use super::Item::{digits, failure, menu, part, ring, silence, start, was};
}

/// The outcome of a transfer.
pub mod outcome {
    pub use super::Outcome::{answered, busy, failed, no_answer};
}

/// What can be allowed.
pub mod lint {
    pub use super::Lint::{
        distant_goodbye, late_options, prefix_key, swapped_keys, too_many_options, unannounced_key,
        unwired_key,
    };
}

/// The kind of a parameter of a part.
pub mod kind {
    pub use super::Kind::{action, expr, menu, text};
}
