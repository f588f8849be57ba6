//! The command `call`: one that a carrier places.

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::account::AccountArgs;
use super::error::{CallError, RemoteError};
use crate::carrier::eight_by_eight::opening;
use crate::carrier::eight_by_eight::wire::send::SendCallflow;
use crate::carrier::jambonz::{self, Jambonz};
use crate::carrier::placing::{ApiRequest, ApiSecret};
use crate::carrier::twilio::{self, Twilio};
use crate::carrier::{self, Carrier};
use crate::cli::output::{print, print_foreign, print_json};
use crate::menu::{Msisdn, Tree};

/// The flags of `call`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    call --to +6591111111 --dry-run   prints the request without sending it\n  \
    call --to +6591111111             places the call\n  \
    call --to +6591111111 --carrier twilio --server https://ivr.example.com\n\n\
    A call is placed once: without an answer it is not tried again, as that could ring twice.")]
pub(in crate::cli) struct CallArgs {
    /// Number to call, in international format
    #[arg(long, value_name = "NUMBER")]
    to: Msisdn,

    /// Caller ID: one of the account's numbers
    #[arg(
        long,
        env = "IVR_CALLER_ID",
        hide_env_values = true,
        value_name = "NUMBER"
    )]
    #[arg(default_value = "+6568888888")]
    from: Msisdn,

    /// The carrier that places it: one that the tree names, and without this its first
    #[arg(long, value_name = "NAME")]
    carrier: Option<String>,

    /// Not to be placed after this time, at 8x8: 2026-07-01T05:50:23.550Z
    #[arg(long, value_name = "TIME")]
    valid_until: Option<jiff::Timestamp>,

    /// Print the request instead of sending it
    #[arg(long)]
    dry_run: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten, next_help_heading = "Account")]
    account: AccountArgs,

    #[command(flatten, next_help_heading = "Account at Twilio")]
    twilio: TwilioArgs,

    #[command(flatten, next_help_heading = "Account at jambonz")]
    jambonz: JambonzArgs,
}

/// Whose account it is at Twilio.
#[derive(Debug, Args)]
struct TwilioArgs {
    /// Where Twilio reaches this menu: https://ivr.example.com
    #[arg(
        long,
        env = "IVR_SERVER_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    server: Option<String>,

    /// Where Twilio's API is
    #[arg(
        long,
        env = "IVR_TWILIO_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    #[arg(default_value = twilio::client::DEFAULT_BASE_URL)]
    twilio_url: String,

    /// The account, or one of its sub-accounts: AC..
    #[arg(
        long,
        env = "IVR_TWILIO_ACCOUNT",
        hide_env_values = true,
        value_name = "SID"
    )]
    twilio_account: Option<String>,

    /// File that holds the auth token and nothing else; without it, the token is IVR_TWILIO_AUTH_TOKEN
    #[arg(
        long,
        env = "IVR_TWILIO_AUTH_TOKEN_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    twilio_auth_token_file: Option<PathBuf>,
}

/// Whose account it is at jambonz.
#[derive(Debug, Args)]
struct JambonzArgs {
    /// Where jambonz's API is
    #[arg(
        long,
        env = "IVR_JAMBONZ_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    #[arg(default_value = jambonz::client::DEFAULT_BASE_URL)]
    jambonz_url: String,

    /// The account
    #[arg(
        long,
        env = "IVR_JAMBONZ_ACCOUNT",
        hide_env_values = true,
        value_name = "SID"
    )]
    jambonz_account: Option<String>,

    /// The application whose webhooks are those of this menu
    #[arg(
        long,
        env = "IVR_JAMBONZ_APPLICATION",
        hide_env_values = true,
        value_name = "SID"
    )]
    jambonz_application: Option<String>,

    /// File that holds the API key and nothing else; without it, the key is IVR_JAMBONZ_API_KEY
    #[arg(
        long,
        env = "IVR_JAMBONZ_API_KEY_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    jambonz_api_key_file: Option<PathBuf>,
}

/// Places a call, or prints its request.
pub(super) async fn call<T: Tree>(args: CallArgs) -> Result<(), RemoteError> {
    let carrier = carrier::named::<T>(args.carrier.as_deref()).map_err(CallError::from)?;
    let by_twilio = carrier.name() == Twilio.name();
    if !by_twilio && carrier.name() != Jambonz.name() {
        return call_by_8x8::<T>(args).await;
    }
    if args.valid_until.is_some() {
        return Err(CallError::Expiry.into());
    }
    if args.dry_run {
        let request = if by_twilio {
            args.twilio.request(&args)?
        } else {
            args.jambonz.request(&args)?
        };
        return show(&request, args.json);
    }
    let session = if by_twilio {
        args.twilio.place(&args).await?
    } else {
        args.jambonz.place(&args).await?
    };
    if args.json {
        return Ok(print_json(
            &json!({"carrier": carrier.name(), "session": session}),
        )?);
    }
    Ok(print_placed(&args.to, &session)?)
}

