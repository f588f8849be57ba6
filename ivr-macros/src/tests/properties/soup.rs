//! Generates token streams from the words of the language.

use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::sample::{Index, select};
use proptest::strategy::{Just, Strategy};

/// Every token that has a meaning somewhere in a tree, and some that have none.
const WORDS: &str = r##"
    _٣
    tree menu start say play hangup goto repeat back connect match retry then else if as was
    silence failure answered busy no_answer failed from to record true false pub crate self Self
    voice speed digits digit_timeout overall_timeout tries first_tries complete_on_hash repetition
    success_message failure_message languages ring let set speak transcript waiting rounds en es digits date amount
    part text action expr use p @part {x} "{x}" "{options}" "{prompt}" desk call Desk Call a b main_menu r#match r#a é _ await
    0 1 2 9 10 2.5 1e9 10s 500ms 99999999999999999999 0x1 1u8 -1 '*' '#' '7' 'x' b'1' "1" "" " "
    "Press 1 for apples, press 2 for pears." "+6568888888" "https://example.com/a.mp3" c"x"
    "en-US-BenjaminRUS" "main_menu" "es-MX-x" 'label
    => => => , , , : ; | || .. ..= ... = & && * # #! ! ? . :: -> <- @ $ + - < > % ^ ~ / \
    #[allow(too_many_options)] #![x] #[doc = "x"]
"##;

/// Constructs that some tree among the [samples] must contain, without spaces.
pub(super) const CONSTRUCTS: &[&str] = &[
    "startmenu",
    "as\"",
    "was\"",
    "#[allow(",
    "#[doc=",
    "'*'=>repeat",
    "'#'=>",
    "1|2=>",
    "..=",
    "\"42\"",
    "@digits(",
    "silence=>",
    "_=>",
    "failure=>",
    "ring=>",
    "languages:{",
    "speakes",
    "letguests:",
    "setguests=",
    "digits:1..=2",
    "transcript:",
    "play\"https://",
    "then",
    "say(",
    "hangup",
    "goto",
    "repeat",
    "back",
    "connect(from:",
    "to:[",
    "waiting:",
    "record:true",
    "match",
    ".await?",
    "retry(",
    "{options}",
    "{prompt}",
    ":action)=>",
    "usecrate::",
];

/// Constructs that no tree of the ui tests uses.
pub(super) const VARIED: &str = r#"
    tree Varied(desk: &Desk, call: &Call) { voice: "en-US-BenjaminRUS", from: "+6568888888" }
    ring => match call.caller() { Some(_) => goto hall, None => say "Good bye." },
    start menu hall {
        digits: 1..=2, digit_timeout: 2s, play "https://example.com/jingle.mp3" then "{options}. Or press star."
        #[allow(prefix_key)]
        1 | 2 "buy apples" => hangup,
        "42" "for pears" => connect(to: desk.number()) as pears { answered => hangup, _ => back },
        n @ 50..=69 => say "{n}." then repeat,
        silence => retry(2) ["{prompt}", "Are you there? {options}."] else hangup,
        _ => retry(1) "Sorry. {prompt}" else hangup,
    }
    '*' => repeat,
    failure => say "Sorry.",
"#;

/// A token, or one end of a group.
#[derive(Clone)]
enum Piece {
    Token(TokenTree),
    Open(Delimiter),
    Close,
}

/// A token stream as a flat list, which is easy to cut: groups are opened and closed by entries.
#[derive(Clone)]
pub(super) struct Source(Vec<Piece>);

impl Source {
    fn of(tokens: TokenStream) -> Self {
        let mut pieces = Vec::new();
        flatten(tokens, &mut pieces);
        Self(pieces)
    }

    pub(super) fn tokens(&self) -> TokenStream {
        let mut open = vec![(Delimiter::None, Vec::new())];
        for piece in &self.0 {
            match piece {
                Piece::Token(token) => push(&mut open, token.clone()),
                Piece::Open(delimiter) => open.push((*delimiter, Vec::new())),
                Piece::Close => {
                    if let Some((delimiter, inside)) = open.pop() {
                        let group = Group::new(delimiter, inside.into_iter().collect());
                        push(&mut open, group.into());
                    }
                }
            }
        }
        open.into_iter().flat_map(|(_, inside)| inside).collect()
    }

