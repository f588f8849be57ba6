//! A client of jambonz's REST API, which places calls (jambonz, REST call control: create a call).
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ivr_runtime::carrier::jambonz::client::Account;
//! use ivr_runtime::carrier::placing::ApiSecret;
//!
//! let key = ApiSecret::new("API key from the portal")?;
//! let account = Account::new("fef61e75-cec3-496c-a7bc-8368e4d02a04", key)?;
//! let application = "0e06a1b0-d49f-4fb8-b973-b5a3c6758de1";
//! let (from, to) = ("+6568888888".parse()?, "+6598888888".parse()?);
//! let call = account.place(&from, &to, application).await?;
//! println!("{call}");
//! # Ok(())
//! # }
//! ```

use serde_json::json;

use crate::carrier::placing::{ApiRequest, ApiSecret, PlacingError, base_url, id};
use crate::menu::Msisdn;

/// The base URL of the API of jambonz.cloud. A self-hosted jambonz has its own; set it with [`Account::at`].
pub const DEFAULT_BASE_URL: &str = "https://api.jambonz.cloud";

/// An account at jambonz, its API key, and the base URL of the API.
#[derive(Clone, Debug)]
pub struct Account {
    base_url: String,
    sid: String,
    key: ApiSecret,
}

impl Account {
    /// An account at jambonz.cloud. `sid` is its id in the portal.
    ///
    /// # Errors
    /// If the id contains anything but letters, digits and hyphens.
    pub fn new(sid: &str, key: ApiSecret) -> Result<Self, PlacingError> {
        Ok(Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            sid: id(sid)?,
            key,
        })
    }

    /// The same account at another base URL, such as that of a self-hosted jambonz.
    ///
    /// # Errors
    /// If it is not a base URL.
    pub fn at(self, url: &str) -> Result<Self, PlacingError> {
        let base_url = base_url(url)?;
        Ok(Self { base_url, ..self })
    }

    /// Places a call, and returns its id. The callee hears the menu at the webhooks of the application, whose id is
    /// `application`. Never retried: a second request would place a second call.
    ///
    /// # Errors
    /// If jambonz refuses it, can't be reached, or does not answer.
    pub async fn place(
        &self,
        from: &Msisdn,
        to: &Msisdn,
        application: &str,
    ) -> Result<String, PlacingError> {
        let request = request(&self.base_url, &self.sid, (from, to), &id(application)?);
        let send = request.send(|request| request.bearer_auth(self.key.text()));
        send.await
    }
}

/// The request that places a call. Without an application, jambonz would ask for a speech recognizer, which no menu
/// uses.
pub(crate) fn request(
    base_url: &str,
    sid: &str,
    (from, to): (&Msisdn, &Msisdn),
    application: &str,
) -> ApiRequest {
    let base_url = base_url.trim_end_matches('/');
    let body = json!({
        "application_sid": application,
        "from": from.as_str(),
        "to": {"type": "phone", "number": to.as_str()},
    });
    ApiRequest {
        url: format!("{base_url}/v1/Accounts/{sid}/Calls"),
        authorization: "Bearer ***",
        content_type: "application/json",
        body: body.to_string(),
    }
}
