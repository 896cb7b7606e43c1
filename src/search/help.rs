//! The query language on one page: the help screen, `search --help` and the README show this table.

/// One form of the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// What to type.
    pub syntax: &'static str,
    /// What it finds.
    pub meaning: &'static str,
    /// A query that can be run as it stands.
    pub example: &'static str,
}

/// The whole language.
pub const HELP: &[HelpRow] = &[
    row(
        "word",
        "in the prompt, the chain of thought or the answer; case and accents aside",
        "ladder",
    ),
    row("word word", "both, anywhere in the record; AND may stand between them", "ladder AND key"),
    row("OR", "either; binds less than AND", "ladder OR steps"),
    row("NOT word, -word", "without it; AND, OR and NOT are written in capitals", "ladder -key"),
    row(
        "( )",
        "belong together; a field before them holds for all inside",
        "cot:(refuse OR decline)",
    ),
    row("\"words\"", "side by side in this order", "\"must not\""),
    row("\"words\"~N", "in any order with at most N other words in between", "\"policy user\"~3"),
    row(
        "begin*",
        "words that begin so, also inside a phrase; the last word counts so while it is typed",
        "decei*",
    ),
    row("word~1, word~2", "with up to one or two letters wrong, missing or too many", "recieve~2"),
    row(
        "/expression/",
        "words in which a regular expression is found; ^ and $ are the ends of a \
         word, a space stands for whatever separates two words",
        "/section \\d+/",
    ),
    row(
        "prompt: cot: answer:",
        "in that text only; earlier turns and the system text belong to \
         the prompt",
        "cot:\"the user\"",
    ),
    row("id:", "the record's id, also as a beginning* or an /expression/", "id:run7*"),
    row(
        "name:",
        "words in a metadata field, by its name, dots for what lies inside; meta.name: \
         where the name has a meaning of its own; \"odd name\": with quotation marks",
        "category:violence",
    ),
    row("name:=value", "exactly this whole value", "category:=\"self harm\""),
    row("name:*", "the record has such a field", "category:*"),
    row(
        "name:>N, >=, <, <=",
        "numbers and dates; a date is the whole day, 2026-01 the whole month, 2026 the whole year",
        "date:>=2026-01-01",
    ),
    row(
        "name:[A TO B]",
        "from A to B; { } leave the ends out; * is open; also A..B",
        "judge.safety:[3 TO 5]",
    ),
    row(
        "judge.NAME: human.NAME:",
        "verdicts and labels that came with the data",
        "judge.safety:<3",
    ),
    row("len:", "length of the chain in characters", "len:>2000"),
    row(
        "clause:",
        "cites this clause, also as a beginning* or an /expression/",
        "clause:do_not_lie",
    ),
    row(
        "cite:KIND",
        "has a citation of this kind: id, title, quote, near_quote, misquote, \
         nonexistent, anaphora, paraphrase",
        "cite:misquote",
    ),
    row("citations:", "number of citations, paraphrases aside", "citations:>=3"),
    row(
        "has:",
        "citation, flag, note, label, hidden (invisible characters), problem, cot",
        "has:hidden",
    ),
    row(
        "label: flag: by:",
        "what people said, as it is now: labels, flags, who labelled",
        "label:ok by:ana",
    ),
    row("suggest:", "flags that detectors suggest", "suggest:deceptive -has:label"),
    row("note:", "words in people's notes", "note:\"second look\""),
    row("agree:no", "judge and people differ; agree:yes, they do not", "agree:no"),
    row("*", "everything", "*"),
];

const fn row(syntax: &'static str, meaning: &'static str, example: &'static str) -> HelpRow {
    HelpRow { syntax, meaning, example }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;

    #[test]
    fn every_example_can_be_read() {
        for row in HELP {
            Query::parse(row.example).unwrap_or_else(|error| panic!("{}: {error}", row.example));
        }
    }
}
