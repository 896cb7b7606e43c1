//! What a file is, from its first bytes. Names decide only where bytes cannot.

use serde_json::{Map, Value};

use super::{
    frames::Framing,
    json,
    layout::{self, Mapper},
    structure::{Walk, after_space, member_start, value_end},
};

/// What kind of file a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON value a line.
    JsonLines,
    /// One JSON array of rows, possibly below a key of an object.
    JsonArray,
    /// JSON values one after another that span lines.
    JsonValues,
    /// An object of rows by id.
    JsonObject,
    /// An Inspect log as JSON.
    InspectJson,
    /// An Inspect log as an archive.
    InspectEval,
    /// A Claude Code session.
    ClaudeCode,
    /// An object of columns, or of several lists of rows.
    JsonTable,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The name for people and for `inspect`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON lines",
            Self::JsonArray => "JSON array",
            Self::JsonValues => "JSON values",
            Self::JsonObject => "JSON object by id",
            Self::JsonTable => "JSON object of lists",
            Self::InspectJson => "Inspect log (JSON)",
            Self::InspectEval => "Inspect log (.eval)",
            Self::ClaudeCode => "Claude Code session",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Parquet => "Parquet",
        }
    }
}

/// How text is packed before it is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

/// What text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// Where rows begin in a text and how they lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) framing: Framing,
    /// Bytes before the first row.
    pub(crate) skip: usize,
    /// Rows end with a bracket, so an end without one is a cut.
    pub(crate) closed: bool,
    /// What the object around the rows says besides them; it is about all of them.
    pub(crate) shared: Map<String, Value>,
}

impl Shape {
    pub(crate) fn new(format: Format, framing: Framing, skip: usize, closed: bool) -> Self {
        Self { format, framing, skip, closed, shared: Map::new() }
    }
}

/// A compressed stream, by its magic number.
pub(crate) fn packing(head: &[u8]) -> Option<Packing> {
    match head {
        [0x1f, 0x8b, ..] => Some(Packing::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
        _ => None,
    }
}

/// A binary format, by its magic number, or why it cannot be read.
pub(crate) fn binary(head: &[u8]) -> Option<Result<Format, &'static str>> {
    let refused = |what: &'static str| Some(Err(what));
    match head {
        [b'P', b'K', 3 | 5, ..] => Some(Ok(Format::InspectEval)),
        [b'P', b'A', b'R', b'1', ..] => Some(Ok(Format::Parquet)),
        [b'B', b'Z', b'h', ..] => {
            refused("is packed with bzip2; unpack it first: `bzcat FILE | cotscope -`")
        }
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            refused("is packed with xz; unpack it first: `xzcat FILE | cotscope -`")
        }
        [b'7', b'z', 0xbc, 0xaf, ..] => refused("is a 7z archive; unpack it first"),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => {
            refused("is an Arrow file; save it as Parquet or JSON lines")
        }
        [b'%', b'P', b'D', b'F', ..] => refused("is a PDF document"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            refused("is a picture")
        }
        [0x7f, b'E', b'L', b'F', ..] => refused("is a program"),
        [b'S', b'Q', b'L', b'i', b't', b'e', ..] => {
            refused("is an SQLite database; export the table as CSV")
        }
        _ if head.len() > 262 && &head[257..262] == b"ustar" => {
            refused("is a tar archive; unpack it first")
        }
        _ if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") => None,
        _ if head.iter().take(512).filter(|byte| **byte < 9).count() * 3
            > head.len().clamp(9, 512)
            && utf16(head).is_none() =>
        {
            refused("is a binary file of an unknown sort")
        }
        _ if is_noise(head) => refused("is a binary file of an unknown sort"),
        _ => None,
    }
}

/// Whether the bytes are no text in any encoding: some are control characters and some no UTF-8.
/// JSON is never refused for what is in it.
fn is_noise(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4096)];
    let control = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31);
    let begins_json = matches!(head.get(after_space(head, 0)), Some(b'{' | b'['));
    // An encoding cut at the end of the head is no error.
    let broken = std::str::from_utf8(head).is_err_and(|error| error.error_len().is_some());
    !begins_json && broken && head.iter().filter(control).count() * 100 > head.len()
}

/// The encoding, and how many bytes its mark takes.
pub(crate) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        _ => (utf16(head).unwrap_or(Encoding::Utf8), 0),
    }
}

