//! Keeps the line registered at the trunk, so that the trunk sends its calls here.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::dialog::registration::Registration;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::typed::Contact;
use rsipstack::sip::{Auth, Response, StatusCode, StatusCodeKind, Uri};
use rsipstack::transaction::endpoint::EndpointInnerRef;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use super::Shared;
use super::trunk::Through;

/// The lifetime of a registration that we ask for, in seconds. Short enough to keep a mapping in most NAT routers open.
const LASTS: u32 = 120;

/// The pause before the next attempt: at first, and at most.
const SOON: Duration = Duration::from_secs(1);
const LATER: Duration = Duration::from_secs(60);

/// Maximum wait for a response (RFC 3261, timer F).
const PATIENCE: Duration = Duration::from_secs(32);

/// Maximum time for unregistering.
const LEAVE: Duration = Duration::from_secs(2);

/// Registers, and renews the registration before it expires. Never returns while there is a trunk.
pub(super) async fn stay_registered(shared: Arc<Shared>, endpoint: EndpointInnerRef) {
    let Some(trunk) = &shared.trunk else { return };
    let mut registration = registration(&shared, trunk, endpoint);
    let (mut lasts, mut pause, mut is_told) = (LASTS, SOON, false);
    loop {
        shared.find_trunk().await;
        let answer = timeout(PATIENCE, registration.register(trunk.host(), Some(lasts))).await;
        let failure = match answer {
            Ok(Ok(answer)) if answer.status_code.kind() == StatusCodeKind::Successful => {
                if !is_told {
                    info!(trunk = %trunk.host(), "registered at the trunk");
                }
                (is_told, pause) = (true, SOON);
                let granted = registration.expires().clamp(1, LASTS);
                sleep(Duration::from_secs(granted.into()) * 3 / 4).await;
                continue;
            }
            Ok(Ok(answer)) => {
                lasts = shortest(&answer).unwrap_or(lasts);
                let code = answer.status_code.code();
                if !matches!(code, 408 | 423 | 500..600) {
                    // A wrong name or password will not be right a second later.
                    pause = LATER;
                }
                format!("it answers {code}")
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not respond".to_owned(),
        };
        warn!(trunk = %trunk.host(), failure, "not registered at the trunk: it sends no calls here");
        is_told = false;
        sleep(pause).await;
        pause = (pause * 2).min(LATER);
    }
}

/// Unregisters, so that the trunk sends no more calls.
pub(super) async fn leave(shared: &Arc<Shared>, endpoint: EndpointInnerRef) {
    if let Some(trunk) = &shared.trunk {
        let mut registration = registration(shared, trunk, endpoint);
        // Without a response, the registration expires by itself.
        let _ = timeout(LEAVE, registration.register(trunk.host(), Some(0))).await;
    }
}

fn registration(shared: &Shared, trunk: &Through, endpoint: EndpointInnerRef) -> Registration {
    let mut registration = Registration::new(endpoint, trunk.credential.clone());
    let name = trunk.credential.as_ref().map(|account| Auth {
        user: account.username.clone(),
        password: None,
    });
    registration.contact = Some(Contact {
        display_name: None,
        uri: Uri {
            auth: name,
            ..shared.contact.clone()
        },
        params: Vec::new(),
    });
    registration
}

/// The minimum lifetime that a registrar demands after it refused a shorter one.
fn shortest(answer: &Response) -> Option<u32> {
    if answer.status_code != StatusCode::IntervalTooBrief {
        return None;
    }
    answer.min_expires_header()?.value().trim().parse().ok()
}
