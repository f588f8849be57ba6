//! Currencies and the names of their units.

/// A currency: the number of parts in a whole, and the names of both.
///
/// ```
/// use ivr_runtime::speech::{Amount, Currency, Language, SpeakAmount, Unit};
///
/// const BAHT: Currency = Currency::new("THB", Unit::new("1 baht", "baht"))
///     .with_parts(100, Unit::new("1 satang", "satang"));
/// let mut out = String::new();
/// Amount::new(12_050, BAHT).speak_amount(Language::English, &mut out);
/// assert_eq!(out, "120 baht and 50 satang");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    pub(super) code: &'static str,
    pub(super) whole: Unit,
    /// The number of parts in a whole, and their name.
    pub(super) part: Option<(u32, Unit)>,
}

/// The name of a unit of money: the singular and the plural, in English, Spanish, French and German.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// With its article or number: "1 euro", "una libra".
    pub(super) one: [&'static str; 4],
    pub(super) several: [&'static str; 4],
}

impl Unit {
    /// A unit that has the same name in every language: `Unit::new("1 baht", "baht")`.
    pub const fn new(one: &'static str, several: &'static str) -> Self {
        Self::named([one; 4], [several; 4])
    }

    /// A unit by its names in English, Spanish, French and German, in this order: the singular with
    /// its article or number, and the plural.
    pub const fn named(one: [&'static str; 4], several: [&'static str; 4]) -> Self {
        Self { one, several }
    }
}

const DOLLAR: Unit = Unit::named(
    ["1 dollar", "un dólar", "1 dollar", "ein Dollar"],
    ["dollars", "dólares", "dollars", "Dollar"],
);

const CENT: Unit = Unit::named(
    ["1 cent", "un centavo", "1 cent", "ein Cent"],
    ["cents", "centavos", "cents", "Cent"],
);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self::new(
        "EUR",
        Unit::named(
            ["1 euro", "un euro", "1 euro", "ein Euro"],
            ["euros", "euros", "euros", "Euro"],
        ),
    )
    .with_parts(
        100,
        Unit::named(
            ["1 cent", "un céntimo", "1 centime", "ein Cent"],
            ["cents", "céntimos", "centimes", "Cent"],
        ),
    );

    /// The dollar of the United States.
    pub const USD: Self = Self::dollar("USD");

    /// The dollar of Singapore.
    pub const SGD: Self = Self::dollar("SGD");

    /// The dollar of Hong Kong.
    pub const HKD: Self = Self::dollar("HKD");

    /// The dollar of Australia.
    pub const AUD: Self = Self::dollar("AUD");

    /// The dollar of Canada.
    pub const CAD: Self = Self::dollar("CAD");

    /// The pound sterling.
    pub const GBP: Self = Self::new(
        "GBP",
        Unit::named(
            ["1 pound", "una libra", "une livre", "ein Pfund"],
            ["pounds", "libras", "livres", "Pfund"],
        ),
    )
    .with_parts(
        100,
        Unit::named(
            ["1 penny", "un penique", "un penny", "ein Penny"],
            ["pence", "peniques", "pence", "Pence"],
        ),
    );

    /// The franc of Switzerland.
    pub const CHF: Self = Self::new(
        "CHF",
        Unit::named(
            ["1 franc", "un franco", "1 franc", "ein Franken"],
            ["francs", "francos", "francs", "Franken"],
        ),
    )
    .with_parts(
        100,
        Unit::named(
            ["1 centime", "un céntimo", "1 centime", "ein Rappen"],
            ["centimes", "céntimos", "centimes", "Rappen"],
        ),
    );

    /// The peso of Mexico.
    pub const MXN: Self = Self::new(
        "MXN",
        Unit::named(
            ["1 peso", "un peso", "1 peso", "ein Peso"],
            ["pesos", "pesos", "pesos", "Peso"],
        ),
    )
    .with_parts(
        100,
        Unit::named(
            ["1 centavo", "un centavo", "1 centavo", "ein Centavo"],
            ["centavos", "centavos", "centavos", "Centavo"],
        ),
    );

    /// The yen, which has no parts.
    pub const JPY: Self = Self::new(
        "JPY",
        Unit::named(
            ["1 yen", "un yen", "1 yen", "ein Yen"],
            ["yen", "yenes", "yens", "Yen"],
        ),
    );

    /// A currency without parts, by its ISO 4217 code, which is spoken in languages without
    /// names here.
    pub const fn new(code: &'static str, whole: Unit) -> Self {
        Self {
            code,
            whole,
            part: None,
        }
    }

    /// Adds parts, with `parts` of them in a whole. Fewer than two means no parts.
    #[must_use]
    pub const fn with_parts(mut self, parts: u32, part: Unit) -> Self {
        self.part = if parts > 1 { Some((parts, part)) } else { None };
        self
    }

    const fn dollar(code: &'static str) -> Self {
        Self::new(code, DOLLAR).with_parts(100, CENT)
    }

    /// The ISO 4217 code.
    pub const fn code(&self) -> &'static str {
        self.code
    }
}