    /// The token or whole group at a random index.
    fn node(&self, at: usize) -> std::ops::Range<usize> {
        let mut from = at;
        while matches!(self.0.get(from), Some(Piece::Close)) {
            from -= 1;
        }
        let mut depth = 0_usize;
        for (until, piece) in self.0.iter().enumerate().skip(from) {
            match piece {
                Piece::Open(_) => depth += 1,
                Piece::Close => depth -= 1,
                Piece::Token(_) => {}
            }
            if depth == 0 {
                return from..until + 1;
            }
        }
        from..self.0.len()
    }

    fn mutate(&mut self, mutation: &Mutation) {
        if self.0.is_empty() {
            return;
        }
        let first = self.node(mutation.at.index(self.0.len()));
        let second = self.node(mutation.other.index(self.0.len()));
        match &mutation.kind {
            Kind::Delete => drop(self.0.drain(first)),
            Kind::Duplicate => {
                let copy = self.0[first.clone()].to_vec();
                self.0.splice(first.end..first.end, copy);
            }
            Kind::Move => {
                let copy = self.0[first].to_vec();
                self.0.splice(second.start..second.start, copy);
            }
            Kind::Swap => {
                let (early, late) = if first.start <= second.start {
                    (first, second)
                } else {
                    (second, first)
                };
                // One contains the other, so they can't be swapped.
                if early.end <= late.start {
                    let (a, b) = (
                        self.0[early.clone()].to_vec(),
                        self.0[late.clone()].to_vec(),
                    );
                    self.0.splice(late, a);
                    self.0.splice(early, b);
                }
            }
            Kind::Replace(word) => drop(self.0.splice(first, word.0.clone())),
            Kind::Wrap(delimiter) => {
                self.0.insert(first.end, Piece::Close);
                self.0.insert(first.start, Piece::Open(*delimiter));
            }
        }
    }
}

/// As the author of a failing case would write it.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ivr! {{ {} }}", self.tokens())
    }
}

fn push(open: &mut [(Delimiter, Vec<TokenTree>)], token: TokenTree) {
    if let Some((_, inside)) = open.last_mut() {
        inside.push(token);
    }
}

fn flatten(tokens: TokenStream, pieces: &mut Vec<Piece>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                pieces.push(Piece::Open(group.delimiter()));
                flatten(group.stream(), pieces);
                pieces.push(Piece::Close);
            }
            token => pieces.push(Piece::Token(token)),
        }
    }
}

/// One change of a stream.
#[derive(Clone, Debug)]
struct Mutation {
    kind: Kind,
    at: Index,
    other: Index,
}

#[derive(Clone, Debug)]
enum Kind {
    Delete,
    Duplicate,
    Move,
    Swap,
    Replace(Source),
    Wrap(Delimiter),
}

fn kind() -> impl Strategy<Value = Kind> {
    proptest::prop_oneof![
        3 => Just(Kind::Delete),
        2 => Just(Kind::Duplicate),
        2 => Just(Kind::Move),
        2 => Just(Kind::Swap),
        2 => word().prop_map(Kind::Replace),
        1 => delimiter().prop_map(Kind::Wrap),
    ]
}

/// A tree with a few changes. Half of the original trees are correct, half have errors already.
pub(super) fn mutated(trees: Vec<Source>) -> impl Strategy<Value = Source> {
    let (valid, refused): (Vec<_>, Vec<_>) = trees
        .into_iter()
        .partition(|tree| super::compile(tree.tokens()) == Ok(super::Outcome::Router));
    let mutation = (kind(), any::<Index>(), any::<Index>());
    let mutation = mutation.prop_map(|(kind, at, other)| Mutation { kind, at, other });
    let tree = proptest::prop_oneof![select(valid), select(refused)];
    (tree, vec(mutation, 1..=4)).prop_map(|(mut tree, mutations)| {
        for mutation in &mutations {
            tree.mutate(mutation);
        }
        tree
    })
}

fn delimiter() -> impl Strategy<Value = Delimiter> {
    // A group without delimiters, as `macro_rules!` puts around an expression.
    select(vec![
        Delimiter::Brace,
        Delimiter::Brace,
        Delimiter::Parenthesis,
        Delimiter::Bracket,
        Delimiter::None,
    ])
}

