//! The commands that talk to 8x8: `webhooks`, `voices`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::error::RemoteError;
use super::secret::secret;
use crate::carrier::eight_by_eight::EightByEight;
use crate::carrier::eight_by_eight::client::{Account, ApiKey, Client, DEFAULT_BASE_URL};
use crate::carrier::eight_by_eight::wire::webhook::{WebhookRegistration, WebhookType};
use crate::cli::output::{print, print_foreign, print_json};

/// Flags for the account.
#[derive(Debug, Args)]
pub(super) struct AccountArgs {
    /// Base URL of the platform's API
    #[arg(long, env = "IVR_BASE_URL", hide_env_values = true, value_name = "URL")]
    #[arg(default_value = DEFAULT_BASE_URL)]
    pub(super) base_url: String,

    /// Sub-account
    #[arg(
        long,
        env = "IVR_SUB_ACCOUNT",
        hide_env_values = true,
        value_name = "ID"
    )]
    pub(super) sub_account: Option<String>,

    /// File that contains only the API key; otherwise IVR_API_KEY is used
    #[arg(
        long,
        env = "IVR_API_KEY_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    api_key_file: Option<PathBuf>,
}

/// The flags of `webhooks`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    webhooks set vca https://menu.example.com/vca_webhook\n  \
    webhooks set vss https://menu.example.com/vss_webhook\n  \
    webhooks list\n  \
    webhooks delete vss")]
pub(in crate::cli) struct WebhooksArgs {
    #[command(subcommand)]
    command: WebhooksCommand,

    /// Print JSON
    #[arg(long, global = true)]
    json: bool,

    #[command(flatten, next_help_heading = "Account")]
    account: AccountArgs,
}

#[derive(Debug, Subcommand)]
enum WebhooksCommand {
    /// List the registered webhooks
    List,
    /// Register a webhook, replacing any of the same type
    Set {
        /// Type: vca (what a call does next), vss (how it ended), vcs, vru or vnu
        #[arg(value_parser = kind)]
        kind: WebhookType,
        /// URL that the platform posts to
        url: String,
        /// File with the Authorization header for the platform to send; otherwise
        /// IVR_WEBHOOK_SECRET is used, if set
        #[arg(long, value_name = "FILE")]
        auth_header_file: Option<PathBuf>,
        /// Register it as disabled
        #[arg(long)]
        disabled: bool,
    },
    /// Remove a webhook
    Delete {
        /// Type: vca, vss, vcs, vru or vnu
        #[arg(value_parser = kind)]
        kind: WebhookType,
    },
}

/// The flags of `voices`.
#[derive(Debug, Args)]
pub(in crate::cli) struct VoicesArgs {
    /// List only languages with this prefix: en, en-US
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten, next_help_heading = "Account")]
    account: AccountArgs,
}

impl AccountArgs {
    pub(super) fn client(&self) -> Result<Client, RemoteError> {
        let name = self
            .sub_account
            .as_deref()
            .ok_or(RemoteError::NoSubAccount)?;
        let key = match &self.api_key_file {
            Some(file) => ApiKey::read(file)?,
            // Not a flag: every user of the machine can see those.
            None => ApiKey::new(&std::env::var("IVR_API_KEY").map_err(|_| RemoteError::NoKey)?)?,
        };
        let account = Account::new(name, key)
            .at(&self.base_url)
            .with_checked_names()?;
        Ok(Client::new(account)?)
    }
}

/// Lists, sets or deletes webhooks.
pub(super) async fn webhooks(args: WebhooksArgs) -> Result<(), RemoteError> {
    let client = args.account.client()?;
    let list = match args.command {
        WebhooksCommand::List => client.webhooks().await?,
        WebhooksCommand::Set {
            kind,
            url,
            auth_header_file,
            disabled,
        } => {
            let header = match auth_header_file {
                Some(file) => Some(
                    std::fs::read_to_string(&file)
                        .map_err(|error| RemoteError::File(file, error))?,
                ),
                None => secret(&EightByEight)?.map(|secret| secret.text().to_owned()),
            };
            let webhook = WebhookRegistration {
                kind,
                url,
                http_auth_header: header.map(|header| header.trim().to_owned()),
                enabled: !disabled,
            };
            client.set_webhook(&webhook).await?
        }
        WebhooksCommand::Delete { kind } => {
            client.delete_webhook(&kind).await?;
            client.webhooks().await?
        }
    };
    if args.json {
        return Ok(print_json(&list)?);
    }
    if list.webhooks.is_empty() {
        return Ok(print(
            "no webhooks; register one with: webhooks set vca URL",
        )?);
    }
    for webhook in &list.webhooks {
        let off = if webhook.enabled == Some(false) {
            "  (off)"
        } else {
            ""
        };
        let header = webhook.http_auth_header_available == Some(true);
        let header = if header {
            "  with an Authorization header"
        } else {
            ""
        };
        print_foreign(&format!("{}  {}{header}{off}", webhook.kind, webhook.url))?;
    }
    Ok(())
}

/// Lists the voices.
pub(super) async fn voices(args: VoicesArgs) -> Result<(), RemoteError> {
    let mut list = args.account.client()?.speech_profiles().await?;
    if let Some(locale) = &args.locale {
        let wanted = |code: &Option<String>| code.as_deref().is_some_and(|c| c.starts_with(locale));
        list.speech_profiles
            .retain(|voice| wanted(&voice.locale_code));
    }
    if args.json {
        return Ok(print_json(&list)?);
    }
    for voice in &list.speech_profiles {
        let code = &voice.speech_profile_code;
        let gender = voice.gender.as_deref().unwrap_or("-");
        let locale = voice.locale_description.as_deref().unwrap_or_default();
        print_foreign(&format!("{code:<28} {gender:<2} {locale}"))?;
    }
    Ok(())
}

fn kind(text: &str) -> Result<WebhookType, String> {
    match WebhookType::from(text.to_ascii_uppercase().as_str()) {
        WebhookType::Other(_) => Err("write vca, vss, vcs, vru or vnu".to_owned()),
        kind => Ok(kind),
    }
}
