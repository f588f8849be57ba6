//! What words may mean: the shape of the word tables.

/// What a word may mean in one language. A word may have several senses ("to" is two of them).
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
    /// A verb so clear that prompts of the other languages may use it ("para español, oprima 2").
    Abroad,
    /// A verb that may stand behind its key, as in German ("die 1 drücken").
    Last,
    /// May stand between the verb and the key: articles, politeness.
    Filler,
    /// "key", "button": with a number, it is a key.
    KeyNoun,
    /// "option", "choice".
    OptionNoun,
    /// "scale", as in "on a scale of 1 to 5".
    Scale,
    /// May accompany a key without making one: "the pound sign", "the number 1".
    Sign,
    /// "or", "and".
    Or,
    /// Between the ends of a range: "to", "through".
    To,
    /// Before a range: "from".
    From,
    /// Before a range whose ends are joined by "and": "between".
    Between,
    /// "of": makes "one of our agents" no key.
    Of,
    /// Opens the words that say what a key is for: "to", "for", "if".
    Opener,
    /// May follow the key of a `Choose` or `Enter`: "now", "at".
    Follow,
    /// Before a number that is no key: "at 7".
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
    /// Says that something typed in is complete: "followed", "then".
    Finish,
    /// An emergency, or "hang up and": the number that follows is for another call.
    Emergency,
    /// "is", "that's", "is on".
    Copula,
    /// "keypad", as in "press 1 on your keypad".
    Keypad,
    /// "by means of": makes an article and a number a key ("mit der 1").
    By,
    /// Says nothing about a purpose: left out when words are compared.
    Plain,
}

/// One language: its senses, its keys by name, and the endings its words may lose.
#[derive(Debug)]
pub(super) struct Tables {
    /// Words with each sense, separated by spaces, folded.
    pub(super) senses: &'static [(Sense, &'static str)],
    /// Keys and the words that name them.
    pub(super) keys: &'static [(&'static str, &'static str)],
    /// Endings that words lose before they are compared, longest first.
    pub(super) endings: &'static [&'static str],
}
