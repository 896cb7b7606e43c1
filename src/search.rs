//! Search: the query language, the index, hits. `tantivy` stays inside.

mod bits;
mod build;
mod citations;
mod compile;
mod entry;
mod error;
mod facet;
mod facts;
mod finder;
mod help;
mod hits;
mod index;
mod manifest;
mod mention;
mod name;
mod order;
mod parser;
mod pattern;
mod phrase;
mod plan;
mod query;
mod range;
mod rank;
mod raw;
mod refine;
mod scan;
mod schema;
mod searcher;
mod snippet;
mod source;
mod store;
mod term;
mod terms;
mod tokenizer;
mod typing;
mod values;
mod word_regex;
mod words;

pub use build::Options;
pub use error::QueryError;
pub use facet::{FacetTally, FacetValue};
pub use facts::{Cite, Facts, LiveFacts, LiveField, NoFacts};
pub use help::{HELP, HelpRow};
pub use hits::{Highlighter, Hit, Part};
pub use index::{Index, IndexError, Opened, Progress, Stage, State, Status};
pub use manifest::index_version;
pub use mention::Vocabulary;
pub use name::Name;
pub use order::{Sort, SortBy, in_order};
pub use query::Query;
pub use rank::Row;
pub use refine::{
    any_query, by_query, clause_query, field_name, id_query, label_query, missing_query,
    value_query,
};
pub use scan::Scan;
pub use searcher::{Count, Page, Searcher, Window};
pub use snippet::{Snippet, snippet};
pub use source::Source;
pub use typing::while_typing;
pub use values::{each_spelling, values_at};
