//! The words of the language as items, for rust-analyzer and nobody else.
//!
//! In an editor `ivr!` writes a view of the tree beside its code: each setting and step of the tree is a use of one of
//! these, so that it is completed, coloured and explained. rustc never sees the view; rust-analyzer, in turn, sees the
//! author's expressions nowhere else.

// The words are spelt as in a tree. An editor shows numbers for the variants of an enum unless one has a value.
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

/// A value of any type, in code that is read and never run.
pub const fn any<T>() -> T {
    unreachable!()
}

/// What an action is made of.
#[derive(Debug)]
pub enum Step {
    /// Speaks a text: `say "Thank you."`, `say(repetition: 2) "Thank you."`
    say,
    /// Plays a sound file: `play "https://example.com/hours.mp3"`
    play,
    /// Ends the call. Implied where a path goes nowhere else.
    hangup,
    /// Enters a menu: `goto main_menu`
    goto,
    /// Enters this menu again.
    repeat,
    /// Enters the menu that this one is nested in.
    back,
    /// Declares a menu and enters it: `menu sales { "Press 1 .." 1 => .. }`
    menu,
    /// Calls somebody and joins the two: `connect(from: .., to: ..) as sales_call { answered => .., _ => .. }`
    connect,
    /// Asks this menu again, at most so many times: `retry(2) "Please press 1 or 2." else hangup`
    retry,
    /// Has the call remember a value: `set guests = 2 then ..`
    set,
    /// Goes on in another language: `speak es then ..`
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
    /// Before the menu that a call begins with: `start menu main_menu { .. }`
    start,
    /// A menu: `menu sales { "Press 1 .." 1 => .. }`
    menu,
    /// What happens when a call comes in, before any key: `ring => match desk.hours.now() { .. }`
    ring,
    /// What is said when a look-up fails: `failure => say "..",`
    failure,
    /// Declared once, used in several places: `part confirm(question: text, yes: action) => ..`
    part,
    /// The caller pressed nothing until the tries ran out: `silence => retry(1) else hangup,`
    silence,
    /// An id that calls in flight may still carry: `menu sales was "old_name" { .. }`
    was,
    /// So many digits, whatever they are: `pin @ digits(4..=6) => ..`
    digits,
    #[doc(hidden)]
    _Hidden(()),
}

/// How the call of a transfer ended.
#[derive(Debug)]
pub enum Outcome {
    /// Somebody picked up, and the call is over.
    answered,
    /// The line was busy.
    busy,
    /// Nobody picked up.
    no_answer,
    /// The call could not be made.
    failed,
    #[doc(hidden)]
    _Hidden(()),
}

/// What is set by `name: value`.
#[derive(Debug)]
pub enum Setting {
    /// Who carries the calls: `carriers: [eight_by_eight, twilio]`
    carriers,
    /// Languages, each with who speaks it: `languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" }`
    languages,
    /// Who speaks: a speech profile of the platform.
    voice,
    /// The number that is shown: a text or an expression.
    from,
    /// The number that is called, or several that are called in turn: `[a, b]`
    to,
    /// Is the call recorded? `true` or `false`
    record,
    /// How often all numbers are called.
    rounds,
    /// A text before each further call.
    waiting,
    /// How fast: 0.5 to 2.0, or else 1.0.
    speed,
    /// How many keys are captured: `4` or `1..=4`, or else one.
    digits,
    /// The wait for the next key: `3s`, `500ms`; or else `10s`.
    digit_timeout,
    /// The wait for all keys, or else `10s`.
    overall_timeout,
    /// Does `#` end the input? `true` or `false`
    complete_on_hash,
    /// How often the prompt is played to somebody who says nothing: 1 to 10, or else 2.
    tries,
    /// The same, for the prompt of a call that we place.
    first_tries,
    /// A text behind an input.
    success_message,
    /// A text before the prompt is played again.
    failure_message,
    /// How often this is played: 1 to 3, or else once.
    repetition,
    /// What the recording says, word for word.
    transcript,
    #[doc(hidden)]
    _Hidden(()),
}

/// What is refused as a rule, and can be allowed: `#[allow(unannounced_key)]`
#[derive(Debug)]
pub enum Lint {
    /// A prompt offers a key without a branch.
    unwired_key,
    /// A prompt does not say the key of a branch.
    unannounced_key,
    /// A prompt has the words of another branch for a key.
    swapped_keys,
    /// A branch takes fewer keys than the menu captures for another.
    prefix_key,
    /// A prompt offers more than 5 options.
    too_many_options,
    /// More than 30 seconds are spoken before the first option.
    late_options,
    /// There is no person and no goodbye within 4 presses.
    distant_goodbye,
    #[doc(hidden)]
    _Hidden(()),
}

/// What a part can be given.
#[derive(Debug)]
pub enum Kind {
    /// What is spoken.
    text,
    /// What is done.
    action,
    /// Any Rust expression.
    expr,
    /// The name of a menu, for `goto`.
    menu,
    #[doc(hidden)]
    _Hidden(()),
}

/// What stands between the braces behind the name of a tree.
pub mod head {
    pub use super::Setting::{
        carriers, complete_on_hash, digit_timeout, digits, failure_message, from, languages,
        overall_timeout, repetition, speed, success_message, tries, voice,
    };
}

/// What a menu begins with, and what it answers to.
pub mod menu {
    pub use super::Item::silence;
    pub use super::Setting::{
        complete_on_hash, digit_timeout, digits, failure_message, first_tries, overall_timeout,
        speed, success_message, tries, voice,
    };
    pub use super::Step::play;
}

/// What stands between the parentheses of a `say`.
pub mod say {
    pub use super::Setting::{repetition, speed, voice};
}

/// What stands between the parentheses of a `play`.
pub mod play {
    pub use super::Setting::{repetition, transcript};
}

/// What stands between the parentheses of a `connect`.
pub mod connect {
    pub use super::Setting::{from, record, rounds, to, waiting};
}

/// What an action is made of.
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

/// How the call of a transfer ended.
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

/// What a part can be given.
pub mod kind {
    pub use super::Kind::{action, expr, menu, text};
}
