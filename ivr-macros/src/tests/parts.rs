//! Tests parts: the expansion of their uses, and the errors of wrong ones.

use syn::parse::{ParseStream, Parser as _};

use super::{expanded, mistakes};
use crate::diagnostics::Errors;
use crate::part::{self, Arguments, Imported};
use crate::place::Place;

/// A tree with these parts and a menu of its own.
fn tree(items: &str) -> String {
    format!(
        "tree Bistro(desk: &Desk) {{ voice: \"en-US-BenjaminRUS\" }}\n{items}\n_ => say \"Good bye.\","
    )
}

/// A tree with every construct that parts can contain.
pub(super) const TREE: &str = r#"
    @part [thanks] { part goodbye(name: text, then_to: menu) => say "Good bye, {name}." then goto then_to }
    pub tree Kiosk(till: &Till) { voice: "en-US-BenjaminRUS" }
    start menu welcome {
        "Press 1 to buy, press 2 to sell, press 3 to leave."
        1 => sure("To buy", till.price(), menu bought { "Press 1 to go on." 1 => back }) as buy was "old",
        2 => sure("To sell", price: 5, yes: thanks("you", then_to: welcome)) as sell,
        3 => hangup,
        _ => retry(1) else hangup,
    }
    part sure(question: text, price: expr, yes: action) => match till.agree(price).await? {
        true => menu ask { "{question} press 1, to stop press 2." 1 => yes, 2 => goto welcome }
        false => ends(),
    },
    part ends() => hangup,
"#;

const CONFIRM: &str = r#"
    part confirm(question: text, yes: action, no: action) => menu ask {
        "{question} Press 1 to confirm, press 2 to change."
        1 => yes,
        2 => no,
    }
"#;

/// Asserts that both trees expand to the same code.
fn same(with_parts: &str, without: &str) {
    let (with_parts, without) = (tree(with_parts), tree(without));
    assert_eq!(mistakes(&with_parts), Vec::<String>::new());
    assert_eq!(mistakes(&without), Vec::<String>::new());
    assert_eq!(essence(&with_parts), essence(&without));
}

/// The expansion without source lines and source text.
fn essence(tree: &str) -> String {
    let code = expanded(tree);
    let lines = code.lines().filter(|line| {
        let line = line.trim_start();
        ![
            "\"line\": ",
            "\"question\": ",
            "\"pattern\": ",
            "/// `match",
        ]
        .iter()
        .any(|of_source| line.starts_with(of_source))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_use_is_its_part_with_names_of_its_own() {
    same(
        &format!(
            r#"{CONFIRM}
            part goodbye() => say "Thank you." then hangup,
            start menu main {{
                "Press 1 for today, press 2 for tomorrow, press 3 to leave."
                1 => confirm("A table for today.", yes: say "Done.", no: back) as today was "old",
                2 => confirm("A table for tomorrow.", no: goto main, yes: menu done {{
                    "Press 1 to leave."
                    1 => goodbye(),
                }}) as tomorrow,
                3 => say "Well then." then goodbye(),
            }}"#
        ),
        r#"
            start menu main {
                "Press 1 for today, press 2 for tomorrow, press 3 to leave."
                1 => menu today was "old" {
                    "A table for today. Press 1 to confirm, press 2 to change."
                    1 => say "Done.",
                    2 => back,
                }
                2 => menu tomorrow {
                    "A table for tomorrow. Press 1 to confirm, press 2 to change."
                    1 => menu done {
                        "Press 1 to leave."
                        1 => say "Thank you." then hangup,
                    }
                    2 => goto main,
                }
                3 => say "Well then." then say "Thank you." then hangup,
            }"#,
    );
}

#[test]
fn parts_use_parts_and_names_stay_apart() {
    same(
        r#"
            part pay(amount: expr, done: menu, desk_line: expr) => match desk.charge(amount)? {
                Ok(_) => say "Paid." then goto done,
                Err(_) => checked("Your card was refused.", otherwise: connect(from: "+6568888888", to: desk_line) as clerk {
                    _ => thanks(),
                }) as refused,
            }
            part checked(what: text, otherwise: action) => say "{what}" then menu again was "{what}" {
                "{what} Press 1 for a person, press 2 to stop, press 3 to hear this again."
                1 => otherwise,
                2 => menu stop {
                    "Press 1 to leave, press 2 to go on."
                    1 => thanks(),
                    2 => goto again,
                }
                3 => repeat,
            }
            part thanks() => say "Thank you.",
            start menu main {
                "Press 1 to pay ten, press 2 to pay twenty, press 3 to leave."
                1 => pay(10 + 5, done: main, desk_line: desk.line()) as ten,
                2 => pay(desk.amount, main, desk.other_line()) as twenty,
                3 => thanks(),
            }"#
        .replace(" was \"{what}\"", "")
        .as_str(),
        &{
            let pay = |name: &str, amount: &str, line: &str| {
                format!(
                    r#"match desk.charge({amount})? {{
                        Ok(_) => say "Paid." then goto main,
                        Err(_) => say "Your card was refused." then menu {name}_refused {{
                            "Your card was refused. Press 1 for a person, press 2 to stop, press 3 to hear this again."
                            1 => connect(from: "+6568888888", to: {line}) as {name}_clerk {{
                                _ => say "Thank you.",
                            }}
                            2 => menu {name}_refused_stop {{
                                "Press 1 to leave, press 2 to go on."
                                1 => say "Thank you.",
                                2 => goto {name}_refused,
                            }}
                            3 => repeat,
                        }}
                    }}"#
                )
            };
            format!(
                r#"start menu main {{
                    "Press 1 to pay ten, press 2 to pay twenty, press 3 to leave."
                    1 => {},
                    2 => {},
                    3 => say "Thank you.",
                }}"#,
                pay("ten", "10 + 5", "desk.line()"),
                pay("twenty", "desk.amount", "desk.other_line()")
            )
        },
    );
}

