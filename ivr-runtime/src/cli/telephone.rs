//! Flags for the SIP telephone: its address, access control, and speech.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use super::value::{address, duration};
use crate::carrier::sip::{Callers, Config, Line, LineError, Peer, Phone, Program, Trunk, Voices};
use crate::menu::Tree;
use crate::server::{BindError, Server};

/// Default address of the command `sip`.
const USUAL: &str = "127.0.0.1:5060";

/// How long a shutdown waits for calls.
const DRAIN: Duration = Duration::from_secs(30);

/// What to do if no program can speak.
const NO_VOICE: &str = "No text-to-speech program found: callers hear tones. Install one (apt-get install espeak-ng), or \
    set --voice-command.";

/// Flags for the telephone.
#[derive(Debug, Args)]
pub(super) struct TelephoneArgs {
    /// Answer SIP telephones at this address, on UDP and TCP; the command `sip` uses 127.0.0.1:5060
    #[arg(
        long,
        env = "IVR_SIP",
        hide_env_values = true,
        value_name = "ADDRESS:PORT"
    )]
    #[arg(value_parser = address)]
    sip: Option<SocketAddr>,

    /// Public address, if behind NAT
    #[arg(
        long,
        env = "IVR_SIP_PUBLIC",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    sip_public: Option<IpAddr>,

    /// UDP ports for audio; any free ones by default
    #[arg(
        long,
        env = "IVR_SIP_PORTS",
        hide_env_values = true,
        value_name = "FIRST-LAST"
    )]
    #[arg(value_parser = ports)]
    sip_ports: Option<RangeInclusive<u16>>,

    /// Addresses that may call without a password: 192.0.2.7 or 192.0.2.0/24
    #[arg(
        long,
        env = "IVR_SIP_ALLOW",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    sip_allow: Vec<Peer>,

    /// Telephones that may call with a password, from any address
    #[arg(
        long,
        env = "IVR_SIP_PHONE",
        hide_env_values = true,
        value_name = "NAME:PASSWORD"
    )]
    #[arg(value_delimiter = ',')]
    sip_phone: Vec<Phone>,

    /// Trunk for transfers: sip:HOST, or sip:NAME:PASSWORD@HOST
    #[arg(
        long,
        env = "IVR_SIP_TRUNK",
        hide_env_values = true,
        value_name = "URI"
    )]
    sip_trunk: Option<Trunk>,

    /// Register at the trunk under that name, so that it sends calls here. Its addresses may call then
    #[arg(long, env = "IVR_SIP_REGISTER", hide_env_values = true)]
    #[arg(requires = "sip_trunk")]
    sip_register: bool,

    /// How long a number may ring that a call is put through to
    #[arg(
        long,
        env = "IVR_SIP_RINGS",
        hide_env_values = true,
        value_name = "TIME"
    )]
    #[arg(default_value = "30s", value_parser = duration)]
    sip_rings: Duration,

    /// Maximum number of concurrent calls
    #[arg(
        long,
        env = "IVR_SIP_CALLS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Callers::default().calls, value_parser = count())]
    sip_calls: usize,

    /// Maximum number of concurrent calls from one address
    #[arg(
        long,
        env = "IVR_SIP_CALLS_PER_ADDRESS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Callers::default().calls_of_an_address, value_parser = count())]
    sip_calls_per_address: usize,

    /// Text-to-speech command: reads text, writes WAV. {language}, {voice}, {speed} and {words} (per
    /// minute) are replaced by the menu's values; espeak-ng by default
    #[arg(
        long,
        env = "IVR_VOICE_COMMAND",
        hide_env_values = true,
        value_name = "COMMAND"
    )]
    voice_command: Option<String>,

    /// Folder that caches speech; ~/.cache/ivr by default
    #[arg(
        long,
        env = "IVR_VOICE_CACHE",
        hide_env_values = true,
        value_name = "FOLDER"
    )]
    voice_cache: Option<PathBuf>,
}

/// Why the telephone can't start.
#[derive(Debug, thiserror::Error)]
pub(super) enum TelephoneError {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error("--voice-command: {0}")]
    Voice(String),
    #[error(transparent)]
    Bind(#[from] BindError),
}

impl TelephoneArgs {
    /// Sets the default address, for the command `sip`.
    pub(super) fn is_answered(&mut self) {
        self.sip = self.sip.or_else(|| USUAL.parse().ok());
    }

    /// Connects the line to a server, if there is one, and prints its address. The phone page speaks in the same
    /// voices.
    pub(super) async fn answered<T: Tree>(
        &self,
        server: Server<T>,
        mask_addresses: bool,
        banner: &mut String,
    ) -> Result<Server<T>, TelephoneError> {
        let program = match &self.voice_command {
            Some(command) => {
                let program = Program::new(command);
                Some(program.map_err(|error| TelephoneError::Voice(error.to_string()))?)
            }
            None => Program::usual().ok(),
        };
        let speaks = program.is_some();
        let folder = self.voice_cache.clone().or_else(cache);
        let voices = Arc::new(Voices::new(program, folder));
        #[cfg(feature = "pages")]
        let server = if speaks {
            server.with_speech(Arc::clone(&voices))
        } else {
            server
        };
        let Some(listen) = self.sip else {
            return Ok(server);
        };
        let line = Line::bind(Config {
            listen,
            public: self.sip_public,
            ports: self.sip_ports.clone(),
            callers: Callers {
                peers: self.sip_allow.clone(),
                phones: self.sip_phone.clone(),
                trunk: self.sip_register,
                calls: self.sip_calls,
                calls_of_an_address: self.sip_calls_per_address,
            },
            trunk: self.sip_trunk.clone(),
            register: self.sip_register,
            rings: self.sip_rings,
            drain: DRAIN,
            mask_addresses,
        })
        .await?;
        *banner += &format!("Dial {} in a softphone.\n", line.uri());
        if !speaks {
            *banner += NO_VOICE;
            *banner += "\n";
        }
        *banner += "\n";
        Ok(server.with_line(line, voices)?)
    }
}

/// The user's cache folder.
fn cache() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let cache = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
    cache
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join("ivr"))
}

fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=100_000)
}

/// Parses a range of ports such as `10000-20000`.
fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let ports = text.split_once('-').and_then(|(first, last)| {
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first > 0 && first <= last).then_some(first..=last)
    });
    ports.ok_or_else(|| "write two ports, the lower one first: 10000-20000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_a_range() {
        assert_eq!(ports("10000-20000"), Ok(10_000..=20_000));
        assert_eq!(ports("7-7"), Ok(7..=7));
        for text in ["", "7", "9-7", "0-7", "1-70000", "a-b"] {
            assert!(ports(text).is_err(), "{text}");
        }
    }
}