/// UTF-16 without a mark: every other byte of the beginning is zero.
fn utf16(head: &[u8]) -> Option<Encoding> {
    let pairs: Vec<&[u8]> = head.chunks_exact(2).take(16).collect();
    let all = |test: fn(&[u8]) -> bool| pairs.len() >= 2 && pairs.iter().all(|pair| test(pair));
    if all(|pair| pair[1] == 0 && pair[0] != 0) {
        Some(Encoding::Utf16Le)
    } else if all(|pair| pair[0] == 0 && pair[1] != 0) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// What a text is. `head` is its beginning in UTF-8; `whole` says that it is all of it.
pub(crate) fn text(head: &[u8], whole: bool, name: &str) -> Result<Shape, &'static str> {
    let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let start = after_space(head, mark);
    let ending = ending(name);
    match head.get(start) {
        None => Err("is empty"),
        _ if ending == "csv" => Ok(Shape::new(Format::Csv, Framing::Lines, mark, false)),
        _ if ending == "tsv" => Ok(Shape::new(Format::Tsv, Framing::Lines, mark, false)),
        Some(b'[') => Ok(bracket(head, start, mark)),
        Some(b'{') => {
            Ok(brace(head, start, mark, whole, ending.starts_with("jsonl") || ending == "ndjson"))
        }
        Some(_) if matches!(ending.as_str(), "jsonl" | "ndjson" | "json" | "jsonlines") => {
            Ok(lines(mark))
        }
        Some(_) => delimited(&head[start..])
            .ok_or_else(|| not_data(&head[start..], &ending))
            .map(|format| Shape::new(format, Framing::Lines, mark, false)),
    }
}

/// A written text.
pub(crate) const MARKDOWN: &str = "is Markdown, not data";

/// What a text is that holds no data.
fn not_data(head: &[u8], ending: &str) -> &'static str {
    let heading = |line: &[u8]| line.starts_with(b"# ") || line.starts_with(b"## ");
    match head.split(|byte| *byte == b'\n').take(200).any(heading) {
        _ if matches!(ending, "md" | "markdown") => MARKDOWN,
        true if matches!(ending, "" | "txt") => MARKDOWN,
        _ => "is not JSON, CSV, Parquet or an Inspect log",
    }
}

fn lines(mark: usize) -> Shape {
    Shape::new(Format::JsonLines, Framing::Lines, mark, false)
}

/// The file's ending below `.gz` and `.zst`.
fn ending(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default()
}

/// An array of rows, unless lines are arrays of their own (conversations one a line).
fn bracket(head: &[u8], start: usize, mark: usize) -> Shape {
    if let Walk::End { end, .. } = value_end(head, start) {
        let next = after_space(head, end);
        let parsed = json::parse(&head[start..end], 256, &mut json::Repairs::default());
        if next == head.len()
            && parsed.is_ok_and(|list| layout::conversation::is_conversation(&list))
        {
            return values(start);
        }
        let newline = head[end..next].contains(&b'\n');
        if newline && head.get(next) == Some(&b'[') {
            return lines(mark);
        }
    }
    Shape::new(Format::JsonArray, Framing::Values, start + 1, true)
}

/// What begins with an object: lines, values over several lines, or one object that holds it all.
fn brace(head: &[u8], start: usize, mark: usize, whole: bool, by_line: bool) -> Shape {
    match value_end(head, start) {
        Walk::End { end, .. } => {
            let next = after_space(head, end);
            let several = head.get(next).is_some();
            let one_line = !head[start..end].contains(&b'\n');
            match (several, one_line) {
                (true, true) => session_or_lines(head, mark),
                (true, false) => Shape::new(Format::JsonValues, Framing::Values, start, false),
                (false, true) if by_line => session_or_lines(head, mark),
                (false, _) => single(head, start, mark, end),
            }
        }
        Walk::Open if !whole && !by_line => unfinished(head, start, mark),
        // A first line that is broken or cut says nothing about the others.
        _ if by_line || some_line_is_whole(head) => session_or_lines(head, mark),
        _ => unfinished(head, start, mark),
    }
}

