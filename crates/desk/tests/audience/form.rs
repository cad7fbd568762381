//! An application of which every text is marked.

use portcullis_application::Application;
use portcullis_application::form::{Contact, FromDetermination, OwnerEntry, Purpose, RequiredBy};
use portcullis_license::{Condition, Rule};

use crate::mark::Marked;

impl Marked {
    /// Every field of the form is named, so that none is added without a mark. Names that positions speak of stay: they are of the vocabulary.
    pub fn application(&mut self, written: Application) -> Application {
        let Application {
            kind,
            items,
            mut parties,
            mut sites,
            from,
            until,
            resale,
            end_user_is_ultimate_consignee,
            ..
        } = written;
        for party in &mut parties {
            (party.address, party.country, party.headquarters) = (self.text(), self.text(), self.text());
            (party.ultimate_parent, party.ultimate_parent_country) = (self.text(), self.text());
            party.group = Some(self.text().try_into().unwrap());
            (party.identifiers, party.resells_to) = (vec![self.text()], vec![self.text()]);
            let owner = OwnerEntry {
                name: self.text(),
                country: self.text(),
                basis_points: Some(1),
                evidence: self.text(),
                as_of: None,
            };
            party.owners = vec![owner];
        }
        for site in &mut sites {
            (site.country, site.region, site.interconnect) = (self.text(), self.text(), self.text());
        }
        let items = items.into_iter().map(|mut item| {
            (item.model, item.classifications) = (self.text(), vec![self.text()]);
            item.performance_density = Some(self.text());
            item.price =
                Some(serde_json::from_value(serde_json::json!({"currency": self.text(), "hundredths": 1})).unwrap());
            (item.manufacturer, item.technical_description) = (self.text(), self.text());
            item
        });
        let items = items.collect();
        Application {
            reference: self.text(),
            kind,
            purpose: Purpose::Resubmission { case: self.text() },
            regimes: vec![self.text()],
            provisions: vec![RequiredBy { provision: self.text(), citation: self.text(), standing: self.text(), review_policy: Some(self.text()) }],
            determination: Some(FromDetermination {
                record: Some(self.text()),
                on: crate::build::first_day(),
                profile: self.text(),
                law: self.text(),
                answer: self.text(),
            }),
            contact: Contact { name: self.text(), telephone: self.text(), email: self.text() },
            parties,
            end_user_is_ultimate_consignee,
            end_use: serde_json::from_value(serde_json::json!({
                "codes": [self.text()], "description": self.text(), "training_operations": self.text(),
            }))
            .unwrap(),
            items,
            sites,
            from,
            until,
            offered: vec![Condition { id: self.text(), owner: self.text(), rule: Rule::Text { text: self.text() } }],
            resale,
            remote_users: serde_json::from_value(serde_json::json!({"any": true, "countries": [self.text()], "access": self.text()})).unwrap(),
            security: self.text(),
            certifications: vec![self.text()],
            documents: vec![serde_json::from_value(serde_json::json!({
                "name": self.text(), "kind": self.text(), "media_type": self.text(), "bytes": 1, "sha256": "0".repeat(64),
            }))
            .unwrap()],
            additional_information: self.text(),
        }
    }
}
