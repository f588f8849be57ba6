//! Tests of definitions, references, renaming and hover.

use serde_json::{Value, json};
use support::Outcome;

use super::{INN, RESTAURANT, with_server};
use crate::server::{Point, Server, point};

/// The starts of an answer's ranges in the open file, in order.
fn starts(ranges: &[Value]) -> Vec<Point> {
    let start = |place: &Value| {
        let start = &place["range"]["start"];
        (
            start["line"].as_u64().unwrap(),
            start["character"].as_u64().unwrap(),
        )
    };
    let mut starts: Vec<_> = ranges.iter().map(start).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

fn defined(server: &mut Server, stretch: &str) -> Vec<Value> {
    let at = server.at(stretch);
    let answer = server.ask("textDocument/definition", &at);
    answer.as_array().cloned().unwrap_or_default()
}

fn renamed(server: &mut Server, stretch: &str) -> Vec<Point> {
    let mut at = server.at(stretch);
    at["newName"] = json!("other");
    let answer = server.ask("textDocument/rename", &at);
    let files = answer["documentChanges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let here = files.iter().filter(|file| {
        file["textDocument"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("/main.rs")
    });
    starts(
        &here
            .flat_map(|file| file["edits"].as_array().cloned().unwrap())
            .collect::<Vec<_>>(),
    )
}

/// The places of a name as a whole word in a tree.
fn all(text: &str, name: &str) -> Vec<Point> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let tree = text.find("ivr! {").unwrap();
    let code = text.match_indices(name).filter(|(at, _)| {
        *at > tree && !text[..*at].ends_with(part) && !text[at + name.len()..].starts_with(part)
    });
    code.map(|(at, _)| point(&text[..at])).collect()
}

pub(crate) fn names_lead_to_where_they_are_declared() -> Outcome {
    with_server(|server| {
        for (text, name, declared) in [
            (RESTAURANT, "3 => goto main_¦menu", "start menu ¦main_menu"),
            (
                RESTAURANT,
                "match des¦k.book(call, Day::Today)",
                "Restaurant(¦desk: &Desk",
            ),
            (INN, "then goto st¦ay", "menu ¦stay"),
            (INN, "yes: goto per¦son", "menu ¦person"),
            (INN, "other: par¦ty", "menu ¦party"),
            (INN, "inn.look(gue¦sts)", "let ¦guests"),
            (INN, "set gue¦sts = 2", "let ¦guests"),
            (INN, "en: \"A room for {gue¦sts}", "let ¦guests"),
            (INN, "{ro¦om:digits} for", "Free(¦room)"),
            (INN, "1 => y¦es", "text, ¦yes: action"),
            (INN, "goto oth¦er", "action, ¦other: menu"),
            (INN, "{quest¦ion} To", "confirm(¦question: text"),
            (INN, "1 => conf¦irm(", "part ¦confirm("),
            (INN, "speak e¦s", "BenjaminRUS\", ¦es:"),
            (INN, "Hotel::Par¦ty", "menu ¦party"),
            (INN, "inn.lo¦ok(guests)", "fn ¦look"),
            (INN, "Room::Fu¦ll =>", "    ¦Full,"),
        ] {
            server.type_in(text);
            let found = defined(server, name);
            let declared = server.at(declared);
            let declared = &declared["position"];
            let leads = found
                .iter()
                .any(|found| found["range"]["start"] == *declared);
            assert!(leads && found.len() == 1, "{name}: {found:?}");
        }
        server.type_in(RESTAURANT);
        for (name, file) in [
            ("sa¦y \"Our", "editor.rs"),
            ("voi¦ce:", "editor.rs"),
            ("Booking::Fu¦ll =>", "book.rs"),
        ] {
            let found = defined(server, name);
            assert!(
                found[0]["uri"].as_str().unwrap().ends_with(file),
                "{name}: {found:?}"
            );
        }
    })
}

