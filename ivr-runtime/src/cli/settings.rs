//! Settings from a file, which the command line and the environment override; and the effective settings.
//!
//! A value in the file replaces a flag's default, so it is parsed and checked as if it were on
//! the command line. A table becomes an argument in TOML; only opening hours are tables.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use toml::{Table, Value};

use crate::hours::Hours;

/// The flag that names the file, and its environment variable.
const FLAG: &str = "--config";
const VARIABLE: &str = "IVR_CONFIG";

/// Flags that a settings file can't set.
const NOT_SETTINGS: [&str; 3] = ["config", "print_config", "help"];

/// The contents of a settings file.
#[derive(Debug, Default)]
pub(super) struct Settings {
    path: PathBuf,
    /// By the flag's name without the leading dashes.
    values: BTreeMap<String, Vec<String>>,
    /// The keys whose values are tables.
    tables: BTreeSet<String>,
}

/// Why a settings file can't be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SettingsError {
    #[error("can't read the settings in {}: {error}", .path.display())]
    Read {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{} is not TOML: {error}", .path.display())]
    Syntax {
        path: PathBuf,
        error: Box<toml::de::Error>,
    },
    #[error("{}: `{key}` must be a string, a number, true or false, or a list of these", .path.display())]
    Shape { path: PathBuf, key: String },
    #[error("{}: there is no setting `{key}`{}", .path.display(), hint(.near.as_deref()))]
    Unknown {
        path: PathBuf,
        key: String,
        near: Option<String>,
    },
}

fn hint(near: Option<&str>) -> String {
    near.map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl Settings {
    /// Reads the file named by the command line or the environment, if any.
    pub(super) fn find(args: &[OsString]) -> Result<Self, SettingsError> {
        let named = named_by(args).or_else(|| std::env::var_os(VARIABLE));
        match named.filter(|path| !path.is_empty()) {
            Some(path) => Self::read(Path::new(&path)),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self, SettingsError> {
        let owned = || path.to_owned();
        let text = fs::read_to_string(path).map_err(|error| SettingsError::Read {
            path: owned(),
            error,
        })?;
        let table: Table = text.parse().map_err(|error| SettingsError::Syntax {
            path: owned(),
            error: Box::new(error),
        })?;
        let (mut values, mut tables) = (BTreeMap::new(), BTreeSet::new());
        for (key, value) in table {
            let name = key.replace('_', "-");
            if value.is_table() {
                tables.insert(name.clone());
            }
            let texts = match value {
                Value::Array(items) if items.iter().any(Value::is_table) => None,
                Value::Array(items) => items.into_iter().map(text_of).collect(),
                one => text_of(one).map(|text| vec![text]),
            };
            let Some(texts) = texts else {
                return Err(SettingsError::Shape { path: owned(), key });
            };
            values.insert(name, texts);
        }
        Ok(Self {
            path: owned(),
            values,
            tables,
        })
    }

    /// Replaces the defaults of `serve`, and of other commands with the same flags, by these values.
    pub(super) fn apply(&self, command: Command) -> Result<Command, SettingsError> {
        if let Some(serve) = command.find_subcommand("serve") {
            let known: Vec<_> = serve.get_arguments().filter_map(setting).collect();
            for key in self.values.keys() {
                if !known.contains(&key.as_str()) {
                    let near = known
                        .iter()
                        .map(|name| (strsim::damerau_levenshtein(name, key), name))
                        .filter(|(distance, _)| *distance <= 3)
                        .min();
                    return Err(SettingsError::Unknown {
                        path: self.path.clone(),
                        key: key.clone(),
                        near: near.map(|(_, name)| (*name).to_owned()),
                    });
                }
            }
            let mut tables = serve.get_arguments().filter(|arg| self.is_table(arg));
            if let Some(arg) = tables.find(|arg| !takes_table(arg)) {
                return Err(SettingsError::Shape {
                    path: self.path.clone(),
                    key: setting(arg).unwrap_or_default().to_owned(),
                });
            }
        }
        Ok(command.mut_subcommands(|sub| {
            sub.mut_args(
                |arg| match setting(&arg).and_then(|name| self.values.get(name)) {
                    Some(values) => arg.default_values(values.clone()).required(false),
                    None => arg,
                },
            )
        }))
    }

    fn is_table(&self, arg: &Arg) -> bool {
        setting(arg).is_some_and(|name| self.tables.contains(name))
    }

    /// The effective settings: every setting of `serve`, with its value and the value's source.
    pub(super) fn in_force(&self, serve: &Command, matches: &ArgMatches) -> String {
        serve
            .get_arguments()
            .filter_map(|arg| Some((arg, setting(arg)?)))
            .map(|(arg, name)| self.line(arg, name, matches))
            .collect()
    }

    fn line(&self, arg: &Arg, name: &str, matches: &ArgMatches) -> String {
        let id = arg.get_id().as_str();
        let values: Vec<_> = matches
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|value| shown(name, &value.to_string_lossy()))
            .collect();
        let origin = match matches.value_source(id) {
            Some(ValueSource::CommandLine) => "command line".to_owned(),
            Some(ValueSource::EnvVariable) => {
                let variable = arg.get_env().unwrap_or_default();
                format!("environment {}", variable.to_string_lossy())
            }
            Some(_) if self.values.contains_key(name) => format!("file {}", self.path.display()),
            _ => "default".to_owned(),
        };
        match (values.as_slice(), arg.get_value_delimiter()) {
            ([], _) => format!("# {name} is not set\n"),
            ([value], None) => format!("{name} = {value} # {origin}\n"),
            (values, _) => format!("{name} = [{}] # {origin}\n", values.join(", ")),
        }
    }
}

/// The key that sets a flag in the file; `None` if a file can't set it.
fn setting(arg: &Arg) -> Option<&str> {
    let is_one = !NOT_SETTINGS.contains(&arg.get_id().as_str());
    arg.get_long().filter(|_| is_one)
}

/// Whether a file may give a flag's value as a table.
fn takes_table(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<Hours>()
}

fn named_by(args: &[OsString]) -> Option<OsString> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == FLAG {
            return args.next().cloned();
        }
        let inline = arg.to_str().and_then(|arg| arg.strip_prefix(FLAG));
        if let Some(path) = inline.and_then(|rest| rest.strip_prefix('=')) {
            return Some(path.into());
        }
    }
    None
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Integer(integer) => Some(integer.to_string()),
        Value::Float(float) => Some(float.to_string()),
        Value::Boolean(boolean) => Some(boolean.to_string()),
        Value::Table(table) => Some(table.to_string()),
        Value::Datetime(_) | Value::Array(_) => None,
    }
}

