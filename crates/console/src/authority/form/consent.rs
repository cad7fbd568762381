//! An agency agrees that a condition of its own is dropped, or becomes another one. What it agrees to is exact: the condition as it asked for it, and as it is to be.

use super::condition::{row_values, rule_fields, rule_word};
use super::{DO, Forms, enter_shows};
use crate::authority::links;
use crate::components::{Choice, Control, Field};
use crate::filled::Filled;
use maud::{Markup, html};
use portcullis_desk::event::EventKind;
use portcullis_license::Condition;

/// The form for each condition of the agency's latest recommendation.
pub(crate) fn consent(forms: Forms<'_>, conditions: &[Condition]) -> Markup {
    html! {
        div id=(super::form_id(EventKind::Consented)) {
            @for (at, condition) in conditions.iter().enumerate() { (one(forms, at, condition)) }
        }
    }
}

fn one(forms: Forms<'_>, at: usize, condition: &Condition) -> Markup {
    let filled = forms.filled;
    // Fields of several forms of one page need names of their own.
    let row = format!("consented.rows[{at}]");
    let is_mine = filled.value("consented.row") == row;
    let name = |field: &str| format!("{row}.{field}");
    let start: Filled = if is_mine { filled.clone() } else { Filled::of(row_values(&row, condition)) };
    let (becomes, said) = (name("becomes"), name("said"));
    let choices = [("dropped", "It is dropped"), ("altered", "It becomes what stands below")]
        .map(|(value, label)| Choice { value, label, chosen: start.has(&becomes, value) });
    html! {
        details.operation open[is_mine] {
            summary { "Agree to a change of condition " code { (condition.id) } }
            form.sheet.wide method="post" action=(links::event(forms.case, EventKind::Consented)) {
                (enter_shows())
                (forms.keys.hidden(&format!("consented-{at}")))
                input type="hidden" name="consented.row" value=(row);
                input type="hidden" name=(name("is")) value=(rule_word(&condition.rule));
                input type="hidden" name=(name("id")) value=(condition.id);
                p { "As you asked for it: " q { (condition.rule.to_string()) } }
                (Field { required: true, ..start.field(&becomes, "What becomes of it", Control::Radios(&choices)) })
                div.grid-fields { (rule_fields(&start, &row, rule_word(&condition.rule))) }
                (Field { required: true, ..start.text(&said, "Why", 3) })
                p.buttons { button type="submit" name=(DO) value="agree" { "Agree" span.unseen { " to a change of condition " (condition.id) } } }
            }
        }
    }
}
