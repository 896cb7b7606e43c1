//! Examples that stand first in the help of every command: most people read no further.

pub(super) const PROGRAM: &str = "\
Examples:
  cotscope                                    open the built-in demo
  cotscope run7.jsonl --spec policy.md        read a dataset against a policy
  cotscope --tabs run7.jsonl run8.jsonl       two datasets, a tab each
  cotscope --resume                           what was open last, where it was left
  cotscope search '\"safety policy\" AND clause:7' run7.jsonl --spec policy.md
  cotscope cite do_not_lie run7.jsonl --spec policy.md --json
  cotscope export run7.jsonl --query 'has:flag' -o flagged.jsonl";

pub(super) const INSPECT: &str = "\
Examples:
  cotscope inspect run7.jsonl                 layout, mapping, counts, one record
  cotscope inspect --problems 'logs/*.eval'   every row that was set aside, and why
  cotscope inspect data/ --json | jq .mapping";

pub(super) const SEARCH: &str = "\
Examples:
  cotscope search 'sandbag* OR \"being tested\"' run7.jsonl
  cotscope search 'clause:do_not_lie AND label:deceptive' run7.jsonl --spec policy.md
  cotscope search '*' run7.jsonl --facet category
  cotscope search 'len:>8000' run7.jsonl --count
  cotscope search --syntax                    the whole language";

pub(super) const SHOW: &str = "\
Examples:
  cotscope show r12 run7.jsonl --spec policy.md
  cotscope show r12 run7.jsonl --json | jq .citations";

pub(super) const CITE: &str = "\
Examples:
  cotscope cite do_not_lie run7.jsonl --spec policy.md
  cotscope cite --count run7.jsonl --spec policy.md
  cotscope cite --count --by outcome run7.jsonl --spec policy.md
  cotscope cite --kind misquote --kind nonexistent run7.jsonl --spec policy.md --json";

pub(super) const SPEC: &str = "\
Examples:
  cotscope spec list policy.md
  cotscope spec show do_not_lie policy.md
  cotscope spec lint policy.md                duplicate ids, links to nowhere, empty clauses
  cotscope spec diff old.md new.md --json";

pub(super) const DETECT: &str = "\
Examples:
  cotscope detect run7.jsonl --spec policy.md
  cotscope detect run7.jsonl --flag sandbagging --threshold 0.7 --json
  cotscope detect --check mine.toml           run the examples of a cue pack";

pub(super) const INDEX: &str = "\
Examples:
  cotscope index run7.jsonl                   build or refresh it; searching does that too
  cotscope index run7.jsonl --status --json";

pub(super) const LABEL: &str = "\
Examples:
  cotscope label export run7.jsonl --json > labels.jsonl
  cotscope label import boris.jsonl run7.jsonl
  cotscope label log run7.jsonl --limit 10
  cotscope label undo run7.jsonl --reviewer ada";

pub(super) const EXPORT: &str = "\
Examples:
  cotscope export run7.jsonl -o flagged.jsonl                     what has a label or a flag
  cotscope export run7.jsonl --query 'label:deceptive' -o d.csv   a spreadsheet
  cotscope export run7.jsonl --query '*' | jq .id";

pub(super) const SAMPLE: &str = "\
Examples:
  cotscope sample run7.jsonl --n 100 -o queue.json
  cotscope sample run7.jsonl --n 200 --design stratified --by judge.verdict -o queue.json";

pub(super) const AGREE: &str = "\
Examples:
  cotscope agree run7.jsonl                                       reviewers with each other
  cotscope agree run7.jsonl --between ada,judge.verdict --json
  cotscope agree --table ratings.csv --item id --raters h1,h2
  cotscope agree run7.jsonl --queue queue.json --rate deceptive --between ada,judge.verdict";

pub(super) const REPORT: &str = "\
Examples:
  cotscope report run7.jsonl --spec policy.md -o run7.html
  cotscope report run7.jsonl --spec policy.md --json              the same numbers";

pub(super) const INIT: &str = "\
Examples:
  cotscope init --spec policy.md --reviewer ada                   for the data files here
  cotscope init 'runs/*.jsonl' --spec policy.md";

pub(super) const DOCTOR: &str = "\
Examples:
  cotscope doctor                             terminal, colours, clipboard, places
  cotscope doctor run7.jsonl --json           and index, labels, locks";

pub(super) const DEMO: &str = "\
Examples:
  cotscope demo                               a tour of ninety seconds
  cotscope demo --fresh                       the same, with what you labelled put aside";

pub(super) const COMPLETIONS: &str = "\
Examples:
  cotscope completions bash > ~/.local/share/bash-completion/completions/cotscope
  cotscope completions zsh > ~/.zfunc/_cotscope
  cotscope completions fish > ~/.config/fish/completions/cotscope.fish";

pub(super) const MAN: &str = "\
Examples:
  cotscope man | man -l -
  cotscope man > ~/.local/share/man/man1/cotscope.1";

pub(super) const SPEC_LIST: &str = "\
Examples:
  cotscope spec list policy.md
  cotscope spec list policy.md --json | jq .clause";

pub(super) const SPEC_SHOW: &str = "\
Examples:
  cotscope spec show do_not_lie policy.md";

pub(super) const SPEC_LINT: &str = "\
Examples:
  cotscope spec lint policy.md";

pub(super) const SPEC_DIFF: &str = "\
Examples:
  cotscope spec diff old.md new.md            what was reworded, added, removed";

pub(super) const LABEL_EXPORT: &str = "\
Examples:
  cotscope label export run7.jsonl > labels.jsonl";

pub(super) const LABEL_IMPORT: &str = "\
Examples:
  cotscope label import boris.jsonl run7.jsonl
  cotscope label import labels.csv run7.jsonl --reviewer ada";

pub(super) const LABEL_LOG: &str = "\
Examples:
  cotscope label log run7.jsonl --limit 20";

pub(super) const LABEL_UNDO: &str = "\
Examples:
  cotscope label undo run7.jsonl --reviewer ada";

pub(super) const AGREE_RATE: &str = "\
Examples:
  cotscope agree rate --method stratified --counts counts.json
  cotscope agree rate --method ppi --counts counts.json --json";
