//! Documents: a classified one is for its audience alone, and its name is not in anybody else's list; what an agency has in draft is its own.

use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::audience::applicant::LetterSent;
use portcullis_desk::audience::{AgencyView, ApplicantView, ChairView, OfficerView, RecommendationDraft};
use portcullis_desk::event::{Entry, Event};
use portcullis_license::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::build::{Desk, adviser, agency, applicant, chair, denies, officer, says};
use portcullis_desk::advice::Subject;

const NAMES: [&str; 3] = ["commerce", "defense", "state"];

fn attachment(at: usize, audience: &[&str], is_classified: bool) -> Attachment {
    serde_json::from_value(json!({
        "document": {"name": format!("document-{at}"), "kind": "report", "media_type": "text/plain", "bytes": 1, "sha256": format!("{at:064x}")},
        "classification": is_classified.then(|| format!("marking-{at}")),
        "audience": audience,
    }))
    .unwrap()
}

/// A case whose application lists all documents.
fn desk(attachments: &[Attachment]) -> Desk {
    let mut application = crate::build::application();
    application.documents = attachments.iter().map(|attachment| attachment.document.clone()).collect();
    let mut desk = Desk::referred();
    let entry = Entry { event: Event::amended(application).unwrap(), ..desk.entry(applicant(), Event::Registered {}) };
    desk.case.record(&entry).unwrap();
    desk
}

fn seen_by(desk: &Desk, name: &str, attachments: &[Attachment]) -> Value {
    match name {
        "commerce" => json!([
            OfficerView::of(&desk.case, &officer("officer.one"), desk.now, &agency(name), attachments).unwrap(),
            ChairView::of(&desk.case, &chair(), desk.now, &agency(name), attachments).unwrap(),
        ]),
        name => json!([AgencyView::of(&desk.case, &adviser(name), desk.now, attachments, &[]).unwrap()]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn documents_are_for_whom_they_are(all in prop::collection::vec((prop::sample::subsequence(NAMES.to_vec(), 0..=3), any::<bool>()), 0..4)) {
        let attachments: Vec<Attachment> =
            all.iter().enumerate().map(|(at, (audience, is_classified))| attachment(at, audience, *is_classified)).collect();
        let desk = desk(&attachments);
        for name in NAMES {
            let view = seen_by(&desk, name, &attachments);
            for part in view.as_array().unwrap() {
                let text = part.to_string();
                for (at, attachment) in attachments.iter().enumerate() {
                    let is_for = attachment.may_see(&AgencyName::new(name).unwrap(), true);
                    prop_assert_eq!(text.contains(&format!("document-{at}\"")), is_for);
                    prop_assert_eq!(text.contains(&format!("marking-{at}\"")), is_for && attachment.classification.is_some());
                }
            }
        }
    }
}

#[test]
fn a_draft_of_an_agency_is_its_own() {
    let desk = Desk::referred();
    let draft = |of: &str| RecommendationDraft {
        by: format!("adviser.{of}"),
        at: desk.now,
        version: 1,
        said: says(of, &[(Subject::Application, denies())]),
    };
    let drafts = [draft("defense"), draft("state")];
    for of in ["defense", "state"] {
        let view = AgencyView::of(&desk.case, &adviser(of), desk.now, &[], &drafts).unwrap();
        assert_eq!(view.drafts, [draft(of)]);
    }
}

#[test]
fn letters_are_shown_to_whom_they_were_sent() {
    let desk = Desk::open();
    let letter =
        LetterSent { on: Instant(0).date(), kind: "acknowledgement".to_owned(), text: "It came in.".to_owned() };
    let view = ApplicantView::of(&desk.case, &applicant(), desk.now, std::slice::from_ref(&letter)).unwrap();
    assert_eq!(view.letters, [letter]);
}