pub(crate) fn names_are_found_and_renamed() -> Outcome {
    with_server(|server| {
        for (text, stretch, name) in [
            (RESTAURANT, "3 => goto main_¦menu", "main_menu"),
            (RESTAURANT, "menu book_¦table", "book_table"),
            (INN, "then goto st¦ay", "stay"),
            (INN, "let gue¦sts", "guests"),
            (INN, "set gue¦sts = 2", "guests"),
            (INN, "1 => conf¦irm(", "confirm"),
            (INN, "1 => y¦es", "yes"),
            (INN, "Free(ro¦om)", "room"),
        ] {
            server.type_in(text);
            // An argument's name is not a use of it.
            let places: Vec<_> = all(text, name)
                .into_iter()
                .filter(|place| {
                    let line = text.lines().nth(usize::try_from(place.0).unwrap()).unwrap();
                    let behind: String = line
                        .chars()
                        .skip(usize::try_from(place.1).unwrap())
                        .collect();
                    !behind.starts_with("yes: goto")
                        && !behind.starts_with("stay press")
                        && !behind.starts_with("room for")
                        && !behind.starts_with("confirm press")
                })
                .collect();
            assert_eq!(renamed(server, stretch), places, "{name}");
            let mut at = server.at(stretch);
            at["context"] = json!({"includeDeclaration": true});
            let found = server.ask("textDocument/references", &at);
            assert_eq!(starts(found.as_array().unwrap()), places, "{name}");
        }
        // The author's own items, inside and outside of the tree.
        server.type_in(INN);
        for (stretch, uses) in [
            ("inn.lo¦ok(guests)", 2),
            ("Room::Fu¦ll =>", 3),
            ("(in¦n: &Inn", 4),
        ] {
            assert_eq!(renamed(server, stretch).len(), uses, "{stretch}");
        }
    })
}

fn hover(server: &mut Server, stretch: &str) -> String {
    let at = server.at(stretch);
    let answer = server.ask("textDocument/hover", &at);
    answer["contents"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn words_are_explained_and_coloured() -> Outcome {
    with_server(|server| {
        server.type_in(RESTAURANT);
        for (stretch, said) in [
            ("3 => goto main_¦menu", "Hears: “Welcome to ABC Restaurant"),
            ("sa¦y \"Our", "Speaks a text"),
            ("got¦o main_menu", "Enters a menu"),
            ("voi¦ce:", "The voice"),
            ("digit_time¦out:", "The wait for the next key"),
            ("fr¦om: desk", "The caller ID"),
            ("sta¦rt menu", "the menu that a call begins with"),
            ("desk.bo¦ok(call, Day::Today)", "fn book"),
        ] {
            let hover = hover(server, stretch);
            assert!(hover.contains(said), "{stretch}: {hover}");
        }
        let colours = server.colours();
        for stretch in [
            "¦voice:",
            "¦digit_timeout:",
            "¦first_tries:",
            "¦say \"Our",
            "¦goto main_menu",
            "goto ¦main_menu",
            "menu ¦main_menu",
            "¦start menu",
            "¦connect(",
            "¦failure =>",
        ] {
            let at = server.at(stretch);
            let at = (
                at["position"]["line"].as_u64().unwrap(),
                at["position"]["character"].as_u64().unwrap(),
            );
            assert_eq!(
                colours.get(&at).map(String::as_str),
                Some("enumMember"),
                "{stretch}"
            );
        }
    })
}

pub(crate) fn mistakes_are_reported_once() -> Outcome {
    with_server(|server| {
        for (before, after, said) in [
            ("Day::Today)", "3)", "expected Day, found i32"),
            (
                "                    Booking::Full => say \"Sorry, we are fully booked today.\",\n",
                "",
                "missing match arm: `Full` not covered",
            ),
            ("goto main_menu", "goto main_men", "unknown menu `main_men`"),
            ("speed: 1.0", "sped: 1.0", "unknown setting `sped`"),
            (
                "2 => menu reschedule_table",
                "1 => menu reschedule_table",
                "duplicate branch for key `1`",
            ),
        ] {
            assert!(RESTAURANT.contains(before));
            server.type_in(&RESTAURANT.replacen(before, after, 1));
            let errors = server.errors();
            let told = errors.iter().filter(|error| error.contains(said)).count();
            assert_eq!(told, 1, "{said}: {errors:#?}");
            // Without a line number.
            assert!(
                errors.iter().all(|error| !error.contains("on line")),
                "{errors:#?}"
            );
        }
    })
}
