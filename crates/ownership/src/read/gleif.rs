//! GLEIF golden copies: level 1 says who is who, level 2 who consolidates whom. Neither knows percentages.

use super::Sink;
use super::tables::Columns;
use crate::builder::{InterestStatement, PartyStatement};
use crate::date;
use crate::model::{Holding, Kind, Nature};
use crate::share::Share;
use csv::StringRecord;
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    #[serde(rename = "$")]
    text: String,
}

fn text(field: Option<&Text>) -> &str {
    field.map_or("", |field| field.text.trim())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PartyRecord {
    #[serde(rename = "LEI")]
    lei: Text,
    entity: Entity,
    registration: Option<Registration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entity {
    legal_name: Option<Text>,
    headquarters_address: Option<Address>,
    legal_address: Option<Address>,
    legal_jurisdiction: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Address {
    country: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Registration {
    registration_status: Option<Text>,
    last_update_date: Option<Text>,
}

fn country(address: Option<&Address>) -> Option<&Text> {
    address.and_then(|address| address.country.as_ref())
}

const NOT_A_RECORD: &str = "see whether it is a record of the golden copy";

pub(super) fn take_party(sink: &mut Sink<'_>, place: &str, record: &str) {
    let record: PartyRecord = match serde_json::from_str(record) {
        Ok(record) => record,
        Err(error) => return sink.bad(place, error, NOT_A_RECORD),
    };
    let entity = &record.entity;
    let headquarters = text(country(entity.headquarters_address.as_ref())).to_owned();
    let jurisdiction =
        text(entity.legal_jurisdiction.as_ref().or_else(|| country(entity.legal_address.as_ref()))).to_owned();
    let updated = record.registration.as_ref().and_then(|registration| registration.last_update_date.as_ref());
    let row = PartyRow {
        lei: text(Some(&record.lei)),
        name: text(entity.legal_name.as_ref()),
        headquarters: &headquarters,
        jurisdiction: &jurisdiction,
        updated: text(updated),
    };
    row.put(sink, place);
}

struct PartyRow<'a> {
    lei: &'a str,
    name: &'a str,
    headquarters: &'a str,
    jurisdiction: &'a str,
    updated: &'a str,
}

impl PartyRow<'_> {
    fn put(&self, sink: &mut Sink<'_>, place: &str) {
        let headquarters = sink.country(place, Some(self.headquarters));
        let jurisdiction = sink.country(place, Some(self.jurisdiction));
        sink.party(
            place,
            &PartyStatement {
                id: self.lei,
                name: Some(self.name),
                kind: Some(Kind::Organization),
                headquarters,
                jurisdiction,
                unidentified: false,
                stated: date::begins(self.updated),
            },
        );
    }
}

pub(super) fn party_columns(headers: &StringRecord) -> Columns<6> {
    let names = [
        "LEI",
        "Entity.LegalName",
        "Entity.HeadquartersAddress.Country",
        "Entity.LegalJurisdiction",
        "Entity.LegalAddress.Country",
        "Registration.LastUpdateDate",
    ];
    Columns::of(headers, names)
}

pub(super) fn party_row(sink: &mut Sink<'_>, place: &str, columns: &Columns<6>, row: &StringRecord) {
    let [lei, name, headquarters, jurisdiction, legal, updated] = columns.cells(row);
    let jurisdiction = if jurisdiction.is_empty() { legal } else { jurisdiction };
    PartyRow { lei, name, headquarters, jurisdiction, updated }.put(sink, place);
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RelationRecord {
    Wrapped {
        #[serde(rename = "RelationshipRecord")]
        record: Relation,
    },
    Bare(Relation),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Relation {
    relationship: Relationship,
    registration: Option<Registration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Relationship {
    start_node: Node,
    end_node: Node,
    relationship_type: Text,
    relationship_periods: Option<Periods>,
    relationship_status: Option<Text>,
}

#[derive(Deserialize)]
struct Node {
    #[serde(rename = "NodeID")]
    id: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Periods {
    relationship_period: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Period>),
    One(Period),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Period {
    start_date: Option<Text>,
    end_date: Option<Text>,
    period_type: Option<Text>,
}

/// The period that says when the relationship holds; the others say which accounts and documents show it.
const RELATIONSHIP_PERIOD: &str = "RELATIONSHIP_PERIOD";

pub(super) fn take_relation(sink: &mut Sink<'_>, place: &str, record: &str) {
    let relation = match serde_json::from_str(record) {
        Ok(RelationRecord::Wrapped { record } | RelationRecord::Bare(record)) => record,
        Err(error) => return sink.bad(place, error, NOT_A_RECORD),
    };
    let relationship = &relation.relationship;
    let periods = match &relationship.relationship_periods {
        Some(Periods { relationship_period: OneOrMany::Many(periods) }) => periods.as_slice(),
        Some(Periods { relationship_period: OneOrMany::One(period) }) => std::slice::from_ref(period),
        None => &[],
    };
    let mut holds = periods.iter().filter(|period| text(period.period_type.as_ref()) == RELATIONSHIP_PERIOD);
    let period = holds.next();
    let registration = relation.registration.as_ref();
    let row = RelationRow {
        child: text(Some(&relationship.start_node.id)),
        parent: text(Some(&relationship.end_node.id)),
        kind: text(Some(&relationship.relationship_type)),
        from: text(period.and_then(|period| period.start_date.as_ref())),
        to: text(period.and_then(|period| period.end_date.as_ref())),
        status: text(relationship.relationship_status.as_ref()),
        registration: text(registration.and_then(|registration| registration.registration_status.as_ref())),
        updated: text(registration.and_then(|registration| registration.last_update_date.as_ref())),
    };
    row.put(sink, place);
}

struct RelationRow<'a> {
    child: &'a str,
    parent: &'a str,
    kind: &'a str,
    from: &'a str,
    to: &'a str,
    status: &'a str,
    registration: &'a str,
    updated: &'a str,
}

impl RelationRow<'_> {
    fn put(&self, sink: &mut Sink<'_>, place: &str) {
        let nature = match self.kind {
            "IS_DIRECTLY_CONSOLIDATED_BY" => Nature::Consolidation,
            "IS_ULTIMATELY_CONSOLIDATED_BY" => Nature::UltimateConsolidation,
            "IS_INTERNATIONAL_BRANCH_OF" => Nature::Branch,
            "IS_FUND-MANAGED_BY" => Nature::FundManagement,
            "IS_SUBFUND_OF" | "IS_FEEDER_TO" => Nature::FundStructure,
            other => {
                let shown: String = other.chars().take(60).collect();
                return sink.bad(place, format!("`{shown}` is no type of relationship that is known"), NOT_A_RECORD);
            }
        };
        if matches!(self.registration, "ANNULLED" | "DUPLICATE") {
            sink.report.passed_over += 1;
            return;
        }
        let (from, to) = (sink.day(place, self.from, date::begins), sink.day(place, self.to, date::over));
        let updated = date::begins(self.updated);
        // It is over, and the record does not say since when: at the latest since it says so.
        let inactive = (self.status == "INACTIVE").then_some(updated.or(from).unwrap_or(Date::MIN));
        let to = to.or(inactive);
        let statement = format!("{}:{}", self.kind, self.child);
        sink.interest(
            place,
            &InterestStatement {
                owner: self.parent,
                owned: self.child,
                nature,
                share: Share::UNKNOWN,
                held: Holding::Direct,
                from,
                to: to.max(from.filter(|_| inactive.is_some())),
                statement: &statement,
                stated: updated,
            },
        );
    }
}

/// The columns of level 2: up to five periods, each with a type.
pub(super) struct RelationColumns {
    fixed: Columns<6>,
    periods: Vec<Columns<3>>,
}

impl RelationColumns {
    pub fn of(headers: &StringRecord) -> Self {
        let fixed = [
            "Relationship.StartNode.NodeID",
            "Relationship.EndNode.NodeID",
            "Relationship.RelationshipType",
            "Relationship.RelationshipStatus",
            "Registration.RegistrationStatus",
            "Registration.LastUpdateDate",
        ];
        let period = |number: usize| {
            let names =
                ["startDate", "endDate", "periodType"].map(|name| format!("Relationship.Period.{number}.{name}"));
            Columns::of(headers, names.each_ref().map(String::as_str))
        };
        Self { fixed: Columns::of(headers, fixed), periods: (1..=5).map(period).collect() }
    }
}

pub(super) fn relation_row(sink: &mut Sink<'_>, place: &str, columns: &RelationColumns, row: &StringRecord) {
    let [child, parent, kind, status, registration, updated] = columns.fixed.cells(row);
    let mut periods = columns.periods.iter().map(|period| period.cells(row));
    let [from, to, _] = periods.find(|[.., kind]| *kind == RELATIONSHIP_PERIOD).unwrap_or_default();
    RelationRow { child, parent, kind, from, to, status, registration, updated }.put(sink, place);
}
