//! The usual names of fields in datasets with chains of thought, as one table.

/// What a field's name says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    Id,
    System,
    Prompt,
    Cot,
    Answer,
    Messages,
    Calls,
}

/// A name read: its role, how surely, and the words in front that qualify it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) role: Role,
    /// 3 a usual name, 2 a usual name behind or before other words, 1 a name that often means
    /// something else.
    pub(crate) strength: u8,
    /// The words that are not part of the role: `safe` of `safe_analysis`, `1` of `response_1`.
    pub(crate) side: Vec<String>,
}

/// Names by role, without separators and case. `?` marks those that often mean something else.
const NAMES: &[(Role, &str)] = &[
    (Role::Id, "id uid uuid guid recordid identifier customid _id"),
    (
        Role::Id,
        "?rowid ?sampleid ?exampleid ?itemid ?promptid ?questionid ?qid ?instanceid ?key \
         ?conversationid ?completionid ?taskid ?problemid ?idx ?index ?entryid ?datasetid ?pid ?sid \
         ?docid ?requestid ?dialogid ?number ?no ?hash ?name",
    ),
    (Role::System, "system systemprompt systemmessage systeminstruction developerprompt sysprompt"),
    (
        Role::Prompt,
        "prompt question instruction userprompt userquery query usermessage userinput problem \
         request userrequest forbiddenprompt humanprompt promptmessages questiontext",
    ),
    (
        Role::Prompt,
        "?input ?inputs ?scenario ?message ?statement ?adversarial ?situation ?task ?user ?human \
         ?goal ?behavior ?behaviour ?vanilla ?problemstatement ?claim ?dilemma ?title ?vignette \
         ?context ?story ?source",
    ),
    (
        Role::Cot,
        "cot cots chainofthought chainofthoughts reasoning thinking thought thoughts \
         reasoningcontent rationale cottrace reasoningtrace reasoningtraces thinkingtrace \
         thinkingtrajectory thinkingtrajectories reasoningtrajectory thinkingprocess \
         thoughtprocess reasoningprocess reasoningtext scratchpad innermonologue monologue \
         deliberation hiddenreasoning internalreasoning reasoningsteps thinkingcontent \
         thinkingtext thoughttrace reasoningoutput reasoningchain thinkingblock thinkingblocks \
         reasoningsummary internalthoughts modelreasoning modelthinking rationales \
         scratchpadreasoning thinkingtokens reasoningblock",
    ),
    (
        Role::Cot,
        "?analysis ?explanation ?justification ?trace ?steps ?plan ?reflection ?trajectory ?think \
         ?deliberations ?explanations ?reasons ?reason",
    ),
    (
        Role::Answer,
        "answer response output completion rawresponse finalanswer finalresponse finaloutput \
         modelresponse modeloutput modelanswer assistantresponse reply generation generatedtext \
         attempt assistant modelcompletion generations responses completions outputs answers \
         rawoutput cotresponse llmresponse assistantmessage rawcompletion fullresponse attempts \
         botresponse visibleresponse agentresponse responsetext outputtext replies resps samples",
    ),
    (
        Role::Answer,
        "?candidates ?final ?solution ?result ?prediction ?content ?text ?choices ?action ?decision ?message \
         ?solutions ?predictions ?raw ?messagecontent ?target ?modelsolution ?generatedsolution",
    ),
    (
        Role::Messages,
        "messages conversation conversations dialog dialogue chat transcript turns conv \
         chathistory trajectory history chatmessages allmessages fullconversation",
    ),
    (Role::Calls, "apicalls toolcalls functioncalls tooluses ?actions calls toolcall"),
];

/// Words behind a role that only say in which form it is there.
const FORMS: &[&str] = &[
    "text",
    "content",
    "str",
    "string",
    "raw",
    "formatted",
    "full",
    "clean",
    "cleaned",
    "trace",
    "traces",
    "list",
    "field",
    "column",
    "en",
    "english",
    "final",
];

/// Words in front of an answer that make it somebody's idea of the right one.
const REFERENCES: &[&str] = &[
    "reference",
    "ref",
    "gold",
    "golden",
    "correct",
    "ground",
    "truth",
    "target",
    "expected",
    "ideal",
    "best",
    "incorrect",
    "true",
    "wrong",
    "gt",
    "right",
    "desired",
    "standard",
    "example",
    "parsed",
    "extracted",
    "biased",
];

