//! Tests of the manifest: checks a tree against its predecessor.

use std::panic::catch_unwind;

use ivr_runtime::manifest::{Manifest, assert_takes_over};
use ivr_runtime::{Tree as _, ivr};
use serde_json::Value;

mod before {
    use super::ivr;

    ivr! {
        pub tree Shop { voice: "en-US-BenjaminRUS" }

        start menu main_menu {
            "Press 1 for sales, press 2 for support."
            1 => menu sales {
                "Press 1 to buy, press 2 to go back."
                1 => say "Sold.",
                2 => back,
            }
            2 => say "Support is closed.",
            _ => retry(2) else say "Good bye.",
        }
    }
}

/// States renamed with their former names, texts reworded, a key added. No call is stranded.
mod renamed {
    use super::ivr;

    ivr! {
        pub tree Shop { voice: "en-US-BenjaminRUS" }

        start menu main_menu {
            "Welcome. Press 1 for sales, press 2 for support."
            1 => menu shop_floor was "sales" {
                "Press 1 to buy, press 2 to go back."
                1 => say "Sold.",
                2 => goto main_menu,
            }
            2 => say "Support is closed.",
            _ => retry(2) else say "Good bye.",
        }
    }
}

/// A state renamed without its former name, fewer attempts, and a key with another meaning.
mod broken {
    use super::ivr;

    ivr! {
        pub tree Shop { voice: "en-US-BenjaminRUS" }

        start menu main_menu {
            "Press 1 for support, press 2 for the shop."
            1 => say "Support is closed.",
            2 => menu shop_floor {
                "Press 1 to buy, press 2 to go back."
                1 => say "Sold.",
                2 => back,
            }
            _ => retry(1) else say "Good bye.",
        }
    }
}

pub(crate) fn a_tree_takes_over_its_own_calls() {
    let manifest = Manifest::of::<before::Shop>();
    assert_eq!(manifest.takes_over(&manifest), Ok(()));
    assert_eq!(Manifest::read(&manifest.to_string()).unwrap(), manifest);
    assert_takes_over::<before::Shop>(&manifest.to_string());
}

pub(crate) fn former_ids_are_understood_including_attempts() {
    let older = Manifest::of::<before::Shop>();
    assert_eq!(Manifest::of::<renamed::Shop>().takes_over(&older), Ok(()));
    for (id, state) in [
        ("sales", renamed::Shop::ShopFloor),
        ("sales~1", renamed::Shop::ShopFloorAttempt1),
        ("shop_floor", renamed::Shop::ShopFloor),
    ] {
        assert_eq!(
            renamed::Shop::from_client_action_id(id),
            Some(state),
            "{id}"
        );
    }
}

pub(crate) fn removed_states_and_changed_keys_are_reported() {
    let older = Manifest::of::<before::Shop>();
    let incompatible = Manifest::of::<broken::Shop>()
        .takes_over(&older)
        .unwrap_err();
    assert!(incompatible.strands_calls());
    assert_eq!(incompatible.gone, ["main_menu~2", "sales"]);
    let report = incompatible.to_string();
    for line in [
        "error: calls in flight may carry \"sales\", and no state has this id",
        "  help: keep the state, or add `was \"sales\"` to the one that replaces it",
        "warning: `1` leads elsewhere in \"main_menu\"",
        "  - -> \"sales\"",
        "  + say \"Support is closed.\", hang up",
    ] {
        assert!(
            report.lines().any(|l| l == line),
            "{line}\nis not in\n{report}"
        );
    }
}

