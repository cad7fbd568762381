//! The form with which an agency recommends, or keeps a draft of it.

use super::{DO, Forms, enter_shows, recommendation};
use crate::filled::Filled;
use maud::{Markup, html};
use portcullis_desk::advice::Subject;
use portcullis_desk::audience::AgencyView;
use portcullis_desk::event::EventKind;

/// Where the positions of a recommendation begin.
pub(crate) const POSITIONS: &str = "recommended.positions";

/// What the form begins with: what was sent, else the agency's latest draft, else its latest recommendation, else one empty position.
fn begun(forms: Forms<'_>, agency: &AgencyView) -> Filled {
    if forms.filled.values().iter().any(|(name, _)| name.starts_with(POSITIONS)) {
        return forms.filled.clone();
    }
    let draft = agency.drafts.last().map(|draft| &draft.said);
    let given = agency.recommendations.last().and_then(|given| given.said.as_ref());
    Filled::of(
        draft
            .or(given)
            .map_or_else(|| recommendation::no_values(POSITIONS), |said| recommendation::values(POSITIONS, said)),
    )
}

/// The form.
pub(crate) fn recommend(forms: Forms<'_>, agency: &AgencyView, title: &str, parts: &[Subject]) -> Markup {
    let filled = begun(forms, agency);
    let form = Forms { filled: &filled, ..forms }.of(EventKind::Recommended);
    let version = agency.versions.last().map_or(0, |version| version.version);
    let buttons = html! {
        button type="submit" name=(DO) value="give" { (title) }
        button.plain type="submit" name=(DO) value="keep" formnovalidate { "Keep as a draft" }
        button.plain type="submit" name=(DO) value="show" formnovalidate { "Show what it says" }
    };
    let body = html! {
        (enter_shows())
        (form.hidden("version", &version.to_string()))
        p.hint { "On version " (version) " of the application. A part without a position of its own stands as the whole does." }
        (recommendation::fields(&filled, POSITIONS, &agency.agency, parts))
    };
    form.form(&body, &buttons)
}
