//! A misspelt name of a part.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part confirm(question: text, yes: action) => menu ask {
        "{question} Press 1 to confirm, press 2 to change."
        1 => yes,
        2 => back,
    }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => confrim("One apple.", yes: say "Thank you.") as apple,
        2 => confirm("One pear.", yes: say "Thank you.") as pear,
    }

    _ => say "Good bye.",
}

fn main() {}
