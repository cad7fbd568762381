//! Documents: a classified one is for its audience alone, and its name is not in anybody else's list; what an agency has in draft is its own.

use portcullis_application::form::Document;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::audience::applicant::LetterSent;
use portcullis_desk::audience::{AgencyView, ApplicantView, ChairView, OfficerView, RecommendationDraft};
use portcullis_desk::event::{Event, Said};
use portcullis_license::Instant;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::build::{Desk, adviser, agency, applicant, chair, denies, inspector, officer, says};
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

/// A case to which all of them are attached.
fn desk(attachments: &[Attachment]) -> Desk {
    let mut desk = Desk::referred();
    for attachment in attachments {
        desk.does(officer("officer.one"), Event::Attached { said: Said::Kept(attachment.clone()) });
    }
    desk
}

fn seen_by(desk: &Desk, name: &str) -> Value {
    match name {
        "commerce" => json!([
            OfficerView::of(&desk.case, &officer("officer.one"), desk.now, &agency(name)).unwrap(),
            ChairView::of(&desk.case, &chair(), desk.now, &agency(name)).unwrap(),
        ]),
        name => json!([AgencyView::of(&desk.case, &adviser(name), desk.now, &[]).unwrap()]),
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
            let view = seen_by(&desk, name);
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

/// Whose case it is not is told so, and who was not asked about it.
#[test]
fn a_document_is_attached_by_those_who_have_a_part() {
    let attach = || Event::Attached { said: Said::Kept(attachment(1, &[], false)) };
    let mut desk = Desk::referred();
    desk.does(officer("officer.one"), attach()).does(adviser("state"), attach());
    assert_eq!(desk.code(adviser("energy"), attach()), "not_referred");
    assert_eq!(desk.code(inspector(), attach()), "none_open");
    assert_eq!(desk.code(applicant(), attach()), "role");
    let nameless = |attachment: Attachment| Attachment {
        document: Document { name: String::new(), ..attachment.document.clone() },
        ..attachment
    };
    let event = Event::Attached { said: Said::Kept(nameless(attachment(2, &[], false))) };
    assert_eq!(desk.code(officer("officer.one"), event), "documents");
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
        let view = AgencyView::of(&desk.case, &adviser(of), desk.now, &drafts).unwrap();
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