fn word() -> impl Strategy<Value = Source> {
    let words = WORDS.split_whitespace().filter_map(|word| {
        // Half of an attribute or of a text with spaces: taken whole below.
        word.parse().ok().map(Source::of)
    });
    let whole = [
        "#[allow(too_many_options)]",
        "\"Press 1 for apples, press 2 for pears.\"",
        "menu a",
        "start menu b",
        "connect(from: \"+6568888888\", to: desk.line()) as c",
        "retry(2)",
        "1 => say \"Bye.\",",
        "_ => hangup,",
        "part p(x: text, y: action) => say x then y,",
        "part q(x: expr, y: menu) => menu q { \"Press 1. {x}\" 1 => goto y, 2 => p(\"{x}\", q(1, q)) }",
        "p(\"Apples.\", y: hangup)",
        "use crate::parts::{p, q as r};",
        "digits: 1..=2,",
        "\"42\" => hangup, 10..=19 => hangup, n @ 1..=20 => say \"{n}\", d @ digits(2) => say \"{d:digits}\",",
        "1 \"buy apples\" => hangup, 2 | '*' \"for pears\" => back,",
        "'*' => repeat,",
        "silence => retry(1) else hangup,",
        "retry(2) [\"{prompt}\", \"Sorry. {options}.\"] else hangup",
        "play(transcript: \"Press 1 for apples.\") \"https://example.com/a.mp3\"",
        "play \"https://example.com/a.mp3\" then \"Press 1.\"",
        "languages: { en: \"en-US-BenjaminRUS\", es: \"es-MX-x\" },",
        "{ en: \"Press 1.\", es: \"Pulse 1.\" }",
        "let n: u32;",
        "set n = desk.count()? then speak es then",
        "ring => match call.caller() { Some(_) => goto a, None => hangup },",
        "failure => say \"Sorry.\",",
        "q(1 + x, main_menu) as c",
    ];
    let whole = whole
        .into_iter()
        .filter_map(|text| text.parse().ok().map(Source::of));
    select(words.chain(whole).collect::<Vec<_>>())
}

/// Words, and nested groups of words.
pub(super) fn words() -> impl Strategy<Value = Source> {
    let leaf = vec(word(), 0..8).prop_map(join);
    leaf.prop_recursive(4, 32, 6, |inner| {
        let group = (delimiter(), inner).prop_map(|(delimiter, inside)| {
            let group = Group::new(delimiter, inside.tokens());
            Source::of(TokenTree::from(group).into())
        });
        vec(proptest::prop_oneof![2 => word(), 1 => group], 0..6).prop_map(join)
    })
}

/// Words after what makes a tree of them.
pub(super) fn menus() -> impl Strategy<Value = Source> {
    (words(), words(), words()).prop_map(|(settings, inside, outside)| {
        let (settings, inside, outside) = (settings.tokens(), inside.tokens(), outside.tokens());
        Source::of(quote::quote! {
            tree T(desk: &Desk) { voice: "en-US-BenjaminRUS", #settings }
            start menu a { "Press 1 for apples." #inside }
            #outside
        })
    })
}

fn join(sources: Vec<Source>) -> Source {
    Source(sources.into_iter().flat_map(|source| source.0).collect())
}

/// Every tree of the ui tests: one for each error, and the whole language in use.
pub(super) fn samples() -> Vec<Source> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/compile/ui");
    let mut files = Vec::new();
    rust_files(&ui, &mut files);
    // The order of a directory listing is unspecified.
    files.sort();
    let own = [
        super::super::expansion::SMALL_TREE,
        super::super::parts::TREE,
        VARIED,
    ];
    let mut trees: Vec<_> = own
        .into_iter()
        .map(|tree| tree.parse().map(Source::of).unwrap())
        .collect();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let file = syn::parse_file(&text).unwrap();
        trees.extend(file.items.into_iter().filter_map(|item| match item {
            syn::Item::Macro(item) if item.mac.path.is_ident("ivr") => {
                Some(Source::of(item.mac.tokens))
            }
            _ => None,
        }));
    }
    trees
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
