//! Staying registered at the trunk, so that it sends its calls here.

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

/// How long a registration is to last, in seconds. Short enough that most routers on the way keep the door open.
const LASTS: u32 = 120;

/// How soon a trunk that does not answer is asked again: first, and in the end.
const SOON: Duration = Duration::from_secs(1);
const LATER: Duration = Duration::from_secs(60);

/// How long an answer may take (RFC 3261, timer F).
const PATIENCE: Duration = Duration::from_secs(32);

/// How long taking leave may take.
const LEAVE: Duration = Duration::from_secs(2);

/// Registers, and does so again before it ends. Never ends by itself.
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
                    // What is wrong with the name or the password is not right a second later.
                    pause = LATER;
                }
                format!("it answers {code}")
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer".to_owned(),
        };
        warn!(trunk = %trunk.host(), failure, "not registered at the trunk: it sends no calls here");
        is_told = false;
        sleep(pause).await;
        pause = (pause * 2).min(LATER);
    }
}

/// Tells the trunk to send no more calls.
pub(super) async fn leave(shared: &Arc<Shared>, endpoint: EndpointInnerRef) {
    if let Some(trunk) = &shared.trunk {
        let mut registration = registration(shared, trunk, endpoint);
        // A trunk that does not answer forgets us by itself.
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

/// The shortest time that a registrar takes, if it was asked for less.
fn shortest(answer: &Response) -> Option<u32> {
    if answer.status_code != StatusCode::IntervalTooBrief {
        return None;
    }
    answer.min_expires_header()?.value().trim().parse().ok()
}