/// Words that mark a field as about the verdict of a judge, whatever follows.
const JUDGING: &[&str] = &[
    "judge",
    "judgement",
    "judgment",
    "grader",
    "grade",
    "grading",
    "score",
    "scores",
    "scorer",
    "monitor",
    "classifier",
    "autorater",
    "rater",
    "rating",
    "ratings",
    "verdict",
    "eval",
    "evaluator",
    "evaluation",
    "annotation",
    "annotations",
    "annotator",
    "annotators",
    "label",
    "labels",
    "reviewer",
    "critic",
];

/// The words of a field's name: split at separators and at capitals, in lower case.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for character in name.chars() {
        if character.is_alphanumeric() {
            let camel = character.is_uppercase() && previous.is_some_and(char::is_lowercase);
            if camel || previous.is_none_or(|before| !before.is_alphanumeric()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
        previous = Some(character);
    }
    words
}

/// Whether some word of the name belongs to the vocabulary of verdicts.
pub(crate) fn is_about_judging(words: &[String]) -> bool {
    words.iter().any(|word| JUDGING.contains(&word.as_str()))
}

/// Whether the name is of a reference answer rather than of a model's.
pub(crate) fn is_reference(side: &[String]) -> bool {
    side.iter().any(|word| REFERENCES.contains(&word.as_str()))
}

/// What the name says; `None` when it says nothing.
pub(crate) fn read_name(name: &str) -> Option<Reading> {
    let words = words(name);
    if let Some((role, strength)) = look_up(&words) {
        return Some(Reading { role, strength, side: Vec::new() });
    }
    if is_about_judging(&words) {
        return None;
    }
    let words = split_number(words);
    let plain = without_forms(&words);
    (0..plain.len())
        .find_map(|from| {
            let (role, strength) = look_up(&plain[from..])?;
            Some(Reading { role, strength: strength.min(2), side: plain[..from].to_vec() })
        })
        .or_else(|| {
            (1..plain.len()).rev().find_map(|to| {
                let (role, strength) = look_up(&plain[..to])?;
                let numbered = is_side_word(&plain[to]);
                numbered.then(|| Reading {
                    role,
                    strength: strength.min(2),
                    side: plain[to..].to_vec(),
                })
            })
        })
}

/// A word that tells two of the same apart when it stands behind: a number or a single letter, or
/// one of the usual pairs.
pub(crate) fn is_side_word(word: &str) -> bool {
    word.len() == 1
        || word.chars().all(char::is_numeric)
        || super::sides::PAIRS.iter().any(|pair| pair.contains(&word))
}

/// `response1` as `response`, `1`.
fn split_number(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        let letters = last.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        if letters > 0 && letters < last.len() {
            let number = last.split_off(letters);
            words.push(number);
        }
    }
    words
}

fn without_forms(words: &[String]) -> &[String] {
    let mut end = words.len();
    while end > 1 && FORMS.contains(&words[end - 1].as_str()) {
        end -= 1;
    }
    &words[..end]
}

fn look_up(words: &[String]) -> Option<(Role, u8)> {
    let squashed: String = words.concat();
    NAMES.iter().find_map(|(role, names)| {
        names.split_whitespace().find_map(|name| match name.strip_prefix('?') {
            Some(weak) if weak == squashed => Some((*role, 1)),
            None if name == squashed => Some((*role, 3)),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_whatever_their_case_and_separators() {
        for (name, role, strength, side) in [
            ("prompt", Role::Prompt, 3, ""),
            ("User-Query", Role::Prompt, 3, ""),
            ("chainOfThought", Role::Cot, 3, ""),
            ("reasoning_content", Role::Cot, 3, ""),
            ("cot_trace", Role::Cot, 3, ""),
            ("cot_text", Role::Cot, 2, ""),
            ("deepseek_thinking_trajectory", Role::Cot, 2, "deepseek"),
            ("unsafe_cot_response", Role::Answer, 2, "unsafe"),
            ("safe_analysis", Role::Cot, 1, "safe"),
            ("cot_prompt_formatted", Role::Prompt, 2, "cot"),
            ("response_1", Role::Answer, 2, "1"),
            ("cot2", Role::Cot, 2, "2"),
            ("responseB", Role::Answer, 2, "b"),
            ("chatgpt_response", Role::Answer, 2, "chatgpt"),
            ("ID", Role::Id, 3, ""),
            ("sample_id", Role::Id, 1, ""),
            ("api_calls", Role::Calls, 3, ""),
        ] {
            let reading = read_name(name).unwrap_or_else(|| panic!("{name} was not read"));
            let found = (reading.role, reading.strength, reading.side.join(" "));
            assert_eq!(found, (role, strength, side.to_owned()), "{name}");
        }
        for name in ["cot_rating", "category", "judge_reasoning", "timestamp", "response_length"] {
            assert_eq!(read_name(name), None, "{name}");
        }
    }
}
