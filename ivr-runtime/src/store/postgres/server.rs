//! Where a PostgreSQL is, and whose word is taken that it is the right one.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use rustls::pki_types::pem;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::{DatabaseError, StoreError};
use crate::tls;

/// A PostgreSQL server and how it is reached: what a `postgres://` URL says.
///
/// `sslmode` is `disable`, `prefer` (the default: TLS where the server has a certificate that
/// can be trusted, and none otherwise), or `require`: TLS, and a certificate for the host's
/// name from an authority that the system trusts, or that is in the PEM file `sslrootcert`.
/// libpq's `verify-ca` and `verify-full` mean the same as `require`.
#[derive(Clone, Debug)]
pub struct PostgresServer {
    pub(super) config: Config,
    /// Who vouches for the server, instead of those whom the system trusts.
    authorities: Option<PathBuf>,
}

/// Why TLS to a PostgreSQL can't be had.
#[derive(Debug, thiserror::Error)]
enum TlsError {
    #[error("{} holds no certificate in PEM", .0.display())]
    File(PathBuf, #[source] pem::Error),
    #[error("{} holds a certificate that can't be used", .0.display())]
    Authorities(PathBuf, #[source] rustls::Error),
    #[error("the certificates that the system trusts can't be had; name one with sslrootcert=FILE")]
    System(#[source] rustls::Error),
}

impl FromStr for PostgresServer {
    type Err = DatabaseError;

    fn from_str(url: &str) -> Result<Self, DatabaseError> {
        let (place, parameters) = url.split_once('?').unwrap_or((url, ""));
        let mut authorities = None;
        let mut others = Vec::new();
        // What the library does not know, and its users write.
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslrootcert", path)) => {
                    let path = percent_decode_str(path).decode_utf8_lossy();
                    authorities = Some(PathBuf::from(path.into_owned()));
                }
                Some(("sslmode", "verify-ca" | "verify-full")) => others.push("sslmode=require"),
                _ => others.push(parameter),
            }
        }
        let mut url = place.to_owned();
        if !others.is_empty() {
            url = format!("{place}?{}", others.join("&"));
        }
        let mut config: Config = url
            .parse()
            .map_err(|error: tokio_postgres::Error| DatabaseError::Url(reason(&error)))?;
        // Who says whom to trust wants to be sure.
        if authorities.is_some() && config.get_ssl_mode() == SslMode::Prefer {
            config.ssl_mode(SslMode::Require);
        }
        Ok(Self {
            config,
            authorities,
        })
    }
}

impl PostgresServer {
    /// What TLS is made with; `None` for none.
    pub(super) fn tls(&self) -> Result<Option<MakeRustlsConnect>, StoreError> {
        let mode = self.config.get_ssl_mode();
        if mode == SslMode::Disable {
            return Ok(None);
        }
        match self.client() {
            Ok(tls) => Ok(Some(tls)),
            // A bare container trusts nobody, and was not told to.
            Err(TlsError::System(_)) if mode == SslMode::Prefer => Ok(None),
            Err(error) => Err(StoreError::Unavailable(Box::new(error))),
        }
    }

    fn client(&self) -> Result<MakeRustlsConnect, TlsError> {
        let config = match self.authorities.as_deref() {
            Some(path) => {
                let authorities = tls::certificates(path)
                    .map_err(|error| TlsError::File(path.to_owned(), error))?;
                tls::trusting(Some(authorities))
                    .map_err(|error| TlsError::Authorities(path.to_owned(), error))?
            }
            None => tls::trusting(None).map_err(TlsError::System)?,
        };
        Ok(MakeRustlsConnect::new(config))
    }
}

/// The name of the database. Without the password.
impl fmt::Display for PostgresServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.config.get_dbname().or(self.config.get_user());
        write!(f, "PostgreSQL {}", name.unwrap_or_default())
    }
}

/// The library's cause names the option that is wrong, and neither says the password.
fn reason(error: &tokio_postgres::Error) -> String {
    let cause = error.source();
    cause.map_or_else(|| error.to_string(), ToString::to_string)
}

/// Whether it was TLS that failed, and not the connection or the server's own check of who
/// we are.
pub(super) fn is_about_tls(error: &tokio_postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_tls_is_read_as_libpq_reads_it_or_more_strictly() {
        let authorities = Some(PathBuf::from("/etc/our ca.pem"));
        for (parameters, mode, vouches) in [
            ("", SslMode::Prefer, &None),
            ("?sslmode=disable", SslMode::Disable, &None),
            (
                "?connect_timeout=3&sslmode=verify-full",
                SslMode::Require,
                &None,
            ),
            (
                "?sslrootcert=/etc/our%20ca.pem",
                SslMode::Require,
                &authorities,
            ),
            (
                "?sslmode=verify-ca&sslrootcert=/etc/our%20ca.pem",
                SslMode::Require,
                &authorities,
            ),
        ] {
            let url = format!("postgres://ann@db.lan/calls{parameters}");
            let server: PostgresServer = url.parse().unwrap();
            assert_eq!(server.config.get_ssl_mode(), mode, "{url}");
            assert_eq!(&server.authorities, vouches, "{url}");
        }
        let wrong = "postgres://ann:secret@db.lan/calls?sslmode=perhaps";
        let said = wrong.parse::<PostgresServer>().unwrap_err().to_string();
        assert!(
            said.contains("sslmode") && !said.contains("secret"),
            "{said}"
        );
    }
}
