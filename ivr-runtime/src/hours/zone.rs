//! Time zones by name.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::HoursError;
use super::near::near;

/// Finds a time zone by its IANA name. Zones that the machine's database
/// lacks come from the program's built-in one. For an application's option, use
/// `value_parser = hours::zone`.
///
/// ```
/// use ivr_runtime::hours::zone;
/// assert!(zone("Asia/Singapore").is_ok());
/// assert_eq!(
///     zone("Asia/Singapur").unwrap_err().to_string(),
///     "there is no time zone `Asia/Singapur`; did you mean `Asia/Singapore`?"
/// );
/// ```
///
/// # Errors
/// If neither database knows the name.
pub fn zone(name: &str) -> Result<TimeZone, HoursError> {
    find(name, &[jiff::tz::db(), &TimeZoneDatabase::bundled()])
}

fn find(name: &str, databases: &[&TimeZoneDatabase]) -> Result<TimeZone, HoursError> {
    let found = databases.iter().find_map(|zones| zones.get(name).ok());
    found.ok_or_else(|| {
        let known = databases.iter().flat_map(|zones| zones.available());
        HoursError::Zone {
            name: name.to_owned(),
            near: misspelt(name, known.map(|zone| zone.to_string())),
        }
    })
}

/// The zone of which `name` is evidently a misspelling.
///
/// Many cities without a zone have a name close to that of a distant one: Mumbai
/// and Dubai, Delhi and Dili. So the city must begin with the same letters, and short names may differ in only
/// one letter. Abbreviations and offsets differ too little to be compared.
fn misspelt(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    /// The minimum length of a city's name that may differ in one letter, and in two.
    const SHORTEST: [usize; 2] = [5, 8];
    let (_, city) = name.trim().rsplit_once('/')?;
    let first = |city: &str| city.chars().next().map(|c| c.to_ascii_lowercase());
    let length = city.chars().count();
    if length < SHORTEST[0] || city.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let alike = known.filter(|known| {
        let its_city = known.rsplit_once('/').map(|(_, city)| city);
        its_city.is_some_and(|its_city| first(its_city) == first(city))
    });
    near(name, alike, if length < SHORTEST[1] { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zone file in the first version of the format, in which it is always UTC.
    const ALWAYS_UTC: &[u8] = b"TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x04\0\0\0\0\0\0UTC\0";

    #[test]
    fn what_the_machines_database_lacks_is_in_the_programs() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Lonely"), ALWAYS_UTC).unwrap();
        let machines = TimeZoneDatabase::from_dir(folder.path()).unwrap();
        assert!(machines.get("Lonely").is_ok());
        assert!(machines.get("US/Pacific").is_err());
        let both = [&machines, &TimeZoneDatabase::bundled()];
        for name in ["Lonely", "US/Pacific", "europe/berlin"] {
            assert!(find(name, &both).is_ok(), "{name}");
        }
        let error = find("Europe/Berln", &both).unwrap_err().to_string();
        assert!(error.ends_with("did you mean `Europe/Berlin`?"), "{error}");
    }

    #[test]
    fn no_zone_is_suggested_that_is_hours_away() {
        for name in [
            "PST",
            "IST",
            "BST",
            "CST",
            "AEST",
            "EDT",
            "ECT",
            "UTC+1",
            "GMT+2",
            "GMT-8",
            "Etc/GMT+15",
            "Etc/GMT-17",
            "Asia/Mumbai",
            "Asia/Delhi",
            "Asia/Bombay",
            "Asia/Beijing",
            "Asia/Hanoi",
            "Asia/Osaka",
            "Asia/Chennai",
            "Asia/Pune",
            "Asia/Doha",
            "America/Miami",
            "America/Dallas",
            "America/Austin",
            "America/Atlanta",
            "America/Houston",
            "America/Seattle",
            "America/Boston",
            "America/Quito",
            "America/Santos",
            "America/Salvador",
            "Europe/Bern",
            "Europe/Milan",
            "Europe/Lyon",
            "Africa/Rabat",
            "Africa/Lusaki",
            "Australia/Canbera",
            // It may be a different name.
            "Europe/Ninsk",
        ] {
            let Err(HoursError::Zone { near, .. }) = zone(name) else {
                continue;
            };
            let expected = match name {
                "Africa/Lusaki" => Some("Africa/Lusaka"),
                "Australia/Canbera" => Some("Australia/Canberra"),
                _ => None,
            };
            assert_eq!(near.as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn a_misspelling_is_understood() {
        for (name, meant) in [
            ("Europe/Berln", "Europe/Berlin"),
            ("Europe/Lodnon", "Europe/London"),
            ("America/New York", "America/New_York"),
            ("America/Los_Angelos", "America/Los_Angeles"),
            (
                "America/Argentina/Buenos_Airs",
                "America/Argentina/Buenos_Aires",
            ),
            ("asia/singapur", "Asia/Singapore"),
            ("Asis/Tehran", "Asia/Tehran"),
        ] {
            let error = zone(name).unwrap_err().to_string();
            assert!(
                error.ends_with(&format!("did you mean `{meant}`?")),
                "{error}"
            );
        }
    }
}
