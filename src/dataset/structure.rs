//! Finding where a JSON value ends, and what an object's members are, without parsing it.
//!
//! This is the scan's inner loop: strings are skipped by searching for their quotation mark, so the
//! cost per byte is close to that of `memchr`. Brackets and strings must balance; anything
//! else that can be wrong is found when the row is parsed.

use super::json::string_end;

/// How far a value reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// The value ends before byte `end`; it nests `depth` levels.
    End { end: usize, depth: usize },
    /// The bytes end inside the value.
    Open,
    /// The byte at this place cannot stand there.
    Bad(usize),
}

/// Which brackets are open: a bit a level for the first 256, a count beyond.
#[derive(Default)]
struct Brackets {
    bits: [u64; 4],
    depth: usize,
}

impl Brackets {
    fn open(&mut self, brace: bool) {
        if let Some(word) = self.bits.get_mut(self.depth / 64) {
            let bit = 1 << (self.depth % 64);
            *word = if brace { *word | bit } else { *word & !bit };
        }
        self.depth += 1;
    }

    /// Closes the innermost one; false when it was of the other sort.
    fn close(&mut self, brace: bool) -> bool {
        self.depth -= 1;
        let word = self.bits.get(self.depth / 64);
        word.is_none_or(|word| (word >> (self.depth % 64) & 1 == 1) == brace)
    }
}

/// Where the value that starts at `at` (not at white space) ends.
pub(crate) fn value_end(bytes: &[u8], at: usize) -> Walk {
    match bytes.get(at) {
        None => Walk::Open,
        Some(b'"') => match string_end(bytes, at) {
            Some(end) => Walk::End { end, depth: 0 },
            None => Walk::Open,
        },
        Some(b'{' | b'[') => nested_end(bytes, at),
        Some(_) => scalar_end(bytes, at),
    }
}

fn nested_end(bytes: &[u8], mut at: usize) -> Walk {
    let mut open = Brackets::default();
    let mut deepest = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => match string_end(bytes, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return Walk::Open,
            },
            b'{' | b'[' => {
                open.open(byte == b'{');
                deepest = deepest.max(open.depth);
            }
            b'}' | b']' => {
                if !open.close(byte == b'}') {
                    return Walk::Bad(at);
                }
                if open.depth == 0 {
                    return Walk::End { end: at + 1, depth: deepest };
                }
            }
            _ if OUTSIDE[byte as usize] => {}
            _ => return Walk::Bad(at),
        }
        at += 1;
    }
    Walk::Open
}

fn scalar_end(bytes: &[u8], at: usize) -> Walk {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    match bytes[at..].iter().take_while(|byte| part(byte)).count() {
        0 => Walk::Bad(at),
        length => Walk::End { end: at + length, depth: 0 },
    }
}

/// The bytes that may stand outside strings besides brackets and quotation marks: white space,
/// separators, numbers and the letters of the five words.
static OUTSIDE: [bool; 256] = {
    let mut table = [false; 256];
    let allowed = b" \t\r\n,:+-.0123456789eEtrufalsnINityaN";
    let mut index = 0;
    while index < allowed.len() {
        table[allowed[index] as usize] = true;
        index += 1;
    }
    table
};

/// A member of an object: its key without quotation marks but with its escapes, and where the
/// value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) value: (usize, usize),
}

/// Visits the members of the object that starts at `at` and returns where it ends.
pub(crate) fn members<'a>(bytes: &'a [u8], at: usize, mut visit: impl FnMut(Member<'a>)) -> Walk {
    if bytes.get(at) != Some(&b'{') {
        return Walk::Bad(at);
    }
    let mut at = after_space(bytes, at + 1);
    let mut deepest = 1;
    if bytes.get(at) == Some(&b'}') {
        return Walk::End { end: at + 1, depth: 1 };
    }
    loop {
        let (key, value) = match member_start(bytes, at) {
            Ok(found) => found,
            Err(walk) => return walk,
        };
        let end = match value_end(bytes, value) {
            Walk::End { end, depth } => {
                deepest = deepest.max(depth + 1);
                end
            }
            other => return other,
        };
        visit(Member { key: &bytes[key.0..key.1], value: (value, end) });
        at = after_space(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = after_space(bytes, at + 1),
            Some(b'}') => return Walk::End { end: at + 1, depth: deepest },
            Some(_) => return Walk::Bad(at),
            None => return Walk::Open,
        }
    }
}

/// The key's inside and the value's first byte of the member that starts at `at`.
pub(crate) fn member_start(bytes: &[u8], at: usize) -> Result<((usize, usize), usize), Walk> {
    match bytes.get(at) {
        Some(b'"') => {}
        Some(_) => return Err(Walk::Bad(at)),
        None => return Err(Walk::Open),
    }
    let end = string_end(bytes, at).ok_or(Walk::Open)?;
    let colon = after_space(bytes, end);
    match bytes.get(colon) {
        Some(b':') => Ok(((at + 1, end - 1), after_space(bytes, colon + 1))),
        Some(_) => Err(Walk::Bad(colon)),
        None => Err(Walk::Open),
    }
}

/// The first byte from `at` that is not white space.
pub(crate) fn after_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_their_brackets_balance() {
        for (text, walk) in [
            (r#"{"a": "}\"", "b": [1, {}]} tail"#, Walk::End { end: 26, depth: 3 }),
            (r#""a\\" tail"#, Walk::End { end: 5, depth: 0 }),
            ("12.5e3,", Walk::End { end: 6, depth: 0 }),
            (r#"{"a": [1}"#, Walk::Bad(8)),
            (r#"{"a": lost words"}"#, Walk::Bad(7)),
            (r#"{"a": "x"#, Walk::Open),
            ("", Walk::Open),
            ("]", Walk::Bad(0)),
        ] {
            assert_eq!(value_end(text.as_bytes(), 0), walk, "{text}");
        }
    }

    #[test]
    fn a_nesting_bomb_is_measured_without_recursion() {
        let bomb = "[".repeat(100_000) + &"]".repeat(100_000);
        let end = value_end(bomb.as_bytes(), 0);
        assert_eq!(end, Walk::End { end: 200_000, depth: 100_000 });
    }

    #[test]
    fn members_are_found_with_their_values() {
        let text = br#"{ "id" : 7, "a\"b": {"x": [1]}, "c":"y" } rest"#;
        let mut found = Vec::new();
        let walk = members(text, 0, |member| {
            found.push((member.key.to_vec(), text[member.value.0..member.value.1].to_vec()));
        });
        assert_eq!(walk, Walk::End { end: 41, depth: 3 });
        assert_eq!(found[0], (b"id".to_vec(), b"7".to_vec()));
        assert_eq!(found[1].1, br#"{"x": [1]}"#);
        assert_eq!(found[2].1, br#""y""#);
    }
}
