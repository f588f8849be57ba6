use jiff::Zoned;

use super::State::{Closed, Open};
use super::*;

/// Whether the place is open at a moment such as `2026-03-29T02:30[Europe/Berlin]`, and until when.
fn at(hours: &Hours, moment: &str) -> String {
    let moment: Zoned = moment.parse().unwrap();
    match hours.at(moment.timestamp()) {
        Open { until: Some(until) } => format!("open until {}", until.zoned().strftime("%F %R%:z")),
        Closed { next: Some(next) } => {
            format!("closed until {}", next.zoned().strftime("%F %R%:z"))
        }
        Open { until: None } => "open for ever".to_owned(),
        Closed { next: None } => "closed for ever".to_owned(),
    }
}

fn hours(zone: &str, rest: &str) -> Hours {
    format!("zone = \"{zone}\"\n{rest}").parse().unwrap()
}

#[test]
fn a_week_with_a_lunch_break_and_a_night() {
    let hours = hours(
        "Europe/Berlin",
        "[week]\nmon-thu = [\"14:00-18:00\", \"9-12:30\"]\nfriday = \"6 PM - 2:30am\"\nsun = \"0:00-24:00\"",
    );
    for (moment, state) in [
        ("2026-11-23T08:59:59", "closed until 2026-11-23 09:00+01:00"),
        ("2026-11-23T09:00", "open until 2026-11-23 12:30+01:00"),
        ("2026-11-23T12:29:59", "open until 2026-11-23 12:30+01:00"),
        ("2026-11-23T12:30", "closed until 2026-11-23 14:00+01:00"),
        ("2026-11-26T18:00", "closed until 2026-11-27 18:00+01:00"),
        ("2026-11-28T02:29", "open until 2026-11-28 02:30+01:00"),
        ("2026-11-28T02:30", "closed until 2026-11-29 00:00+01:00"),
        // The next day opens only at 9.
        ("2026-11-29T23:59", "open until 2026-11-30 00:00+01:00"),
    ] {
        assert_eq!(
            at(&hours, &format!("{moment}[Europe/Berlin]")),
            state,
            "{moment}"
        );
    }
}

#[test]
fn days_that_touch_are_one_stretch_and_some_places_never_close() {
    let always = hours("UTC", "[week]\ndaily = \"0:00-24:00\"");
    assert_eq!(at(&always, "2026-11-23T09:00[UTC]"), "open for ever");
    let never = hours("UTC", "[week]");
    assert_eq!(at(&never, "2026-11-23T09:00[UTC]"), "closed for ever");
    let weekend = hours(
        "UTC",
        "[week]\nfri-sun = \"0:00-24:00\"\nmon = \"0:00-1:00\"",
    );
    assert_eq!(
        at(&weekend, "2026-11-27T09:00[UTC]"),
        "open until 2026-11-30 01:00+00:00"
    );
    let once = hours(
        "UTC",
        "week = {}\n[exceptions]\n2026-12-31 = \"22:00-1:00\"",
    );
    assert_eq!(
        at(&once, "2026-11-23T09:00[UTC]"),
        "closed until 2026-12-31 22:00+00:00"
    );
    assert_eq!(
        at(&once, "2027-01-01T00:30[UTC]"),
        "open until 2027-01-01 01:00+00:00"
    );
    assert_eq!(at(&once, "2027-01-01T01:00[UTC]"), "closed for ever");
}

#[test]
fn the_more_particular_counts() {
    let hours = hours(
        "Europe/Berlin",
        r#"
        holidays = ["12-25", 2026-12-26, "02-29", "2026-08-03 to 2026-08-16", "12-30 to 01-02"]
        [week]
        daily = "9:00-17:00"
        [exceptions]
        2026-12-25 = "10:00-11:00"
        "2026-08-10 to 2026-08-11" = "12:00-13:00"
        2026-08-11 = "14:00-15:00"
        01-01 = "18:00-20:00"
        "#,
    );
    for (day, opens) in [
        ("2026-12-24", "2026-12-24 09:00+01:00"),
        // An exception takes precedence over a holiday.
        ("2026-12-25", "2026-12-25 10:00+01:00"),
        ("2026-12-26", "2026-12-27 09:00+01:00"),
        ("2027-12-25", "2027-12-26 09:00+01:00"),
        // Two weeks, with a single date before the range that contains it.
        ("2026-08-03", "2026-08-10 12:00+02:00"),
        ("2026-08-11", "2026-08-11 14:00+02:00"),
        ("2026-08-12", "2026-08-17 09:00+02:00"),
        // Leap days, and a range past the end of the year.
        ("2028-02-29", "2028-03-01 09:00+01:00"),
        ("2027-02-28", "2027-02-28 09:00+01:00"),
        ("2026-12-30", "2027-01-01 18:00+01:00"),
        ("2027-01-02", "2027-01-03 09:00+01:00"),
    ] {
        assert_eq!(
            at(&hours, &format!("{day}T00:00[Europe/Berlin]")),
            format!("closed until {opens}"),
            "{day}"
        );
    }
}

