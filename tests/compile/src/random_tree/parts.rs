//! The parts that trees use: their declarations, and the meaning of a use.

use super::{Action, Branch, Fallbacks, Keys, Menu, Part, Settings, Step};

impl Part {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Farewell, Self::After, Self::Offer];

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Farewell => "farewell",
            Self::After => "after",
            Self::Offer => "offer",
        }
    }

    /// Its declaration, in a tree or in an `ivr_part!`.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::Farewell => "part farewell(words: text) => say words then hangup,",
            Self::After => {
                "part after(words: text, next: action) => say(repetition: 2) \"First: {words}\" then next,"
            }
            Self::Offer => {
                "part offer(thing: text, yes: action) => menu ask {
                    \"To buy {thing} press 1, to leave press 2.\"
                    1 \"buy {thing}\" => yes,
                    2 \"leave\" => menu sure {
                        \"To leave press 1, to stay press 2.\"
                        1 \"leave\" => hangup,
                        2 \"stay\" => back,
                    }
                }"
            }
        }
    }

    pub(super) fn farewell(words: String) -> Action {
        vec![Step::Say(words, Settings::default()), Step::Hangup]
    }

    pub(super) fn after(words: &str, next: Action) -> Action {
        let twice = Settings {
            repetition: Some(2),
            ..Settings::default()
        };
        let mut means = vec![Step::Say(format!("First: {words}"), twice)];
        means.extend(next);
        means
    }

    /// The menu of a use. `name` is the name of the use; the nested menu's name is derived from it.
    pub(super) fn offer(name: String, thing: &str, yes: Action) -> Menu {
        let sure = menu(
            format!("{name}_sure"),
            "To leave press 1, to stay press 2.".to_owned(),
            ("leave".to_owned(), vec![Step::Hangup]),
            ("stay".to_owned(), vec![Step::Back]),
        );
        menu(
            name,
            format!("To buy {thing} press 1, to leave press 2."),
            (format!("buy {thing}"), yes),
            ("leave".to_owned(), vec![Step::Menu(Box::new(sure))]),
        )
    }
}

/// A menu with two keys.
fn menu(name: String, prompt: String, one: (String, Action), two: (String, Action)) -> Menu {
    let branch = |key, (label, action)| Branch {
        keys: vec![Keys::One(key)],
        label: Some(label),
        action,
    };
    Menu {
        name,
        id: None,
        was: Vec::new(),
        doc: None,
        settings: Settings::default(),
        recording: None,
        prompt,
        branches: vec![branch(1, one), branch(2, two)],
        fallbacks: Fallbacks::default(),
    }
}
