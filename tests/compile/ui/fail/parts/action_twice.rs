//! A menu that is passed to a part which uses it twice.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part offer(fruit: text, buy: action) => menu ask {
        "{fruit} For one press 1, for two press 2."
        1 => buy,
        2 => buy,
    }

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => offer("Apples.", buy: menu bought { "Press 1 to leave." 1 => hangup }) as apple,
        2 => offer("Pears.", buy: goto bought) as pear,
    }

    _ => say "Good bye.",
}

fn main() {}
