//! `{opens:time}`: a time of day.

use jiff::Zoned;
use jiff::civil::{DateTime, Time};

use super::{Language, push, through_references};

/// A value with a time of day: `{opens:time}` speaks "9:30 PM". Seconds are omitted.
///
/// Spanish includes the article, so that "a {opens:time}" is "a las 9 de la mañana".
///
/// ```
/// use ivr_runtime::speech::{Language, SpeakTime};
/// let opens = jiff::civil::time(21, 30, 0, 0);
/// for (language, spoken) in [
///     (Language::English, "9:30 PM"),
///     (Language::Spanish, "las 9 y 30 de la noche"),
///     (Language::French, "21 heures 30"),
///     (Language::German, "21 Uhr 30"),
///     (Language::Other, "21:30"),
/// ] {
///     let mut out = String::new();
///     opens.speak_time(language, &mut out);
///     assert_eq!(out, spoken);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no time of day",
    label = "has no hours and minutes",
    note = "`time` speaks `jiff::civil::Time`, `jiff::civil::DateTime` and `jiff::Zoned`; a `jiff::Timestamp` has a time of day only in a time zone: `.to_zoned(zone)`",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakTime`"
)]
pub trait SpeakTime {
    /// Appends the time.
    fn speak_time(&self, language: Language, out: &mut String);
}

through_references!(SpeakTime, speak_time);

impl SpeakTime for Time {
    fn speak_time(&self, language: Language, out: &mut String) {
        let (hour, minute) = (self.hour(), self.minute());
        // On a twelve-hour clock.
        let of_twelve = (hour + 11) % 12 + 1;
        match language {
            Language::English => match (hour, minute) {
                // Few people know whether 12 AM is noon or midnight.
                (0, 0) => out.push_str("midnight"),
                (12, 0) => out.push_str("noon"),
                (..12, 0) => push!(out, "{of_twelve} AM"),
                (_, 0) => push!(out, "{of_twelve} PM"),
                (..12, _) => push!(out, "{of_twelve}:{minute:02} AM"),
                _ => push!(out, "{of_twelve}:{minute:02} PM"),
            },
            Language::Spanish => {
                let article = if of_twelve == 1 { "la" } else { "las" };
                push!(out, "{article} {of_twelve}");
                if minute != 0 {
                    push!(out, " y {minute}");
                }
                push!(out, " {}", spanish_part_of_the_day(hour, minute));
            }
            Language::French => {
                match hour {
                    0 => out.push_str("minuit"),
                    12 => out.push_str("midi"),
                    1 => out.push_str("1 heure"),
                    hour => push!(out, "{hour} heures"),
                }
                if minute != 0 {
                    push!(out, " {minute}");
                }
            }
            Language::German => {
                push!(out, "{hour} Uhr");
                if minute != 0 {
                    push!(out, " {minute}");
                }
            }
            Language::Other => push!(out, "{hour:02}:{minute:02}"),
        }
    }
}

const fn spanish_part_of_the_day(hour: i8, minute: i8) -> &'static str {
    match (hour, minute) {
        (12, 0) => "del mediodía",
        (1..6, _) => "de la madrugada",
        (6..12, _) => "de la mañana",
        (12..20, _) => "de la tarde",
        _ => "de la noche",
    }
}

impl SpeakTime for DateTime {
    fn speak_time(&self, language: Language, out: &mut String) {
        self.time().speak_time(language, out);
    }
}

impl SpeakTime for Zoned {
    fn speak_time(&self, language: Language, out: &mut String) {
        self.time().speak_time(language, out);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use jiff::tz::TimeZone;

    use super::super::tests::spoken;
    use super::SpeakTime;

    #[test]
    fn times_are_spoken_as_people_do() {
        for ((hour, minute), expected) in [
            (
                (0, 0),
                ["midnight", "las 12 de la noche", "minuit", "0 Uhr", "00:00"],
            ),
            (
                (0, 5),
                [
                    "12:05 AM",
                    "las 12 y 5 de la noche",
                    "minuit 5",
                    "0 Uhr 5",
                    "00:05",
                ],
            ),
            (
                (1, 0),
                ["1 AM", "la 1 de la madrugada", "1 heure", "1 Uhr", "01:00"],
            ),
            (
                (9, 0),
                ["9 AM", "las 9 de la mañana", "9 heures", "9 Uhr", "09:00"],
            ),
            (
                (12, 0),
                ["noon", "las 12 del mediodía", "midi", "12 Uhr", "12:00"],
            ),
            (
                (12, 30),
                [
                    "12:30 PM",
                    "las 12 y 30 de la tarde",
                    "midi 30",
                    "12 Uhr 30",
                    "12:30",
                ],
            ),
            (
                (13, 1),
                [
                    "1:01 PM",
                    "la 1 y 1 de la tarde",
                    "13 heures 1",
                    "13 Uhr 1",
                    "13:01",
                ],
            ),
            (
                (23, 59),
                [
                    "11:59 PM",
                    "las 11 y 59 de la noche",
                    "23 heures 59",
                    "23 Uhr 59",
                    "23:59",
                ],
            ),
        ] {
            let at = time(hour, minute, 59, 0);
            assert_eq!(
                spoken(|language, out| at.speak_time(language, out)),
                expected
            );
        }
    }

    #[test]
    fn a_moment_has_the_time_of_its_own_zone() {
        let at = date(2025, 3, 3).at(21, 0, 0, 0);
        let zoned = at
            .to_zoned(TimeZone::get("Asia/Singapore").unwrap())
            .unwrap();
        let [civil, ..] = spoken(|language, out| at.speak_time(language, out));
        let [moment, ..] = spoken(|language, out| zoned.speak_time(language, out));
        assert_eq!([civil, moment], ["9 PM", "9 PM"]);
    }
}
