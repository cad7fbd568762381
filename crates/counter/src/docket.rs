//! The authority's side: all cases, and how to find them.

use std::collections::BTreeMap;

use portcullis_desk::case::{Case, CaseNumber, Refusal};
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_license::{LicenseNumber, Provider};

use crate::says::license_of;

/// All cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docket {
    cases: BTreeMap<CaseNumber, Case>,
    by_license: BTreeMap<LicenseNumber, CaseNumber>,
    by_reference: BTreeMap<(Provider, String), CaseNumber>,
}

impl Docket {
    /// All cases, by number.
    #[must_use]
    pub fn cases(&self) -> &BTreeMap<CaseNumber, Case> {
        &self.cases
    }

    /// A case.
    #[must_use]
    pub fn case(&self, number: &CaseNumber) -> Option<&Case> {
        self.cases.get(number)
    }

    /// The case that a license came of: the first that issued one of this number.
    #[must_use]
    pub fn case_of_license(&self, license: &LicenseNumber) -> Option<&Case> {
        self.by_license.get(license).and_then(|number| self.cases.get(number))
    }

    /// The licenses that were issued to an applicant.
    pub fn licenses_of(&self, applicant: &Provider) -> impl Iterator<Item = &LicenseNumber> {
        let cases = self.by_license.iter().map(|(license, number)| (license, self.cases.get(number)));
        cases
            .filter(|(_, case)| case.is_some_and(|case| case.state().applicant == *applicant))
            .map(|(license, _)| license)
    }

    /// Whether the license that a case issued is its own; also where it issued none.
    #[must_use]
    pub fn has_its_license(&self, case: &Case) -> bool {
        license_of(case).is_none_or(|license| self.by_license.get(license) == Some(case.number()))
    }

    /// The case of an application, by the name that its applicant gave it.
    #[must_use]
    pub fn case_of_reference(&self, applicant: &Provider, reference: &str) -> Option<&Case> {
        let key = (applicant.clone(), reference.to_owned());
        self.by_reference.get(&key).and_then(|number| self.cases.get(number))
    }

    /// The first number of a year that no case has, of those that count up.
    #[must_use]
    pub fn free_number(&self, year: i16) -> Option<CaseNumber> {
        let numbered = |count: u64| CaseNumber::new(&format!("{year}-{count:06}")).ok();
        let (first, beyond) = (numbered(0)?, numbered(999_999)?);
        let latest = self.cases.range(first..=beyond).next_back().map(|(number, _)| number.as_str());
        let count: u64 = latest.and_then(|latest| latest.rsplit_once('-')?.1.parse().ok()).unwrap_or(0);
        (count < 999_999).then(|| numbered(count + 1)).flatten()
    }

    /// Takes the next event of a case.
    ///
    /// # Errors
    /// [`Refusal`] where the case does not take it.
    pub(crate) fn take(&mut self, number: &CaseNumber, entry: &Entry) -> Result<(), Box<Refusal>> {
        match self.cases.get_mut(number) {
            Some(case) => case.apply(entry).map_err(Box::new)?,
            None => {
                let case = Case::open(number.clone(), entry).map_err(Box::new)?;
                self.cases.insert(number.clone(), case);
            }
        }
        if let (Actor::Applicant { provider, .. }, Event::Received { said, .. }) = (&entry.by, &entry.event)
            && let Some(application) = said.kept()
        {
            self.by_reference.insert((provider.clone(), application.reference.clone()), number.clone());
        }
        if let Event::Countersigned { .. } = &entry.event
            && let Some(license) = self.cases.get(number).and_then(license_of)
        {
            self.by_license.entry(license.clone()).or_insert_with(|| number.clone());
        }
        if let Event::Erased {} = &entry.event {
            self.by_reference.retain(|_, case| case != number);
        }
        Ok(())
    }
}
