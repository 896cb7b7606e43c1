//! A JSON reader that repairs what generators get wrong and counts the repairs.
//!
//! Own code instead of `serde_json::from_slice` because one pass must do all of it: replace invalid
//! UTF-8 and lone surrogates, turn `NaN` into null, notice duplicate keys, bound the depth, keep
//! the digits of long numbers, and say at which byte it failed.

use memchr::{memchr, memchr2};
use serde_json::{Map, Number, Value};

/// What had to be done to read a value; all zero for clean input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repairs {
    /// Sequences of bytes that are not UTF-8, each now U+FFFD.
    pub(crate) invalid_utf8: usize,
    /// `\ud83d` without its other half, now U+FFFD.
    pub(crate) lone_surrogates: usize,
    /// `NaN` and `Infinity`, now null.
    pub(crate) non_finite: usize,
    /// Keys that an object holds twice; the last value was kept.
    pub(crate) duplicate_keys: usize,
    /// The first of them.
    pub(crate) first_duplicate: Option<String>,
}

impl Repairs {
    /// Nothing was repaired.
    #[cfg(test)]
    pub(crate) fn is_clean(&self) -> bool {
        self.invalid_utf8 + self.lone_surrogates + self.non_finite + self.duplicate_keys == 0
    }
}

/// Why a value does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The byte, counted from the start of what was given.
    pub(crate) at: usize,
    /// What was expected or is wrong there.
    pub(crate) message: String,
    /// The text ends inside the value.
    pub(crate) cut: bool,
}

/// Parses one value from the start of `bytes` and returns it with the byte after it.
pub(crate) fn parse_prefix(
    bytes: &[u8],
    max_depth: usize,
    repairs: &mut Repairs,
) -> Result<(Value, usize), JsonError> {
    let mut parser = Parser { bytes, at: 0, depth: 0, max_depth, python: false, repairs };
    parser.skip_space();
    let value = parser.value()?;
    Ok((value, parser.at))
}

/// Parses exactly one value.
pub(crate) fn parse(
    bytes: &[u8],
    max_depth: usize,
    repairs: &mut Repairs,
) -> Result<Value, JsonError> {
    let (value, end) = parse_prefix(bytes, max_depth, repairs)?;
    match bytes[end..].iter().position(|byte| !byte.is_ascii_whitespace()) {
        None => Ok(value),
        Some(rest) => Err(JsonError {
            at: end + rest,
            message: "more text follows after the value's end".to_owned(),
            cut: false,
        }),
    }
}

/// Parses a list or dictionary as Python prints it (`[{'role': 'user', 'content': "it's"}]`), the way
/// tables keep nested values.
pub(crate) fn parse_python(bytes: &[u8], max_depth: usize) -> Result<Value, JsonError> {
    let mut repairs = Repairs::default();
    let mut parser =
        Parser { bytes, at: 0, depth: 0, max_depth, python: true, repairs: &mut repairs };
    let value = parser.value()?;
    if parser.at == bytes.len() { Ok(value) } else { Err(parser.error("more text follows")) }
}

struct Parser<'a, 'r> {
    bytes: &'a [u8],
    /// Strings may stand in single quotation marks, and words begin with capitals.
    python: bool,
    at: usize,
    depth: usize,
    max_depth: usize,
    repairs: &'r mut Repairs,
}