/// Claude Code writes one event a line.
fn session_or_lines(head: &[u8], mark: usize) -> Shape {
    let has = |key: &[u8]| memchr::memmem::find(head, key).is_some();
    let session = has(b"\"sessionId\"")
        && (has(b"\"parentUuid\"") || has(b"\"uuid\""))
        && has(b"\"message\"");
    let format = if session { Format::ClaudeCode } else { Format::JsonLines };
    Shape { format, ..lines(mark) }
}

fn some_line_is_whole(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').skip(1).take(50).any(|line| {
        let line = line.trim_ascii();
        line.starts_with(b"{")
            && matches!(value_end(line, 0), Walk::End { end, .. } if end == line.len())
    })
}

/// One object that is all of the file: a record, rows by id, rows below a key, or an Inspect log.
fn single(head: &[u8], start: usize, mark: usize, end: usize) -> Shape {
    if let Some(shape) = container(head, start, mark) {
        return shape;
    }
    let parsed = json::parse(&head[start..end], 256, &mut json::Repairs::default());
    let Ok(Value::Object(object)) = parsed else {
        return rows_below_key(head, start, false).unwrap_or_else(|| values(start));
    };
    if layout::tables::is_columns(&object) || layout::tables::is_sections(&object) {
        return Shape::new(Format::JsonTable, Framing::Values, start, false);
    }
    let itself = Mapper::detect(&[Value::Object(object.clone())], &[], None);
    if rows_by_id(head, start) {
        return Shape::new(Format::JsonObject, Framing::Members, start + 1, true);
    }
    match rows_below_key(head, start, false) {
        Some(shape) => {
            let rows = layout::tables::longest_list(&object);
            let below = Mapper::detect(&rows[..rows.len().min(20)], &[], None);
            let inside = below.is_usable() && below.completeness() >= itself.completeness();
            let itself =
                itself.is_usable() && (!inside || layout::conversation::are_messages(rows));
            if itself { values(start) } else { shape }
        }
        None => values(start),
    }
}

fn values(start: usize) -> Shape {
    Shape::new(Format::JsonValues, Framing::Values, start, false)
}

/// The same when only its beginning is known: by its first members.
fn unfinished(head: &[u8], start: usize, mark: usize) -> Shape {
    if let Some(shape) = container(head, start, mark) {
        return shape;
    }
    if rows_by_id(head, start) {
        return Shape::new(Format::JsonObject, Framing::Members, start + 1, true);
    }
    if let Some(shape) = rows_below_key(head, start, true) {
        return shape;
    }
    let pretty = head[start..].iter().take(200).any(|byte| *byte == b'\n');
    if pretty { Shape::new(Format::JsonValues, Framing::Values, start, false) } else { lines(mark) }
}

/// An Inspect log says so in its first members.
fn container(head: &[u8], start: usize, mark: usize) -> Option<Shape> {
    let keys: Vec<&[u8]> = first_members(head, start).map(|(key, _)| key).take(12).collect();
    let has = |key: &str| keys.contains(&key.as_bytes());
    let inspect = has("eval") && (has("status") || has("version") || has("plan"));
    inspect.then(|| Shape::new(Format::InspectJson, Framing::Values, mark, true))
}

/// The members at the beginning of the object: key and where the value starts.
fn first_members(head: &[u8], start: usize) -> impl Iterator<Item = (&[u8], usize)> {
    let mut at = after_space(head, start + 1);
    let mut done = false;
    std::iter::from_fn(move || {
        let ((from, to), value) = member_start(head, at).ok().filter(|_| !done)?;
        match value_end(head, value) {
            Walk::End { end, .. } => {
                let next = after_space(head, end);
                done = head.get(next) != Some(&b',');
                at = after_space(head, next + 1);
            }
            _ => done = true,
        }
        Some((&head[from..to], value))
    })
}

/// Every member is an object (or a list of messages), and they resemble each other.
fn rows_by_id(head: &[u8], start: usize) -> bool {
    let members: Vec<(&[u8], usize)> = first_members(head, start).take(20).collect();
    let first_key = |value: usize| {
        let inner = after_space(head, value + 1);
        (head.get(value) == Some(&b'{'))
            .then(|| member_start(head, inner).ok())
            .flatten()
            .map(|((from, to), _)| &head[from..to])
    };
    let keys: Vec<Option<&[u8]>> = members.iter().map(|(_, value)| first_key(*value)).collect();
    // Any of them may be the odd one, the first too.
    let alike = |key: &&[u8]| keys.iter().filter(|other| **other == Some(*key)).count();
    let same = keys.iter().flatten().map(alike).max().unwrap_or(0);
    let named = members
        .iter()
        .any(|(key, _)| layout::names::read_name(&String::from_utf8_lossy(key)).is_some());
    same * 10 >= keys.len() * 6 && keys.iter().all(Option::is_some) && (keys.len() > 1 && !named)
}

