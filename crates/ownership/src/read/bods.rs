//! The Beneficial Ownership Data Standard, version 0.4.
//!
//! An interest whose nature is not stated may be ownership, and is taken as such with an unknown share. An
//! interested party who is not specified becomes a party that is not identified, unless the reason is that there
//! is none. Records are versions of one another by `recordId`; see [`super::history`].

use super::Sink;
use super::history::{Recorded, Version, settle};
use crate::builder::PartyStatement;
use crate::date;
use crate::model::{Holding, Kind, Nature};
use crate::share::Share;
use portcullis_catalog::Exact;
use serde::Deserialize;
use serde_json::Number;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a> {
    #[serde(default)]
    statement_id: String,
    #[serde(default)]
    statement_date: Option<String>,
    record_id: Option<String>,
    #[serde(default)]
    record_status: Option<String>,
    record_type: Option<String>,
    #[serde(borrow)]
    record_details: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntityDetails {
    entity_type: Option<Type>,
    name: Option<String>,
    jurisdiction: Option<Jurisdiction>,
    #[serde(default)]
    identifiers: Vec<Identifier>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PersonDetails {
    person_type: Option<String>,
    #[serde(default)]
    names: Vec<Name>,
}

#[derive(Deserialize)]
struct Type {
    r#type: Option<String>,
}

#[derive(Deserialize)]
struct Jurisdiction {
    code: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Identifier {
    scheme: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    full_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RelationDetails {
    subject: Option<Reference>,
    interested_party: Option<Reference>,
    #[serde(default)]
    interests: Vec<Interest>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Record(String),
    Unspecified { reason: Option<String> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interest {
    r#type: Option<String>,
    direct_or_indirect: Option<String>,
    share: Option<ShareStated>,
    start_date: Option<String>,
    end_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShareStated {
    exact: Option<Number>,
    minimum: Option<Number>,
    maximum: Option<Number>,
    exclusive_minimum: Option<Number>,
    exclusive_maximum: Option<Number>,
}

/// Relationships, collected until all versions are read.
#[derive(Default)]
pub(super) struct Bods {
    relations: BTreeMap<String, Vec<Version>>,
}

const NOT_A_STATEMENT: &str = "see whether it is a BODS 0.4 statement";

impl Bods {
    pub fn take(&mut self, sink: &mut Sink<'_>, place: &str, record: &str) {
        let statement: Statement<'_> = match serde_json::from_str(record) {
            Ok(statement) => statement,
            Err(error) => return sink.bad(place, error, NOT_A_STATEMENT),
        };
        let (Some(id), Some(details)) = (statement.record_id.as_deref(), statement.record_details) else {
            return sink.bad(place, "`recordId` or `recordDetails` is missing", NOT_A_STATEMENT);
        };
        let place = format!("{place} ({id})");
        match statement.record_type.as_deref() {
            Some("entity") => entity(sink, &place, &statement, id, details.get()),
            Some("person") => person(sink, &place, &statement, id, details.get()),
            Some("relationship") => self.relation(sink, place, &statement, id, details.get()),
            _ => sink.bad(place, "`recordType` is none of entity, person and relationship", NOT_A_STATEMENT),
        }
    }

    fn relation(&mut self, sink: &mut Sink<'_>, place: String, statement: &Statement<'_>, id: &str, details: &str) {
        let details: RelationDetails = match serde_json::from_str(details) {
            Ok(details) => details,
            Err(error) => return sink.bad(place, error, NOT_A_STATEMENT),
        };
        let Some(Reference::Record(owned)) = details.subject else {
            // Somebody's interest in nobody in particular.
            sink.report.passed_over += 1;
            return;
        };
        let (owner, unidentified) = match details.interested_party {
            Some(Reference::Record(owner)) => (owner, false),
            Some(Reference::Unspecified { reason }) if reason.as_deref() == Some("noBeneficialOwners") => {
                sink.report.passed_over += 1;
                return;
            }
            Some(Reference::Unspecified { .. }) => (format!("unidentified:{id}"), true),
            None => return sink.bad(place, "`interestedParty` is missing", "state it, or why it is not specified"),
        };
        if unidentified {
            sink.party(&place, &PartyStatement { id: &owner, unidentified, ..PartyStatement::default() });
        }
        let mut interests = Vec::new();
        for interest in &details.interests {
            interests.push(recorded(sink, &place, interest));
        }
        // That there is an interest is stated; what it is, is not.
        if details.interests.is_empty() {
            interests.push(Recorded::unknown());
        }
        let version = Version {
            place,
            statement: statement.statement_id.clone(),
            stated: statement.statement_date.clone().unwrap_or_default(),
            closed: statement.record_status.as_deref() == Some("closed"),
            owner,
            owned,
            interests,
        };
        self.relations.entry(id.to_owned()).or_default().push(version);
    }

    pub fn finish(self, sink: &mut Sink<'_>) {
        for versions in self.relations.into_values() {
            settle(sink, versions);
        }
    }
}

fn entity(sink: &mut Sink<'_>, place: &str, statement: &Statement<'_>, id: &str, details: &str) {
    let details: EntityDetails = match serde_json::from_str(details) {
        Ok(details) => details,
        Err(error) => return sink.bad(place, error, NOT_A_STATEMENT),
    };
    let kind = details.entity_type.and_then(|kind| kind.r#type).unwrap_or_default();
    let jurisdiction = details.jurisdiction.and_then(|jurisdiction| jurisdiction.code.or(jurisdiction.name));
    let jurisdiction = sink.country(place, jurisdiction.as_deref());
    sink.party(
        place,
        &PartyStatement {
            id,
            name: details.name.as_deref(),
            kind: Some(if kind == "arrangement" { Kind::Arrangement } else { Kind::Organization }),
            // The standard has addresses and jurisdictions, and says of neither that it is headquarters.
            headquarters: None,
            jurisdiction,
            unidentified: matches!(kind.as_str(), "anonymousEntity" | "unknownEntity"),
            stated: statement.statement_date.as_deref().and_then(date::begins),
        },
    );
    let leis = details.identifiers.into_iter().filter(|one| one.scheme.as_deref() == Some("XI-LEI"));
    leis.filter_map(|one| one.id).filter(|lei| !lei.is_empty()).for_each(|lei| sink.same(place, id, &lei));
}

fn person(sink: &mut Sink<'_>, place: &str, statement: &Statement<'_>, id: &str, details: &str) {
    let details: PersonDetails = match serde_json::from_str(details) {
        Ok(details) => details,
        Err(error) => return sink.bad(place, error, NOT_A_STATEMENT),
    };
    sink.party(
        place,
        &PartyStatement {
            id,
            name: details.names.iter().find_map(|name| name.full_name.as_deref()),
            kind: Some(Kind::Person),
            unidentified: matches!(details.person_type.as_deref(), Some("anonymousPerson" | "unknownPerson")),
            stated: statement.statement_date.as_deref().and_then(date::begins),
            ..PartyStatement::default()
        },
    );
}

fn recorded(sink: &mut Sink<'_>, place: &str, interest: &Interest) -> Recorded {
    let nature = match interest.r#type.as_deref() {
        Some("shareholding") => Nature::Ownership,
        Some("votingRights") => Nature::VotingRights,
        Some("appointmentOfBoard") => Nature::BoardAppointment,
        Some("settlor" | "trustee" | "protector" | "beneficiaryOfLegalArrangement") => Nature::TrustRole,
        Some("boardMember" | "boardChair" | "seniorManagingOfficial") => Nature::Position,
        Some("nominee" | "nominator") => Nature::Nominee,
        Some(
            "rightsToSurplusAssetsOnDissolution"
            | "rightsToProfitOrIncome"
            | "enjoymentAndUseOfAssets"
            | "rightToProfitOrIncomeFromAssets",
        ) => Nature::EconomicRight,
        None | Some("unknownInterest" | "unpublishedInterest") => Nature::Ownership,
        Some(_) => Nature::OtherControl,
    };
    let unstated = matches!(interest.r#type.as_deref(), None | Some("unknownInterest" | "unpublishedInterest"));
    let share = match interest.share.as_ref().filter(|_| !unstated).map(share_of) {
        Some(Ok(share)) => share,
        Some(Err(problem)) => {
            sink.bad(place, problem, "it is taken as unknown; write the share as a number of percent");
            Share::UNKNOWN
        }
        None => Share::UNKNOWN,
    };
    let held = match interest.direct_or_indirect.as_deref() {
        Some("direct") => Holding::Direct,
        Some("indirect") => Holding::Indirect,
        _ => Holding::Unknown,
    };
    let mut day = |text: &Option<String>, meaning| sink.day(place, text.as_deref().unwrap_or(""), meaning);
    let (from, to) = (day(&interest.start_date, date::begins), day(&interest.end_date, date::over));
    Recorded { nature, share, held, from, to }
}

fn share_of(stated: &ShareStated) -> Result<Share, String> {
    let number = |number: &Option<Number>| match number {
        None => Ok(None),
        Some(number) => number.to_string().parse::<Exact>().map(Some).map_err(|error| error.to_string()),
    };
    if let Some(exact) = number(&stated.exact)? {
        return Share::exact(exact).map_err(|error| error.to_string());
    }
    let inclusive = (number(&stated.minimum)?, number(&stated.maximum)?);
    let exclusive = (number(&stated.exclusive_minimum)?, number(&stated.exclusive_maximum)?);
    let end = |inclusive: Option<Exact>, exclusive: Option<Exact>| {
        exclusive.map(|end| (end, true)).or_else(|| inclusive.map(|end| (end, false)))
    };
    let share = Share::between(end(inclusive.0, exclusive.0), end(inclusive.1, exclusive.1));
    share.map_err(|error| error.to_string())
}
