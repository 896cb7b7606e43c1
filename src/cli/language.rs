//! The query language as `search --help` and `search --syntax` show it.

use serde_json::json;

use super::failure::{Failure, exit};
use super::output::Output;
use crate::search::HELP;

/// The table as text.
pub(crate) fn help() -> String {
    let width = HELP.iter().map(|row| row.syntax.chars().count()).max().unwrap_or(0).min(WIDEST);
    let rows = HELP.iter().map(|row| {
        let gap = if row.syntax.chars().count() > width {
            format!("\n  {:width$}", "")
        } else {
            String::new()
        };
        format!(
            "  {:<width$}{gap}  {}\n  {:width$}  e.g. {}",
            row.syntax, row.meaning, "", row.example
        )
    });
    format!("Query language:\n{}", rows.collect::<Vec<_>>().join("\n"))
}

/// Longer forms stand on a line of their own.
const WIDEST: usize = 24;

pub(crate) fn print(out: &mut Output) -> Result<u8, Failure> {
    if out.json {
        for row in HELP {
            out.object(
                &json!({"syntax": row.syntax, "meaning": row.meaning, "example": row.example}),
            )?;
        }
    } else {
        out.ours(&(help() + "\n"))?;
    }
    Ok(exit::OK)
}
