//! What is known of the customers besides what they say: who owns them, and a list that names somebody like them. Both as files that an operator would load.

use serde_json::json;

use crate::ask::identifier;
use crate::customer::{Customer, Tie, roster};
use crate::error::{DemoError, broken};
use crate::people::PROVIDERS;
use crate::size::Size;

/// Entries of the list: customers for whom no license is needed, so that a person has somebody to look at.
const LISTED: usize = 3;
/// Where listed parties are, and on which list.
const LISTS: [(&str, &str); LISTED] = [("EL", "CN"), ("UVL", "AE"), ("SDN", "RU")];

/// Parties and interests, as two tables of comma-separated values with their names.
///
/// # Errors
/// [`DemoError::World`] where they cannot be written.
pub fn owners(size: Size) -> Result<[(&'static str, Vec<u8>); 2], DemoError> {
    let mut parties = csv::Writer::from_writer(Vec::new());
    let mut interests = csv::Writer::from_writer(Vec::new());
    parties
        .write_record(["id", "name", "kind", "headquarters", "jurisdiction", "lei", "unidentified"])
        .map_err(broken)?;
    interests
        .write_record(["owner", "owned", "nature", "percent", "from", "to", "held", "statement"])
        .map_err(broken)?;
    // A gate asks who owns its own house, too: of a provider that is not known, nothing opens.
    for provider in PROVIDERS {
        let founders = founders(provider.name, 100);
        parties
            .write_record([provider.name, provider.name, "organization", "US", "US", "", ""])
            .and_then(|()| parties.write_record([&founders.name, &founders.name, founders.kind, "", "", "", ""]))
            .map_err(broken)?;
        let statement = format!("{}-founders", provider.short);
        let row = [&founders.name, provider.name, "ownership", "100", "2024-01-01", "", "", &statement];
        interests.write_record(row).map_err(broken)?;
    }
    let mut known = std::collections::BTreeSet::new();
    for customer in roster(size.customers) {
        let id = identifier(&customer);
        let country = customer.country;
        parties.write_record([&id, &customer.name, "organization", country, country, "", ""]).map_err(broken)?;
        for Owner { name, headquarters, percent, kind } in owners_of(&customer) {
            if known.insert(name.clone()) {
                parties.write_record([&name, &name, kind, headquarters, headquarters, "", ""]).map_err(broken)?;
            }
            let statement = format!("{id}-{name}");
            let percent = percent.to_string();
            let row = [&name, &id, "ownership", &percent, "2024-01-01", "", "", &statement];
            interests.write_record(row).map_err(broken)?;
        }
    }
    let done = |table: csv::Writer<Vec<u8>>| table.into_inner().map_err(|error| broken(error.error()));
    Ok([("parties.csv", done(parties)?), ("interests.csv", done(interests)?)])
}

/// A list of restricted parties that there are not, as JSON Lines with the fields of the Consolidated Screening List.
#[must_use]
pub fn list(size: Size) -> Vec<u8> {
    let free = roster(size.customers).into_iter().filter(|customer| customer.tie == Tie::None);
    let lines = free.zip(LISTS).enumerate().map(|(place, (customer, (list, country)))| {
        let alike = customer.trade_name();
        let entry = json!({
            "id": format!("demo-{}", place + 1), "source": list, "name": format!("{alike} Trading Institute"), "aliases": [alike],
            "type": "Entity", "countries": [country], "programs": "EXAMPLE",
            "license_requirement": "For all items subject to the EAR.", "license_policy": "Presumption of denial.",
            "federal_register_notice": "99 FR 10001", "start_date": "2024-05-01",
        });
        format!("{entry}\n")
    });
    lines.collect::<String>().into_bytes()
}

struct Owner {
    name: String,
    headquarters: &'static str,
    percent: u64,
    kind: &'static str,
}

fn founders(of: &str, percent: u64) -> Owner {
    Owner { name: format!("Founders of {of}"), headquarters: "", percent, kind: "arrangement" }
}

fn owners_of(customer: &Customer) -> Vec<Owner> {
    let company = |name: &str, headquarters: &'static str, percent: u64| Owner {
        name: name.to_owned(),
        headquarters,
        percent,
        kind: "organization",
    };
    let founders = |percent: u64| founders(&customer.name, percent);
    match customer.tie {
        Tie::Parent => {
            vec![company(&customer.parent, customer.parent_country, customer.share), founders(100 - customer.share)]
        }
        Tie::Unknown => vec![company(&customer.parent, "", customer.share)],
        Tie::Blocked => vec![company("Example Blocked Holding", "", 50), founders(50)],
        Tie::Headquarters | Tie::None | Tie::Unscreened => vec![founders(100)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_customer_is_a_party_and_whoever_owns_it_too() {
        let [(_, parties), (_, interests)] = owners(Size::DEFAULT).unwrap();
        let first = |bytes: &[u8], column: usize| -> BTreeSet<String> {
            let mut reader = csv::Reader::from_reader(bytes);
            reader.records().map(|row| row.unwrap().get(column).unwrap().to_owned()).collect()
        };
        let known = first(&parties, 0);
        assert!(roster(Size::DEFAULT.customers).iter().all(|customer| known.contains(&identifier(customer))));
        assert!(PROVIDERS.iter().all(|provider| known.contains(provider.name)));
        assert!(first(&interests, 0).is_subset(&known));
        assert!(first(&interests, 1).is_subset(&known));
    }

    #[test]
    fn nobody_whom_the_story_needs_is_on_the_list() {
        let list = String::from_utf8(list(Size::DEFAULT)).unwrap();
        assert_eq!(list.lines().count(), LISTED);
        for customer in roster(Size::DEFAULT.customers).iter().filter(|customer| customer.tie.needs_license()) {
            assert!(!list.contains(&customer.trade_name()), "{}", customer.name);
        }
    }
}
