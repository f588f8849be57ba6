//! `{day:date}`: a calendar date.

use jiff::Zoned;
use jiff::civil::{Date, DateTime};

use super::{Language, ordinal, push, through_references};

/// A value with a date: `{day:date}` speaks "Monday the 3rd of March".
///
/// The year is omitted, as people do for dates that are near; the day of the week distinguishes one
/// year from the next.
///
/// ```
/// use ivr_runtime::speech::{Language, SpeakDate};
/// let day = jiff::civil::date(2025, 3, 3);
/// for (language, spoken) in [
///     (Language::English, "Monday the 3rd of March"),
///     (Language::Spanish, "lunes 3 de marzo"),
///     (Language::French, "lundi 3 mars"),
///     (Language::German, "Montag, den 3. März"),
///     (Language::Other, "2025-03-03"),
/// ] {
///     let mut out = String::new();
///     day.speak_date(language, &mut out);
///     assert_eq!(out, spoken);
/// }
/// ```
///
/// ```compile_fail,E0277
/// use ivr_runtime::speech::{Language, SpeakDate};
/// "tomorrow".speak_date(Language::English, &mut String::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no date",
    label = "has no day of the calendar",
    note = "`date` speaks `jiff::civil::Date`, `jiff::civil::DateTime` and `jiff::Zoned`; a `jiff::Timestamp` is a date only in a time zone: `.to_zoned(zone)`",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakDate`"
)]
pub trait SpeakDate {
    /// Appends the day.
    fn speak_date(&self, language: Language, out: &mut String);
}

through_references!(SpeakDate, speak_date);

impl SpeakDate for Date {
    fn speak_date(&self, language: Language, out: &mut String) {
        let day = self.day();
        let names = |names: &Names| (names.weekday(*self), names.month(*self));
        match language {
            Language::English => {
                let (weekday, month) = names(&ENGLISH);
                let suffix = ordinal::english_suffix(day.unsigned_abs().into());
                push!(out, "{weekday} the {day}{suffix} of {month}");
            }
            Language::Spanish => {
                let (weekday, month) = names(&SPANISH);
                push!(out, "{weekday} {day} de {month}");
            }
            Language::French => {
                let (weekday, month) = names(&FRENCH);
                // Only the first of a month takes an ordinal.
                let first = if day == 1 { "er" } else { "" };
                push!(out, "{weekday} {day}{first} {month}");
            }
            Language::German => {
                let (weekday, month) = names(&GERMAN);
                // The article tells a voice how to inflect the number.
                push!(out, "{weekday}, den {day}. {month}");
            }
            Language::Other => push!(out, "{self}"),
        }
    }
}

impl SpeakDate for DateTime {
    fn speak_date(&self, language: Language, out: &mut String) {
        self.date().speak_date(language, out);
    }
}

impl SpeakDate for Zoned {
    fn speak_date(&self, language: Language, out: &mut String) {
        self.date().speak_date(language, out);
    }
}

/// The name of the weekday; in English if the language has no names here.
pub(crate) fn weekday(date: Date, language: Language) -> &'static str {
    let names = match language {
        Language::English | Language::Other => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::French => &FRENCH,
        Language::German => &GERMAN,
    };
    names.weekday(date)
}

/// The names of the days, from Monday, and of the months.
struct Names {
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

impl Names {
    fn weekday(&self, date: Date) -> &'static str {
        let from_monday = date.weekday().to_monday_zero_offset();
        self.weekdays[usize::from(from_monday.unsigned_abs()) % 7]
    }

    fn month(&self, date: Date) -> &'static str {
        self.months[usize::from((date.month() - 1).unsigned_abs()) % 12]
    }
}

const ENGLISH: Names = Names {
    weekdays: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

const SPANISH: Names = Names {
    weekdays: [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};

const FRENCH: Names = Names {
    weekdays: [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    ],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

const GERMAN: Names = Names {
    weekdays: [
        "Montag",
        "Dienstag",
        "Mittwoch",
        "Donnerstag",
        "Freitag",
        "Samstag",
        "Sonntag",
    ],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    use super::super::tests::spoken;
    use super::SpeakDate;

    #[test]
    fn days_are_spoken_as_people_do() {
        for (day, expected) in [
            (
                date(2025, 3, 1),
                [
                    "Saturday the 1st of March",
                    "sábado 1 de marzo",
                    "samedi 1er mars",
                    "Samstag, den 1. März",
                    "2025-03-01",
                ],
            ),
            (
                date(2024, 12, 22),
                [
                    "Sunday the 22nd of December",
                    "domingo 22 de diciembre",
                    "dimanche 22 décembre",
                    "Sonntag, den 22. Dezember",
                    "2024-12-22",
                ],
            ),
            (
                date(2024, 1, 11),
                [
                    "Thursday the 11th of January",
                    "jueves 11 de enero",
                    "jeudi 11 janvier",
                    "Donnerstag, den 11. Januar",
                    "2024-01-11",
                ],
            ),
        ] {
            assert_eq!(
                spoken(|language, out| day.speak_date(language, out)),
                expected
            );
        }
    }

    #[test]
    fn a_moment_has_the_date_of_its_own_zone() {
        let late = date(2025, 3, 3).at(23, 30, 0, 0);
        let zoned = late
            .to_zoned(TimeZone::get("Asia/Singapore").unwrap())
            .unwrap();
        let expected = spoken(|language, out| late.date().speak_date(language, out));
        assert_eq!(
            spoken(|language, out| late.speak_date(language, out)),
            expected
        );
        assert_eq!(
            spoken(|language, out| zoned.speak_date(language, out)),
            expected
        );
    }
}
