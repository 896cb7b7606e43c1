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

/// Who labels when nobody says so: the login name.
#[must_use]
pub fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "reviewer".to_owned())
}
