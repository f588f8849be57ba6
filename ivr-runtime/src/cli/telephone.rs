//! A telephone line, as flags: where it is, who may call, and who speaks.

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

/// Where the command `sip` listens, unless it is told otherwise.
const USUAL: &str = "127.0.0.1:5060";

/// How long a shutdown waits for calls.
const DRAIN: Duration = Duration::from_secs(30);

/// What to do where nobody can speak.
const NO_VOICE: &str = "No program speaks the texts: callers hear tones. Install one (apt-get install espeak-ng), or name \
    one with --voice-command.";

/// Whether telephones are answered, and how.
#[derive(Debug, Args)]
pub(super) struct TelephoneArgs {
    /// Answer telephones by SIP here, on UDP and TCP; 127.0.0.1:5060 for the command `sip`
    #[arg(
        long,
        env = "IVR_SIP",
        hide_env_values = true,
        value_name = "ADDRESS:PORT"
    )]
    #[arg(value_parser = address)]
    sip: Option<SocketAddr>,

    /// The address that telephones reach it at, where it is behind NAT
    #[arg(
        long,
        env = "IVR_SIP_PUBLIC",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    sip_public: Option<IpAddr>,

    /// The UDP ports that sound comes in on; any that are free, if none are named
    #[arg(
        long,
        env = "IVR_SIP_PORTS",
        hide_env_values = true,
        value_name = "FIRST-LAST"
    )]
    #[arg(value_parser = ports)]
    sip_ports: Option<RangeInclusive<u16>>,

    /// The addresses that may call without a password: 192.0.2.7 or 192.0.2.0/24
    #[arg(
        long,
        env = "IVR_SIP_ALLOW",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    #[arg(value_delimiter = ',')]
    sip_allow: Vec<Peer>,

    /// The telephones that may call with a password, from anywhere
    #[arg(
        long,
        env = "IVR_SIP_PHONE",
        hide_env_values = true,
        value_name = "NAME:PASSWORD"
    )]
    #[arg(value_delimiter = ',')]
    sip_phone: Vec<Phone>,

    /// Where transfers are put through: sip:HOST, or sip:NAME:PASSWORD@HOST
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

    /// How many calls there may be at the same time
    #[arg(
        long,
        env = "IVR_SIP_CALLS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Callers::default().calls, value_parser = count())]
    sip_calls: usize,

    /// How many of them may come from one address
    #[arg(
        long,
        env = "IVR_SIP_CALLS_PER_ADDRESS",
        hide_env_values = true,
        value_name = "COUNT"
    )]
    #[arg(default_value_t = Callers::default().calls_of_an_address, value_parser = count())]
    sip_calls_per_address: usize,

    /// What speaks: it reads a text and writes WAV. {language}, {voice}, {speed} and {words} (a minute) stand
    /// for what a menu says; espeak-ng, unless another is named
    #[arg(
        long,
        env = "IVR_VOICE_COMMAND",
        hide_env_values = true,
        value_name = "COMMAND"
    )]
    voice_command: Option<String>,

    /// Where what was spoken is kept; ~/.cache/ivr, unless another folder is named
    #[arg(
        long,
        env = "IVR_VOICE_CACHE",
        hide_env_values = true,
        value_name = "FOLDER"
    )]
    voice_cache: Option<PathBuf>,
}

/// Why no telephone can be answered.
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
    /// The command `sip`: there is a line, whether or not it is said where.
    pub(super) fn is_answered(&mut self) {
        self.sip = self.sip.or_else(|| USUAL.parse().ok());
    }

    /// Has a server answer the line, if there is one, and says so. The phone of the pages speaks in the same voices.
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

/// Where programs keep what they could make again.
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

/// Reads a range of ports such as `10000-20000`.
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