/// A member that is an array of objects: the rows. The rest of the object is about all of them.
fn rows_below_key(head: &[u8], start: usize, first_only: bool) -> Option<Shape> {
    let rows = first_members(head, start).filter(|(_, value)| {
        let inner = after_space(head, value + 1);
        head.get(*value) == Some(&b'[') && matches!(head.get(inner), Some(b'{' | b'['))
    });
    let (name, value) = if first_only {
        rows.last()?
    } else {
        rows.max_by_key(|(_, value)| match value_end(head, *value) {
            Walk::End { end, .. } => end - value,
            _ => usize::MAX,
        })?
    };
    let shared = first_members(head, start)
        .filter(|(key, _)| *key != name)
        .filter_map(|(key, value)| {
            let Walk::End { end, .. } = value_end(head, value) else {
                return None;
            };
            let parsed = json::parse(&head[value..end], 256, &mut json::Repairs::default()).ok()?;
            Some((String::from_utf8_lossy(key).into_owned(), parsed))
        })
        .collect();
    let shape = Shape::new(Format::JsonArray, Framing::Values, value + 1, true);
    Some(Shape { shared, ..shape })
}

/// Text with as many commas or tabs in the second line as in the first.
fn delimited(head: &[u8]) -> Option<Format> {
    let count = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(head);
        let widths: Vec<usize> = reader
            .byte_records()
            .filter_map(Result::ok)
            .take(3)
            .map(|record| record.len())
            .collect();
        let even = widths.len() > 1
            && widths[0] > 1
            && widths[..2].iter().all(|width| *width == widths[0]);
        even.then_some(widths[0])
    };
    match (count(b','), count(b'\t')) {
        (commas, Some(tabs)) if commas.is_none_or(|commas| commas < tabs) => Some(Format::Tsv),
        (Some(_), _) => Some(Format::Csv),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_their_beginning() {
        for (head, name, format, skip) in [
            ("{\"prompt\":1}\n{\"prompt\":2}\n", "x.json", Format::JsonLines, 0),
            ("{\"prompt\":1}\n", "x.jsonl", Format::JsonLines, 0),
            ("{\"prompt\":1}\n", "x.json", Format::JsonValues, 0),
            ("\u{feff}{\"a\":1}\n{\"a\":2}", "x", Format::JsonLines, 3),
            ("[\n {\"a\":1}]", "x.json", Format::JsonArray, 1),
            ("{\n \"prompt\": 1\n}\n{\n \"prompt\": 2\n}", "x", Format::JsonValues, 0),
            ("{\"meta\": {}, \"data\": [{\"prompt\": 1}]}", "x", Format::JsonArray, 22),
            ("{\"q1\": {\"prompt\": 1}, \"q2\": {\"prompt\": 2}}", "x", Format::JsonObject, 1),
            (
                "{\"prompt\": \"x\", \"messages\": [{\"role\": \"user\", \"content\": \"y\"}]}",
                "x",
                Format::JsonValues,
                0,
            ),
            (
                "{\"version\": 2, \"status\": \"success\", \"eval\": {}}",
                "x",
                Format::InspectJson,
                0,
            ),
            ("a,b\n1,2\n", "x", Format::Csv, 0),
            ("a\tb\n1\t2\n", "x", Format::Tsv, 0),
            ("broken\n", "x.jsonl", Format::JsonLines, 0),
            ("{\"a\": broken\n{\"a\": 1}\n", "x", Format::JsonLines, 0),
            (
                "{\"sessionId\":\"s\",\"uuid\":\"u\",\"message\":{}}\n{\"a\":1}\n",
                "x",
                Format::ClaudeCode,
                0,
            ),
        ] {
            let shape = text(head.as_bytes(), true, name).unwrap();
            assert_eq!((shape.format, shape.skip), (format, skip), "{head}");
        }
        assert!(text(b"nothing here\n", true, "x.md").is_err());
        assert!(text(b" \n", true, "x.jsonl").is_err());
    }
}
