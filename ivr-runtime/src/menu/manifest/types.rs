//! Whether one type can read values of another, judging by their names.

/// Integers, each of which can read those before it.
const WIDER: [&[&str]; 3] = [
    &["u8", "u16", "u32", "u64", "u128"],
    &["i8", "i16", "i32", "i64", "i128"],
    &["f32", "f64"],
];

/// Whether values of type `before` can be read as type `now`. Both are written as in the source.
pub(super) fn reads(now: &str, before: &str) -> bool {
    plain_reads(&plain(now), &plain(before))
}

fn plain_reads(now: &str, before: &str) -> bool {
    let option = |ty| str::strip_prefix(ty, "Option<")?.strip_suffix('>');
    let inside = match (option(now), option(before)) {
        (Some(now), Some(before)) => plain_reads(now, before),
        (Some(now), None) => plain_reads(now, before),
        _ => false,
    };
    now == before || inside || is_wider(now, before)
}

fn is_wider(now: &str, before: &str) -> bool {
    WIDER.iter().any(|numbers| {
        let at = |ty| numbers.iter().position(|number| *number == ty);
        matches!((at(before), at(now)), (Some(before), Some(now)) if before < now)
    })
}

/// A type without spaces and paths, which may change with the imports.
fn plain(ty: &str) -> String {
    let ty: String = ty.split_whitespace().collect();
    let ty = ty.replace("::<", "<");
    let mut parts = ty.split("::").peekable();
    let mut plain = String::new();
    while let Some(part) = parts.next() {
        plain.push_str(match parts.peek() {
            Some(_) => part.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_'),
            None => part,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_paths_make_no_other_type() {
        for (before, now) in [
            ("Option<Day>", "Option < Day >"),
            ("Day", "crate::desk::Day"),
            ("Vec<Day>", "::std::vec::Vec::<super::Day>"),
            ("(u32, String)", "(u32,std::string::String)"),
            (
                "HashMap<Day, desk::Table>",
                "std::collections::HashMap<desk::Day, Table>",
            ),
        ] {
            assert!(reads(now, before), "{before} as {now}");
            assert!(reads(before, now), "{now} as {before}");
        }
    }

    #[test]
    fn what_holds_more_reads_what_held_less() {
        for (before, now) in [
            ("u8", "u32"),
            ("i32", "i64"),
            ("f32", "f64"),
            ("Day", "Option<Day>"),
            ("u8", "std::option::Option<u16>"),
            ("Option<u8>", "Option<u16>"),
        ] {
            assert!(reads(now, before), "{before} as {now}");
            assert!(!reads(before, now), "{now} as {before}");
        }
    }

    #[test]
    fn all_else_is_another_type() {
        for (before, now) in [
            ("u32", "i32"),
            ("u32", "String"),
            ("u32", "f64"),
            ("Vec<u8>", "Vec<Day>"),
            ("Day", "OptionDay"),
            ("desk::Day", "desk::Table"),
            ("usize", "u64"),
        ] {
            assert!(!reads(now, before), "{before} as {now}");
            assert!(!reads(before, now), "{now} as {before}");
        }
    }
}
