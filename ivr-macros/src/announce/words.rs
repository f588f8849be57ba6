//! Cuts a prompt into words, and looks each up in the word tables.
//!
//! A token keeps its position, so that an error can quote the author's words.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::sense::{Sense, Tables};
use super::{Grammar, english, french, german, spanish};

/// The meaning of one word in one language.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Meaning {
    senses: u64,
    /// The key it names: "star" is `*`, "seven" is `7`.
    pub(super) key: Option<&'static str>,
}

impl Meaning {
    pub(super) fn is(self, sense: Sense) -> bool {
        self.senses & (1 << sense as u32) != 0
    }

    /// Whether the language's table lacks the word.
    pub(super) const fn is_unknown(self) -> bool {
        self.senses == 0 && self.key.is_none()
    }
}

/// The meanings of one word in each grammar; none in [`Grammar::Other`].
type Meanings = [Meaning; Grammar::COUNT];

/// Every word of any table. One lookup serves all languages.
static LEXICON: LazyLock<FxHashMap<&'static str, Meanings>> = LazyLock::new(lexicon);

static UNKNOWN: Meanings = [Meaning {
    senses: 0,
    key: None,
}; Grammar::COUNT];

fn lexicon() -> FxHashMap<&'static str, Meanings> {
    let mut lexicon: FxHashMap<&'static str, Meanings> = FxHashMap::default();
    for grammar in Grammar::KNOWN {
        let mut learn = |words: &'static str, sense: u64, key: Option<&'static str>| {
            for word in words.split_whitespace() {
                let meaning = &mut lexicon.entry(word).or_default()[grammar as usize];
                meaning.senses |= sense;
                meaning.key = meaning.key.or(key);
            }
        };
        let tables = tables(grammar);
        for &(sense, words) in tables.senses {
            learn(words, 1 << sense as u32, None);
        }
        for &(key, words) in tables.keys {
            learn(words, 0, Some(key));
        }
    }
    lexicon
}

/// The meanings of `word`, already folded, in each language.
fn meanings(word: &str) -> &'static Meanings {
    LEXICON.get(word).unwrap_or(&UNKNOWN)
}

/// The tables of an unknown language: empty.
static NONE: Tables = Tables {
    senses: &[],
    keys: &[],
    endings: &[],
};

/// The word tables of a language.
pub(super) fn tables(grammar: Grammar) -> &'static Tables {
    match grammar {
        Grammar::English => &english::TABLES,
        Grammar::Spanish => &spanish::TABLES,
        Grammar::French => &french::TABLES,
        Grammar::German => &german::TABLES,
        Grammar::Other => &NONE,
    }
}

/// The meaning of `word`, already folded, in a language.
pub(super) fn meaning(word: &str, grammar: Grammar) -> Meaning {
    meanings(word)[grammar as usize]
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters, or letters and digits ("9am", "3e").
    Word,
    /// Digits alone.
    Number,
    /// `*` or `#`.
    Symbol,
    /// A comma, semicolon or slash: ends a clause.
    Comma,
    /// Ends a sentence.
    Stop,
    /// A colon.
    Colon,
    /// A dash between words, or a hyphen between digits.
    Dash,
    /// A placeholder, an amount of money, a time, anything else: never a key.
    Opaque,
}

/// One token of a prompt.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) shape: Shape,
    /// Its offset in the prompt, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The index of its sentence.
    pub(super) sentence: usize,
    /// Whether it directly follows the previous token.
    pub(super) glued: bool,
    /// Whether a quotation mark or bracket directly precedes it.
    pub(super) opened: bool,
    meanings: &'static Meanings,
}

impl Token {
    pub(super) fn meaning(&self, grammar: Grammar) -> Meaning {
        self.meanings[grammar as usize]
    }

    /// Whether it ends a clause.
    pub(super) fn is_break(&self) -> bool {
        matches!(
            self.shape,
            Shape::Comma | Shape::Stop | Shape::Colon | Shape::Dash
        )
    }
}

/// Cuts `prompt` into tokens.
pub(super) fn tokens(prompt: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = prompt;
    let mut sentence = 0;
    let mut opened = false;
    while let Some(first) = rest.chars().next() {
        let start = prompt.len() - rest.len();
        let (length, shape) = cut(rest, first);
        rest = &rest[length..];
        let Some(shape) = shape else {
            opened |= !first.is_whitespace();
            continue;
        };
        let end = start + length;
        let meanings = match shape {
            Shape::Word => meanings(&fold(&prompt[start..end])),
            _ => &UNKNOWN,
        };
        tokens.push(Token {
            shape,
            start,
            end,
            sentence,
            glued: tokens.last().is_some_and(|last| last.end == start),
            opened,
            meanings,
        });
        opened = false;
        sentence += usize::from(shape == Shape::Stop);
    }
    tokens.retain(|token| token.shape != Shape::Dash || !hyphenates(prompt, token));
    tokens
}