pub(crate) fn a_removed_or_moved_language_is_reported() {
    ivr! {
        tree Kiosk { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo", fr: "fr-FR-Julie" } }

        start menu main_menu {
            {
                en: "For Spanish press 1, for French press 2.",
                es: "Pulse 1, pulse 2.",
                fr: "Tapez 1, tapez 2."
            }
            1 => speak es then repeat,
            2 => speak fr then repeat,
        }
        _ => say { en: "Good bye.", es: "Adiós.", fr: "Au revoir." },
    }

    let now = Manifest::of::<Kiosk>();
    assert_eq!(now.takes_over(&now), Ok(()));
    for (languages, unspoken) in [
        (&["en", "es"][..], &["fr"][..]),
        (&["en", "fr", "es", "de"], &[]),
        // `main_menu` would be Spanish, and `main_menu~es` unknown.
        (&["es", "en", "fr"], &["en", "es"]),
    ] {
        let mut next = now.clone();
        next.languages = languages.iter().map(|&l| l.to_owned()).collect();
        let told = next.takes_over(&now).err();
        let told = told.map(|told| (told.strands_calls(), told.unspoken, told.changed));
        let told = told.unwrap_or_default();
        assert_eq!(
            told,
            (
                !unspoken.is_empty(),
                unspoken.iter().map(|&l| l.to_owned()).collect(),
                vec![]
            )
        );
    }
    let report = {
        let mut next = now.clone();
        next.languages.pop();
        next.takes_over(&now).unwrap_err().to_string()
    };
    assert!(
        report.starts_with("error: calls in flight may be in `fr`"),
        "{report}"
    );
}

pub(crate) fn assert_takes_over_panics_with_the_same_message() {
    let before = Manifest::of::<before::Shop>().to_string();
    let panic = catch_unwind(|| assert_takes_over::<broken::Shop>(&before)).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("calls in flight may carry \"sales\""),
        "{message}"
    );
}

pub(crate) fn the_hash_covers_only_the_keys() {
    let (before, now) = (
        Manifest::of::<before::Shop>(),
        Manifest::of::<renamed::Shop>(),
    );
    assert_ne!(
        before.states["main_menu"].hash,
        now.states["main_menu"].hash
    );
    assert_eq!(before.states["sales"].hash, now.states["shop_floor"].hash);
}

/// Calls remember the number of guests.
mod counted {
    use super::ivr;

    ivr! {
        pub tree Bistro { voice: "en-US-BenjaminRUS" }

        let guests: u32;

        start menu party {
            "How many are you? Press 1 to 9."
            guests @ 1..=9 => goto confirm,
        }
        menu confirm {
            "A table for {guests}. To take it press 1, for something else press 2."
            1 => say "It is yours.",
            2 => menu other {
                "For a person press 1, to begin again press 2."
                1 => connect(from: "+6568888888", to: ["+6598888888", "+6598888889"]) as clerk {
                    answered => hangup,
                    _ => say "Nobody is free.",
                },
                2 => goto party,
            },
        }
        _ => say "Good bye.",
    }
}

/// Asks for the day too, and reads it where few paths lead.
mod dated {
    use super::ivr;

    ivr! {
        pub tree Bistro { voice: "en-US-BenjaminRUS" }

        let guests: u32;
        let day: u32;

        start menu party {
            "How many are you? Press 1 to 9."
            guests @ 1..=9 => menu when {
                "For today press 1, for tomorrow press 2."
                day @ 1..=2 => goto summary,
            },
        }
        menu summary was "confirm" {
            "A table for {guests}. To take it press 1, for something else press 2."
            1 => say "It is yours.",
            2 => menu other {
                "For a person press 1, to begin again press 2."
                1 => connect(from: "+6568888888", to: ["+6598888888", "+6598888889"]) as clerk {
                    answered => hangup,
                    _ => say "Nobody is free on day {day}.",
                },
                2 => goto party,
            },
        }
        _ => say "Good bye.",
    }
}

pub(crate) fn the_manifest_lists_known_and_needed_values_of_each_state() {
    let manifest = Manifest::of::<dated::Bistro>();
    let values = manifest.values.as_ref().unwrap();
    let values: Vec<_> = values
        .iter()
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect();
    assert_eq!(values, ["day: u32", "guests: u32"]);
    for (state, known, needed) in [
        ("party", &[][..], &[][..]),
        // The day is asked for there.
        ("when", &["guests"], &["guests"]),
        // `guests` is spoken on entering, and not needed after that.
        ("summary", &["guests", "day"], &["day"]),
        ("other", &["guests", "day"], &["day"]),
        ("clerk", &["guests", "day"], &["day"]),
    ] {
        let found = &manifest.states[state];
        assert_eq!(found.known, known, "{state}");
        assert_eq!(found.needed, needed, "{state}");
    }
    let clerk = &Manifest::of::<counted::Bistro>().states["clerk"];
    assert_eq!(
        (&clerk.known[..], &clerk.needed[..]),
        (&["guests".to_owned()][..], &[][..])
    );
}

