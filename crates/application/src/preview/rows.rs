//! The sections of the form, and what stands in their rows.

use std::fmt::Display;

use portcullis_license::amount::grouped;

use crate::certification::certifications;
use crate::field::{describe, key_of, label};
use crate::form::{Application, Document, ItemEntry, OwnerEntry, PartyEntry, Purpose, SiteEntry};
use crate::letters::shown;
use crate::preview::{Row, Section};

/// The application, section by section, in the order of the form. What follows from what is stated (aggregate TPP, TPP-hours, prices) stands beside it.
#[must_use]
pub fn sections(application: &Application) -> Vec<Section> {
    let form = Form { application };
    let parties = application.parties.iter().enumerate().map(|(place, party)| form.party(place, party));
    let items = application.items.iter().enumerate().map(|(place, item)| form.item(place, item));
    let sites = application.sites.iter().enumerate().map(|(place, site)| form.site(place, site));
    std::iter::once(form.filing())
        .chain(parties)
        .chain([form.end_use()])
        .chain(items)
        .chain([form.amounts()])
        .chain(sites)
        .chain([form.use_from_elsewhere(), form.law(), form.certified(), form.documents()])
        .collect()
}

struct Form<'a> {
    application: &'a Application,
}

fn or_empty(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn yes_or_no(value: Option<bool>) -> String {
    or_empty(value.map(|value| if value { "yes" } else { "no" }))
}

fn number(value: Option<u64>) -> String {
    or_empty(value.map(grouped))
}

/// A value that follows from others.
fn computed(label: &str, block: Option<&str>, value: String) -> Row {
    Row { path: String::new(), label: label.to_owned(), block: block.map(str::to_owned), value }
}

impl Form<'_> {
    fn row(&self, path: &str, value: &str) -> Row {
        // Whose it is stands in the title of the section.
        let label = label(&key_of(path)).to_owned();
        let block = describe(self.application, path).block.map(str::to_owned);
        Row { path: path.to_owned(), label, block, value: shown(value) }
    }

    fn filing(&self) -> Section {
        let application = self.application;
        let (kind, contact) =
            (or_empty(application.kind.map(|kind| kind.word().replace('_', " "))), &application.contact);
        let purpose = match &application.purpose {
            Purpose::New => self.row("purpose", "new"),
            Purpose::Resubmission { case } => self.row("purpose.case", case),
            Purpose::Replacement { license } => self.row("purpose.license", license),
        };
        let rows = vec![
            self.row("reference", &application.reference),
            self.row("kind", &kind),
            purpose,
            self.row("contact.name", &contact.name),
            self.row("contact.telephone", &contact.telephone),
            self.row("contact.email", &contact.email),
        ];
        Section { title: "Filing".to_owned(), rows }
    }

    fn party(&self, place: usize, party: &PartyEntry) -> Section {
        let row = |field: &str, value: &str| self.row(&format!("parties[{place}].{field}"), value);
        let mut rows = vec![row("name", &party.name), row("address", &party.address), row("country", &party.country)];
        if party.role.states_its_owners() {
            rows.extend([
                row("headquarters", &party.headquarters),
                row("ultimate_parent", &party.ultimate_parent),
                row("ultimate_parent_country", &party.ultimate_parent_country),
            ]);
        }
        if let Some(group) = &party.group {
            rows.push(row("group", group.as_str()));
        }
        if !party.identifiers.is_empty() {
            rows.push(row("identifiers", &party.identifiers.join(", ")));
        }
        let owners = party.owners.iter().enumerate();
        rows.extend(owners.map(|(at, owner)| row(&format!("owners[{at}].name"), &owned(owner))));
        if !party.resells_to.is_empty() {
            rows.push(row("resells_to", &party.resells_to.join(", ")));
        }
        let title = describe(self.application, &format!("parties[{place}]")).label;
        Section { title, rows }
    }

    fn end_use(&self) -> Section {
        let end_use = &self.application.end_use;
        let mut rows = vec![
            self.row("end_use.codes", &end_use.codes.join(", ")),
            self.row("end_use.description", &end_use.description),
            self.row("end_use.training_operations", end_use.training_operations.as_deref().unwrap_or_default()),
        ];
        if self.application.end_user_is_ultimate_consignee {
            rows.push(self.row("end_user_is_ultimate_consignee", "yes"));
        }
        Section { title: "End use".to_owned(), rows }
    }

    fn item(&self, place: usize, item: &ItemEntry) -> Section {
        let row = |field: &str, value: &str| self.row(&format!("items[{place}].{field}"), value);
        let mut rows = vec![
            row("model", &item.model),
            row("classifications", &item.classifications.join(", ")),
            row("tpp", &number(item.tpp.map(u64::from))),
        ];
        if let Some(density) = &item.performance_density {
            rows.push(row("performance_density", density));
        }
        rows.extend([
            row("chips", &number(Some(item.chips).filter(|chips| *chips > 0))),
            computed("Aggregate total processing performance", Some("22(j)"), number(item.aggregate_tpp())),
            row("chip_hours", &number(item.chip_hours)),
            computed("TPP-hours", None, number(item.tpp_hours())),
            row("price", &or_empty(item.price.as_ref().map(|price| shown(&price.to_string())))),
            computed("Total price", Some("22(h)"), or_empty(item.total_price().map(|price| shown(&price.to_string())))),
            row("manufacturer", &item.manufacturer),
            row("technical_description", &item.technical_description),
        ]);
        let title = describe(self.application, &format!("items[{place}]")).label;
        Section { title, rows }
    }

    fn amounts(&self) -> Section {
        let application = self.application;
        let mut rows = vec![
            self.row("from", &or_empty(application.from)),
            self.row("until", &or_empty(application.until)),
            computed(
                "Aggregate total processing performance of all lines",
                Some("22(j)"),
                number(application.aggregate_tpp()),
            ),
            computed(
                "Total value",
                Some("23"),
                or_empty(application.total_value().map(|value| shown(&value.to_string()))),
            ),
        ];
        let offered = application.offered.iter().enumerate();
        rows.extend(offered.map(|(place, condition)| {
            let value = format!("{} ({}): {}", condition.id, condition.owner, condition.rule);
            self.row(&format!("offered[{place}]"), &value)
        }));
        Section { title: "Time, amounts and conditions offered".to_owned(), rows }
    }

    fn site(&self, place: usize, site: &SiteEntry) -> Section {
        let row = |field: &str, value: &str| self.row(&format!("sites[{place}].{field}"), value);
        let rows = vec![
            row("country", &site.country),
            row("region", &site.region),
            row("cluster_chips", &number(site.cluster_chips)),
            row("interconnect", &site.interconnect),
        ];
        Section { title: format!("Site {}", shown(site.site.as_str())), rows }
    }

    fn use_from_elsewhere(&self) -> Section {
        let application = self.application;
        let remote = &application.remote_users;
        let mut rows = vec![
            self.row("resale", &yes_or_no(application.resale)),
            self.row("remote_users.any", &yes_or_no(remote.any)),
        ];
        if remote.any != Some(false) {
            rows.push(self.row("remote_users.countries", &remote.countries.join(", ")));
            rows.push(self.row("remote_users.access", &remote.access));
        }
        rows.push(self.row("security", &application.security));
        Section { title: "Resale, remote users and security".to_owned(), rows }
    }

    fn law(&self) -> Section {
        let application = self.application;
        let mut rows = vec![self.row("regimes", &application.regimes.join(", "))];
        rows.extend(application.provisions.iter().enumerate().map(|(place, provision)| {
            let standing = provision.standing.replace('_', " ");
            let policy = provision.review_policy.as_ref().map(|policy| policy.replace('_', " "));
            let policy = policy.map(|policy| format!(", {policy}")).unwrap_or_default();
            let value = format!("{} ({}): {standing}{policy}", provision.citation, provision.provision);
            self.row(&format!("provisions[{place}]"), &value)
        }));
        if let Some(determination) = &application.determination {
            rows.extend([
                self.row("determination.record", determination.record.as_deref().unwrap_or("not recorded")),
                self.row("determination.on", &determination.on.to_string()),
                self.row("determination.profile", &determination.profile),
                self.row("determination.law", &determination.law),
                self.row("determination.answer", &determination.answer),
            ]);
        }
        Section { title: "Law".to_owned(), rows }
    }

    fn certified(&self) -> Section {
        let known = certifications().unwrap_or_default();
        let certified = self.application.certifications.iter().enumerate();
        let mut rows: Vec<Row> = certified
            .map(|(place, name)| {
                let text = known.iter().find(|one| one.name == *name).map(|one| one.text.as_str());
                self.row(&format!("certifications[{place}]"), &format!("{name}: {}", text.unwrap_or("unknown")))
            })
            .collect();
        if rows.is_empty() {
            rows.push(self.row("certifications", ""));
        }
        rows.push(self.row("additional_information", &self.application.additional_information));
        Section { title: "Certifications and additional information".to_owned(), rows }
    }

    fn documents(&self) -> Section {
        let documents = self.application.documents.iter().enumerate();
        let mut rows: Vec<Row> =
            documents.map(|(place, document)| self.row(&format!("documents[{place}].name"), &kept(document))).collect();
        if rows.is_empty() {
            rows.push(self.row("documents", "none"));
        }
        Section { title: "Documents".to_owned(), rows }
    }
}

/// An owner with what it holds, and from what that is known.
fn owned(owner: &OwnerEntry) -> String {
    let share = owner
        .basis_points
        .map_or_else(|| "share not known".to_owned(), |share| format!("{}.{:02} percent", share / 100, share % 100));
    let country = if owner.country.is_empty() { String::new() } else { format!(" ({})", owner.country) };
    let on = owner.as_of.map(|day| format!(", {day}")).unwrap_or_default();
    format!("{}{country}: {share}; {}{on}", owner.name, owner.evidence)
}

fn kept(document: &Document) -> String {
    let expires = document.expires.map(|day| format!(", relied on until {day}")).unwrap_or_default();
    let kind = document.kind.replace('_', " ");
    format!(
        "{} ({kind}), {}, {} bytes, SHA-256 {}{expires}",
        document.name,
        document.media_type,
        grouped(document.bytes),
        document.sha256
    )
}
