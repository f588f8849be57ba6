//! A client of Twilio's REST API, which places calls (Twilio, Voice API: Call resource).
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ivr_runtime::carrier::placing::ApiSecret;
//! use ivr_runtime::carrier::twilio::client::Account;
//!
//! let token = ApiSecret::new("auth token from the console")?;
//! let account = Account::new("AC0123456789abcdef0123456789abcdef", token)?;
//! let (from, to) = ("+6568888888".parse()?, "+6598888888".parse()?);
//! let call = account.place(&from, &to, "https://ivr.example.com").await?;
//! println!("{call}");
//! # Ok(())
//! # }
//! ```

use form_urlencoded::Serializer;

use super::CALL;
use super::door::{FORM, STATUS};
use crate::carrier::placing::{ApiRequest, ApiSecret, PlacingError, base_url, id};
use crate::menu::Msisdn;

/// The base URL of Twilio's API in its default region.
pub const DEFAULT_BASE_URL: &str = "https://api.twilio.com";

/// An account at Twilio, its auth token, and the base URL of the API.
#[derive(Clone, Debug)]
pub struct Account {
    base_url: String,
    sid: String,
    token: ApiSecret,
}

impl Account {
    /// An account in Twilio's default region. `sid` is its id in the console: `AC..`.
    ///
    /// # Errors
    /// If the id contains anything but letters, digits and hyphens.
    pub fn new(sid: &str, token: ApiSecret) -> Result<Self, PlacingError> {
        Ok(Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            sid: id(sid)?,
            token,
        })
    }

    /// The same account at another base URL, such as that of another region.
    ///
    /// # Errors
    /// If it is not a base URL.
    pub fn at(self, url: &str) -> Result<Self, PlacingError> {
        let base_url = base_url(url)?;
        Ok(Self { base_url, ..self })
    }

    /// Places a call, and returns its id. The callee hears the menu that is served at `server`, a base URL that Twilio
    /// can reach. Never retried: a second request would place a second call.
    ///
    /// # Errors
    /// If Twilio refuses it, can't be reached, or does not answer.
    pub async fn place(
        &self,
        from: &Msisdn,
        to: &Msisdn,
        server: &str,
    ) -> Result<String, PlacingError> {
        let request = request(&self.base_url, &self.sid, (from, to), server)?;
        let send = request.send(|request| request.basic_auth(&self.sid, Some(self.token.text())));
        send.await
    }
}

/// The request that places a call.
///
/// # Errors
/// If the server's address is not a base URL.
pub(crate) fn request(
    base_url: &str,
    sid: &str,
    (from, to): (&Msisdn, &Msisdn),
    server: &str,
) -> Result<ApiRequest, PlacingError> {
    let server = crate::carrier::placing::base_url(server)?;
    let base_url = base_url.trim_end_matches('/');
    let body = Serializer::new(String::new())
        .append_pair("From", from.as_str())
        .append_pair("To", to.as_str())
        .append_pair("Url", &format!("{server}{CALL}"))
        .append_pair("Method", "POST")
        .append_pair("StatusCallback", &format!("{server}{STATUS}"))
        .append_pair("StatusCallbackMethod", "POST")
        .finish();
    Ok(ApiRequest {
        url: format!("{base_url}/2010-04-01/Accounts/{sid}/Calls.json"),
        authorization: "Basic ***",
        content_type: FORM,
        body,
    })
}
