//! The words of German prompts, with umlauts spelt as two letters.

use super::sense::{Sense, Tables};

pub(super) const TABLES: Tables = Tables {
    senses: &[
        (Sense::Press, "druecken drueck druecke drueckst betaetigen"),
        (Sense::Choose, "nehmen benutzen nutzen"),
        (Sense::Enter, "tippen geben eingeben"),
        (Sense::Dial, "waehlen waehle"),
        (Sense::Say, "sagen"),
        (Sense::Abroad, "druecken waehlen"),
        (Sense::Last, "druecken waehlen tippen betaetigen"),
        (
            Sense::Filler,
            "sie bitte die den das der eine einfach jetzt dann nun so ziffer zahl nummer \
             zeichen auf einen mit",
        ),
        (Sense::KeyNoun, "taste tasten"),
        (Sense::OptionNoun, "option auswahl"),
        (Sense::Scale, "skala"),
        (Sense::Sign, "ziffer zahl nummer zeichen"),
        (Sense::Or, "oder und beziehungsweise"),
        (Sense::To, "bis"),
        (Sense::From, "von zwischen"),
        (Sense::Between, "zwischen"),
        (Sense::Of, "von der unserer"),
        (Sense::Opener, "fuer um wenn falls zum zur zu bei sofern"),
        (
            Sense::Follow,
            "jetzt um fuer wenn falls bitte ein zum zur ist",
        ),
        (
            Sense::Preposition,
            "um bis von ab gegen im in am nummer hausnummer zimmer gleis raum strasse tor \
             fuer zum zur und oder nach vor mit ist sind bei",
        ),
        (
            Sense::Count,
            "uhr stunde stunden minute minuten sekunde sekunden tag tage woche wochen monat \
             monate jahr jahre person personen gaeste plaetze nachrichten nachricht mal \
             ziffern tasten euro neue sterne stock etage moment naechte erwachsene kinder \
             stellige stelligen prozent cent",
        ),
        (Sense::Clock, "mittag mitternacht"),
        (Sense::Not, "nicht ohne niemals nie"),
        (Sense::Light, "sie bitte zu"),
        (Sense::Any, "beliebige beliebigen irgendeine"),
        (Sense::Other, "andere anderen"),
        (
            Sense::Input,
            "kundennummer nummer pin code durchwahl ziffern geburtsdatum datum referenz karte \
             kartennummer kontonummer rechnungsnummer vertragsnummer betrag postleitzahl \
             passwort",
        ),
        (
            Sense::Finish,
            "und gefolgt anschliessend danach schliessen abschliessend beenden bestaetigen \
             abschluss dann schluss ende",
        ),
        (
            Sense::Emergency,
            "notfall notfaelle notfaellen notruf legen polizei feuerwehr rettungsdienst",
        ),
        (Sense::Keypad, "tastatur telefon tastenfeld telefontastatur"),
        (Sense::By, "mit ueber"),
        (Sense::Copula, "ist"),
        (
            Sense::Plain,
            "fuer um wenn falls zum zur zu der die das den dem des ein eine einen einem einer \
             und oder in im ins mit auf von vom sie ihr ihre ihren unser unsere unseren \
             sprechen hoeren moechten wuenschen haben sind ist andere anderen alles alle bei \
             bitte nicht menue",
        ),
    ],
    keys: &[
        ("0", "null"),
        ("1", "eins"),
        ("2", "zwei zwo"),
        ("3", "drei"),
        ("4", "vier"),
        ("5", "fuenf"),
        ("6", "sechs"),
        ("7", "sieben"),
        ("8", "acht"),
        ("9", "neun"),
        ("10", "zehn"),
        ("11", "elf"),
        ("12", "zwoelf"),
        ("*", "stern sternchen sterntaste sternchentaste asterisk"),
        ("#", "raute rautetaste rautezeichen doppelkreuz"),
    ],
    endings: &[
        "ungen", "ung", "eren", "iere", "ern", "en", "er", "es", "e", "n", "s",
    ],
};
