//! The life of the license in its case: how it stands, what was inspected, what was broken, what is owed.

use super::{CaseTab, CaseView};
use crate::authority::{links, oversight, words};
use crate::components::{Badge, FactList};
use crate::license_parts;
use maud::{Markup, html};
use portcullis_desk::case::Phase;

pub(super) fn license(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    let Phase::Licensed { license, standing } = &officer.phase else {
        return html! {
            @if officer.inspections.is_empty() && officer.reports.is_empty() {
                div.empty.alone { p { "No license is in force in this case. Inspections, breaches and reports come after one was issued." }
                    p { a href=(links::case(view.number())) { "Where the case stands" } } }
            } @else { (watched(view)) }
            (view.forms_of(CaseTab::License))
        };
    };
    let number = license.number.as_str();
    let facts = FactList::new()
        .row("License", html! { a href=(links::license(number)) { (number) } ", with its balance and use" })
        .row("Standing", Badge::license(*standing))
        .row("Last day", license.until.to_string());
    html! {
        (facts)
        (view.forms_of(CaseTab::License))
        (watched(view))
        @if let Some(license) = &view.license { h2 { "Terms" } (license_parts::terms("license-terms", license, None)) }
        @if !words::is_alive(*standing) { p.quiet { "It can neither be used nor varied any more." } }
    }
}

fn watched(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    html! {
        h2 #inspections { "Inspections" }
        (oversight::inspections(&officer.inspections))
        h2 #reports { "Reports" }
        (oversight::reports(&officer.reports, officer.on))
        p { "Breaches are told in the " a href=(links::case_tab(view.number(), CaseTab::History)) { "history" } "." }
    }
}
