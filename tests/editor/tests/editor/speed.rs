//! Tests that errors appear while the author types, in trees of any size. Prints how soon.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use support::Outcome;

use super::with_server;

/// A tree with this number of menus, with a lookup in every tenth.
fn tree(menus: usize) -> String {
    let mut text = "
        pub struct Desk;
        impl Desk { async fn open(&self, _: usize) -> Result<bool, std::num::ParseIntError> { Ok(true) } }
        fn main() {}
        ivr_runtime::ivr! {
            tree Shop(desk: &Desk) { voice: \"en-US-BenjaminRUS\" }
            start "
        .to_owned();
    for menu in 0..menus {
        let next = format!("goto m{}", (menu + 1) % menus);
        let first = match menu % 10 {
            0 => format!(
                "match desk.open({menu}).await? {{ true => {next}, false => say \"Closed.\" then hangup }}"
            ),
            _ => next,
        };
        writeln!(text, "menu m{menu} {{ \"To go on press 1, to end press 2.\" 1 => {first}, 2 => say \"Bye.\" then hangup, }}").unwrap();
    }
    text + "_ => hangup, }"
}

pub(crate) fn errors_follow_what_is_typed() -> Outcome {
    with_server(|server| {
        for menus in [10, 100, 1_000] {
            let sound = tree(menus);
            let wrong = sound.replacen("goto m1,", "goto n1,", 1);
            let mut best = Duration::MAX;
            server.type_in(&sound);
            assert_eq!(server.errors(), Vec::<String>::new());
            for _ in 0..5 {
                server.type_in(&sound);
                server.errors();
                let begun = Instant::now();
                server.type_in(&wrong);
                let errors = server.errors();
                best = best.min(begun.elapsed());
                assert!(
                    errors.iter().any(|error| error.contains("unknown menu")),
                    "{errors:#?}"
                );
            }
            println!("{menus} menus: {best:?}");
        }
    })
}
