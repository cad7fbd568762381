//! What concerns the application as a whole: what it is, who can be asked, what it is for.

use portcullis_catalog::Exact;
use portcullis_license::LicenseNumber;

use crate::form::Purpose;
use crate::gap::Gaps;
use crate::letters::is_blank;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    gaps.text("reference", &application.reference, "give the application a name of your own");
    if application.kind.is_none() {
        gaps.missing("kind", "say what is done with the items: provide_compute, export, reexport, transfer, …");
    }
    match &application.purpose {
        Purpose::New => {}
        Purpose::Resubmission { case } => gaps.text("purpose.case", case, "name the case that was returned"),
        Purpose::Replacement { license } => {
            if LicenseNumber::new(license).is_err() {
                gaps.missing("purpose.license", "name the license that is to be replaced, as its authority writes it");
            }
        }
    }
    if application.regimes.is_empty() {
        gaps.missing("regimes", "name the regime under which the license is required");
    }
    if application.provisions.is_empty() {
        gaps.missing("provisions", "name the provision that requires the license; the determination cites it");
    }
    for (place, provision) in application.provisions.iter().enumerate() {
        gaps.text(format!("provisions[{place}].provision"), &provision.provision, "name it, as the law pack does");
        gaps.text(format!("provisions[{place}].citation"), &provision.citation, "cite it");
    }
    contact(gaps);
    end_use(gaps);
    gaps.text("security", &application.security, "say how weights, tools and accounts are kept secure");
}

fn contact(gaps: &mut Gaps<'_>) {
    let contact = &gaps.application.contact;
    gaps.text("contact.name", &contact.name, "name whom the authority can ask");
    gaps.text("contact.telephone", &contact.telephone, "write the number with its country code");
    if is_blank(&contact.email) {
        gaps.missing("contact.email", "write the address at which the contact is reached");
    } else if !contact.email.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.contains('.')) {
        gaps.unusable("contact.email", "it is not an e-mail address", "write it as name@example.org");
    }
}

fn end_use(gaps: &mut Gaps<'_>) {
    let end_use = &gaps.application.end_use;
    if end_use.codes.is_empty() {
        gaps.missing("end_use.codes", "choose the end uses that the license is to cover");
    }
    for (place, code) in end_use.codes.iter().enumerate() {
        let path = format!("end_use.codes[{place}]");
        if is_blank(code) {
            gaps.missing(path, "choose an end use, or remove the empty one");
        } else if end_use.codes.iter().take(place).any(|before| before == code) {
            gaps.contradiction(path, "it is stated twice", "remove one of the two");
        }
    }
    gaps.text("end_use.description", &end_use.description, "describe the specific end use in your own words");
    match &end_use.training_operations {
        None => gaps.missing(
            "end_use.training_operations",
            "state the operations of the largest training run, as `2.5e25`; `0` where nothing is trained",
        ),
        Some(operations) if operations.parse::<Exact>().is_err() => gaps.unusable(
            "end_use.training_operations",
            "it is not a number",
            "write a decimal number without separators, as `2.5e25`",
        ),
        Some(_) => {}
    }
}
