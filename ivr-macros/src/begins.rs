//! What tells a step and a text from their first token: for whoever reads trees, and whoever takes parts out of them.

use syn::parse::ParseStream;

/// The words that a step can begin with.
pub(crate) const STEPS: [&str; 12] = [
    "say", "play", "hangup", "goto", "repeat", "back", "menu", "connect", "match", "retry", "set",
    "speak",
];

/// Does a text begin here? To peek for one, syn would read the whole of it.
pub(crate) fn text_begins(input: ParseStream<'_>) -> bool {
    let literal = input.cursor().literal();
    input.peek(syn::token::Brace)
        || literal.is_some_and(|(literal, _)| literal.to_string().starts_with(['"', 'r']))
}