#[test]
fn clocks_that_change_open_and_close_nothing_twice() {
    for (zone, span, moment, state) in [
        // 02:00 to 03:00 is skipped: a span that starts in it starts when it is over.
        (
            "Europe/Berlin",
            "2:30-9:00",
            "2026-03-29T01:00+01:00",
            "closed until 2026-03-29 03:00+02:00",
        ),
        (
            "Europe/Berlin",
            "2:10-2:50",
            "2026-03-29T01:00+01:00",
            "closed until 2026-03-30 02:10+02:00",
        ),
        (
            "Europe/Berlin",
            "22:00-2:30",
            "2026-03-29T01:59+01:00",
            "open until 2026-03-29 03:00+02:00",
        ),
        // 02:00 to 03:00 occurs twice: the first one counts.
        (
            "Europe/Berlin",
            "2:30-9:00",
            "2026-10-25T02:10+02:00",
            "closed until 2026-10-25 02:30+02:00",
        ),
        (
            "Europe/Berlin",
            "2:30-9:00",
            "2026-10-25T02:10+01:00",
            "open until 2026-10-25 09:00+01:00",
        ),
        (
            "Europe/Berlin",
            "22:00-2:30",
            "2026-10-25T02:29+02:00",
            "open until 2026-10-25 02:30+02:00",
        ),
        (
            "Europe/Berlin",
            "22:00-2:30",
            "2026-10-25T02:29+01:00",
            "closed until 2026-10-25 22:00+01:00",
        ),
        (
            "America/New_York",
            "2:30-9:00",
            "2026-03-08T01:59-05:00",
            "closed until 2026-03-08 03:00-04:00",
        ),
        (
            "America/New_York",
            "18:00-1:30",
            "2026-11-01T01:40-04:00",
            "closed until 2026-11-01 18:00-05:00",
        ),
        // A change by half an hour.
        (
            "Australia/Lord_Howe",
            "2:15-9:00",
            "2026-10-04T01:59+10:30",
            "closed until 2026-10-04 02:30+11:00",
        ),
        (
            "Australia/Lord_Howe",
            "22:00-1:45",
            "2026-04-05T01:50+10:30",
            "closed until 2026-04-05 22:00+10:30",
        ),
        // 30 December 2011 was skipped: a span that would start on it starts when it is over.
        (
            "Pacific/Apia",
            "22:00-6:00",
            "2011-12-29T23:00-10:00",
            "open until 2011-12-31 06:00+14:00",
        ),
    ] {
        let hours = hours(zone, &format!("[week]\ndaily = \"{span}\""));
        assert_eq!(
            at(&hours, &format!("{moment}[{zone}]")),
            state,
            "{zone} {span} {moment}"
        );
    }
}

#[test]
fn moments_are_spoken_of_as_people_do() {
    for (at, now, spoken) in [
        ("2026-11-23T09:00", "2026-11-23T07:00", "at 9 AM"),
        ("2026-11-23T12:00", "2026-11-23T07:00", "at noon"),
        (
            "2026-11-24T00:00",
            "2026-11-23T07:00",
            "tomorrow at midnight",
        ),
        (
            "2026-11-24T00:30",
            "2026-11-23T07:00",
            "tomorrow at 12:30 AM",
        ),
        (
            "2026-11-25T00:00",
            "2026-11-23T07:00",
            "on Wednesday at midnight",
        ),
        (
            "2026-11-29T21:05",
            "2026-11-23T07:00",
            "on Sunday at 9:05 PM",
        ),
        (
            "2026-11-30T21:05",
            "2026-11-23T07:00",
            "on Monday, November 30, at 9:05 PM",
        ),
        (
            "2027-06-01T09:00",
            "2026-11-23T07:00",
            "on Tuesday, June 1, 2027, at 9 AM",
        ),
        (
            "2026-11-22T09:00",
            "2026-11-23T07:00",
            "on Sunday, November 22, at 9 AM",
        ),
    ] {
        let zoned = |text| format!("{text}[Europe/Berlin]").parse::<Zoned>().unwrap();
        assert_eq!(Moment::new(zoned(at), &zoned(now)).to_string(), spoken);
    }
}

#[test]
fn an_opening_at_midnight_is_of_the_day_that_begins_and_a_closing_of_the_day_that_ends() {
    let hours = hours("Europe/Berlin", "[week]\nsaturday = \"0:00-24:00\"");
    let at = |moment: &str| {
        let moment: Zoned = format!("{moment}[Europe/Berlin]").parse().unwrap();
        let (Open { until: moment } | Closed { next: moment }) = hours.at(moment.timestamp());
        let moment = moment.unwrap();
        let german = crate::speech::Language::German;
        [
            crate::speech::plain(&moment, german),
            crate::speech::date(&moment, german),
            crate::speech::time(&moment, german),
        ]
    };
    assert_eq!(
        at("2026-11-27T20:00"),
        ["morgen um 0 Uhr", "Samstag, den 28. November", "0 Uhr"]
    );
    assert_eq!(
        at("2026-11-28T20:00"),
        ["um 24 Uhr", "Samstag, den 28. November", "24 Uhr"]
    );
}

