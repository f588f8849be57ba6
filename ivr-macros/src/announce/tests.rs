//! Tests single wordings, traps, and arbitrary contents of prompts.

use super::Grammar::{English, French, German, Other, Spanish};
use super::*;

/// The offers of `prompt` in short form: keys unchanged, `~` before a mention, `end` before a terminator.
fn brief(grammar: Grammar, prompt: &str) -> String {
    let brief: Vec<String> = offers(prompt, grammar)
        .iter()
        .map(|offer| match offer.kind {
            Kind::Key => offer.keys.clone(),
            Kind::Mention => format!("~{}", offer.keys),
            Kind::AnyKey => "any".to_owned(),
            Kind::Input => "input".to_owned(),
            Kind::Terminator => format!("end{}", offer.keys),
        })
        .collect();
    brief.join(" ")
}

#[track_caller]
fn check_all(grammar: Grammar, cases: &[(&str, &str)]) {
    let found: Vec<(&str, String)> = cases
        .iter()
        .map(|(prompt, _)| (*prompt, brief(grammar, prompt)))
        .collect();
    let expected: Vec<(&str, String)> = cases
        .iter()
        .map(|(prompt, keys)| (*prompt, (*keys).to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn english_wordings() {
    check_all(
        English,
        &[
            ("press 1 to book", "1"),
            ("to book press 1", "1"),
            ("for bookings, press one", "1"),
            ("press 1 or 2", "1 2"),
            ("press 1, 2, or 3", "1 2 3"),
            ("press 1,2 or 3", "1 2 3"),
            ("press 1/2", "1 ~2"),
            ("press 1 to 5, or 9", "1 2 3 4 5 9"),
            ("press 1 to 3 or 7 for a song", "1 2 3 7"),
            ("press 1 to 3, 4 for help", "1 2 3 4"),
            ("dial 0", "0"),
            ("enter 3", "3"),
            ("hit the star key", "*"),
            ("press star", "*"),
            ("press the asterisk", "*"),
            ("press pound", "#"),
            ("press the hash key", "#"),
            ("press the pound sign", "#"),
            ("press the number sign", "#"),
            ("press hashtag", "#"),
            ("press #", "#"),
            ("press #1", "1"),
            ("press star 9", "*9"),
            ("key in 2", "2"),
            ("push 5", "5"),
            ("select 1", "1"),
            ("choose option 2", "2"),
            ("say or press 1", "1"),
            ("press or say one", "1"),
            ("press \"one\"", "1"),
            ("press 1 (one)", "1"),
            ("press the number 4 key", "4"),
            ("1 for sales, 2 for support", "1 2"),
            ("Sales: 1. Support: 2.", "1 2"),
            ("1: sales, 2: support", "1 2"),
            ("1 - sales, 2 - support", "1 2"),
            ("For sales, 1. For support, 2.", "1 2"),
            ("option 1: sales", "~1"),
            ("touch 9", "9"),
            ("press 4 2", "42"),
            ("press 1-3", "1 2 3"),
            ("press 9 through 4", "9"),
            ("press 4 through 9", "4 5 6 7 8 9"),
            ("on a scale of 1 to 3", "~1 ~2 ~3"),
            ("press 1 for A or press 2 for B", "1 2"),
            ("press any key", "any"),
            ("press {key} to go on", "any"),
            ("press any other key to go back", ""),
            ("enter your PIN followed by the hash key", "input end#"),
            ("enter your 4 digit PIN, then press pound", "input end#"),
            ("enter your PIN and press #", "input end#"),
            ("enter your PIN. To cancel press star", "input *"),
        ],
    );
}

#[test]
fn english_traps() {
    check_all(
        English,
        &[
            ("between 9AM and 9PM", ""),
            ("open 9 to 5", ""),
            ("Monday, 9 to 5, Tuesday, 10 to 2", ""),
            ("Monday, 9 to noon, Tuesday, 10 to midnight", ""),
            ("at 12 Elm Street", ""),
            ("it costs $5 or 5.50 or 1,200 dollars", ""),
            ("since 1987", ""),
            ("call us at 1 800 555 0199", ""),
            ("dial 1 800 555 0199", "~18005550199"),
            ("dial 1-800-555-0199", "~18005550199"),
            ("in an emergency dial 911", "~911"),
            ("in an emergency hang up and dial 112", "~112"),
            ("one of our representatives", ""),
            ("press one of the keys", ""),
            ("one moment", ""),
            ("please press the key of your choice", ""),
            ("you have 2 messages", ""),
            ("for 2 people press 2", "2"),
            ("a table for two, press 2", "2"),
            ("within 10 seconds", ""),
            ("press 1 now", "1"),
            ("24 hours", ""),
            ("do not press 1", ""),
            ("please don't press 1", ""),
            ("choose 2 sides", ""),
            ("get 2 for 1, or 4 for 3", ""),
            ("for flight 212, press 1, for flight 313, press 2", "1 2"),
            ("press 1 to book for 3 or 4 for lunch", "1"),
        ],
    );
}

#[test]
fn other_languages() {
    check_all(
        Spanish,
        &[
            ("oprima el uno", "1"),
            ("marque 1, digite 2, presione 3", "1 2 3"),
            ("pulse 1 por favor", "1"),
            ("pulse la tecla almohadilla", "#"),
            ("pulse numeral o asterisco", "# *"),
            ("pulse gato", "#"),
            ("pulse estrella", "*"),
            ("no pulse 1; si no, pulse 2", "2"),
            ("uno de nuestros agentes", ""),
            ("marque un nu\u{301}mero del 1 al 3", "1 2 3"),
            ("pulse del 1 al 3 o el 9", "1 2 3 9"),
            ("cuelgue y marque 112", "~112"),
        ],
    );
    check_all(
        French,
        &[
            (
                "tapez 1, appuyez sur le 2, faites le 3, composez le 4",
                "1 2 3 4",
            ),
            ("tapez dièse ou étoile", "# *"),
            ("appuyez sur la touche die\u{300}se", "#"),
            ("n'appuyez pas sur 1", ""),
            ("un de nos conseillers", ""),
            ("tapez un chiffre de 1 à 3", "1 2 3"),
            ("raccrochez et composez le 15", "~15"),
        ],
    );
    check_all(
        German,
        &[
            ("drücken Sie die 1", "1"),
            ("dru\u{308}cken Sie die 1", "1"),
            ("DRUECKEN SIE DIE EINS", "1"),
            ("wählen Sie die Zwei", "2"),
            ("Taste 2", "2"),
            ("drücken Sie Raute oder Stern", "# *"),
            ("drücken Sie die Sternchentaste", "*"),
            ("drücken Sie nicht die 1", ""),
            ("von 9 bis 17 Uhr", ""),
            ("im 2. Stock", ""),
        ],
    );
}

#[test]
fn offers_quote_the_prompt() {
    let offers = offers(
        "Hi! To book a table, please Press the 1 key or press 2 for help.",
        English,
    );
    let quotes: Vec<(&str, &str)> = offers.iter().map(|o| (o.phrase, o.purpose)).collect();
    assert_eq!(
        quotes,
        [
            ("Press the 1 key", "To book a table"),
            ("press 2", "for help")
        ]
    );
}

#[test]
fn languages() {
    for (tag, voice, grammar) in [
        (None, "en-US-BenjaminRUS", English),
        (None, "es-MX-Raul", Spanish),
        (None, "FR_ca-Caroline", French),
        (None, "de", German),
        (None, "", Other),
        (None, "-", Other),
        (None, "ja-JP-Ayumi", Other),
        (None, "english", Other),
        (None, "é-US", Other),
        // One voice may speak several languages.
        (Some("es"), "en-US-JennyMultilingualNeural", Spanish),
        (Some("hi"), "en-IN-NeerjaNeural", Other),
        (Some("de_at"), "en-US-JennyMultilingualNeural", German),
        (Some("français"), "en-US-JennyMultilingualNeural", French),
        // Not names of languages.
        (Some("mx"), "es-MX-Raul", Spanish),
        (Some("polite"), "de-DE-Katja", German),
    ] {
        assert_eq!(Grammar::of(tag, voice), grammar, "{tag:?} {voice}");
    }
}

#[test]
fn stems() {
    for (one, other) in [
        ("booking", "book"),
        ("reservations", "reserve"),
        ("cancellation", "cancel"),
        ("billing", "bill"),
        ("deliveries", "delivery"),
    ] {
        assert_eq!(swapped::stem(one, English), swapped::stem(other, English));
    }
    assert_ne!(
        swapped::stem("table", English),
        swapped::stem("tablet", English)
    );
}

/// Three keys in a circle are three swaps; synonyms are not swaps.
#[test]
fn swaps() {
    let offers = offers("press 1 for sales, 2 for parts, 3 for repairs", English);
    let keys = |branches: &[(&str, &[&str])]| -> Vec<(String, String)> {
        let swaps = swapped(&offers, branches, English);
        swaps
            .into_iter()
            .map(|swap| (swap.key, swap.other_key))
            .collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        keys(&[("1", &["parts"]), ("2", &["repairs"]), ("3", &["sales"])]),
        [pair("1", "3"), pair("2", "1"), pair("3", "2")]
    );
    assert_eq!(
        keys(&[("1", &["shop"]), ("2", &["stock"]), ("3", &["workshop"])]),
        []
    );
    assert_eq!(keys(&[]), []);
}

/// Reads any text without a panic.
#[test]
fn nothing_panics() {
    let pieces = [
        "",
        " ",
        "press",
        "press 1",
        "press 1 or ",
        "1 1 ",
        "1-",
        "1,",
        ", ",
        ". ",
        "{",
        "}",
        "{a} ",
        "for ",
        "or ",
        "or 1 ",
        "option ",
        "# ",
        "*",
        "#1",
        "«1»",
        "é",
        "\u{301}",
        "ı\u{307}",
        "İ",
        "ﬁ",
        "１",
        "٣",
        "9½",
        "9é",
        "1.é",
        "1,é2",
        "1,é",
        "👩‍👩‍👧",
        "\u{202e}",
        "\0",
        "\u{feff}",
        "to 99999999999999999999999 ",
        "between 1 and ",
        "enter your PIN then ",
        "mit der 1 ",
        "die 1 drücken ",
        "dial 1 ",
        "any key ",
        "is 1 ",
    ];
    for grammar in Grammar::KNOWN {
        for one in pieces {
            for other in pieces {
                let pair = format!("{one}{other}");
                let branches = [Branch {
                    wired: vec![Wired::Key(pair.clone())],
                    names: vec![&pair],
                }];
                check(&pair, grammar, &branches);
            }
        }
    }
    for piece in pieces {
        let long = piece.repeat(10_000 / piece.len().max(1));
        check(&long, German, &[]);
    }
}
