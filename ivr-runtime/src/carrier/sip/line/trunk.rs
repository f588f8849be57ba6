//! The trunk that places outbound legs.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use rsipstack::dialog::authenticate::Credential;
use rsipstack::sip::{Auth, HostWithPort, Scheme, Uri};

/// A trunk: `sip:HOST`, `sip:HOST:PORT` or `sip:NAME:PASSWORD@HOST`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Trunk(Uri);

/// The text is not the URI of a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write sip:HOST, sip:HOST:PORT or sip:NAME:PASSWORD@HOST")]
pub(crate) struct TrunkError;

impl Trunk {
    /// Whether it names an account.
    pub(super) const fn has_account(&self) -> bool {
        self.0.auth.is_some()
    }
}

impl FromStr for Trunk {
    type Err = TrunkError;

    fn from_str(text: &str) -> Result<Self, TrunkError> {
        let uri = Uri::try_from(text).map_err(|_| TrunkError)?;
        let is_sip = uri.scheme == Some(Scheme::Sip);
        if is_sip && !uri.host_with_port.host.to_string().is_empty() {
            Ok(Self(uri))
        } else {
            Err(TrunkError)
        }
    }
}

/// Omits the password.
impl fmt::Debug for Trunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trunk({})", self.0.host_with_port)
    }
}

/// A trunk, with what is needed to place calls through it.
pub(super) struct Through {
    host: Uri,
    pub(super) credential: Option<Credential>,
}

impl From<Trunk> for Through {
    fn from(Trunk(mut uri): Trunk) -> Self {
        let credential = uri.auth.take().map(|auth| Credential {
            username: auth.user,
            password: auth.password.unwrap_or_default(),
            ..Credential::default()
        });
        Self {
            host: uri,
            credential,
        }
    }
}

impl Through {
    /// The URI of the trunk itself.
    pub(super) fn host(&self) -> Uri {
        self.host.clone()
    }

    /// The addresses that its name resolves to now.
    pub(super) async fn addresses(&self) -> Vec<IpAddr> {
        let host = self.host.host_with_port.host.to_string();
        let host = host.trim_matches(['[', ']']);
        // A name that does not resolve now may do so later.
        let found = tokio::net::lookup_host((host, 0)).await;
        found
            .into_iter()
            .flatten()
            .map(|found| found.ip())
            .collect()
    }

    /// The URI of a number at the trunk.
    pub(super) fn callee(&self, number: &str) -> Result<Uri, DialError> {
        let mut callee = address(number, &self.host.host_with_port)?;
        callee.params.clone_from(&self.host.params);
        Ok(callee)
    }
}

/// The URI of a number at a host.
pub(super) fn address(number: &str, host: &HostWithPort) -> Result<Uri, DialError> {
    let is_number = |c: char| c.is_ascii_alphanumeric() || "+*#.-_".contains(c);
    if number.is_empty() || !number.chars().all(is_number) {
        return Err(DialError::Number(number.to_owned()));
    }
    Ok(Uri {
        scheme: Some(Scheme::Sip),
        auth: Some(Auth {
            // An unescaped `#` would end the user part.
            user: number.replace('#', "%23"),
            password: None,
        }),
        host_with_port: host.clone(),
        ..Uri::default()
    })
}

/// Why a number can't be called.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialError {
    /// No trunk is configured.
    #[error("no trunk is set: give one with --sip-trunk")]
    NoTrunk,
    /// The number is invalid.
    #[error("`{0}` can't be dialled")]
    Number(String),
    /// No port is free, or there are no random numbers.
    #[error("no port for its media")]
    Port(#[from] std::io::Error),
    /// The SIP stack refused it.
    #[error("the call could not be sent: {0}")]
    Stack(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_called_behind_the_trunk_with_its_name_and_password() {
        let trunk: Trunk = "sip:shop:wonderland@192.0.2.9:5070".parse().unwrap();
        assert_eq!(format!("{trunk:?}"), "Trunk(192.0.2.9:5070)");
        let through = Through::from(trunk);
        let credential = through.credential.as_ref().unwrap();
        assert_eq!(
            (&*credential.username, &*credential.password),
            ("shop", "wonderland")
        );
        let callee = through.callee("+6598888888").unwrap();
        assert_eq!(callee.to_string(), "sip:+6598888888@192.0.2.9:5070");
        assert!(through.callee("a@b").is_err());
        assert!(through.callee("").is_err());
    }

    #[test]
    fn what_is_no_trunk_is_refused() {
        for text in ["", "192.0.2.9", "sips:192.0.2.9", "tel:+6598888888", "sip:"] {
            assert_eq!(text.parse::<Trunk>(), Err(TrunkError), "{text}");
        }
    }
}