impl Parser<'_, '_> {
    fn value(&mut self) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Value::String),
            Some(b'\'') if self.python => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => Err(self.error("it ends where a value is expected")),
        }
    }

    fn nested(
        &mut self,
        inner: fn(&mut Self) -> Result<Value, JsonError>,
    ) -> Result<Value, JsonError> {
        if self.depth == self.max_depth {
            return Err(self.error(&format!("it nests deeper than {} levels", self.max_depth)));
        }
        self.depth += 1;
        self.at += 1;
        let value = inner(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut map = Map::new();
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Value::Object(map));
        }
        loop {
            self.skip_space();
            if !(self.peek() == Some(b'"') || self.python && self.peek() == Some(b'\'')) {
                return Err(self.error("expected a key in quotation marks"));
            }
            let key = self.string()?;
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            let value = self.value()?;
            self.insert(&mut map, key, value);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(map));
                }
                _ => return Err(self.unfinished("expected `,` or `}`")),
            }
        }
    }

    fn insert(&mut self, map: &mut Map<String, Value>, key: String, value: Value) {
        if map.contains_key(&key) {
            self.repairs.duplicate_keys += 1;
            self.repairs.first_duplicate.get_or_insert_with(|| key.clone());
        }
        map.insert(key, value);
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value()?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                _ => return Err(self.unfinished("expected `,` or `]`")),
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let open = self.at;
        let quote = self.bytes[open];
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.bytes[self.at..];
            let Some(stop) = memchr2(quote, b'\\', rest) else {
                self.at = self.bytes.len();
                return Err(JsonError {
                    at: open,
                    message: "a string is not closed".to_owned(),
                    cut: true,
                });
            };
            push_repaired(&mut text, &rest[..stop], &mut self.repairs.invalid_utf8);
            self.at += stop + 1;
            if rest[stop] == quote {
                return Ok(text);
            }
            self.escape(&mut text)?;
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), JsonError> {
        let Some(byte) = self.peek() else {
            return Err(self.error("it ends inside an escape"));
        };
        self.at += 1;
        text.push(match byte {
            b'"' | b'\\' | b'/' => byte as char,
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'\'' if self.python => '\'',
            b'u' => self.unicode_escape()?,
            _ => {
                self.at -= 1;
                return Err(self.error("an escape that JSON does not have"));
            }
        });
        Ok(())
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let unit = self.hex4()?;
        if let Some(character) = char::from_u32(unit) {
            return Ok(character);
        }
        if unit < 0xdc00 && self.bytes[self.at..].starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let low = self.hex4()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        self.repairs.lone_surrogates += 1;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.bytes.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let code = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(code) = code else {
            return Err(self.error("a \\u escape needs four hexadecimal digits"));
        };
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let start = self.at;
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let length = self.bytes[start..].iter().take_while(|byte| part(byte)).count();
        let digits = String::from_utf8_lossy(&self.bytes[start..start + length]);
        if digits == "-" && self.bytes[start + 1..].starts_with(b"Infinity") {
            self.at += 1;
            return self.word();
        }
        // Through the exact text, so that a number of thirty digits keeps every one of them.
        let Ok(number) = digits.parse::<Number>() else {
            return Err(self.error("a number that JSON does not allow"));
        };
        self.at = start + length;
        Ok(Value::Number(number))
    }

    fn word(&mut self) -> Result<Value, JsonError> {
        const WORDS: [(&[u8], Value); 8] = [
            (b"True", Value::Bool(true)),
            (b"False", Value::Bool(false)),
            (b"None", Value::Null),
            (b"true", Value::Bool(true)),
            (b"false", Value::Bool(false)),
            (b"null", Value::Null),
            (b"NaN", Value::Null),
            (b"Infinity", Value::Null),
        ];
        let rest = &self.bytes[self.at..];
        let words = if self.python { &WORDS[..] } else { &WORDS[3..] };
        let Some((word, value)) = words.iter().find(|(word, _)| rest.starts_with(word)) else {
            return Err(self.error("expected a value"));
        };
        self.at += word.len();
        self.repairs.non_finite += usize::from(matches!(*word, b"NaN" | b"Infinity"));
        Ok(value.clone())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.eat(byte) {
            Ok(())
        } else {
            Err(self.unfinished(&format!("expected `{}`", byte as char)))
        }
    }

    fn unfinished(&self, expected: &str) -> JsonError {
        if self.at == self.bytes.len() {
            return JsonError {
                cut: true,
                ..self.error(&format!("it ends too early: {expected}"))
            };
        }
        self.error(expected)
    }

    fn error(&self, message: &str) -> JsonError {
        JsonError { at: self.at, message: message.to_owned(), cut: self.at >= self.bytes.len() }
    }
}

