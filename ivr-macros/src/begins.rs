//! Recognises a step or a text by its first token, for the parser and for [`crate::part`].

use syn::parse::ParseStream;

/// The keywords of steps.
pub(crate) const STEPS: [&str; 12] = [
    "say", "play", "hangup", "goto", "repeat", "back", "menu", "connect", "match", "retry", "set",
    "speak",
];

/// Whether a text starts here. Peeking with syn would parse the whole text.
pub(crate) fn text_begins(input: ParseStream<'_>) -> bool {
    let literal = input.cursor().literal();
    input.peek(syn::token::Brace)
        || literal.is_some_and(|(literal, _)| literal.to_string().starts_with(['"', 'r']))
}
