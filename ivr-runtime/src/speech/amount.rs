//! `{price:amount}`: an amount of money.

use super::currency::Unit;
use super::{Currency, Language, minus, push, through_references};

/// An amount of money, counted in the smallest part of its currency, so that nothing is rounded.
///
/// ```
/// use ivr_runtime::speech::{Amount, Currency};
/// let price = Amount::new(1250, Currency::EUR);
/// assert_eq!(price.to_string(), "12.50 EUR");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The number of the smallest parts.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Amount {
    /// `minor` of the currency's smallest part: 1250 cents are 12 euros and 50 cents.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Whole units and remaining parts, without the sign.
    const fn split(self) -> (u64, u64) {
        let minor = self.minor.unsigned_abs();
        match self.currency.part {
            Some((parts, _)) => (minor / parts as u64, minor % parts as u64),
            None => (minor, 0),
        }
    }
}

/// In figures, as on an invoice.
impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, part) = self.split();
        write!(f, "{sign}{whole}")?;
        if let Some((parts, _)) = self.currency.part {
            let width = (parts - 1).to_string().len();
            write!(f, ".{part:0width$}")?;
        }
        write!(f, " {}", self.currency.code)
    }
}

/// A value that is an amount of money: `{price:amount}` speaks "12 euros and 50 cents".
///
/// ```
/// use ivr_runtime::speech::{Amount, Currency, Language, SpeakAmount};
/// let price = Amount::new(1250, Currency::EUR);
/// for (language, spoken) in [
///     (Language::English, "12 euros and 50 cents"),
///     (Language::Spanish, "12 euros con 50 céntimos"),
///     (Language::French, "12 euros et 50 centimes"),
///     (Language::German, "12 Euro und 50 Cent"),
///     (Language::Other, "12.50 EUR"),
/// ] {
///     let mut out = String::new();
///     price.speak_amount(language, &mut out);
///     assert_eq!(out, spoken);
/// }
/// ```
///
/// A bare number does not say what it is an amount of:
///
/// ```compile_fail,E0277
/// use ivr_runtime::speech::{Language, SpeakAmount};
/// 1250.speak_amount(Language::English, &mut String::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no amount of money",
    label = "has no currency",
    note = "`amount` speaks `ivr_runtime::speech::Amount`: `Amount::new(1250, Currency::EUR)` is 12 euros and 50 cents",
    note = "for a type of your own, implement `ivr_runtime::speech::SpeakAmount`"
)]
pub trait SpeakAmount {
    /// Appends the amount.
    fn speak_amount(&self, language: Language, out: &mut String);
}

through_references!(SpeakAmount, speak_amount);

impl SpeakAmount for Amount {
    fn speak_amount(&self, language: Language, out: &mut String) {
        let index = match language {
            Language::English => 0,
            Language::Spanish => 1,
            Language::French => 2,
            Language::German => 3,
            Language::Other => return push!(out, "{self}"),
        };
        if self.minor < 0 {
            push!(out, "{} ", minus(language));
        }
        let (whole, part) = self.split();
        let smaller = self.currency.part.filter(|_| part > 0);
        if whole > 0 || smaller.is_none() {
            count(whole, &self.currency.whole, index, language, out);
        }
        if let Some((_, unit)) = smaller {
            if whole > 0 {
                out.push_str(language.pick([" and ", " con ", " et ", " und ", " "]));
            }
            count(part, &unit, index, language, out);
        }
    }
}

fn count(number: u64, unit: &Unit, index: usize, language: Language, out: &mut String) {
    match (number, language) {
        (1, _) => out.push_str(unit.one[index]),
        // In French, zero takes the singular.
        (0, Language::French) => {
            let one = unit.one[index];
            push!(
                out,
                "0 {}",
                one.split_once(' ').map_or(one, |(_, name)| name)
            );
        }
        _ => {
            let several = unit.several[index];
            push!(
                out,
                "{number} {}{several}",
                of_millions(number, several, language)
            );
        }
    }
}

