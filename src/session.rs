//! Session
pub mod config;
pub mod labels;
pub mod place;
pub use config::Config;
pub use labels::Labels;
