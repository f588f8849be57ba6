//! The account: its name, its API key, and the platform's base URL.

use std::path::{Path, PathBuf};

use crate::carrier::placing::ApiSecret;
use crate::net::is_base_url;

/// The platform's current base URL. The tutorial's `voice.wavecell.com` is an older name.
pub const DEFAULT_BASE_URL: &str = "https://voice.8x8.com";

/// An API key of the 8x8 Connect portal, which authenticates requests as a bearer token.
///
/// `Debug` hides it, and there is no `Display`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey(ApiSecret);

/// Why an [`Account`] or an [`ApiKey`] is invalid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The key is empty, or can't be sent in a header.
    #[error(
        "the API key is empty or contains an invalid character; copy it again from the 8x8 Connect portal"
    )]
    Key,
    /// The file with the key can't be read.
    #[error("could not read the API key from {0}")]
    KeyFile(PathBuf, #[source] std::io::Error),
    /// The sub-account's name is invalid.
    #[error("`{0}` is not a sub-account: a name has 3 to 50 letters, digits, and - . _ &")]
    SubAccount(String),
    /// The base URL is not http or https, or contains a user or a query.
    #[error("`{0}` is not a base URL; write one such as {DEFAULT_BASE_URL}")]
    BaseUrl(String),
}

impl ApiKey {
    /// A key, as shown by the portal; surrounding white space is removed.
    ///
    /// # Errors
    /// If it is empty or contains characters that can't be sent.
    pub fn new(key: &str) -> Result<Self, AccountError> {
        let key = ApiSecret::new(key).map_err(|_| AccountError::Key)?;
        Ok(Self(key))
    }

    /// Reads the key from a file that contains only the key.
    ///
    /// # Errors
    /// If the file can't be read, or contains no valid key.
    pub fn read(path: &Path) -> Result<Self, AccountError> {
        let unreadable = |error| AccountError::KeyFile(path.to_owned(), error);
        Self::new(&std::fs::read_to_string(path).map_err(unreadable)?)
    }

    /// The key itself, for the header that needs it.
    pub(crate) fn secret(&self) -> &str {
        self.0.text()
    }
}

/// A sub-account, its key, and the platform's base URL: what [`Client::new`](super::Client::new) needs.
#[derive(Clone, Debug)]
pub struct Account {
    base_url: String,
    sub_account_id: String,
    api_key: ApiKey,
}

impl Account {
    /// An account at the real platform. [`with_checked_names`](Self::with_checked_names)
    /// validates its name.
    pub fn new(sub_account_id: &str, api_key: ApiKey) -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            sub_account_id: sub_account_id.to_owned(),
            api_key,
        }
    }

    /// The same account at another base URL, such as a simulator's.
    #[must_use]
    pub fn at(mut self, base_url: &str) -> Self {
        base_url
            .trim_end_matches('/')
            .clone_into(&mut self.base_url);
        self
    }

    /// Validates the name and the base URL (8x8 Voice, API
    /// reference: `subAccountId`).
    ///
    /// # Errors
    /// If either is invalid.
    pub fn with_checked_names(self) -> Result<Self, AccountError> {
        let named = |c: char| c.is_ascii_alphanumeric() || "-._&".contains(c);
        let name = &self.sub_account_id;
        if !(3..=50).contains(&name.len()) || !name.chars().all(named) {
            return Err(AccountError::SubAccount(name.clone()));
        }
        if is_base_url(&self.base_url) {
            Ok(self)
        } else {
            Err(AccountError::BaseUrl(self.base_url))
        }
    }

    /// The URL of an API endpoint of this account. `room` is the end of its path, such as `callflows`.
    pub fn url(&self, room: &str) -> String {
        let Self {
            base_url,
            sub_account_id,
            ..
        } = self;
        format!("{base_url}/api/v1/subaccounts/{sub_account_id}/{room}")
    }

    pub(crate) const fn api_key(&self) -> &ApiKey {
        &self.api_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str, url: &str) -> Result<Account, AccountError> {
        let key = ApiKey::new(" hunter2\n").unwrap();
        Account::new(name, key).at(url).with_checked_names()
    }

    #[test]
    fn names_and_addresses_are_checked() {
        let fine = account("my_account-1.x&y", "http://127.0.0.1:80/").unwrap();
        assert_eq!(
            fine.url("callflows"),
            "http://127.0.0.1:80/api/v1/subaccounts/my_account-1.x&y/callflows"
        );
        for name in ["", "ab", "a/b/c", "my account", &"x".repeat(51)] {
            assert!(matches!(
                account(name, DEFAULT_BASE_URL),
                Err(AccountError::SubAccount(_))
            ));
        }
        for url in [
            "",
            "voice.8x8.com",
            "ftp://h",
            "https://user:key@h",
            "https://h?key=1",
        ] {
            assert!(
                matches!(account("fine", url), Err(AccountError::BaseUrl(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn the_key_is_never_shown() {
        let fine = account("fine", DEFAULT_BASE_URL).unwrap();
        assert!(!format!("{fine:?}").contains("hunter2"));
        assert!(matches!(ApiKey::new(" \n"), Err(AccountError::Key)));
        assert!(matches!(ApiKey::new("a b"), Err(AccountError::Key)));
        let missing = ApiKey::read(Path::new("/no/such/file")).unwrap_err();
        assert!(missing.to_string().contains("/no/such/file"));
    }
}