/// The length and shape of the token that `text` starts with; no shape for separators.
fn cut(text: &str, first: char) -> (usize, Option<Shape>) {
    let one = first.len_utf8();
    match first {
        '{' => (placeholder(text), Some(Shape::Opaque)),
        '*' | '#' => (one, Some(Shape::Symbol)),
        ',' | ';' | '/' | '，' | '、' | '；' | '،' | '؛' => (one, Some(Shape::Comma)),
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '॥' | '؟' | '۔' => {
            (one, Some(Shape::Stop))
        }
        ':' | '：' => (one, Some(Shape::Colon)),
        '-' | '–' | '—' => (one, Some(Shape::Dash)),
        '$' | '€' | '£' | '+' => (one + run(&text[one..]), Some(Shape::Opaque)),
        _ if first.is_ascii_digit() => cut_number(text),
        _ if foreign_digit(first).is_some() => (digits(text), Some(Shape::Number)),
        _ if first.is_alphanumeric() => (run(text), Some(Shape::Word)),
        _ => (one, None),
    }
}

/// The length of the placeholder that `text` starts with, or of its brace if it is never closed.
fn placeholder(text: &str) -> usize {
    let brace = text[1..].find(['{', '}']).map(|at| at + 1);
    match brace {
        Some(at) if text[at..].starts_with('}') => at + 1,
        _ => 1,
    }
}

/// The length of the letters, digits and combining marks that `text` starts with. Scripts that put no space between
/// words and digits are split there.
fn run(text: &str) -> usize {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let parts = before.is_some_and(|before| {
            let digits = [before, c].map(|c| c.is_ascii_digit() || foreign_digit(c).is_some());
            digits[0] != digits[1] && (is_far(before) || is_far(c))
        });
        if parts || !(c.is_alphanumeric() || is_mark(c)) {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

/// The length of the digits of another script that `text` starts with.
fn digits(text: &str) -> usize {
    text.find(|c| foreign_digit(c).is_none())
        .unwrap_or(text.len())
}

/// Whether it is a letter or digit of a script other than Latin.
pub(super) fn is_far(c: char) -> bool {
    c > '\u{36f}' && c.is_alphanumeric() && !('\u{1e00}'..='\u{1eff}').contains(&c)
}

/// The value of a digit of another script: "२" is 2.
pub(super) fn foreign_digit(c: char) -> Option<u32> {
    /// The zeros of scripts whose digits are consecutive code points.
    const ZEROS: [char; 15] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
        '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{1040}', '\u{17e0}', '\u{ff10}',
    ];
    let values = ZEROS
        .iter()
        .map(|&zero| u32::from(c).wrapping_sub(u32::from(zero)));
    values.into_iter().find(|&value| value < 10)
}

/// A number, or something that only looks like one: a time, a price, a percentage, "1st".
fn cut_number(text: &str) -> (usize, Option<Shape>) {
    let mut length = run(text);
    let mut plain = text[..length].bytes().all(|byte| byte.is_ascii_digit());
    loop {
        let rest = &text[length..];
        let mut chars = rest.chars();
        let (mark, after) = (chars.next(), chars.as_str());
        let digits = run(after);
        let joined = match mark {
            Some('.' | ':') => after.starts_with(|c: char| c.is_ascii_digit()),
            // "1,000" and "42,17", but not "press 1,2 or 3".
            Some(',') => {
                matches!(digits, 2 | 3) && after[..digits].bytes().all(|b| b.is_ascii_digit())
            }
            _ => false,
        };
        if joined {
            length += 1 + digits;
            plain = false;
        } else if matches!(mark, Some('%' | '€' | '£' | '$' | '°')) {
            length += rest.len() - after.len();
            return (length, Some(Shape::Opaque));
        } else if plain {
            return (length, Some(Shape::Number));
        } else {
            return (length, Some(Shape::Opaque));
        }
    }
}

/// Whether the dash `token` joins two words ("rendez-vous") and so means nothing. Between digits it is a range ("1-5").
fn hyphenates(prompt: &str, token: &Token) -> bool {
    let before = prompt[..token.start].chars().next_back();
    let after = prompt[token.end..].chars().next();
    matches!((before, after), (Some(before), Some(after))
        if before.is_alphanumeric() && after.is_alphanumeric()
            && !(before.is_ascii_digit() && after.is_ascii_digit()))
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// `word` in lower case and without accents. German umlauts become two letters, as they do if a keyboard lacks them:
/// otherwise, "drücken" (press) would be "drucken" (print).
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'á' | 'à' | 'â' | 'ã' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' => folded.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' => folded.push('o'),
            'ú' | 'ù' | 'û' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            // The same letters, as a base letter and a combining mark.
            '\u{308}' if folded.ends_with(['a', 'o', 'u']) => folded.push('e'),
            c if is_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}
