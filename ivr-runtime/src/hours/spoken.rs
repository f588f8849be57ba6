//! `{next}`: speaks a moment.

use std::fmt::Write as _;

use super::{Day, Moment};
use crate::speech::{self, Language, SpeakDate, SpeakPlain, SpeakTime, weekday};

/// "tomorrow at 9 AM", "mañana a las 9 de la mañana", "demain à 9 heures", "morgen um 9 Uhr": fits
/// after "We open". After "until", use `{until:time}`, because not every language allows "until
/// at".
impl SpeakPlain for Moment {
    fn speak_plain(&self, language: Language, out: &mut String) {
        let day = day(self, language);
        let at = match language {
            // English has its own form, with commas.
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

/// The day before the time, with a trailing space; empty for today.
fn day(moment: &Moment, language: Language) -> String {
    let date = moment.date();
    let named = || weekday(date, language);
    let mut day = match (moment.day(), language) {
        (Day::Today, _) => return String::new(),
        (_, Language::Other) => date.to_string(),
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
                // Writing to a string can't fail.
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

/// A closing at midnight has the date of the day that it ends.
impl SpeakDate for Moment {
    fn speak_date(&self, language: Language, out: &mut String) {
        self.date().speak_date(language, out);
    }
}

impl SpeakTime for Moment {
    fn speak_time(&self, language: Language, out: &mut String) {
        match language {
            // On a 24-hour clock, 24 distinguishes the end of a day from its start.
            Language::German if self.ends_the_day() => out.push_str("24 Uhr"),
            Language::Other if self.ends_the_day() => out.push_str("24:00"),
            _ => self.time().speak_time(language, out),
        }
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
                    "on Tuesday, January 4, 2028, at midnight",
                    "el martes 4 de enero de 2028 a las 12 de la noche",
                    "le mardi 4 janvier 2028 à minuit",
                    "am Dienstag, den 4. Januar 2028, um 0 Uhr",
                    "2028-01-04 00:00",
                ],
            ),
        ] {
            let moment = Moment::new(at.parse().unwrap(), &now);
            let spoken = Language::ALL.map(|language| speech::plain(&moment, language));
            assert_eq!(spoken, expected);
        }
    }
    #[test]
    fn midnight_is_of_the_day_that_begins_when_it_opens_and_of_the_day_that_ends_when_it_closes() {
        let now = "2026-12-24T20:00[Europe/Berlin]".parse().unwrap();
        let midnight = |day| format!("{day}T00:00[Europe/Berlin]").parse().unwrap();
        for (moment, plain, date) in [
            (
                Moment::new(midnight("2026-12-25"), &now),
                [
                    "tomorrow at midnight",
                    "mañana a las 12 de la noche",
                    "demain à minuit",
                    "morgen um 0 Uhr",
                    "2026-12-25 00:00",
                ],
                [
                    "Friday the 25th of December",
                    "viernes 25 de diciembre",
                    "vendredi 25 décembre",
                    "Freitag, den 25. Dezember",
                    "2026-12-25",
                ],
            ),
            (
                Moment::closing(midnight("2026-12-25"), &now),
                [
                    "at midnight",
                    "a las 12 de la noche",
                    "à minuit",
                    "um 24 Uhr",
                    "24:00",
                ],
                [
                    "Thursday the 24th of December",
                    "jueves 24 de diciembre",
                    "jeudi 24 décembre",
                    "Donnerstag, den 24. Dezember",
                    "2026-12-24",
                ],
            ),
            (
                Moment::closing(midnight("2026-12-28"), &now),
                [
                    "on Sunday at midnight",
                    "el domingo a las 12 de la noche",
                    "dimanche à minuit",
                    "am Sonntag um 24 Uhr",
                    "2026-12-27 24:00",
                ],
                [
                    "Sunday the 27th of December",
                    "domingo 27 de diciembre",
                    "dimanche 27 décembre",
                    "Sonntag, den 27. Dezember",
                    "2026-12-27",
                ],
            ),
        ] {
            let plainly = Language::ALL.map(|language| speech::plain(&moment, language));
            assert_eq!(plainly, plain);
            let dates = Language::ALL.map(|language| speech::date(&moment, language));
            assert_eq!(dates, date);
        }
    }
}
