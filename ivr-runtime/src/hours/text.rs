//! Parses opening hours in TOML.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::HoursError;
use super::dates::Dates;
use super::near::near;
use super::schedule::{Exception, Schedule, name};
use super::span::Span;
use super::zone::zone;

/// The TOML document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    zone: String,
    week: BTreeMap<String, Opening>,
    #[serde(default)]
    holidays: Vec<Day>,
    #[serde(default)]
    exceptions: BTreeMap<String, Opening>,
}

/// The hours of a day: `"9:00-18:00"`, a list of those, or `"closed"`.
#[derive(Debug)]
struct Opening(Vec<String>);

impl<'de> Deserialize<'de> for Opening {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Hours;

        impl<'de> Visitor<'de> for Hours {
            type Value = Opening;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(r#"hours such as "9:00-18:00", a list of those, or "closed""#)
            }

            fn visit_str<E>(self, text: &str) -> Result<Opening, E> {
                Ok(Opening(if is_closed(text) {
                    Vec::new()
                } else {
                    vec![text.to_owned()]
                }))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut spans: A) -> Result<Opening, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = spans.next_element()? {
                    texts.push(text);
                }
                Ok(Opening(texts))
            }
        }

        from.deserialize_any(Hours)
    }
}

/// A holiday: a TOML date, or a text that parses as [`Dates`].
#[derive(Debug)]
struct Day(String);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Holiday;

        impl<'de> Visitor<'de> for Holiday {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(r#"a date such as 2026-12-24, or "12-24" for every year"#)
            }

            fn visit_str<E>(self, text: &str) -> Result<Day, E> {
                Ok(Day(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, date: A) -> Result<Day, A::Error> {
                let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(date))?;
                Ok(Day(date.to_string()))
            }
        }

        from.deserialize_any(Holiday)
    }
}

impl Opening {
    /// The spans in order, without overlaps.
    fn spans(self, day: &str) -> Result<Vec<Span>, HoursError> {
        let read = |text: &String| text.parse().map_err(|error| self.help(text, error));
        let mut spans: Vec<Span> = self.0.iter().map(read).collect::<Result<_, _>>()?;
        spans.sort_unstable();
        match spans.windows(2).find(|pair| pair[1].from < pair[0].to) {
            Some(pair) => Err(HoursError::Overlap {
                day: day.to_owned(),
                first: pair[0].to_string(),
                second: pair[1].to_string(),
            }),
            None => Ok(spans),
        }
    }

    /// A more specific error than `error` for a text that is not a span, but is valid elsewhere.
    fn help(&self, text: &str, error: HoursError) -> HoursError {
        if is_closed(text) {
            return HoursError::ClosedInList;
        }
        let parts = |text: &str| -> Vec<String> {
            let parts = text.split([',', ';', '/', '+', '&', '|']);
            let parts = parts.flat_map(|part| part.split(" and "));
            parts.map(|part| part.trim().to_owned()).collect()
        };
        let several = parts(text);
        if several.len() < 2 || several.iter().any(|part| part.parse::<Span>().is_err()) {
            return error;
        }
        HoursError::Several {
            text: text.to_owned(),
            spans: self.0.iter().flat_map(|text| parts(text)).collect(),
        }
    }
}

fn is_closed(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("closed")
}

impl TryFrom<Text> for (TimeZone, Schedule) {
    type Error = HoursError;

    fn try_from(text: Text) -> Result<Self, HoursError> {
        let zone = zone(&text.zone)?;
        let schedule = Schedule {
            week: week(text.week)?,
            holidays: text
                .holidays
                .iter()
                .map(|day| day.0.parse())
                .collect::<Result<_, _>>()?,
            exceptions: exceptions(text.exceptions)?,
        };
        Ok((zone, schedule))
    }
}

fn week(days: BTreeMap<String, Opening>) -> Result<[Vec<Span>; 7], HoursError> {
    let mut week: [Option<Vec<Span>>; 7] = Default::default();
    for (key, opening) in days {
        let spans = opening.spans(&key)?;
        for day in weekdays(&key)? {
            let slot = &mut week[usize::from(day.to_monday_zero_offset().unsigned_abs())];
            if slot.replace(spans.clone()).is_some() {
                return Err(HoursError::DayTwice { day: name(day) });
            }
        }
    }
    let week = week.map(Option::unwrap_or_default);
    let mut day = Weekday::Monday;
    for (spans, after) in week.iter().zip(week.iter().cycle().skip(1)) {
        if let (Some(last), Some(first)) = (spans.last(), after.first())
            && last.past_midnight() > first.from
        {
            return Err(HoursError::RunsInto {
                day: name(day).to_owned(),
                span: last.to_string(),
                next: name(day.next()).to_owned(),
                other: first.to_string(),
            });
        }
        day = day.next();
    }
    Ok(week)
}

/// The days that a key of `week` denotes.
fn weekdays(key: &str) -> Result<Vec<Weekday>, HoursError> {
    if key.trim().eq_ignore_ascii_case("daily") {
        return Ok(Weekday::Monday.cycle_forward().take(7).collect());
    }
    let Some((first, last)) = key.split_once('-') else {
        return Ok(vec![weekday(key)?]);
    };
    let (first, last) = (weekday(first)?, weekday(last)?);
    let mut days = vec![first];
    days.extend(first.cycle_forward().skip(1).take_while(|day| *day != last));
    if last != first {
        days.push(last);
    }
    Ok(days)
}

fn weekday(text: &str) -> Result<Weekday, HoursError> {
    let lower = text.trim().to_ascii_lowercase();
    let mut days = Weekday::Monday.cycle_forward().take(7);
    let found = days.find(|day| {
        let whole = name(*day).to_ascii_lowercase();
        lower == whole || lower == whole[..3]
    });
    found.ok_or_else(|| {
        let days = Weekday::Monday.cycle_forward().take(7);
        HoursError::Day {
            name: text.to_owned(),
            near: near(&lower, days.map(|day| name(day).to_ascii_lowercase()), 2),
        }
    })
}

fn exceptions(days: BTreeMap<String, Opening>) -> Result<Vec<Exception>, HoursError> {
    let mut exceptions: Vec<Exception> = Vec::new();
    for (key, opening) in days {
        let dates: Dates = key.parse()?;
        let spans = opening.spans(&key)?;
        if let Some(other) = exceptions.iter().find(|other| other.dates.rivals(dates)) {
            return Err(HoursError::DatesTwice {
                first: other.dates.to_string(),
                second: dates.to_string(),
            });
        }
        exceptions.push(Exception { dates, spans });
    }
    exceptions.sort_by_key(|exception| exception.dates);
    Ok(exceptions)
}
