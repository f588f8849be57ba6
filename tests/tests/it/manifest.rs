//! Deploys: a tree against the manifest of the one before it.

use ivr_runtime::manifest::{Manifest, assert_takes_over};
use ivr_runtime::{Tree as _, ivr};

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

/// Renamed, with word of it; reworded; with another key. No call is stranded.
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

/// Renamed without word of it, with fewer attempts, and with a key that means something else.
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

#[test]
fn a_tree_takes_over_its_own_calls() {
    let manifest = Manifest::of::<before::Shop>();
    assert_eq!(manifest.takes_over(&manifest), Ok(()));
    assert_eq!(Manifest::read(&manifest.to_string()).unwrap(), manifest);
    assert_takes_over::<before::Shop>(&manifest.to_string());
}

#[test]
fn a_former_id_is_still_understood_attempts_included() {
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

#[test]
fn what_strands_or_surprises_callers_is_told() {
    let older = Manifest::of::<before::Shop>();
    let incompatible = Manifest::of::<broken::Shop>()
        .takes_over(&older)
        .unwrap_err();
    assert!(incompatible.strands_calls());
    assert_eq!(incompatible.gone, ["main_menu~2", "sales"]);
    let report = incompatible.to_string();
    for line in [
        "error: calls in flight may carry \"sales\", and no state has this id",
        "  help: keep the state, or let the one that takes its place say `was \"sales\"`",
        "warning: `1` means something else in \"main_menu\"",
        "  - -> \"sales\"",
        "  + say \"Support is closed.\", hang up",
    ] {
        assert!(
            report.lines().any(|l| l == line),
            "{line}\nis not in\n{report}"
        );
    }
}

#[test]
fn a_language_that_is_gone_or_has_moved_is_told() {
    ivr! {
        tree Kiosk { languages: { en: "en-US-BenjaminRUS", es: "es-ES-Pablo", fr: "fr-FR-Julie" } }

        start menu main_menu {
            { en: "For Spanish press 1, for French press 2.", es: "Pulse 1, pulse 2.", fr: "Tapez 1, tapez 2." }
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
        // `main_menu` would be Spanish, and `main_menu~es` nothing.
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

#[test]
#[should_panic(expected = "calls in flight may carry \"sales\"")]
fn the_test_helper_fails_with_the_same_words() {
    assert_takes_over::<broken::Shop>(&Manifest::of::<before::Shop>().to_string());
}

#[test]
fn the_hash_is_of_the_keys_alone() {
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