/// A round number of millions is a noun in Spanish and French: "un millón de euros", "un million
/// d'euros".
fn of_millions(number: u64, several: &str, language: Language) -> &'static str {
    let begins_with_vowel =
        || several.starts_with(['a', 'e', 'i', 'o', 'u', 'é', 'â', 'ê', 'î', 'ô']);
    match language {
        Language::Spanish | Language::French
            if number == 0 || !number.is_multiple_of(1_000_000) =>
        {
            ""
        }
        Language::French if begins_with_vowel() => "d'",
        Language::Spanish | Language::French => "de ",
        Language::English | Language::German | Language::Other => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::spoken;
    use super::super::{Currency, Unit};
    use super::{Amount, SpeakAmount};

    fn all(minor: i64, currency: Currency) -> [String; 5] {
        spoken(|language, out| Amount::new(minor, currency).speak_amount(language, out))
    }

    #[test]
    fn amounts_are_spoken_as_people_do() {
        for (minor, currency, expected) in [
            (
                101,
                Currency::EUR,
                [
                    "1 euro and 1 cent",
                    "un euro con un céntimo",
                    "1 euro et 1 centime",
                    "ein Euro und ein Cent",
                    "1.01 EUR",
                ],
            ),
            (
                201,
                Currency::GBP,
                [
                    "2 pounds and 1 penny",
                    "2 libras con un penique",
                    "2 livres et un penny",
                    "2 Pfund und ein Penny",
                    "2.01 GBP",
                ],
            ),
            (
                100,
                Currency::GBP,
                ["1 pound", "una libra", "une livre", "ein Pfund", "1.00 GBP"],
            ),
            (
                5,
                Currency::USD,
                ["5 cents", "5 centavos", "5 cents", "5 Cent", "0.05 USD"],
            ),
            (
                0,
                Currency::CHF,
                ["0 francs", "0 francos", "0 franc", "0 Franken", "0.00 CHF"],
            ),
            (
                -1250,
                Currency::MXN,
                [
                    "minus 12 pesos and 50 centavos",
                    "menos 12 pesos con 50 centavos",
                    "moins 12 pesos et 50 centavos",
                    "minus 12 Peso und 50 Centavo",
                    "-12.50 MXN",
                ],
            ),
            (
                1250,
                Currency::JPY,
                [
                    "1250 yen",
                    "1250 yenes",
                    "1250 yens",
                    "1250 Yen",
                    "1250 JPY",
                ],
            ),
        ] {
            assert_eq!(all(minor, currency), expected);
        }
        for dollar in [
            Currency::USD,
            Currency::SGD,
            Currency::HKD,
            Currency::AUD,
            Currency::CAD,
        ] {
            assert_eq!(
                all(1_000, dollar)[..4],
                ["10 dollars", "10 dólares", "10 dollars", "10 Dollar"]
            );
        }
    }

    #[test]
    fn round_millions_are_millions_of_something() {
        for (minor, currency, spanish, french) in [
            (
                100_000_000,
                Currency::EUR,
                "1000000 de euros",
                "1000000 d'euros",
            ),
            (
                300_000_050,
                Currency::EUR,
                "3000000 de euros con 50 céntimos",
                "3000000 d'euros et 50 centimes",
            ),
            (
                -200_000_000,
                Currency::USD,
                "menos 2000000 de dólares",
                "moins 2000000 de dollars",
            ),
            (
                2_000_000,
                Currency::JPY,
                "2000000 de yenes",
                "2000000 de yens",
            ),
            (100_000_100, Currency::EUR, "1000001 euros", "1000001 euros"),
            (0, Currency::EUR, "0 euros", "0 euro"),
        ] {
            let [english, es, fr, german, _] = all(minor, currency);
            assert_eq!([es, fr], [spanish, french]);
            assert!(!english.contains(" de ") && !german.contains(" de "));
        }
    }

    #[test]
    fn a_currency_may_have_any_number_of_parts() {
        let dinar = Currency::new("KWD", Unit::new("1 dinar", "dinars"));
        let fils = Unit::new("1 fils", "fils");
        assert_eq!(
            all(1_005, dinar.with_parts(1_000, fils))[0],
            "1 dinar and 5 fils"
        );
        assert_eq!(all(1_005, dinar.with_parts(1_000, fils))[4], "1.005 KWD");
        for none in [0, 1] {
            assert_eq!(all(1_005, dinar.with_parts(none, fils))[4], "1005 KWD");
        }
        assert_eq!(dinar.code(), "KWD");
    }

    #[test]
    fn the_largest_amounts_are_spoken_too() {
        assert_eq!(all(i64::MAX, Currency::JPY)[0], "9223372036854775807 yen");
        assert_eq!(all(i64::MIN, Currency::EUR)[4], "-92233720368547758.08 EUR");
    }
}
