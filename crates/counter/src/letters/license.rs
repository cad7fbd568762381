//! What the letters about a license say.

use portcullis_application::Application;
use portcullis_application::form::{PartyEntry, PartyRole};
use portcullis_desk::advice::Subject;
use portcullis_desk::case::state::{Draft, Fate};
use portcullis_desk::clock::{ClockName, Limits};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{Digest, Event, LicenseMark};
use portcullis_letter::{
    Amendment, Condition, Content, InspectionNotice, Item, LicenseOf, Participant, Preservation, Reinstatement,
    Revocation, Suspension,
};
use portcullis_license::{License, Site};
use serde_json::{Value, json};

use super::applied::{addressee, and, in_hours, lines, participant, quoted, stated};
use super::change::{changes, granted, long, scope};
use super::content::Writer;
use super::{NoLetter, signed};

impl<'a> Writer<'a> {
    pub(super) fn license(&self) -> Result<portcullis_letter::License, NoLetter> {
        let (application, text) = (self.application()?, self.decision()?);
        let license = text.outcome.license().ok_or_else(|| self.gone("the license"))?;
        let mut conditions = self.conditions(license);
        if !text.without.is_empty() {
            let without: Vec<String> = text.without.iter().map(left_out).collect();
            let text = format!("Of what was applied for this is not licensed: {}.", and(&without));
            conditions.push(Condition { id: "left out".to_owned(), text });
        }
        Ok(portcullis_letter::License {
            application: self.of_application()?,
            license: self.license_of(&LicenseMark::of(license))?,
            items: items(license, application),
            parties: self.parties(license, application),
            conditions,
            annex: self.annex(license)?,
        })
    }

    pub(super) fn amendment(&self) -> Result<Amendment, NoLetter> {
        let license = self.decision()?.outcome.license().ok_or_else(|| self.gone("the license"))?;
        let versions: Vec<&Draft> = self.versions().collect();
        let before = match versions.as_slice() {
            [.., before, _] => signed::words(self.case, before).and_then(|text| text.outcome.license()),
            _ => None,
        };
        let before = before.ok_or_else(|| self.gone("the license as it was"))?;
        Ok(Amendment {
            // The letter says of its last day that it stays as it was, unless it is among the changes.
            license: self.license_of(&LicenseMark::of(before))?,
            number: versions.len().saturating_sub(1).to_string(),
            effective: self.on(),
            changes: changes(before, license),
            conditions: self.conditions(license),
            annex: Some(self.annex(license)?),
        })
    }

    /// What the officer writes beside the reasons is for the colleagues, and is not told.
    pub(super) fn suspension(&self) -> Result<Suspension, NoLetter> {
        let Event::Suspended { reasons, .. } = &self.entry.event else { return Err(self.gone("the suspension")) };
        let reasons = lines(reasons.kept().ok_or_else(|| self.gone("why it is suspended"))?);
        let (license, effective) = (self.the_license()?, self.on());
        Ok(Suspension { license, effective, until: None, reasons, respond_by: None })
    }

    pub(super) fn reinstatement(&self) -> Result<Reinstatement, NoLetter> {
        let mut history = self.case.history().iter().rev();
        let suspended = history.find(|entry| matches!(entry.event, Event::Suspended { .. }));
        let suspended = suspended.ok_or_else(|| self.gone("the suspension"))?.at.date();
        Ok(Reinstatement { license: self.the_license()?, suspended, effective: self.on(), conditions: Vec::new() })
    }

    /// The days to appeal are those of a denial (15 CFR 750.6(b)); that they apply to a revocation too is recall: medium.
    pub(super) fn revocation(&self) -> Result<Revocation, NoLetter> {
        let appeal = ClockName::DenialAppeal;
        let limit = Limits::united_states().get(appeal, self.registered()?).ok_or(NoLetter::NoClock(appeal))?;
        let days = u16::try_from(limit.days).map_err(|_| NoLetter::NoClock(appeal))?;
        Ok(Revocation {
            license: self.the_license()?,
            effective: self.on(),
            reasons: self.reasons()?,
            appeal_by: self.after(days)?,
        })
    }

    /// By what the sample is drawn is not told.
    pub(super) fn inspection(&self) -> Result<InspectionNotice, NoLetter> {
        let Event::InspectionOrdered { sample, said, .. } = &self.entry.event else {
            return Err(self.gone("the inspection"));
        };
        let mut records = lines(said.kept().ok_or_else(|| self.gone("what is inspected"))?);
        records.push(format!("A sample of {} of {}", sample.drawn, sample.of));
        let applicant = addressee(self.application()?, &self.case.state().applicant);
        Ok(InspectionNotice {
            matter: self.matter(),
            place: std::iter::once(&applicant.name)
                .chain(&applicant.address)
                .map(|line| quoted(line))
                .collect::<Vec<_>>()
                .join(", "),
            from: self.on(),
            until: self.after(self.periods.inspection)?,
            records,
            officers: Vec::new(),
        })
    }

    pub(super) fn preservation(&self) -> Result<Preservation, NoLetter> {
        let Event::PreservationRequested { said, .. } = &self.entry.event else {
            return Err(self.gone("the request"));
        };
        let first = self.case.history().first().ok_or_else(|| self.gone("the application"))?;
        Ok(Preservation {
            matter: self.matter(),
            records: lines(said.kept().ok_or_else(|| self.gone("the request"))?),
            from: first.at.date(),
            until: None,
            confirm_by: self.after(self.periods.confirmation)?,
        })
    }

