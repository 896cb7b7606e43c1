//! A look at a row that finds its id and the length of its chain without parsing it: what makes opening
//! a large file cost little more than reading it.

use memchr::{memchr_iter, memmem};

use super::{
    frames::{Frame, Framing},
    layout::QuickPlan,
    mapping::Pointer,
    scan::base_id,
    source::{Source, prefix},
    structure::{Member, Walk, members},
    table::UNKNOWN,
};

/// Id and length of the chain of a row without parsing it; `None` when the row needs a full look.
pub(crate) fn glance(
    plan: &QuickPlan,
    source: &Source,
    bytes: &[u8],
    frame: &Frame,
) -> Option<(String, u32)> {
    let (line, start) = match source.framing {
        Framing::Prefixed => {
            let (line, _, start) = prefix(bytes);
            (line.unwrap_or(frame.line), start)
        }
        Framing::Members => return None,
        Framing::Lines | Framing::Values => (frame.line, 0),
    };
    let (mut id, mut cot, mut answer, mut fits) = (None, None, None, false);
    let walk = members(bytes, start, |member| {
        fits |= plan.any.iter().any(|name| name.as_bytes() == member.key);
        id = id.or_else(|| at(plan.id.as_ref(), bytes, member));
        cot = cot.or_else(|| at(plan.cot.as_ref(), bytes, member));
        answer = answer.or_else(|| at(plan.answer.as_ref(), bytes, member));
    });
    let Walk::End { end, depth } = walk else {
        return None;
    };
    if end != bytes.len() || depth > source.max_depth || !fits {
        return None;
    }
    let own = match (&plan.id, id) {
        (None, _) => None,
        (Some(_), found) => Some(plain_id(bytes, found?)?),
    };
    Some((base_id(source, own, line), cot_len(bytes, cot, answer)))
}

/// Where the value of `pointer` stands, if the member leads to it.
fn at(pointer: Option<&Pointer>, bytes: &[u8], member: Member<'_>) -> Option<(usize, usize)> {
    let (first, rest) = pointer?.parts().split_first()?;
    if first.as_bytes() != member.key {
        return None;
    }
    match rest {
        [] => Some(member.value),
        [inner] => {
            let mut found = None;
            members(bytes, member.value.0, |nested| {
                if inner.as_bytes() == nested.key {
                    found = Some(nested.value);
                }
            });
            found
        }
        _ => None,
    }
}

/// An id that stands there as it is: a text without escapes, or a number.
fn plain_id(bytes: &[u8], (start, end): (usize, usize)) -> Option<&str> {
    let raw = &bytes[start..end];
    let id = match raw {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => inner,
        [b'0'..=b'9' | b'-', ..] => raw,
        _ => return None,
    };
    std::str::from_utf8(id).ok().filter(|id| !id.trim().is_empty() && id.len() <= 1_000)
}

/// The length of the chain as it will be when it is read, give or take its escapes.
fn cot_len(bytes: &[u8], cot: Option<(usize, usize)>, answer: Option<(usize, usize)>) -> u32 {
    let length = |raw: &[u8]| raw.len().saturating_sub(memchr_iter(b'\\', raw).count() + 2);
    let of_field =
        cot.map(|(start, end)| &bytes[start..end]).filter(|raw| raw.first() == Some(&b'"'));
    let len = match (of_field, answer) {
        (Some(raw), _) if raw.len() > 2 => length(raw),
        (_, Some((start, end))) => {
            let raw = &bytes[start..end];
            match memmem::find(raw, b"</think>") {
                Some(close) => length(&raw[..close]).saturating_sub(7),
                None => return UNKNOWN,
            }
        }
        (Some(_), None) => 0,
        (None, None) => return UNKNOWN,
    };
    u32::try_from(len).unwrap_or(UNKNOWN)
}
