//! What the index holds of a record. Texts are not stored: they are read from the source.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

use crate::record;

/// Changes whenever the schema or the meaning of a term does: older indexes are rebuilt.
pub(super) const VERSION: u32 = 1;

/// The fields of the index by purpose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) prompt: Field,
    pub(super) cot: Field,
    pub(super) answer: Field,
    /// Words of metadata, each with its path before it.
    pub(super) values: Field,
    /// Whole values, numbers, dates, ids as terms (`values::term`): looked up, never scored.
    pub(super) facts: Field,
    /// Number of the record in the dataset.
    pub(super) ordinal: Field,
    /// Code points of the chain.
    pub(super) length: Field,
}

/// Names of the columns.
pub(super) const ORDINAL: &str = "ordinal";
pub(super) const LENGTH: &str = "length";
/// Names of the analysers, see `tokenizer`.
pub(super) const WORDS: &str = "words";
pub(super) const GAPPED: &str = "gapped";
pub(super) const KEYED: &str = "keyed";
const RAW: &str = "raw";

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let text = |analyser, norms| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(analyser)
            .set_fieldnorms(norms)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let raw = TextFieldIndexing::default()
        .set_tokenizer(RAW)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let column: NumericOptions = FAST.into();
    let mut builder = Schema::builder();
    let fields = Fields {
        prompt: builder.add_text_field("prompt", text(GAPPED, true)),
        cot: builder.add_text_field("cot", text(WORDS, true)),
        answer: builder.add_text_field("answer", text(WORDS, true)),
        values: builder.add_text_field("values", text(KEYED, false)),
        facts: builder.add_text_field("facts", TextOptions::default().set_indexing_options(raw)),
        ordinal: builder.add_u64_field(ORDINAL, column.clone()),
        length: builder.add_u64_field(LENGTH, column),
    };
    (builder.build(), fields)
}

impl Fields {
    /// Where the words of a text stand.
    pub(super) fn text(&self, field: record::Field) -> Field {
        match field {
            record::Field::Prompt => self.prompt,
            record::Field::Cot => self.cot,
            record::Field::Answer => self.answer,
        }
    }
}
