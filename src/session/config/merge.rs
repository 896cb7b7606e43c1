//! One configuration over another, as tables: whatever they hold, now and in later versions.

use std::path::Path;

use toml::{Table, Value};

use super::{Config, ConfigError};

/// Settings that are paths or lists of them.
const PATHS: [&str; 3] = ["datasets", "specs", "labels"];
/// Tables whose entries are taken one by one; any other setting is taken as a whole.
const BY_ENTRY: [&str; 3] = ["map", "expected", "keys"];

/// `upper` with what it leaves open from `lower`, whose paths become absolute.
pub(super) fn over(upper: Config, lower: Config) -> Result<Config, ConfigError> {
    let mut merged = absolute(table(&lower)?, &lower);
    let own = table(&upper)?;
    let (text, scheme_path) = match own.contains_key("scheme") || !merged.contains_key("scheme") {
        true => (upper.text.clone(), upper.scheme_path.clone()),
        false => (lower.text.clone(), lower.scheme_path.clone()),
    };
    for (name, value) in own {
        match (merged.get_mut(&name), value) {
            (Some(Value::Table(below)), Value::Table(entries))
                if BY_ENTRY.contains(&name.as_str()) =>
            {
                below.extend(entries);
            }
            (_, value) => {
                merged.insert(name, value);
            }
        }
    }
    let config: Config = merged.try_into().map_err(|why: toml::de::Error| {
        error(&upper, why.message().to_owned()) // both could be read alone, so together they can be
    })?;
    let files = lower.files.into_iter().chain(upper.files).collect();
    Ok(Config { path: upper.path, text, scheme_path, files, ..config })
}

fn table(config: &Config) -> Result<Table, ConfigError> {
    config.text.parse().map_err(|why: toml::de::Error| error(config, why.message().to_owned()))
}

fn error(config: &Config, message: String) -> ConfigError {
    ConfigError { path: config.path.clone().unwrap_or_default(), at: None, message }
}

fn absolute(mut table: Table, config: &Config) -> Table {
    let whole = |value: &mut Value| {
        if let Value::String(path) = value {
            *path = config.resolve(Path::new(path)).to_string_lossy().into_owned();
        }
    };
    for name in PATHS {
        match table.get_mut(name) {
            Some(Value::Array(paths)) => paths.iter_mut().for_each(whole),
            Some(path) => whole(path),
            None => {}
        }
    }
    table
}
