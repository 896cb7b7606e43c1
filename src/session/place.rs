//! Where files live that are not the user's own: derived data in the cache, the demo in the data
//! directory.

use std::path::PathBuf;

use etcetera::{BaseStrategy, choose_base_strategy};

const PROGRAM: &str = "cotscope";

/// Derived data: deleting it loses nothing. The system's temporary directory where there is no home.
#[must_use]
pub fn cache_dir() -> PathBuf {
    choose_base_strategy()
        .map_or_else(|_| std::env::temp_dir(), |base| base.cache_dir())
        .join(PROGRAM)
}

/// What belongs to the user but not to one of their datasets.
#[must_use]
pub fn data_dir() -> PathBuf {
    choose_base_strategy()
        .map_or_else(|_| std::env::temp_dir(), |base| base.data_dir())
        .join(PROGRAM)
}

/// What is worth keeping from one run to the next, but nobody would miss: where one was, the log.
#[must_use]
pub fn state_dir() -> PathBuf {
    choose_base_strategy()
        .map_or_else(|_| std::env::temp_dir(), |base| base.state_dir().unwrap_or(base.data_dir()))
        .join(PROGRAM)
}

/// The log file.
#[must_use]
pub fn log_file() -> PathBuf {
    state_dir().join("cotscope.log")
}

/// The user's own configuration, for all projects.
#[must_use]
pub fn config_file() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.config_dir().join(PROGRAM).join("config.toml"))
}

/// Where copies go that a read-only run cannot do without: gone when the program ends.
#[must_use]
pub fn scratch_dir() -> PathBuf {
    std::env::temp_dir().join(format!("{PROGRAM}-readonly-{}", std::process::id()))
}

/// Who labels when nobody says so: the login name.
#[must_use]
pub fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "reviewer".to_owned())
}
