//! What the server expects of a carrier.

use std::env;

use crate::carrier::{Carrier, Secret, SecretError};

/// The variable that `serve` takes it from.
const VARIABLE: &str = "IVR_WEBHOOK_SECRET";

/// Why the secret in the environment can't be sent.
#[derive(Debug, thiserror::Error)]
#[error("{VARIABLE} can't be used")]
pub(super) struct VariableError(#[from] SecretError);

/// The first secret that is for this carrier, if there is one.
pub(super) fn secret(carrier: &dyn Carrier) -> Result<Option<Secret>, VariableError> {
    let listed = env::var(VARIABLE).unwrap_or_default();
    first(carrier, &listed)
}

fn first(carrier: &dyn Carrier, listed: &str) -> Result<Option<Secret>, VariableError> {
    for written in listed.split(',').filter(|written| !written.is_empty()) {
        let secret: Secret = written.parse()?;
        if secret.is_for(carrier.name()) {
            return Ok(Some(secret));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::eight_by_eight::EightByEight;
    use crate::carrier::twilio::Twilio;

    fn told(carrier: &dyn Carrier, listed: &str) -> Option<String> {
        let secret = first(carrier, listed).unwrap();
        secret.map(|secret| secret.text().to_owned())
    }

    #[test]
    fn each_carrier_sends_its_own() {
        let both = "eight_by_eight=secret-of-8x8,twilio=auth-token";
        assert_eq!(told(&EightByEight, both).as_deref(), Some("secret-of-8x8"));
        assert_eq!(told(&Twilio, both).as_deref(), Some("auth-token"));
        assert_eq!(
            told(&Twilio, "for-everybody").as_deref(),
            Some("for-everybody")
        );
        assert_eq!(told(&Twilio, "eight_by_eight=secret-of-8x8"), None);
        assert_eq!(told(&Twilio, ""), None);
        assert!(first(&Twilio, "short").is_err());
    }
}
