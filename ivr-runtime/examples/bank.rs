//! A bank in two languages: an account, a PIN that no log shows, and amounts spoken in each.
//!
//! ```text
//! cargo run --example bank -- phone --keys 2,12345678,4071,1,9
//! ```

use std::error::Error;
use std::process::ExitCode;

use ivr_runtime::speech::{Amount, Currency};
use ivr_runtime::store::Store;
use ivr_runtime::{Application, Digits, Msisdn, clap, ivr};
use serde::{Deserialize, Serialize};

ivr! {
    /// The phone menu of a bank.
    pub tree Bank(bank: &Ledger) {
        languages: { en: "en-US-BenjaminRUS", es: "es-MX-DaliaNeural" },
    }

    /// Kept sealed: nobody between two keys can read or change it.
    let account: Account;

    start menu language {
        {
            en: "For English, press 1. Para español, oprima el 2.",
            es: "Para español, oprima el 2. For English, press 1."
        }

        1 => speak en then goto number,
        2 => speak es then goto number,
    }

    menu number {
        digits: 8,
        {
            en: "Please enter the eight digits of your account.",
            es: "Marque los ocho dígitos de su cuenta."
        }

        number @ digits(8) => match bank.find(&number) {
            Some(account) => goto pin,
            None => retry(2) {
                en: "We have no such account. Please enter the eight digits again.",
                es: "No tenemos esa cuenta. Marque los ocho dígitos otra vez."
            } else say { en: "Good bye.", es: "Adiós." },
        }
    }

    menu pin {
        digits: 4,
        { en: "Please enter your PIN.", es: "Marque su clave." }

        pin @ digits(4) => match bank.opens(&account, &pin)? {
            true => goto services,
            false => retry(2) {
                en: "That is not your PIN. Please try again.",
                es: "Esa no es su clave. Inténtelo otra vez."
            } else say {
                en: "For your safety we end this call.",
                es: "Por su seguridad terminamos la llamada."
            },
        }
    }

    menu services {
        { en: "{options}.", es: "{options}." }

        1 { en: "hear your balance", es: "oír su saldo" } => match (bank.balance(&account), &account.ending) {
            (balance, ending) => say {
                en: "On the account that ends in {ending:digits} you have {balance:amount}.",
                es: "En la cuenta que termina en {ending:digits} tiene {balance:amount}."
            } then repeat,
        },
        9 { en: "talk to somebody", es: "hablar con alguien" } => connect(
            from: &bank.line,
            to: &bank.desk
        ) as desk {
            answered => hangup,
            _ => say {
                en: "Nobody is free. Please call again.",
                es: "Nadie está libre. Llame más tarde."
            },
        }
    }

    _ => retry(1) else say { en: "Good bye.", es: "Adiós." },
    failure => say { en: "We can't look that up now.", es: "Ahora no podemos consultarlo." },
}

/// An account, as a call remembers it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pin: Digits,
    cents: i64,
    ending: String,
}

/// The book of accounts. It has one.
#[derive(Debug, clap::Args)]
pub struct Ledger {
    /// Our number
    #[arg(long, default_value = "+6568888888")]
    pub line: Msisdn,
    /// Who helps
    #[arg(long, default_value = "+6598888888")]
    pub desk: Msisdn,
    /// The account's number
    #[arg(long, default_value = "12345678")]
    pub account: Digits,
    /// Its PIN
    #[arg(long, default_value = "4071")]
    pub pin: Digits,
}

impl Ledger {
    fn find(&self, number: &Digits) -> Option<Account> {
        (*number == self.account).then(|| Account {
            pin: self.pin,
            cents: 125_050,
            ending: number[4..].to_owned(),
        })
    }

    fn opens(&self, account: &Account, pin: &Digits) -> Result<bool, std::fmt::Error> {
        Ok(account.pin == *pin)
    }

    fn balance(&self, account: &Account) -> Amount {
        Amount::new(account.cents, Currency::MXN)
    }
}

impl Application for Ledger {
    type Options = Self;

    async fn open(options: Self, _: Store) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(options)
    }
}

fn main() -> ExitCode {
    ivr_runtime::run::<Bank>()
}