/// Asserts the errors of a tree with these parts, and this use at key 1.
#[track_caller]
fn assert_said(parts: &str, usage: &str, expected: &[&str]) {
    let tree = tree(&format!(
        "{parts}\nstart menu main {{\n\"Press 1 to go on.\"\n1 => {usage},\n}}"
    ));
    assert_eq!(mistakes(&tree), expected, "{tree}");
}

/// In addition to those in `ERRORS.md`.
#[test]
fn wrong_uses_are_reported() {
    let said = |usage: &str, expected: &[&str]| assert_said(CONFIRM, usage, expected);
    said(
        "confirm",
        &["part `confirm` is used with parentheses\nhelp: write `confirm(..)`"],
    );
    said(
        r#"confirm("Sure?", hangup, yes: back) as sure"#,
        &["duplicate argument `yes`\nhelp: remove one of the two"],
    );
    said(
        r#"confirm("Sure?", no: hangup, back) as sure"#,
        &["this argument has no name, but follows one that has\nhelp: name it as well: `yes: ..`"],
    );
    said(
        r#"confirm("Sure?", yes: hangup no: back) as sure"#,
        &["expected `,` after `yes`"],
    );
    said(
        r#"confirm("Sure?", yes: say, no: back) as sure"#,
        &["unexpected end of input, expected string literal"],
    );
    said(
        r#"confirm("Sure?", yes: hangup hangup, no: back) as sure"#,
        &["expected `then` or the end of the part"],
    );
    said(
        r#"confirm("Sure?", yes: hangup, no: back) as sure then hangup"#,
        &["unreachable step after `menu`\nhelp: remove this step, or put it before that one"],
    );
    // Names in a part are local to it.
    said(
        r#"confirm("Sure?", yes: goto ask, no: repeat) as sure"#,
        &["unknown menu `ask`\nhelp: declare it: `menu ask { \"..\" }`"],
    );
    // An invalid use declares its states all the same.
    said(
        r#"confirm() as sure, 2 => goto sure"#,
        &[
            "this use of part `confirm` lacks `question`\nnote: part `confirm` declares it on line 3\nhelp: add `question: \"..\"`",
            "the prompt of menu `main` does not announce key `2`\nhelp: say what it does (\"press 2 ..\"), or write `#[allow(unannounced_key)]` before the branch",
        ],
    );
}

#[test]
fn a_part_may_follow_what_a_call_remembers() {
    let tree = r#"
        tree Shop { voice: "en-US-BenjaminRUS" }
        let guests: u32;
        part bye() => say "Good bye, all {guests}.",
        start menu main { "Press 1 or 2." guests @ 1..=2 => bye(), _ => hangup }
    "#;
    assert_eq!(super::mistakes(tree), Vec::<String>::new());
}