/// A value as TOML, with secrets masked.
fn shown(name: &str, value: &str) -> String {
    let secret = [
        "secret",
        "password",
        "token",
        "api-key",
        "sip-phone",
        "sip-trunk",
    ];
    if secret.iter().any(|end| name.ends_with(end)) {
        return "\"***\"".to_owned();
    }
    if value.parse::<i64>().is_ok() || value.parse::<bool>().is_ok() {
        return value.to_owned();
    }
    // A JSON string is also a TOML string.
    serde_json::Value::from(without_password(value)).to_string()
}

/// Masks the password of a URL, and its parameters, which may contain one.
fn without_password(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    let (rest, parameters) = match rest.split_once('?') {
        Some((rest, _)) => (rest, "?***"),
        None => (rest, ""),
    };
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    format!("{scheme}://{rest}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        for (name, value, toml) in [
            ("listen", "127.0.0.1:1", "\"127.0.0.1:1\""),
            ("connections", "7", "7"),
            ("insecure", "true", "true"),
            ("webhook-secret", "hunter22", "\"***\""),
            ("sip-phone", "ann:hunter22", "\"***\""),
            ("sip-trunk", "sip:ann:hunter22@trunk", "\"***\""),
            (
                "database",
                "postgres://ann:hunter22@db/x",
                "\"postgres://ann:***@db/x\"",
            ),
            (
                "database",
                "postgres://ann:a@b:c@db/x",
                "\"postgres://ann:***@db/x\"",
            ),
            (
                "database",
                "postgres://db/x?password=hunter22",
                "\"postgres://db/x?***\"",
            ),
            ("database", "C:\\ivr.db", "\"C:\\\\ivr.db\""),
        ] {
            assert_eq!(shown(name, value), toml);
        }
    }

    #[test]
    fn the_file_is_named_in_either_way() {
        for (line, path) in [
            ("demo serve --config a.toml", Some("a.toml")),
            ("demo --config=a.toml --listen x", Some("a.toml")),
            ("demo --configure=a.toml", None),
            ("demo serve", None),
        ] {
            let args: Vec<_> = line.split(' ').map(OsString::from).collect();
            assert_eq!(named_by(&args), path.map(OsString::from), "{line}");
        }
    }
}
