//! The words of `cotscope init`, `cotscope doctor` and `cotscope demo`.

use clap::Args;

/// `cotscope init`
#[derive(Args, Debug)]
#[command(before_help = super::examples::INIT)]
pub(crate) struct Init {
    /// Datasets of the project (default: the data files of the working directory)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Replace a cotscope.toml that exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// `cotscope doctor`
#[derive(Args, Debug)]
#[command(before_help = super::examples::DOCTOR)]
pub(crate) struct Doctor {
    /// Datasets whose index and labels to look at (default: those of cotscope.toml)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
}

/// `cotscope demo`
#[derive(Args, Debug)]
#[command(before_help = super::examples::DEMO)]
pub(crate) struct Demo {
    /// As if it had never been opened: your labels on it are put aside
    #[arg(long)]
    pub(crate) fresh: bool,
}
