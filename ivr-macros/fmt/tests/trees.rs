//! Tests that formatting changes only white space, and that formatting again changes nothing.
//!
//! `IVR_TREES=20000 cargo test -p ivr-fmt` tests more trees than a normal run, `IVR_SEED=7` other ones.

// Tests fail by panicking.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use compile::random_tree::Rng;
use compile::random_tree::generate::{self, Options};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Formats a file, and asserts that its tokens stay the same.
fn formatted(what: &str, source: &str) -> String {
    let formatted = ivr_fmt::format(source).unwrap_or_else(|error| panic!("{what}: {error}"));
    let signs = |text: &str| {
        text.chars()
            .filter(|sign| !sign.is_whitespace())
            .collect::<String>()
    };
    assert_eq!(signs(source), signs(&formatted), "{what}");
    assert_eq!(tokens(source), tokens(&formatted), "{what}");
    let again = ivr_fmt::format(&formatted).unwrap();
    assert_eq!(formatted, again, "{what}");
    formatted
}

/// All tokens, and where groups start and end.
fn tokens(source: &str) -> Vec<String> {
    let mut open = vec![source.parse::<TokenStream>().unwrap().into_iter()];
    let mut tokens = Vec::new();
    while let Some(level) = open.last_mut() {
        match level.next() {
            Some(TokenTree::Group(group)) => {
                tokens.push(format!("{:?}", group.delimiter()));
                open.push(group.stream().into_iter());
            }
            Some(token) => tokens.push(token.to_string()),
            None => {
                tokens.push("end".to_owned());
                open.pop();
            }
        }
    }
    tokens
}

#[test]
fn every_tree_of_the_repository_stays_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders: Vec<PathBuf> = ["ivr-macros", "ivr-runtime", "restaurant", "tests"]
        .map(|name| root.join(name))
        .into();
    let mut trees = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                trees += source.matches("ivr! {").count();
                formatted(&path.display().to_string(), &source);
            }
        }
    }
    assert!(trees > 200, "{trees}");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let set = std::env::var(variable).ok();
    set.map_or(otherwise, |set| set.parse().unwrap())
}

#[test]
fn random_trees_stay_the_same() {
    let seed = number("IVR_SEED", 2026);
    for at in 0..number("IVR_TREES", 1000) {
        let seed = seed.wrapping_add(at << 32);
        let tree = generate::tree("Tree", seed, &Options::default()).source();
        let what = format!("tree {at}");
        let once = formatted(&what, &tree);
        let mut shaken = String::new();
        shake(once.parse().unwrap(), &mut Rng::new(seed), &mut shaken);
        formatted(&format!("{what}, shaken:\n{shaken}"), &shaken);
    }
}

/// Writes the tokens with random white space and comments between them.
fn shake(tokens: TokenStream, rng: &mut Rng, text: &mut String) {
    const GAPS: [&str; 7] = [
        "\n",
        "\n\n\n",
        "\t",
        "  ",
        " // A note.\n",
        "\n// \"1 =>\" {\n",
        " /* A /* b */ c. */",
    ];
    let mut joint = false;
    for token in tokens {
        if !joint {
            text.push_str(rng.pick(" ", &GAPS));
        }
        joint = matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
        let TokenTree::Group(group) = token else {
            text.push_str(&token.to_string());
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ('(', ')'),
            Delimiter::Brace => ('{', '}'),
            Delimiter::Bracket => ('[', ']'),
            Delimiter::None => (' ', ' '),
        };
        text.push(open);
        shake(group.stream(), rng, text);
        text.push_str(rng.pick(" ", &["\n", " // The end.\n"]));
        text.push(close);
    }
}

#[test]
fn a_tree_is_laid_out_line_by_line() {
    let before = "\
mod menu {
  ivr_runtime::ivr!{pub tree Shop(desk:&Desk){voice:\"en-US-BenjaminRUS\",// Ben
  tries:2,carriers:[eight_by_eight,twilio{\"en-US-BenjaminRUS\":\"Polly.Matthew\"},jambonz{\"en-US-BenjaminRUS\":\"Matthew\"}],}


    /// Where it begins.
    start menu main as \"m\" was \"old\"{
\"Press 1, press 2.\"

\"42\"\"a secret\"=>hangup,
1|2=>match desk . book( call,Day :: Today ).await?{Booking::Made=>say\"Yes.\" then
back,Booking::Full if desk.late()=>connect(from:desk.line(),to:[a,b])as desk{_=>hangup}}
4..=9=>say{en:\"A text that is as long as the line that it stands on, or nearly so.\",es:\"Otro texto.\"},
        // Nobody is there.
silence=>retry(2)[\"One.\",\"Two.\"]else goto main,
}
}
  fn   untouched( ) { }
}
";
    let after = "\
mod menu {
  ivr_runtime::ivr!{
      pub tree Shop(desk: &Desk) {
          voice: \"en-US-BenjaminRUS\", // Ben
          tries: 2,
          carriers: [
              eight_by_eight,
              twilio { \"en-US-BenjaminRUS\": \"Polly.Matthew\" },
              jambonz { \"en-US-BenjaminRUS\": \"Matthew\" }
          ],
      }

      /// Where it begins.
      start menu main as \"m\" was \"old\" {
          \"Press 1, press 2.\"

          \"42\" \"a secret\" => hangup,
          1 | 2 => match desk.book(call, Day::Today).await? {
              Booking::Made => say \"Yes.\" then back,
              Booking::Full if desk.late() => connect(from: desk.line(), to: [a, b]) as desk {
                  _ => hangup
              }
          }
          4..=9 => say {
              en: \"A text that is as long as the line that it stands on, or nearly so.\",
              es: \"Otro texto.\"
          },
          // Nobody is there.
          silence => retry(2) [\"One.\", \"Two.\"] else goto main,
      }
  }
  fn   untouched( ) { }
}
";
    assert_eq!(formatted("a tree", before), after);
    let windows = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(ivr_fmt::format(&windows(before)).unwrap(), windows(after));
}

#[test]
fn what_cannot_be_read_stays_as_it_is() {
    for source in [
        "ivr! {\n    tree Shop { voice: }\n    start menu { 1 = > , }\n}\n",
        "ivr! {\n    tree\n}\n",
        "ivr! {}\n",
        "macro_rules! shop {\n    ($name:ident) => { ivr! { tree $name{} } };\n}\n",
        "fn main() { let ivr = ivr!(1+1); }\n",
    ] {
        formatted(source, source);
    }
    let error = ivr_fmt::format("fn main() {\n    (\n")
        .unwrap_err()
        .to_string();
    assert!(error.contains("on line"), "{error}");
}