/// Appends bytes to text; what is not UTF-8 becomes U+FFFD and is counted.
pub(crate) fn push_repaired(text: &mut String, bytes: &[u8], repaired: &mut usize) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            *repaired += 1;
        }
    }
}

/// The byte after the string that opens at `at` (a quotation mark), without decoding it.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    loop {
        let quote = from + memchr(b'"', bytes.get(from..)?)?;
        let slashes = bytes[from..quote].iter().rev().take_while(|&&byte| byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(quote + 1);
        }
        from = quote + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> (Result<Value, JsonError>, Repairs) {
        let mut repairs = Repairs::default();
        let value = parse(text, 16, &mut repairs);
        (value, repairs)
    }

    #[test]
    fn clean_json_reads_as_the_reference_parser_reads_it() {
        for text in [
            r#"{"a": [1, -2.5e3, true, false, null, "x\n\"\u00e9\ud83d\ude00\/"], "b": {}, "c": []}"#,
            "[ ]",
            r#""plain""#,
            "123456789012345678901234567890",
            r#"{"nested":{"deep":[{"x":1}]}}"#,
        ] {
            let (value, repairs) = read(text.as_bytes());
            assert_eq!(value.unwrap(), serde_json::from_str::<Value>(text).unwrap());
            assert!(repairs.is_clean());
        }
    }

    #[test]
    fn long_numbers_keep_every_digit() {
        let (value, _) = read(br#"{"id": 123456789012345678901234567890}"#);
        assert_eq!(value.unwrap()["id"].to_string(), "123456789012345678901234567890");
    }

    #[test]
    fn faults_are_repaired_and_counted() {
        let (value, repairs) = read(
            b"{\"a\": \"x\xffy\", \"b\": \"\\ud83d.\", \"c\": NaN, \"d\": -Infinity, \"c\": 1}",
        );
        let value = value.unwrap();
        assert_eq!(value["a"], "x\u{fffd}y");
        assert_eq!(value["b"], "\u{fffd}.");
        assert_eq!(value["c"], serde_json::json!(1));
        assert_eq!(value["d"], Value::Null);
        assert_eq!((repairs.invalid_utf8, repairs.lone_surrogates), (1, 1));
        assert_eq!((repairs.non_finite, repairs.duplicate_keys), (2, 1));
        assert_eq!(repairs.first_duplicate.as_deref(), Some("c"));
    }

    #[test]
    fn python_literals_are_read() {
        let value =
            parse_python(br#"[{'a': 'it\'s', 'b': "x", 'c': None, 'd': True, 'e': 1.5}]"#, 16);
        let expected = serde_json::json!([{"a": "it's", "b": "x", "c": null, "d": true, "e": 1.5}]);
        assert_eq!(value.unwrap(), expected);
        assert!(parse_python(b"['a' 'b']", 16).is_err());
    }

    #[test]
    fn errors_say_where() {
        for (text, at, part) in [
            (&br#"{"a": 1"#[..], 7, "ends too early"),
            (br#"{"a" 1}"#, 5, "expected `:`"),
            (br#"{"a": "x}"#, 6, "not closed"),
            (br#"{"a": 01}"#, 6, "number"),
            (br#"{"a": 1} {"#, 9, "more text"),
            (&[b'['; 40], 16, "deeper than 16"),
        ] {
            let error = read(text).0.unwrap_err();
            assert_eq!(error.at, at, "{error:?}");
            assert!(error.message.contains(part), "{error:?}");
        }
    }

    #[test]
    fn a_string_ends_at_the_first_unescaped_quotation_mark() {
        assert_eq!(string_end(br#""a\"b\\" tail"#, 0), Some(8));
        assert_eq!(string_end(br#""open"#, 0), None);
    }
}
