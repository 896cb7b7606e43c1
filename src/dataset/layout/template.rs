//! Transcripts that are one string with role markers in it: harmony, ChatML, Llama, DeepSeek,
//! Gemma, `[INST]`, `Human:`/`Assistant:`.

use memchr::memmem;
use serde_json::{Value, json};

/// How a template marks where a message starts and ends.
struct Template {
    /// Text before the role's name; empty for templates with a marker for each role.
    open: &'static str,
    /// Text behind the role's name, when the name stands in the text.
    close: &'static str,
    /// Markers that are the role themselves.
    roles: &'static [(&'static str, &'static str)],
    /// Tokens at the end of a message that are no part of it.
    ends: &'static [&'static str],
}

const TEMPLATES: &[Template] = &[
    Template {
        open: "<|im_start|>",
        close: "\n",
        roles: &[],
        ends: &["<|im_end|>", "<|endoftext|>"],
    },
    Template {
        open: "<|start_header_id|>",
        close: "<|end_header_id|>",
        roles: &[],
        ends: &["<|eot_id|>", "<|end_of_text|>"],
    },
    Template { open: "<start_of_turn>", close: "\n", roles: &[], ends: &["<end_of_turn>"] },
    Template {
        open: "",
        close: "",
        roles: &[("<｜User｜>", "user"), ("<｜Assistant｜>", "assistant")],
        ends: &["<｜end▁of▁sentence｜>"],
    },
    Template {
        open: "",
        close: "",
        roles: &[("<|system|>", "system"), ("<|user|>", "user"), ("<|assistant|>", "assistant")],
        ends: &["</s>", "<|end|>", "<|endoftext|>"],
    },
    Template {
        open: "",
        close: "",
        roles: &[("[INST]", "user"), ("[/INST]", "assistant")],
        ends: &["</s>", "<s>"],
    },
    Template {
        open: "",
        close: "",
        roles: &[("\n\nHuman:", "user"), ("\n\nAssistant:", "assistant")],
        ends: &[],
    },
];

/// The messages of a transcript; `None` when the text holds no markers of an assistant's message.
pub(crate) fn messages(text: &str) -> Option<Vec<Value>> {
    if memmem::find(text.as_bytes(), b"<|channel|>").is_some() || text.starts_with("<|start|>") {
        return harmony(text);
    }
    TEMPLATES.iter().find_map(|template| by_template(text, template))
}

fn by_template(text: &str, template: &Template) -> Option<Vec<Value>> {
    let marks = template.marks(text);
    if !marks.iter().any(|mark| mark.role == "assistant" || mark.role == "model") {
        return None;
    }
    let ends = marks.iter().skip(1).map(|mark| mark.start).chain([text.len()]);
    let messages = marks.iter().zip(ends).map(|(mark, end)| {
        let content = strip(&text[mark.content..end], template.ends);
        json!({"role": mark.role, "content": content})
    });
    Some(messages.collect())
}

struct Mark<'t> {
    start: usize,
    content: usize,
    role: &'t str,
}

impl Template {
    fn marks<'t>(&self, text: &'t str) -> Vec<Mark<'t>> {
        let mut marks: Vec<Mark<'t>> = if self.open.is_empty() {
            let of = |&(token, role): &(&'static str, &'static str)| {
                memmem::find_iter(text.as_bytes(), token)
                    .map(|start| Mark { start, content: start + token.len(), role })
                    .collect::<Vec<_>>()
            };
            self.roles.iter().flat_map(of).collect()
        } else {
            memmem::find_iter(text.as_bytes(), self.open)
                .filter_map(|start| {
                    let name = start + self.open.len();
                    let length = text[name..].find(self.close).filter(|&length| length < 40)?;
                    let content = name + length + self.close.len();
                    Some(Mark { start, content, role: text[name..name + length].trim() })
                })
                .collect()
        };
        marks.sort_by_key(|mark| mark.start);
        marks
    }
}

fn strip<'t>(content: &'t str, ends: &[&str]) -> &'t str {
    let mut content = content.trim();
    while let Some(shorter) = ends.iter().find_map(|end| content.strip_suffix(end)) {
        content = shorter.trim_end();
    }
    content
}

/// Harmony: `<|start|>role to=x<|channel|>name …<|message|>text<|end|>`; a generation begins with the
/// channel.
fn harmony(text: &str) -> Option<Vec<Value>> {
    let mut messages = Vec::new();
    for part in text.split("<|start|>") {
        let Some((head, body)) = part.split_once("<|message|>") else {
            continue;
        };
        let (role, rest) = head.split_once("<|channel|>").unwrap_or((head, ""));
        let channel = rest.split([' ', '<']).next().unwrap_or_default();
        let name = role.split_whitespace().next().unwrap_or_default();
        let end = body
            .find("<|end|>")
            .or_else(|| body.find("<|return|>"))
            .or_else(|| body.find("<|call|>"));
        let content = body[..end.unwrap_or(body.len())].trim();
        let recipient = head.split("to=").nth(1).and_then(|rest| rest.split([' ', '<']).next());
        let is_role = matches!(name, "system" | "developer" | "user" | "tool");
        messages.push(match recipient.filter(|_| !is_role) {
            Some(tool) if channel != "analysis" || body.contains("<|call|>") => json!({
                "role": "assistant", "channel": channel,
                "tool_calls": [{"name": tool, "arguments": content}]
            }),
            _ if is_role => json!({"role": name, "content": content}),
            _ if name.is_empty() || name == "assistant" => {
                json!({"role": "assistant", "channel": channel, "content": content})
            }
            _ => json!({"role": "tool", "content": content}),
        });
    }
    (!messages.is_empty()).then_some(messages)
}

#[cfg(test)]
mod tests {
    use super::super::conversation;
    use super::*;

    #[test]
    fn transcripts_become_conversations() {
        for text in [
            "<|im_start|>user\nwhy?<|im_end|>\n<|im_start|>assistant\n<think>hm</think>because<|im_end|>",
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nwhy?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n<think>hm</think>because<|eot_id|>",
            "<｜User｜>why?<｜Assistant｜><think>hm</think>because<｜end▁of▁sentence｜>",
            "<|start|>user<|message|>why?<|end|><|start|>assistant<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>because<|return|>",
            "<start_of_turn>user\nwhy?<end_of_turn>\n<start_of_turn>model\n<think>hm</think>because<end_of_turn>",
            "<s>[INST] why? [/INST] <think>hm</think>because</s>",
            "\n\nHuman: why?\n\nAssistant: <think>hm</think>because",
        ] {
            let found = conversation::read(messages(text).unwrap());
            assert_eq!(found.prompt, "why?", "{text}");
            assert_eq!(found.speech.steps[0].text, "hm", "{text}");
            assert_eq!(found.speech.visible(), "because", "{text}");
        }
    }

    #[test]
    fn a_harmony_generation_begins_with_its_channel() {
        let text = "<|channel|>analysis<|message|>hm<|end|><|start|>assistant to=functions.ls<|channel|>commentary json<|message|>{\"d\": 1}<|call|>";
        let found = conversation::read(messages(text).unwrap());
        assert_eq!(found.speech.steps[0].text, "hm");
        assert_eq!(found.speech.steps[0].calls[0].name, "functions.ls");
        assert_eq!(found.speech.steps[0].calls[0].arguments, json!({"d": 1}));
    }

    #[test]
    fn plain_text_is_no_transcript() {
        assert_eq!(messages("Human: is this one? No."), None);
    }
}
