//! Checks across settings: contradictions are refused; probable mistakes and settings that exceed this machine's
//! limits cause a warning.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Arg, Command};

use crate::server::Config;

/// Open files besides the connections: those of the database, the admin listener and the program.
const OTHER_FILES: u64 = 256;

/// A silence so long that callers hang up.
const SILENCE: Duration = Duration::from_secs(10);

/// A contradiction between settings.
#[derive(Debug, thiserror::Error)]
pub(super) enum Contradiction {
    #[error(
        "--lookup-timeout {lookup:?} is longer than --request-timeout {request:?}, which would end the \
         lookup; shorten the first, or lengthen the second"
    )]
    LookupCutShort { lookup: Duration, request: Duration },
}

/// A setting that is probably a mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Doubt {
    #[error(
        "everyone who can reach {0} can read the metrics; use --admin 127.0.0.1:{port}, or an address that only \
         your own network can reach", port = .0.port()
    )]
    OpenMetrics(SocketAddr),
    #[error(
        "--trusted-proxy trusts every client to report its own address; list only the addresses of your proxies"
    )]
    EverybodyIsProxy,
    #[error(
        "callers may hear silence for up to {0:?} (--lookup-timeout); on the phone, even 10s is long"
    )]
    Silence(Duration),
    #[error(
        "--connections {connections} exceeds the limit of open files ({files}); raise `ulimit -n` or \
         LimitNOFILE to {needed}, or use --connections {served}",
        needed = connections.saturating_add(OTHER_FILES),
        served = files.saturating_sub(OTHER_FILES).max(1)
    )]
    TooFewFiles { connections: u64, files: u64 },
    #[error("there is no variable {name}; did you mean {near}?")]
    Misspelt { name: String, near: String },
}

/// Refuses settings that contradict each other.
pub(super) fn contradicts(config: &Config) -> Result<(), Contradiction> {
    let (lookup, request) = (config.limits.lookup, config.limits.request);
    if lookup > request {
        return Err(Contradiction::LookupCutShort { lookup, request });
    }
    Ok(())
}

/// Lists settings that are probably mistakes.
pub(super) fn doubts(config: &Config) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if let Some(admin) = config.admin
        && admin.ip().is_unspecified()
        && !config.access.insecure
    {
        doubts.push(Doubt::OpenMetrics(admin));
    }
    if config.access.trusts_everybody() && !config.access.insecure {
        doubts.push(Doubt::EverybodyIsProxy);
    }
    if config.limits.lookup > SILENCE {
        doubts.push(Doubt::Silence(config.limits.lookup));
    }
    doubts
}

/// Whether the limit of open files allows that many connections; raises the limit if possible.
pub(super) fn files(connections: usize) -> Option<Doubt> {
    let connections = u64::try_from(connections).unwrap_or(u64::MAX);
    let needed = connections.saturating_add(OTHER_FILES);
    let files = raise_to(needed)?;
    (files < needed).then_some(Doubt::TooFewFiles { connections, files })
}

/// Raises the limit of open files to `needed` if possible. Returns the limit, or `None` if there is none.
#[cfg(unix)]
fn raise_to(needed: u64) -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let now = limit.current?;
    let raised = limit.maximum.map_or(needed, |most| most.min(needed));
    if raised <= now {
        return Some(now);
    }
    let wanted = Rlimit {
        current: Some(raised),
        ..limit
    };
    let is_raised = setrlimit(Resource::Nofile, wanted).is_ok();
    Some(if is_raised { raised } else { now })
}

#[cfg(not(unix))]
fn raise_to(_: u64) -> Option<u64> {
    None
}

/// Environment variables whose names resemble that of a setting.
pub(super) fn misspelt(command: &Command, names: impl Iterator<Item = String>) -> Vec<Doubt> {
    let commands = command.get_subcommands().flat_map(Command::get_arguments);
    let known: Vec<_> = commands
        .filter_map(Arg::get_env)
        .map(|name| name.to_string_lossy())
        .collect();
    let ours = names.filter(|name| name.starts_with("IVR_"));
    let unknown = ours.filter(|name| known.iter().all(|known| known != name));
    unknown
        .filter_map(|name| {
            let near = known
                .iter()
                .map(|known| (strsim::damerau_levenshtein(known, &name), known))
                .filter(|(distance, _)| *distance <= 2)
                .min()?;
            let near = near.1.to_string();
            Some(Doubt::Misspelt { name, near })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Access, Limits};

    #[test]
    fn a_lookup_that_would_be_cut_short_is_refused() {
        let config = |lookup, request| Config {
            limits: Limits {
                lookup: Duration::from_secs(lookup),
                request: Duration::from_secs(request),
                ..Limits::default()
            },
            ..Config::default()
        };
        assert!(contradicts(&config(6, 6)).is_ok());
        let said = contradicts(&config(3600, 6)).unwrap_err().to_string();
        assert!(said.contains("--request-timeout 6s"), "{said}");
        assert_eq!(
            doubts(&config(3600, 3600)),
            [Doubt::Silence(Duration::from_secs(3600))]
        );
    }

    #[test]
    fn open_doors_are_reported_unless_intended() {
        let config = |admin: &str, proxy: &str, insecure| Config {
            admin: Some(admin.parse().unwrap()),
            access: Access {
                trusted_proxies: vec![proxy.parse().unwrap()],
                insecure,
                ..Access::default()
            },
            ..Config::default()
        };
        assert_eq!(doubts(&config("127.0.0.1:1", "10.0.0.0/8", false)), []);
        let open = config("[::]:1", "0.0.0.0/0", false);
        assert_eq!(
            doubts(&open),
            [
                Doubt::OpenMetrics(open.admin.unwrap()),
                Doubt::EverybodyIsProxy
            ]
        );
        assert_eq!(doubts(&config("[::]:1", "0.0.0.0/0", true)), []);
    }

    #[test]
    fn a_variable_that_is_nearly_a_setting_is_named() {
        let flag = Arg::new("allow").long("allow").env("IVR_ALLOW");
        let command = Command::new("demo").subcommand(Command::new("serve").arg(flag));
        let names = ["IVR_ALOW", "IVR_ALLOW", "ALOW", "IVR_SOMETHING_ELSE"];
        let said = misspelt(&command, names.into_iter().map(str::to_owned));
        let near = "IVR_ALLOW".to_owned();
        let name = "IVR_ALOW".to_owned();
        assert_eq!(said, [Doubt::Misspelt { name, near }]);
    }
}
