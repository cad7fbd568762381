//! Breaches that were noted in the cases of licenses.

use portcullis_console::authority::BreachRow;
use portcullis_counter::Counter;
use portcullis_desk::case::Case;
use portcullis_desk::event::{Actor, Event, Said};
use portcullis_license::LicenseNumber;

use super::reader::Reader;

/// The breaches of a license in its case, the latest first. What they are is not for who reads the public part alone.
pub(super) fn of_case(case: &Case, license: &LicenseNumber, reader: Reader) -> Vec<BreachRow> {
    let noted = case.history().iter().rev().filter_map(|entry| match &entry.event {
        Event::BreachNoted { said, .. } => Some((entry, said)),
        _ => None,
    });
    let rows = noted.map(|(entry, said)| BreachRow {
        license: license.to_string(),
        licensee: case.state().applicant.to_string(),
        at: entry.at,
        by: who(&entry.by),
        text: Some(said).filter(|_| reader == Reader::Officer).and_then(Said::kept).cloned(),
    });
    rows.collect()
}

/// The breaches of all licenses, the latest first.
pub(super) fn all(counter: &Counter, reader: Reader) -> Vec<BreachRow> {
    let cases = counter.docket().cases().values().filter(|case| case.state().breaches > 0);
    let licenses = cases.filter_map(|case| {
        let drafts = case.state().drafts.iter().rev();
        let license = drafts.filter_map(|draft| draft.mark.license.as_ref()).next()?;
        Some((case, &license.number))
    });
    let mut rows: Vec<BreachRow> = licenses.flat_map(|(case, number)| of_case(case, number, reader)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    rows
}

/// Who noted it: a person by name, the licensee, or time.
fn who(by: &Actor) -> String {
    match (by, by.signer()) {
        (_, Some(signer)) => signer.name.clone(),
        (Actor::Applicant { person, .. }, _) => format!("{person}, for the licensee"),
        _ => "the system".to_owned(),
    }
}
