//! A key: what it means where it was pressed, counts and prefixes before it.

use crate::ui::action::Action;
use crate::ui::context::Context;
use crate::ui::effect::Effect;
use crate::ui::event::Timer;
use crate::ui::key::{Code, Key};
use crate::ui::keymap::Meaning;
use crate::ui::model::Model;
use crate::ui::theme::Role;

use super::acts::run;
use super::{WHICH_KEY, labels, notice, overlays, plain, quit};

pub(super) fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.printed {
        return plain::back(model);
    }
    let context = model.context();
    let mut effects = Vec::new();
    if model.layout().too_small {
        let leave = [Key::char('q'), Key { ctrl: true, ..Key::char('c') }];
        return if leave.contains(&key) { quit(model) } else { effects };
    }
    if context.types() && key.typed().is_some() {
        return overlays::edit(model, key);
    }
    if counts(model, context, key) {
        return effects;
    }
    model.pending.keys.push(key);
    match model.keymap.meaning(context, &model.pending.keys) {
        Meaning::Does(action) => {
            let count = model.pending.count.take();
            clear_pending(model);
            effects.extend(run(model, action, count));
        }
        Meaning::Prefix => {
            model.pending.number += 1;
            let timer = Timer::WhichKey(model.pending.number);
            effects.push(Effect::Timer { after: WHICH_KEY, timer });
        }
        Meaning::Nothing => effects.extend(unbound(model, context, key)),
    }
    effects
}

/// Takes a digit as a part of a count: with Alt, after a first one, or where it labels nothing.
fn counts(model: &mut Model, context: Context, key: Key) -> bool {
    let Some(digit) = key.digit().filter(|_| model.pending.keys.is_empty()) else { return false };
    let begun = model.pending.count.is_some();
    let labels = model.overview.readonly.is_none()
        && context.labels()
        && (digit == 0 || labels::on_key(model, key));
    let takes = begun || key.alt || (digit > 0 && !labels && context != Context::Confirm);
    if takes && !context.types() {
        let so_far = model.pending.count.unwrap_or(0);
        model.pending.count = Some((so_far * 10 + digit).min(9_999_999));
    }
    takes && !context.types()
}

fn unbound(model: &mut Model, context: Context, key: Key) -> Vec<Effect> {
    let begun = model.pending.keys.len() > 1 || model.pending.count.is_some();
    clear_pending(model);
    if context.types() {
        return overlays::edit(model, key);
    }
    if begun || key.code == Code::Esc {
        return Vec::new();
    }
    let help = model.keymap.key(model.pane_context(), Action::Help).unwrap_or_default();
    notice(model, format!("{key} does nothing here; {help} shows the keys"), Role::Dim)
}

fn clear_pending(model: &mut Model) {
    model.pending.keys.clear();
    model.pending.count = None;
    model.pending.shown = false;
    model.pending.number += 1;
}
