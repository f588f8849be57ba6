//! `{next}`: a moment, as a text of a tree speaks it.

use std::fmt::Write as _;

use super::{Day, Moment};
use crate::speech::{self, Language, SpeakDate, SpeakPlain, SpeakTime, weekday};

/// "tomorrow at 9 AM", "mañana a las 9 de la mañana", "demain à 9 heures", "morgen um 9 Uhr": what fits
/// behind "We open". Behind "until", which not every language puts before an "at", stands
/// `{until:time}`.
impl SpeakPlain for Moment {
    fn speak_plain(&self, language: Language, out: &mut String) {
        let day = day(self, language);
        let at = match language {
            // English writes its own, commas and all.
            Language::English => return out.push_str(&self.to_string()),
            Language::Spanish => "a ",
            Language::French => "à ",
            Language::German => "um ",
            Language::Other => "",
        };
        out.push_str(&day);
        out.push_str(at);
        self.speak_time(language, out);
    }
}

/// The day as it stands before the time, with the space behind it; nothing for today.
fn day(moment: &Moment, language: Language) -> String {
    let date = moment.date();
    let named = || weekday(date, language);
    let mut day = match (moment.day(), language) {
        (Day::Today, _) => return String::new(),
        // In figures midnight is that of the day which it begins.
        (_, Language::Other) => moment.zoned().date().to_string(),
        (Day::Tomorrow, Language::Spanish) => "mañana".to_owned(),
        (Day::Tomorrow, Language::French) => "demain".to_owned(),
        (Day::Tomorrow, Language::German) => "morgen".to_owned(),
        (Day::ThisWeek(_), Language::Spanish) => format!("el {}", named()),
        (Day::ThisWeek(_), Language::French) => named().to_owned(),
        (Day::ThisWeek(_), Language::German) => format!("am {}", named()),
        (Day::On(_), _) | (_, Language::English) => {
            let before = language.pick(["on ", "el ", "le ", "am ", ""]);
            let mut day = format!("{before}{}", speech::date(&date, language));
            let year = language.pick([" ", " de ", " ", " ", " "]);
            if !moment.is_soon() {
                // A String takes everything.
                let _ = write!(day, "{year}{}", date.year());
            }
            if language == Language::German {
                day.push(',');
            }
            day
        }
    };
    day.push(' ');
    day
}

/// Midnight has the date of the day that it ends.
impl SpeakDate for Moment {
    fn speak_date(&self, language: Language, out: &mut String) {
        self.date().speak_date(language, out);
    }
}

impl SpeakTime for Moment {
    fn speak_time(&self, language: Language, out: &mut String) {
        self.time().speak_time(language, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_spoken_as_people_do() {
        let now = "2026-12-24T20:00[Europe/Berlin]".parse().unwrap();
        for (at, expected) in [
            (
                "2026-12-24T21:30[Europe/Berlin]",
                [
                    "at 9:30 PM",
                    "a las 9 y 30 de la noche",
                    "à 21 heures 30",
                    "um 21 Uhr 30",
                    "21:30",
                ],
            ),
            (
                "2026-12-25T09:00[Europe/Berlin]",
                [
                    "tomorrow at 9 AM",
                    "mañana a las 9 de la mañana",
                    "demain à 9 heures",
                    "morgen um 9 Uhr",
                    "2026-12-25 09:00",
                ],
            ),
            (
                "2026-12-28T13:00[Europe/Berlin]",
                [
                    "on Monday at 1 PM",
                    "el lunes a la 1 de la tarde",
                    "lundi à 13 heures",
                    "am Montag um 13 Uhr",
                    "2026-12-28 13:00",
                ],
            ),
            (
                "2027-01-01T12:00[Europe/Berlin]",
                [
                    "on Friday, January 1, at noon",
                    "el viernes 1 de enero a las 12 del mediodía",
                    "le vendredi 1er janvier à midi",
                    "am Freitag, den 1. Januar, um 12 Uhr",
                    "2027-01-01 12:00",
                ],
            ),
            (
                "2028-01-04T00:00[Europe/Berlin]",
                [
                    "on Monday, January 3, 2028, at midnight",
                    "el lunes 3 de enero de 2028 a las 12 de la noche",
                    "le lundi 3 janvier 2028 à minuit",
                    "am Montag, den 3. Januar 2028, um 0 Uhr",
                    "2028-01-04 00:00",
                ],
            ),
        ] {
            let moment = Moment::new(at.parse().unwrap(), &now);
            let spoken = Language::ALL.map(|language| speech::plain(&moment, language));
            assert_eq!(spoken, expected);
        }
    }
}
