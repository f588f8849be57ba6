//! The possible meanings of words: the structure of the word tables.

/// A possible meaning of a word in one language. A word may have several senses ("to" has two).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// "press": whatever key follows is offered.
    Press,
    /// "choose": may also choose things ("choose 2 sides").
    Choose,
    /// "enter": like `Choose`, and may ask for free input ("enter your PIN").
    Enter,
    /// "dial": may ask for free input, and long numbers are phone numbers.
    Dial,
    /// "say", beside a verb of pressing.
    Say,
    /// A verb so clear that it is also understood in prompts of other languages ("para español, oprima 2").
    Abroad,
    /// A verb that may follow its key, as in German ("die 1 drücken").
    Last,
    /// May stand between the verb and the key: articles, politeness.
    Filler,
    /// "key", "button": with a number, it is a key.
    KeyNoun,
    /// "option", "choice".
    OptionNoun,
    /// "scale", as in "on a scale of 1 to 5".
    Scale,
    /// May accompany a key without being one: "the pound sign", "the number 1".
    Sign,
    /// "or", "and".
    Or,
    /// Between the ends of a range: "to", "through".
    To,
    /// Before a range: "from".
    From,
    /// Before a range whose ends are joined by "and": "between".
    Between,
    /// "of": in "one of our agents", one is not a key.
    Of,
    /// Starts the words for the purpose of a key: "to", "for", "if".
    Opener,
    /// May follow the key of a `Choose` or `Enter`: "now", "at".
    Follow,
    /// Before a number that is not a key: "at 7".
    Preposition,
    /// After a number that is an amount: "minutes", "people".
    Count,
    /// A time of day: "noon".
    Clock,
    /// "not".
    Not,
    /// May stand between "not" and the verb: "no need to press".
    Light,
    /// "any".
    Any,
    /// "other".
    Other,
    /// Something to type in: "PIN", "account".
    Input,
    /// Says that an entry is complete: "followed", "then".
    Finish,
    /// An emergency, or "hang up and": the number that follows is for another call.
    Emergency,
    /// "is", "that's", "is on".
    Copula,
    /// "keypad", as in "press 1 on your keypad".
    Keypad,
    /// "by means of": after it, an article and a number are a key ("mit der 1").
    By,
    /// Says nothing about a purpose, so it is ignored in comparisons.
    Plain,
}

/// The tables of one language: its senses, its names for keys, and the endings of its words.
#[derive(Debug)]
pub(super) struct Tables {
    /// Words with each sense, separated by spaces, folded.
    pub(super) senses: &'static [(Sense, &'static str)],
    /// Keys and the words that name them.
    pub(super) keys: &'static [(&'static str, &'static str)],
    /// Endings that are removed before words are compared, the longest first.
    pub(super) endings: &'static [&'static str],
}
