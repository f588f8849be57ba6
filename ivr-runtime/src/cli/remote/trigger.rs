//! The command `trigger`: sends one crafted event to a running server and prints the answer.

use std::io;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::secret::{VariableError, secret};
use crate::carrier::eight_by_eight::EightByEight;
use crate::carrier::eight_by_eight::simulator::check_answer;
use crate::cli::output::{print, print_json};
use crate::net::{TlsUnavailable, http_client};

/// The flags of `trigger`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    trigger vca --received                    somebody calls in\n  \
    trigger vca --state reservations --keys 1\n  \
    trigger vca --state reservations          stays silent\n  \
    trigger vca --state post_call --sip-code 486\n  \
    trigger vss --status NO_ANSWER\n\n\
    The answer must be HTTP 200 with a callflow that the platform accepts; otherwise the exit \
    code is 1. If the server asks for an Authorization header, set IVR_WEBHOOK_SECRET.")]
pub(in crate::cli) struct TriggerArgs {
    #[command(subcommand)]
    event: Event,

    /// URL of the server
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080",
        global = true
    )]
    url: String,

    /// Session of the event
    #[arg(long, value_name = "ID", default_value = "trigger", global = true)]
    session: String,

    /// Print the event, the status and the answer as one JSON document
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Event {
    /// The platform asks what a call does next
    Vca {
        /// The call has just come in
        #[arg(long, conflicts_with_all = ["state", "keys", "sip_code"])]
        received: bool,
        /// `clientActionId` of the call
        #[arg(long, value_name = "ID")]
        state: Option<String>,
        /// Keys that the caller pressed; silence by default
        #[arg(long, value_name = "KEYS")]
        keys: Option<String>,
        /// SIP code with which the last leg ended
        #[arg(long, value_name = "CODE", default_value_t = 200)]
        sip_code: u16,
        /// Id of the event; the same id again is a repeated delivery
        #[arg(long, value_name = "ID")]
        event: Option<String>,
        /// Use the older of the two documented forms: `DTMF_RECEIVED` with `dtmf`
        #[arg(long)]
        older: bool,
    },
    /// The platform reports how a session ended
    Vss {
        /// Status: COMPLETED, BUSY, NO_ANSWER, FAILED, CANCELED or ERROR
        #[arg(long, value_name = "STATUS", default_value = "COMPLETED")]
        status: String,
    },
}

/// Why a trigger failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum TriggerError {
    #[error("could not print the answer")]
    Print(#[from] io::Error),
    #[error(transparent)]
    Secret(#[from] VariableError),
    #[error(transparent)]
    Client(#[from] TlsUnavailable),
    #[error("could not reach {0}; start the server, or set another with --url")]
    Unreachable(String, #[source] reqwest::Error),
    #[error("the platform accepts only HTTP 200, and this was {0}")]
    Status(u16),
    #[error("the platform would refuse this callflow: {0}")]
    Callflow(#[from] crate::carrier::eight_by_eight::simulator::Violation),
}

impl TriggerArgs {
    /// The path and the body of the event.
    fn event(&self, now: jiff::Timestamp) -> (&'static str, Value) {
        let session = &self.session;
        match &self.event {
            Event::Vca {
                received,
                state,
                keys,
                sip_code,
                event,
                older,
            } => {
                let id = event
                    .clone()
                    .unwrap_or_else(|| format!("trigger-{}", now.as_nanosecond()));
                let mut payload = json!({
                    "eventId": id, "sessionId": session, "callId": session,
                    "callDirection": "INBOUND", "callType": "PSTN",
                    "source": "+6591111111", "destination": "+6568888888",
                    "sipCode": sip_code, "timestamp": format!("{now:.3}"),
                });
                if let Some(state) = state {
                    payload["clientActionId"] = json!(state);
                }
                if *received {
                    payload["callStatus"] = json!("CALL_RECEIVED");
                } else if *older {
                    payload["callStatus"] = json!("DTMF_RECEIVED");
                    payload["dtmf"] = json!(keys);
                } else {
                    payload["callStatus"] = json!("ACTION_COMPLETED");
                    payload["eventData"] = json!({"dtmf": keys});
                }
                let event = json!({"namespace": "VOICE", "eventType": "CALL_ACTION",
                    "description": "Action request of a call", "payload": payload});
                ("vca_webhook", event)
            }
            Event::Vss { status } => {
                let event = json!({"namespace": "VOICE", "eventType": "SESSION_SUMMARY",
                    "version": 5, "payload": {"sessionId": session, "sessionStatus": status,
                    "startTime": format!("{now:.3}"), "endTime": format!("{now:.3}"),
                    "callCount": 1}});
                ("vss_webhook", event)
            }
        }
    }
}

/// Sends the event and shows the answer.
pub(super) async fn trigger(args: TriggerArgs) -> Result<(), TriggerError> {
    let (path, event) = args.event(jiff::Timestamp::now());
    let url = format!("{}/{path}", args.url.trim_end_matches('/'));
    let mut request = http_client()?
        .post(&url)
        .timeout(Duration::from_secs(30))
        .json(&event);
    if let Some(secret) = secret(&EightByEight)? {
        request = request.header("authorization", secret.text());
    }
    let unreachable =
        |error: reqwest::Error| TriggerError::Unreachable(args.url.clone(), error.without_url());
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status().as_u16();
    let body = response.text().await.map_err(unreachable)?;
    let answer = serde_json::from_str::<Value>(&body).unwrap_or_else(|_| json!(body));
    if args.json {
        print_json(&json!({"event": event, "status": status, "answer": answer}))?;
    } else {
        print(&format!("HTTP {status}"))?;
        print_json(&answer)?;
    }
    if status != 200 {
        return Err(TriggerError::Status(status));
    }
    check_answer(body.as_bytes())?;
    Ok(())
}