    /// What it is about: the license where one was issued.
    fn matter(&self) -> String {
        match self.versions().last().and_then(|draft| draft.mark.license.as_ref()) {
            Some(license) => format!("License {}", license.number),
            None => format!("Application {}", self.case.number()),
        }
    }

    /// The drafts that issued and varied the license, in order.
    fn versions(&self) -> impl Iterator<Item = &'a Draft> + use<'a> {
        let drafts = self.case.state().drafts.iter();
        drafts.filter(|draft| draft.mark.license.is_some() && matches!(draft.fate, Fate::Countersigned { .. }))
    }

    /// The license as it stands.
    fn the_license(&self) -> Result<LicenseOf, NoLetter> {
        let mark = self.versions().last().and_then(|draft| draft.mark.license.as_ref());
        self.license_of(mark.ok_or_else(|| self.gone("the license"))?)
    }

    fn license_of(&self, mark: &LicenseMark) -> Result<LicenseOf, NoLetter> {
        let issued = match signed::decided(self.case, |kind| kind == OutcomeKind::Approve).map(|draft| &draft.fate) {
            Some(Fate::Countersigned { on, .. }) => *on,
            _ => return Err(self.gone("the day it was issued")),
        };
        Ok(LicenseOf { number: mark.number.to_string(), issued, expires: mark.until })
    }

    /// All that limits a license, as sentences: what its scope says, named as the annex names it, and its conditions.
    fn conditions(&self, license: &License) -> Vec<Condition> {
        let mut sentences: Vec<(&str, String)> = Vec::new();
        if license.from > self.on() {
            sentences.push(("from", format!("Nothing begins before {}.", long(license.from))));
        }
        if !license.sites.is_empty() {
            let sites: Vec<String> = license.sites.iter().map(Site::to_string).collect();
            sentences.push(("sites", format!("Only at {}.", and(&sites))));
        }
        if !license.end_uses.is_empty() {
            sentences.push(("end_uses", format!("Only for these end uses: {}.", and(&license.end_uses))));
        }
        if !in_hours(license.total).is_empty() {
            sentences.push(("total", format!("No more than {} over all lines together.", granted(license.total))));
        }
        let hours = license.settle_within_hours;
        let settled = format!("Use is posted within {hours} hours after the slice that it is of ended.");
        sentences.push(("settle_within_hours", settled));
        let scope = sentences.into_iter().map(|(id, text)| Condition { id: id.to_owned(), text });
        let own = license.conditions.iter();
        scope.chain(own.map(|it| Condition { id: it.id.clone(), text: it.rule.to_string() })).collect()
    }

    /// The licensee and everybody covered, each with the part and the country that the application states.
    fn parties(&self, license: &License, application: &Application) -> Vec<Participant> {
        let find = |is: &dyn Fn(&PartyEntry) -> bool| application.parties.iter().find(|party| is(party));
        let named = |role: &str, name: &str, party: Option<&PartyEntry>| Participant {
            role: role.to_owned(),
            name: name.to_owned(),
            country: stated(party.map(|party| party.country.as_str()).unwrap_or_default()),
        };
        let licensee = license.licensee.as_str();
        let applies = license.licensee == self.case.state().applicant;
        let party = find(&|party| party.name == licensee)
            .or_else(|| find(&|party| applies && party.role == PartyRole::Applicant));
        let covered = license.parties.iter().map(|covered| {
            find(&|party| party.name == covered.name && party.role.receives()).map_or_else(
                || named("Customer", &covered.name, find(&|party| party.name == covered.name)),
                participant,
            )
        });
        std::iter::once(named("Licensee", licensee, party)).chain(covered).collect()
    }

    fn annex(&self, license: &License) -> Result<String, NoLetter> {
        serde_json::to_string_pretty(license).map_err(|_| self.gone("a license that JSON can hold"))
    }
}

/// What the license covers; the classification is the application's where the line names an accelerator.
fn items(license: &License, application: &Application) -> Vec<Item> {
    let lines = license.lines.iter().map(|line| {
        let applied = application.items.iter().find(|item| item.line == line.name);
        let classifications = match line.items.classifications.as_slice() {
            [] => applied.map(|item| item.classifications.join(", ")).unwrap_or_default(),
            named => named.join(", "),
        };
        let (quantity, unit): (Vec<String>, Vec<String>) = in_hours(line.amount).into_iter().unzip();
        let has_own = !quantity.is_empty();
        Item {
            line: line.name.to_string(),
            item: scope(&line.items),
            classification: stated(&classifications),
            quantity: if has_own { and(&quantity) } else { "within the total".to_owned() },
            unit: if has_own { and(&unit) } else { "of all lines".to_owned() },
        }
    });
    lines.collect()
}

fn left_out(subject: &Subject) -> String {
    match subject {
        Subject::Application => "all of it".to_owned(),
        Subject::Item { line } => format!("item {line}"),
        Subject::Party { name } => name.clone(),
        Subject::Site { site } => format!("the site {site}"),
    }
}

/// The letter with the digest of the terms in place of them; nothing for a letter without terms.
pub(super) fn with_short_annex(content: &Content) -> Option<Content> {
    let mut content = content.clone();
    let annex = match &mut content {
        Content::License(license) => &mut license.annex,
        Content::Amendment(amendment) => amendment.annex.as_mut()?,
        _ => return None,
    };
    let terms: Value = serde_json::from_str(annex).ok()?;
    let digest = Digest::of(&terms).ok()?;
    let short = json!({ "number": terms.get("number"), "sha256_of_canonical_json": digest.to_string() });
    *annex = serde_json::to_string_pretty(&short).ok()?;
    Some(content)
}
