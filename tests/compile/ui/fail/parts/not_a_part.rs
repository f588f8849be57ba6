//! A mistake in a part is not reported again for its uses.

ivr_runtime::ivr! {
    tree Shop { voice: "en-US-BenjaminRUS" }

    part thanks(fruit) => say "Thank you for {fruit}.",
    part pay(amount: money) => match amount { _ => hangup },
    part leave => hangup,
    part count(fruits: expr) => hangup,

    start menu main_menu {
        "For apples press 1, for pears press 2."
        1 => thanks("an apple"),
        2 => leave(),
    }

    _ => say "Good bye.",
}

fn main() {}