pub(crate) fn a_missing_value_is_reported_with_its_states() {
    let older = Manifest::of::<counted::Bistro>();
    let told = Manifest::of::<dated::Bistro>()
        .takes_over(&older)
        .unwrap_err();
    assert!(told.strands_calls());
    let lacking = told.lacking.iter();
    let lacking: Vec<_> = lacking.map(|l| (&*l.state, &*l.now, &*l.value)).collect();
    assert_eq!(
        lacking,
        [
            ("clerk", "clerk", "day"),
            ("confirm", "summary", "day"),
            ("other", "other", "day")
        ]
    );
    let report = told.to_string();
    let expected = "\
error: calls in flight may lack `day`, which they need; such a call fails where it is read
  note: in \"clerk\" they have `guests: u32`
  note: in \"confirm\", which is now \"summary\", they have `guests: u32`
  note: in \"other\" they have `guests: u32`
  help: set `day` on every path from there to where it is read; or deploy twice, first setting `day` without reading it there, and again when the earlier calls have ended
";
    assert!(report.starts_with(expected), "{report}");
    // In the other direction nothing is missing: a value that is no longer read does not matter.
    let back = Manifest::of::<counted::Bistro>().takes_over(&Manifest::of::<dated::Bistro>());
    assert_eq!(back.unwrap_err().lacking, []);
}

pub(crate) fn a_changed_type_is_reported_unless_it_reads_the_old_values() {
    let now = Manifest::of::<counted::Bistro>();
    let declared_as = |ty: &str| {
        let mut older = now.clone();
        older.values = Some([("guests".to_owned(), ty.to_owned())].into());
        older
    };
    for same in ["u32", "u8", "core::primitive::u32"] {
        assert_eq!(now.takes_over(&declared_as(same)), Ok(()), "{same}");
    }
    for other in ["String", "Option<u32>", "i32", "u64", "Party"] {
        let told = now.takes_over(&declared_as(other)).unwrap_err();
        assert!(told.strands_calls(), "{other}");
        // One cause, one error.
        assert_eq!(told.lacking, [], "{other}");
        let says =
            format!("error: calls in flight remember `guests: {other}`, which `guests: u32`");
        assert!(told.to_string().starts_with(&says), "{told}");
    }
}

pub(crate) fn a_manifest_without_values_is_read_with_a_warning() {
    let older = |manifest: Manifest| {
        let mut json: Value = serde_json::from_str(&manifest.to_string()).unwrap();
        let fields = json.as_object_mut().unwrap();
        fields.remove("start");
        fields.remove("values");
        for state in fields["states"].as_object_mut().unwrap().values_mut() {
            state.as_object_mut().unwrap().remove("known");
            state.as_object_mut().unwrap().remove("needed");
        }
        Manifest::read(&json.to_string()).unwrap()
    };
    let now = Manifest::of::<counted::Bistro>();
    let told = now.takes_over(&older(now.clone())).unwrap_err();
    assert!(!told.strands_calls());
    let report = told.to_string();
    let says = "warning: the older manifest does not list what calls remember";
    assert!(
        report.starts_with(says) && report.contains("\n  help: build"),
        "{report}"
    );
    // Without remembered values, nothing can be missing.
    let now = Manifest::of::<before::Shop>();
    assert_eq!(now.takes_over(&older(now.clone())), Ok(()));
}

pub(crate) fn a_changed_start_menu_is_reported() {
    let older = Manifest::of::<counted::Bistro>();
    let mut now = older.clone();
    now.start = Some("confirm".to_owned());
    let told = now.takes_over(&older).unwrap_err();
    assert!(!told.strands_calls());
    let says = "warning: outbound calls that have just heard \"party\" are answered by \"confirm\"";
    assert!(told.to_string().starts_with(says), "{told}");
    // A rename is not an error.
    let state = now.states.remove("party").unwrap();
    now.states.insert("size".to_owned(), state);
    now.states.get_mut("size").unwrap().was = vec!["party".to_owned()];
    now.start = Some("size".to_owned());
    assert_eq!(
        now.takes_over(&older).map_err(|told| told.moved_start),
        Err(None)
    );
}
