//! The words of English prompts.

use super::sense::{Sense, Tables};

pub(super) const TABLES: Tables = Tables {
    senses: &[
        (
            Sense::Press,
            "press pressing push pushing hit hitting punch",
        ),
        (
            Sense::Choose,
            "select selecting choose choosing pick touch tap use try click",
        ),
        (Sense::Enter, "enter entering key type input"),
        (Sense::Dial, "dial dialing dialling"),
        (Sense::Say, "say saying"),
        (Sense::Abroad, "press dial"),
        (
            Sense::Filler,
            "the a an on in please now just simply then number digit sign symbol either",
        ),
        (Sense::KeyNoun, "key keys button buttons"),
        (Sense::OptionNoun, "option options choice"),
        (Sense::Scale, "scale"),
        (Sense::Sign, "sign symbol digit number"),
        (Sense::Or, "or and"),
        (Sense::To, "to through thru till until"),
        (Sense::From, "from between"),
        (Sense::Between, "between"),
        (Sense::Of, "of"),
        (Sense::Opener, "to for if when with"),
        (
            Sense::Follow,
            "now please again at on in when anytime any instead otherwise to for if is will \
             then today",
        ),
        (
            Sense::Preposition,
            "at by from until till of in room route gate suite street terminal exit number \
             for to with before after and or the our your is are about around over under \
             platform line unit level",
        ),
        (
            Sense::Count,
            "am pm o hour hours minute minutes min mins second seconds day days week weeks \
             month months year years people persons guests guest seats seat person messages \
             message times time digit digits character characters keys buttons percent \
             dollars dollar euros euro pounds cents star stars miles mile km items item sides \
             more way ways following street avenue road floor noon midnight night nights new \
             saved course courses adults adult children child moment",
        ),
        (Sense::Clock, "noon midnight midday close"),
        (Sense::Not, "not don dont never without no cannot avoid"),
        (Sense::Light, "t to need please have ever just by"),
        (Sense::Any, "any"),
        (Sense::Other, "other else"),
        (
            Sense::Input,
            "number account pin code extension digits date birth reference card zip postcode \
             password passcode amount id phone birthday ssn year",
        ),
        (
            Sense::Finish,
            "followed and then finish finished finishing end ending done complete completed \
             afterwards",
        ),
        (
            Sense::Emergency,
            "emergency emergencies ambulance hang police",
        ),
        (
            Sense::Keypad,
            "keypad keyboard phone telephone handset dialpad",
        ),
        (Sense::Copula, "is s are"),
        (
            Sense::Plain,
            "to for if the a an our your you my we us of or and in on at with is are it this \
             that be have has would like want wish please now here hear press speak talk \
             reach go get know calling call about any other all do make menu option another \
             more by as from into not don t s d re ll say",
        ),
    ],
    keys: &[
        ("0", "zero nought naught"),
        ("1", "one"),
        ("2", "two"),
        ("3", "three"),
        ("4", "four"),
        ("5", "five"),
        ("6", "six"),
        ("7", "seven"),
        ("8", "eight"),
        ("9", "nine"),
        ("10", "ten"),
        ("11", "eleven"),
        ("12", "twelve"),
        ("*", "star asterisk"),
        ("#", "pound hash hashtag octothorpe"),
    ],
    endings: &[
        "ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ed", "es", "s",
        "y", "e",
    ],
};