/// In addition to those in `ERRORS.md`.
#[test]
fn wrong_parts_are_reported() {
    let said = assert_said;
    said(
        "part a() => hangup part b() => hangup,",
        "a() then b()",
        &[
            "expected `,` after the part",
            "unreachable step after `hangup`\nnote: part `b` is used on line 5\nhelp: remove this step, or put it before that one",
        ],
    );
    said(
        "part a() => hangup, part a() => hangup,",
        "a()",
        &["part `a` is already declared on line 2\nhelp: rename one of the two"],
    );
    said(
        "part say() => hangup,",
        "hangup",
        &["`say` is an action of the language\nhelp: give this part another name"],
    );
    said(
        "part a => hangup,",
        "a()",
        &["part `a` has no parameter list\nhelp: write `part a() => ..` if it takes none"],
    );
    said(
        "part a(x: texts) => say x,",
        "a(\"x\")",
        &["unknown kind of parameter `texts`\nhelp: did you mean `text`?"],
    );
    said(
        "part a(x: text, x: text) => say x,",
        "a(\"x\")",
        &[
            "this part has two parameters `x`\nnote: `x` is first declared on line 2\nhelp: rename one of the two",
        ],
    );
    said(
        "part a(say: text) => say say,",
        "a(\"x\")",
        &["`say` is a word of the language\nhelp: give this parameter another name"],
    );
    said(
        "part a(x: text) => say \"{x:date}\",",
        "a(\"today\")",
        &["`x` is a text, which has no other format\nhelp: write `{x}`, or pass an `expr`"],
    );
    said(
        "part a(),",
        "a()",
        &["part `a` has no action\nhelp: write what it does: `part a(..) => say \"..\"`"],
    );
    said(
        "#[allow(unwired_key)] part a() => hangup,",
        "a()",
        &[
            "this attribute has no meaning before a part\nhelp: put it before the menu or the branch in the part",
        ],
    );
    said(
        "part a() => match 1 { _ => menu x { \"Press 1.\" 1 => hangup } },",
        "a() as one was \"old\"",
        &[
            "part `a` leads to no menu of its own\nhelp: write `was` after the menu in the part that had this id",
        ],
    );
}

#[test]
fn a_mistake_in_a_part_is_reported_once_with_a_use() {
    assert_said(
        "part a() => play(repetition: 7) \"https://example.com/x.mp3\",",
        "a(), silence => a()",
        &[
            "`repetition` can't have this value\nnote: part `a` is used on line 5\nhelp: write a whole number from 1 to 3",
        ],
    );
    assert_said(
        "part a(t: text) => say \"{t}\",",
        "a(\"Good.\") , silence => a(\"\")",
        &[
            "the platform can't speak an empty text\nnote: part `a` is used on line 5\nhelp: write what the caller hears",
        ],
    );
    // One `allow` applies to all uses, if one of them needs it.
    assert_said(
        "part a(t: text) => #[allow(unwired_key)] menu m { \"{t} Press 1.\" 1 => hangup, }",
        "match 1 { 1 => a(\"For none press 3.\") as one, _ => a(\"For one:\") as two }",
        &[],
    );
}

#[test]
fn an_action_that_is_passed_may_begin_with_the_attributes_of_a_menu() {
    let tree = |attributes: &str| {
        format!(
            r#"tree Shop {{ voice: "en-US-BenjaminRUS" }}
            part after(next: action) => say "Well." then next,
            start menu main {{ "Press 1." 1 => after({attributes} menu more {{ "Hello." 1 => hangup }}), _ => hangup }}"#
        )
    };
    for attributes in [
        "#[allow(unannounced_key)]",
        "/** More. */ #[allow(unannounced_key)]",
    ] {
        assert_eq!(super::mistakes(&tree(attributes)), [""; 0]);
    }
    assert_ne!(super::mistakes(&tree("'*'")), [""; 0]);
}

#[test]
fn values_stand_where_a_part_names_them() {
    same(
        r#"
            part priced(price: expr, thing: text) => match desk.price(-price, 2).price(Price { price: price }, price::new()) {
                other if 1..price > 3 => say "A {thing} and {{thing}} and {other}." then say thing,
                _ => say r"{thing}",
            },
            start menu main {
                "Press 1 for a fork."
                1 => priced(1 + 1, "fork"),
            }"#,
        r#"
            start menu main {
                "Press 1 for a fork."
                1 => match desk.price(-(1 + 1), 2).price(Price { price: 1 + 1 }, price::new()) {
                    other if 1..1 + 1 > 3 => say "A fork and {{thing}} and {other}." then say "fork",
                    _ => say "fork",
                },
            }"#,
    );
}