async fn call_by_8x8<T: Tree>(args: CallArgs) -> Result<(), RemoteError> {
    let request = SendCallflow {
        valid_until: args.valid_until.map(|time| format!("{time:.3}")),
        ..opening::<T>(&args.from, &args.to)
    };
    if args.dry_run {
        let url = args.account.base_url.trim_end_matches('/');
        let name = args
            .account
            .sub_account
            .as_deref()
            .unwrap_or("{subAccountId}");
        let request = ApiRequest {
            url: format!("{url}/api/v1/subaccounts/{name}/callflows"),
            authorization: "Bearer ***",
            content_type: "application/json",
            body: serde_json::to_string_pretty(&request)?,
        };
        return show(&request, args.json);
    }
    let answer = args.account.client()?.send_callflow(&request).await?;
    if args.json {
        return Ok(print_json(&answer)?);
    }
    let session = answer.session_id.as_deref().unwrap_or("-");
    Ok(print_placed(&args.to, session)?)
}

fn print_placed(to: &Msisdn, session: &str) -> io::Result<()> {
    print_foreign(&format!("calling {to}: session {session}"))
}

/// Prints a request; its body alone, where programs read it.
fn show(request: &ApiRequest, body_alone: bool) -> Result<(), RemoteError> {
    let ApiRequest {
        url,
        authorization,
        content_type,
        body,
    } = request;
    if body_alone {
        return Ok(print(body)?);
    }
    Ok(print(&format!(
        "POST {url}\nAuthorization: {authorization}\nContent-Type: {content_type}\n\n{body}"
    ))?)
}

impl TwilioArgs {
    fn server(&self) -> Result<&str, CallError> {
        needed(self.server.as_deref(), "--server", "IVR_SERVER_URL")
    }

    fn request(&self, args: &CallArgs) -> Result<ApiRequest, CallError> {
        let account = self.twilio_account.as_deref().unwrap_or("{AccountSid}");
        let people = (&args.from, &args.to);
        let request = twilio::client::request(&self.twilio_url, account, people, self.server()?);
        Ok(request?)
    }

    async fn place(&self, args: &CallArgs) -> Result<String, CallError> {
        let account = self.twilio_account.as_deref();
        let account = needed(account, "--twilio-account", "IVR_TWILIO_ACCOUNT")?;
        let token = secret(
            self.twilio_auth_token_file.as_ref(),
            "--twilio-auth-token-file",
            "IVR_TWILIO_AUTH_TOKEN",
        )?;
        let account = twilio::client::Account::new(account, token)?.at(&self.twilio_url)?;
        Ok(account.place(&args.from, &args.to, self.server()?).await?)
    }
}

impl JambonzArgs {
    fn application(&self) -> Result<&str, CallError> {
        let application = self.jambonz_application.as_deref();
        needed(
            application,
            "--jambonz-application",
            "IVR_JAMBONZ_APPLICATION",
        )
    }

    fn request(&self, args: &CallArgs) -> Result<ApiRequest, CallError> {
        let account = self.jambonz_account.as_deref().unwrap_or("{AccountSid}");
        let people = (&args.from, &args.to);
        let application = self.application()?;
        Ok(jambonz::client::request(
            &self.jambonz_url,
            account,
            people,
            application,
        ))
    }

    async fn place(&self, args: &CallArgs) -> Result<String, CallError> {
        let account = self.jambonz_account.as_deref();
        let account = needed(account, "--jambonz-account", "IVR_JAMBONZ_ACCOUNT")?;
        let key = secret(
            self.jambonz_api_key_file.as_ref(),
            "--jambonz-api-key-file",
            "IVR_JAMBONZ_API_KEY",
        )?;
        let account = jambonz::client::Account::new(account, key)?.at(&self.jambonz_url)?;
        let application = self.application()?;
        Ok(account.place(&args.from, &args.to, application).await?)
    }
}

/// A secret, from its file or from the environment. It can't be a flag: everybody on the machine can read those.
fn secret(
    file: Option<&PathBuf>,
    flag: &'static str,
    variable: &'static str,
) -> Result<ApiSecret, CallError> {
    match file {
        Some(file) => Ok(ApiSecret::read(file)?),
        None => {
            let text = std::env::var(variable);
            let text = text.map_err(|_| CallError::Missing { flag, variable })?;
            Ok(ApiSecret::new(&text)?)
        }
    }
}

fn needed<'a>(
    value: Option<&'a str>,
    flag: &'static str,
    variable: &'static str,
) -> Result<&'a str, CallError> {
    value.ok_or(CallError::Missing { flag, variable })
}
