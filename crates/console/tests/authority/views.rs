//! The pages of a case for each audience, and the views they are made of.

use crate::world::{World, agency, conditions, license, signer};
use maud::Markup;
use portcullis_console::authority::{
    AgencyCaseView, AuditorCaseView, CaseTab, CaseView, ChairCaseView, InspectorCaseView, MayNotSign, ReadRow,
    SentLetter, agency_case, auditor_case, case, chair_case, inspector_case,
};
use portcullis_console::{Crumb, Filled, FormKeys, Page, Person, Place, Side, Versions, page};
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::{AgencyView, AuditorView, ChairView, InspectorView, OfficerView};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::Actor;
use portcullis_desk::precedent::{Past, denials, similar};
use portcullis_desk::routing::Referral;

pub fn keys() -> FormKeys {
    FormKeys { form_key: "form-key".to_owned(), page_key: "page-key".to_owned() }
}

pub fn page_of(title: &str, place: Place, body: Markup) -> String {
    let whole = Page {
        title,
        lead: Some("What stands under the title."),
        place: Some(place),
        who: Some(Person {
            name: "officer.one",
            side: Side::Authority,
            places: Side::Authority.places(),
            role: "licensing officer",
            form_key: "form-key",
        }),
        crumbs: &[Crumb { title: "Cases", address: Place::Cases.address() }],
        notice: None,
        live: None,
        versions: Versions { law: "0f3a9d", catalog: "77b1c2", software: "0.1" },
        body,
    };
    page(&whole).into_string()
}

pub fn officer_view(world: &World, who: &Actor) -> OfficerView {
    OfficerView::of(&world.case, who, world.now, &agency("commerce")).unwrap()
}

pub fn referral() -> Referral {
    serde_json::from_value(serde_json::json!({
        "agencies": {
            "defense": [{"rule": "always", "why": "every application is shown to it", "citation": "Executive Order 12981 sec. 1", "evidence": "sourced: order"}],
            "treasury": [{"rule": "large", "why": "the transaction is large", "citation": "operator's choice", "evidence": "operator's choice", "open": ["price"]}],
        },
        "version": "c".repeat(64),
    }))
    .unwrap()
}

/// The view of an officer, with everything that stands beside a case.
pub fn case_view<'a>(world: &World, officer: &'a OfficerView, tab: CaseTab) -> CaseView<'a> {
    let text = &world.text;
    let mut denied = World::denying(text);
    denied.does(crate::world::officer("officer.one"), portcullis_desk::event::Event::Notified {});
    denied.waits(21).drafts(portcullis_desk::decision::Outcome::Deny { reasons: text.clone() }).signs();
    let licensed = World::licensed(text);
    let application = world.case.application();
    let past = || Past::of(&licensed.case).into_iter().chain(Past::of(&denied.case));
    CaseView {
        officer,
        tab,
        agencies: Agencies::united_states(),
        referral: Some(referral()),
        stops: Vec::new(),
        owned: Vec::new(),
        letters: vec![SentLetter {
            reference: "L-1".to_owned(),
            kind: "acknowledgement".to_owned(),
            at: world.now,
            to: text.clone(),
            text: text.clone(),
        }],
        precedents: application.map(|it| similar(it, past())).unwrap_or_default(),
        denials: application.map(|it| denials(past(), &it.parties)).unwrap_or_default(),
        asked_for: Some(license(&[])),
        license: Some(license(&conditions("defense", text))),
        may_not_sign: Some("`officer.one` drafted it, and another person has to sign".to_owned()),
        barred: vec![MayNotSign { name: signer("officer.one").name, why: "drafted it".to_owned() }],
        version: None,
        against: None,
        outcome: None,
        filled: Filled::default(),
        keys: Some(keys()),
    }
}

/// Every page of a case for officers, in every part and with every draft.
pub fn officer_pages(world: &World, who: &Actor) -> Vec<(String, Markup)> {
    let officer = officer_view(world, who);
    let tabs = CaseTab::ALL.map(|tab| (tab.segment().to_owned(), case(&case_view(world, &officer, tab))));
    let drafts = OutcomeKind::ALL.map(|outcome| {
        let view = CaseView { outcome: Some(outcome), ..case_view(world, &officer, CaseTab::Decision) };
        (format!("draft {outcome}"), case(&view))
    });
    tabs.into_iter().chain(drafts).collect()
}

pub fn agency_view(world: &World, of: &str) -> AgencyView {
    AgencyView::of(&world.case, &crate::world::adviser(of), world.now, &[]).unwrap()
}

pub fn agency_page(world: &World, of: &str) -> Markup {
    let agency = agency_view(world, of);
    let view = AgencyCaseView {
        agency: &agency,
        agencies: Agencies::united_states(),
        version: None,
        filled: Filled::default(),
        keys: Some(keys()),
    };
    agency_case(&view)
}

pub fn chair_page(world: &World) -> Markup {
    let chair = ChairView::of(&world.case, &crate::world::chair(), world.now, &agency("commerce")).unwrap();
    chair_case(&ChairCaseView {
        chair: &chair,
        agencies: Agencies::united_states(),
        filled: Filled::default(),
        keys: Some(keys()),
    })
}

pub fn inspector_page(world: &World) -> Markup {
    let inspector = InspectorView::of(&world.case, &crate::world::inspector(), world.now).unwrap();
    inspector_case(&InspectorCaseView {
        inspector: &inspector,
        agencies: Agencies::united_states(),
        filled: Filled::default(),
        keys: Some(keys()),
    })
}

pub fn auditor_page_with(world: &World, reads: &[ReadRow]) -> Markup {
    let auditor = AuditorView::of(&world.case, world.now.date());
    auditor_case(&AuditorCaseView { auditor: &auditor, agencies: Agencies::united_states(), reads })
}

pub fn auditor_page(world: &World) -> Markup {
    let read = |(day, by, role, digit): (i64, &str, &str, &str)| ReadRow {
        at: world.now.plus(day * crate::world::DAY),
        by: by.to_owned(),
        role: role.to_owned(),
        sha256: digit.repeat(64),
    };
    let reads = [(-2, "officer.one", "officer", "a"), (-1, "adviser.defense", "adviser", "b")].map(read);
    auditor_page_with(world, &reads)
}