/// The action of the single part in `part`, with these arguments inserted; and the errors.
fn substituted(part: &str, arguments: &str) -> (String, Vec<String>) {
    let mut errors = Errors::default();
    let (parts, _) = part::split(part.parse().unwrap(), Vec::new(), &mut errors);
    let part::Found::Part(part) = parts.get("a") else {
        panic!("no part: {:?}", errors.messages());
    };
    let read = |input: ParseStream<'_>| {
        let place = Place::from(&part.name);
        Ok(Arguments::parse(input, &part, place).unwrap())
    };
    let arguments = read.parse_str(arguments).unwrap();
    let action = part::substitute(part.body.clone(), &arguments, &mut errors);
    (action.to_string(), errors.messages())
}

#[test]
fn a_text_in_several_languages_is_put_into_each() {
    let both = r#"{ en: "a table", es: "una mesa" }"#;
    for (body, expected) in [
        (r#"say t"#, r#"say { en : "a table" , es : "una mesa" }"#),
        (
            r#"say "{t}!""#,
            r#"say { en : "a table!" , es : "una mesa!" }"#,
        ),
        (
            r#"say { en: "Book {t}.", es: "Reserve {t}." }"#,
            r#"say { en : "Book a table." , es : "Reserve una mesa." }"#,
        ),
    ] {
        let part = format!("part a(t: text) => {body}");
        let (action, wrong) = substituted(&part, both);
        assert_eq!(action, expected);
        assert_eq!(wrong, Vec::<String>::new());
    }
    // One text for all languages, and one with a language missing.
    let part = r#"part a(t: text) => say { en: "Book {t}.", es: "Reserve {t}." }"#;
    let (action, wrong) = substituted(part, r#""table 5""#);
    assert_eq!(
        action,
        r#"say { en : "Book table 5." , es : "Reserve table 5." }"#
    );
    assert_eq!(wrong, Vec::<String>::new());
    let (_, wrong) = substituted(part, r#"{ en: "table 5" }"#);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    // Part and use have separate sources here, with names resolved by the parser.
    let (told, help) = wrong[0].split_once("\nhelp: ").unwrap();
    assert!(
        told.starts_with("`t` has no text in `es`\nnote: the part speaks it in `es` on line 1 of")
    );
    assert_eq!(help, "add it: `es: \"..\"`");
}

#[test]
fn a_value_that_has_a_name_is_spoken_by_that_name() {
    let part = r#"part a(n: expr) => say "{n} and {n:ordinal}, and not {{n}}""#;
    let (action, wrong) = substituted(part, "guests");
    assert_eq!(
        action,
        r#"say "{guests} and {guests:ordinal}, and not {{n}}""#
    );
    assert_eq!(wrong, Vec::<String>::new());
}

/// The description's lines belong to one file, wherever parts come from.
#[test]
fn a_part_of_another_file_is_where_its_use_is() {
    let elsewhere = "\n\n\n\n\n\n\n\n\npart a() => menu m { \"Press 1.\" 1 => menu n { \"Press 1.\" 1 => hangup } },";
    let here = "tree T { voice: \"en-US-BenjaminRUS\" }\nstart menu main {\n\"Press 1.\"\n1 => a() as b,\n}\n_ => hangup,";
    let imported = Imported {
        name: quote::format_ident!("a"),
        tokens: elsewhere.parse().unwrap(),
    };
    let mut errors = Errors::default();
    let tree = crate::parse::tree(here.parse().unwrap(), vec![imported], &mut errors).unwrap();
    let model = crate::resolve::resolve(&tree, &mut errors);
    crate::check::check(&model, &mut errors);
    assert_eq!(errors.messages(), Vec::<String>::new());
    let code = crate::expand::expand(&model).unwrap().to_string();
    let lines = code.split("\"line\": ").skip(1);
    let lines: Vec<u32> = lines
        .map(|rest| rest.split([',', '\n']).next().unwrap().parse().unwrap())
        .collect();
    // `_`; `main`, `b` and `b_n`, each after its branch.
    assert_eq!(lines, [6, 4, 2, 4, 4, 4, 4]);
}
