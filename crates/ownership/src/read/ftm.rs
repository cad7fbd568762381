//! FollowTheMoney: `Ownership` is a share, `Directorship` is an office and no share.

use super::Sink;
use crate::builder::{InterestStatement, PartyStatement};
use crate::date;
use crate::model::{Holding, Kind, Nature};
use crate::share::Share;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Vec<Value>>,
}

/// Values are texts; entities that are nested in others are objects, and are read on their own lines.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl Entity {
    fn all(&self, property: &str) -> impl Iterator<Item = &str> {
        let values = self.properties.get(property).map(Vec::as_slice).unwrap_or_default();
        values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.trim()),
            Value::Other(_) => None,
        })
    }
}

pub(super) fn take(sink: &mut Sink<'_>, place: &str, record: &str) {
    let entity: Entity = match serde_json::from_str(record) {
        Ok(entity) => entity,
        Err(error) => return sink.bad(place, error, "see whether it is a FollowTheMoney entity"),
    };
    match entity.schema.as_str() {
        "Person" => party(sink, place, &entity, Kind::Person),
        "Company" | "Organization" | "PublicBody" => party(sink, place, &entity, Kind::Organization),
        "LegalEntity" | "Asset" | "Vessel" | "Airplane" | "Vehicle" | "RealEstate" | "Security" | "Trust" => {
            party(sink, place, &entity, Kind::Unknown);
        }
        "Ownership" => ownership(sink, place, &entity),
        "Directorship" => {
            interests(sink, place, &entity, ["director", "organization"], Nature::Position, Share::UNKNOWN);
        }
        _ => sink.report.passed_over += 1,
    }
}

fn party(sink: &mut Sink<'_>, place: &str, entity: &Entity, kind: Kind) {
    // A country beside an entity may be any tie; only a jurisdiction is one of formation.
    let mut jurisdictions = entity.all("jurisdiction");
    let jurisdiction = match (jurisdictions.next(), jurisdictions.next()) {
        (Some(one), None) => sink.country(place, Some(one)),
        _ => None,
    };
    let name = entity.caption.as_deref().or_else(|| entity.all("name").next());
    let statement = PartyStatement {
        id: &entity.id,
        name,
        kind: Some(kind).filter(|kind| *kind != Kind::Unknown),
        headquarters: None,
        jurisdiction,
        unidentified: false,
        stated: None,
    };
    sink.party(place, &statement);
    let leis: Vec<&str> = entity.all("leiCode").filter(|lei| !lei.is_empty()).collect();
    leis.into_iter().for_each(|lei| sink.same(place, &entity.id, lei));
}

fn ownership(sink: &mut Sink<'_>, place: &str, entity: &Entity) {
    let mut share: Option<Share> = None;
    for text in entity.all("percentage").filter(|text| !text.is_empty()) {
        match (Share::parse(text), share) {
            (Ok(one), None) => share = Some(one),
            // Several values are several accounts: anything from the lowest to the highest.
            (Ok(one), Some(known)) => {
                let (low, high) = (one.least().min(known.least()), one.most().max(known.most()));
                share = Share::between(Some((low, false)), Some((high, false))).ok();
            }
            (Err(error), _) => sink.bad(place, error, "the share is taken as unknown"),
        }
    }
    interests(sink, place, entity, ["owner", "asset"], Nature::Ownership, share.unwrap_or(Share::UNKNOWN));
}

fn interests(sink: &mut Sink<'_>, place: &str, entity: &Entity, ends: [&str; 2], nature: Nature, share: Share) {
    let [owners, owned] = ends.map(|end| entity.all(end).collect::<Vec<_>>());
    if owners.is_empty() || owned.is_empty() {
        let [owner, owned] = ends;
        return sink.bad(place, format!("`{owner}` or `{owned}` is missing"), "both ends must be named by their ids");
    }
    // Unreadable dates leave the interest open: it is then taken to hold.
    let days = |property: &str, meaning: fn(&str) -> Option<Date>| {
        entity.all(property).filter_map(meaning).collect::<Vec<_>>()
    };
    let (from, to) = (days("startDate", date::begins), days("endDate", date::over));
    for owner in &owners {
        for owned in &owned {
            sink.interest(
                place,
                &InterestStatement {
                    owner,
                    owned,
                    nature,
                    share,
                    held: Holding::Direct,
                    from: from.iter().min().copied(),
                    to: to.iter().max().copied(),
                    statement: &entity.id,
                    stated: None,
                },
            );
        }
    }
}
