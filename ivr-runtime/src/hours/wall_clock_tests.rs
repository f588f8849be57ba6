//! Compares the hours with a simulated wall clock that is read minute by minute.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;

use super::State::{Closed, Open};
use super::*;

/// The hours that the test generates: minutes of the week, and of some dates.
#[derive(Clone, Debug)]
struct Plan {
    week: Vec<Vec<(u16, u16)>>,
    dates: BTreeMap<Date, Vec<(u16, u16)>>,
}

impl Plan {
    fn toml(&self, zone: &str) -> String {
        let mut toml = format!("zone = \"{zone}\"\n[week]\n");
        let list = |spans: &[(u16, u16)]| {
            let texts = spans.iter().map(|(from, to)| {
                let to = if *to > 1440 { to - 1440 } else { *to };
                format!(
                    "\"{}:{:02}-{}:{:02}\"",
                    from / 60,
                    from % 60,
                    to / 60,
                    to % 60
                )
            });
            format!("[{}]", texts.collect::<Vec<_>>().join(", "))
        };
        for (day, spans) in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .zip(&self.week)
        {
            writeln!(toml, "{day} = {}", list(spans)).unwrap();
        }
        toml.push_str("[exceptions]\n");
        for (date, spans) in &self.dates {
            writeln!(toml, "{date} = {}", list(spans)).unwrap();
        }
        toml
    }

    fn on(&self, date: Date) -> &[(u16, u16)] {
        let day = date.weekday().to_monday_zero_offset().unsigned_abs();
        self.dates
            .get(&date)
            .unwrap_or(&self.week[usize::from(day)])
    }

    /// Whether the time `wall` is in a span.
    fn holds(&self, wall: DateTime) -> bool {
        let minute =
            u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
        let during = |date: Date, minute: u16| {
            self.on(date)
                .iter()
                .any(|(from, to)| (*from..*to).contains(&minute))
        };
        during(wall.date(), minute)
            || during(wall.date().checked_sub(1.day()).unwrap(), minute + 1440)
    }
}

/// Up to three spans. The last one may extend past midnight, until 4 at most, because no day starts earlier. From 4
/// until 4 is not a span: it can't be distinguished from an empty one.
fn spans() -> impl Strategy<Value = Vec<(u16, u16)>> {
    prop::collection::btree_set(4 * 12..=24 * 12u16, 0..=6).prop_flat_map(|cuts| {
        let cuts: Vec<_> = cuts.into_iter().map(|cut| cut * 5).collect();
        let spans: Vec<_> = cuts
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        (Just(spans), 0..=4 * 12u16).prop_map(|(mut spans, late)| {
            if let Some((from, to)) = spans.last_mut().filter(|_| late > 24) {
                *to = (1440 + late * 5).min(*from + 1440 - 5);
            }
            spans
        })
    })
}

/// Any spans, most of them at night, when clocks change.
fn night() -> impl Strategy<Value = Vec<(u16, u16)>> {
    let cut = prop_oneof![3 => 0..4 * 12u16, 1 => 0..24 * 12u16];
    prop::collection::btree_set(cut, 0..=8).prop_map(|cuts| {
        let cuts: Vec<_> = cuts.into_iter().map(|cut| cut * 5).collect();
        cuts.chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect()
    })
}

/// Places where clocks change, and the day of the change.
const CHANGES: [(&str, &str); 10] = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    // Back over midnight, and a skipped day.
    ("America/St_Johns", "2010-11-07"),
    ("Pacific/Apia", "2011-12-30"),
    ("Africa/Cairo", "2026-04-24"),
    ("Asia/Tokyo", "2027-01-01"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Compares minute by minute with a wall clock that is never put back.
    #[test]
    fn what_is_said_is_what_a_clock_on_the_wall_shows(
        week in prop_oneof![
            prop::collection::vec(spans(), 7),
            prop::collection::vec(night(), 7),
        ],
        other in night(),
        (zone, change) in prop::sample::select(&CHANGES[..]),
        probes in prop::collection::vec(0..3 * 1440usize, 20),
    ) {
        let change: Date = change.parse().unwrap();
        let plan = Plan { week, dates: BTreeMap::from([(change, other)]) };
        // An exception may start before the previous night's span is over; the week may not.
        let hours: Hours = plan
            .toml(zone)
            .parse()
            .map_err(|error| TestCaseError::fail(format!("{error}\n{}", plan.toml(zone))))?;
        let begins = change.checked_sub(3.days()).unwrap().to_datetime(Time::MIN);
        let begins = hours.zone().to_timestamp(begins).unwrap();
        let mut shown = DateTime::MIN;
        let minutes: Vec<(Timestamp, bool)> = (0..7 * 1440i64)
            .map(|minute| {
                let at = begins + minute.minutes();
                shown = shown.max(at.to_zoned(hours.zone().clone()).datetime());
                (at, plan.holds(shown))
            })
            .collect();
        for probe in probes {
            // The first day and a half only establish the state.
            let probe = probe + 1440 + 720;
            let (at, open) = minutes[probe];
            let turns = minutes[probe..].iter().find(|(_, later)| *later != open).map(|(at, _)| *at);
            let (is_open, until) = match hours.at(at) {
                Open { until } => (true, until),
                Closed { next } => (false, next),
            };
            prop_assert_eq!(is_open, open, "{} {}", at, plan.toml(zone));
            let until = until.map(|until| until.zoned().timestamp());
            match turns {
                Some(turns) => prop_assert_eq!(until, Some(turns), "{} {}", at, plan.toml(zone)),
                None => prop_assert!(until.is_none_or(|until| until > minutes[minutes.len() - 1].0)),
            }
        }
    }
}
