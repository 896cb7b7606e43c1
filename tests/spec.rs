//! A spec's text becomes clauses, whatever way it names them; lint and diff tell what is wrong and
//! what changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use cotscope::spec::{ChangeKind, Fault, Spec, diff, lint, read};

fn parse(source: &str) -> Spec {
    Spec::parse("test", "test.md", source).0
}

fn ids(source: &str) -> Vec<String> {
    parse(source).clauses.into_iter().map(|clause| clause.id).collect()
}

fn demo() -> Spec {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/assistant-policy.md");
    let (spec, problems) = read(&path).expect("the demo policy is in the repository");
    assert!(problems.is_empty(), "{problems:?}");
    spec
}

#[test]
fn clauses_are_named_as_the_source_names_them() {
    for (source, wanted) in [
        ("## Do not lie {#do_not_lie authority=user}\nText.\n", &["do_not_lie"][..]),
        ("AS1: Be kind.\nAS2: Be\nhonest.\n", &["AS1", "AS2"]),
        ("- SP1: One.\n  - nested\n- SP2 – Two.\n", &["SP1", "SP2"]),
        ("**GP2.** Two.\n\n**GP3. Name.** Three.\n\n**GP4** Four.\n", &["GP2", "GP3", "GP4"]),
        ("### AS1: Kind\ntext\n", &["AS1"]),
        (
            "## 7. Privacy\n\n### Rules\n\n1. a\n2. b\n\n### Exceptions\n\n1. c\n",
            &["7", "7.1", "7.2", "7.3"],
        ),
        ("# 7. Privacy\n## 2. Scope\n", &["7", "7.2"]),
        ("## Section 3: Scope\n1. a\n", &["3", "3.1"]),
        ("## 第三条 隐私\n文字。\n", &["3"]),
        (
            "# Honesty\n## Calibration\nOne.\n\nTwo.\n",
            &["honesty", "honesty/calibration", "honesty/calibration/p1", "honesty/calibration/p2"],
        ),
        ("# A\nx\n# A\ny\n", &["a", "a/p1", "a-2", "a-2/p1"]),
        ("1. Never lie.\n2. Never harm.\n", &["1", "2"]),
        ("# Policies\n## 1. A\n## 2. B\n", &["1", "2"]),
        ("| id | rule |\n|---|---|\n| AS1 | Be kind. |\n", &["AS1"]),
        (r#"{"safety": ["a", "b"], "style": ["c"]}"#, &["safety.1", "safety.2", "style.1"]),
        (r#"["a", "b"]"#, &["1", "2"]),
        (r#"[{"id": "X1", "title": "T", "text": "a"}]"#, &["X1"]),
        (r#"{"X1": "a", "X2": "b"}"#, &["X1", "X2"]),
    ] {
        assert_eq!(ids(source), wanted, "{source}");
    }
}

#[test]
fn what_is_no_clause_makes_none() {
    for source in [
        "```\n# heading {#no}\n```\n",
        "~~~xml\n# heading\n~~~\n",
        "<!-- # heading {#no} -->\n",
        "<!--\n\n# heading {#no}\n\n-->\n",
        "!!! note\n    # heading {#no}\n\n    AS1: no\n",
        "---\ntitle: x\n---\n",
        "[^1]: AS1: a footnote\n",
        "Just a paragraph about GPT4.5 models.\n",
        "",
    ] {
        assert_eq!(ids(source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn texts_are_plain_and_belong_to_their_clause() {
    let spec = parse(
        "# A {#a authority=root}\n\nSome *bold* [link](#b) and `code`[^1].\nWrapped.\n\n\
         !!! note\n    A comment.\n\n- item\n    - nested\n\n## B {#b}\n\nOther.\n\n[^1]: Foot.\n",
    );
    let a = spec.clause("A").unwrap();
    assert_eq!(a.text, "Some bold link and code. Wrapped.\nitem\nnested");
    assert_eq!(a.commentary, "A comment.");
    assert_eq!(a.attributes["authority"], "root");
    assert_eq!((a.line, a.path.as_slice()), (1, &["A".to_owned()][..]));
    let b = spec.clause("#b").unwrap();
    assert_eq!(
        (b.text.as_str(), b.parent, b.path.join(" > ")),
        ("Other.", Some(0), "A > B".into())
    );
    assert_eq!(spec.links.len(), 1);
    assert_eq!(
        (spec.links[0].from, spec.links[0].to.as_str(), spec.links[0].line),
        (Some(0), "b", 3)
    );
}

#[test]
fn bold_and_italic_names_are_titles() {
    let spec = parse(
        "## 1. X\n1. **Refusal or Redirection**: If so.\n2. Plain **bold** text.\n\n\
         ## Y {#y}\n- **OV1.** *No tampering.* It must.\n- **OV2. Same.** It may.\n",
    );
    let seen: Vec<(&str, &str, &str)> = spec
        .clauses
        .iter()
        .map(|clause| (clause.id.as_str(), clause.title.as_str(), clause.text.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("1", "X", ""),
            ("1.1", "Refusal or Redirection", "If so."),
            ("1.2", "", "Plain bold text."),
            ("y", "Y", ""),
            ("OV1", "No tampering", "It must."),
            ("OV2", "Same", "It may."),
        ]
    );
}

#[test]
fn the_demo_policy_is_read_whole() {
    let spec = demo();
    assert_eq!(spec.clauses.len(), 46, "39 clauses under 7 chapters");
    assert_eq!(spec.clause("ov3").unwrap().title, "No sandbagging");
    assert_eq!(spec.clause("white_lies").unwrap().path, ["Honesty", "Do not lie", "White lies"]);
    assert!(spec.clause("calibrated_doubt").unwrap().commentary.starts_with("The drafters"));
    assert!(spec.clauses.iter().all(|clause| !clause.text.contains("[^")));
    assert!(
        spec.clauses
            .iter()
            .all(|clause| clause.span.of(&spec.source).len() >= clause.text.len() / 2)
    );
    let lost: Vec<_> =
        lint(&spec).into_iter().filter(|found| found.fault != Fault::NearDuplicate).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn line_ends_and_marks_at_the_start_do_not_matter() {
    let source = "## A {#a}\n\nOne\ntwo.\n\n- AS1: x\n";
    let plain = parse(source).clauses;
    for other in [source.replace('\n', "\r\n"), format!("\u{feff}{source}")] {
        let clauses = parse(&other).clauses;
        assert_eq!(clauses.len(), plain.len());
        for (a, b) in clauses.iter().zip(&plain) {
            assert_eq!((&a.id, &a.text, a.line), (&b.id, &b.text, b.line));
        }
    }
}

#[test]
fn what_is_wrong_is_reported_and_the_rest_is_read() {
    let (spec, problems) = Spec::parse("x", "x.json", "{\"a\": [\"b\",");
    assert!(spec.clauses.is_empty());
    assert_eq!((problems.len(), problems[0].place.line), (1, Some(1)));
    let (spec, problems) = Spec::parse("x", "x.md", "AS1: a\nAS1: b\n");
    assert_eq!((spec.clauses.len(), problems.len()), (2, 1));
    let (_, problems) = Spec::parse("x", "x.md", "nothing here");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].hint.is_some());
}

#[test]
fn lint_finds_what_an_author_would_want_to_know() {
    let spec = parse(
        "# A {#a}\nThe assistant must never tell the user a lie about anything at all here.\n\
         # B {#b}\nThe assistant must never tell the user a lie about anything at all there.\n\
         # C {#c}\n# D {#a}\nTODO write [it](#gone).\n",
    );
    let found: Vec<(Fault, String)> =
        lint(&spec).into_iter().map(|found| (found.fault, found.clause)).collect();
    assert_eq!(
        found,
        [
            (Fault::NearDuplicate, "b".into()),
            (Fault::Empty, "c".into()),
            (Fault::DuplicateId, "a".into()),
            (Fault::Placeholder, "a".into()),
            (Fault::DanglingLink, "a".into()),
        ]
    );
}

#[test]
fn versions_are_compared_by_what_clauses_say() {
    let old = "# One {#one}\n## Kind {#kind}\nBe kind to everyone who writes to you.\n\
               ## Brief {#brief}\nKeep every answer as short as it can be.\n\
               # Two {#two}\n## Gone {#gone}\nThis clause will not be there next year.\n";
    let new = "# One {#one}\n## Brief {#brief}\nKeep every answer as long as it must be.\n\
               # Two {#two}\n## Gentle {#gentle}\nBe kind to everyone who writes to you.\n\
               ## Kind {#kind}\nA new clause about quite different matters altogether.\n";
    let changes = diff(&parse(old), &parse(new));
    let seen: Vec<(ChangeKind, &str, Option<&str>)> = changes
        .iter()
        .map(|change| (change.kind, change.clause.as_str(), change.was.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            (ChangeKind::Reworded, "brief", None),
            (ChangeKind::Renamed, "gentle", Some("kind")),
            (ChangeKind::Moved, "gentle", Some("one")),
            (ChangeKind::Added, "kind", None),
            (ChangeKind::Removed, "gone", None),
        ]
    );
    assert!(diff(&demo(), &demo()).is_empty());
    assert_ne!(parse(old).version(), parse(new).version());
}