#[test]
fn now_is_what_the_clock_says() {
    let hours = hours("Asia/Singapore", "[week]\ndaily = \"9:00-21:00\"");
    let night = hours
        .clone()
        .with_clock(Clock::stopped("2026-11-23T15:00:00Z".parse().unwrap()));
    let Closed { next: Some(next) } = night.now() else {
        panic!("open at night")
    };
    assert_eq!(next.to_string(), "tomorrow at 9 AM");
    assert_eq!(next.day(), Day::Tomorrow);
    let noon = hours.with_clock(Clock::stopped("2026-11-23T04:00:00Z".parse().unwrap()));
    assert!(noon.now().is_open());
}

#[test]
fn a_mistake_is_named_with_what_to_do() {
    for (toml, says) in [
        ("zone = \"UTC\"\nweek = {", ""),
        ("[week]", "missing field `zone`"),
        ("zone = \"UTC\"", "missing field `week`"),
        (
            "zone = \"Europe/Berln\"\n[week]",
            "there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?",
        ),
        (
            "zone = \"Atlantis\"\n[week]",
            "there is no time zone `Atlantis`; write one such as Europe/Berlin",
        ),
        (
            "zone = \"UTC\"\nholyday = []\n[week]",
            "unknown field `holyday`",
        ),
        (
            "zone = \"UTC\"\n[week]\nmunday = \"9-17\"",
            "there is no day `munday`; did you mean `monday`?",
        ),
        (
            "zone = \"UTC\"\n[week]\nworkdays = \"9-17\"",
            "there is no day `workdays`; write one such as monday",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon-fri = \"9-17\"\nfriday = \"9-15\"",
            "Friday is given twice",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:60-17:00\"",
            "`9:60` is not a time of day; write one such as 9:00",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:-17:00\"",
            "`9:` is not a time of day",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9-24:01\"",
            "`24:01` is not a time of day",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"13 PM-14\"",
            "`13 PM` is not a time of day",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:00\"",
            "`9:00` is not a time span; write one such as 9:00-18:00",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"24:00-1:00\"",
            "`24:00-1:00` begins after the end of the day; write it as a span of the next day",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = [\"closed\"]",
            "write \"closed\" without brackets",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = [\"9-12\", \"Closed\"]",
            "or remove it from the list",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:00-12:30, 14:00-18:00\"",
            "`9:00-12:30, 14:00-18:00` is more than one time span; write a list: [\"9:00-12:30\", \"14:00-18:00\"]",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = [\"7-8\", \"9 to 12 and 14 to 6 PM\"]",
            "write a list: [\"7-8\", \"9 to 12\", \"14 to 6 PM\"]",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:00-12:30, lunch\"",
            "`12:30, lunch` is not a time of day",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = \"9:00-9:00\"",
            "`9:00-9:00` ends when it begins; write 0:00-24:00",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = 9",
            "expected hours such as \"9:00-18:00\"",
        ),
        (
            "zone = \"UTC\"\n[week]\nmon = [\"9-12\", \"11:59-13\"]",
            "mon: 9:00-12:00 and 11:59-13:00 overlap",
        ),
        (
            "zone = \"UTC\"\n[week]\nsun = \"17:00-9:00\"\nmon = \"8:00-10\"",
            "Sunday: 17:00-9:00 extends past midnight into Monday's 8:00-10:00",
        ),
        (
            "zone = \"UTC\"\nholidays = [\"24.12.\"]\n[week]",
            "`24.12.` is not a date; write 2026-12-24",
        ),
        (
            "zone = \"UTC\"\nholidays = [\"2026-02-29\"]\n[week]",
            "`2026-02-29` is not a date",
        ),
        (
            "zone = \"UTC\"\nholidays = [2026-12-24T09:00:00]\n[week]",
            "`2026-12-24T09:00:00` is not a date",
        ),
        (
            "zone = \"UTC\"\nholidays = [\"2026-08-16 to 2026-08-03\"]\n[week]",
            "ends before it begins; write 2026-08-03 to 2026-08-16",
        ),
        (
            "zone = \"UTC\"\nholidays = [\"2026-08-16 to 08-20\"]\n[week]",
            "is not a date",
        ),
        (
            "zone = \"UTC\"\nweek = {}\n[exceptions]\n\"2026-08-01 to 2026-08-09\" = \"closed\"\n\"2026-08-09 to 2026-08-12\" = \"9-10\"",
            "share a date",
        ),
        (
            "zone = \"UTC\"\nweek = {}\n[exceptions]\n\"12-30 to 01-02\" = \"closed\"\n\"01-02 to 01-03\" = \"9-10\"",
            "share a date",
        ),
    ] {
        let error = toml.parse::<Hours>().unwrap_err();
        let said = error.to_string();
        assert!(said.contains(says), "{toml}\n{said}");
        let lines = said.lines().count();
        assert!(
            lines == 1 || matches!(error, HoursError::Syntax(_)),
            "{said}"
        );
    }
}
