//! Customers: companies that there are not, of several countries, some of them in groups.

/// How a customer stands to the law of the story.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tie {
    /// It is headquartered in China, with Hong Kong and Macau.
    Headquarters,
    /// Its ultimate parent is.
    Parent,
    /// Neither it nor anybody above it.
    None,
    /// Nobody knows who stands above it.
    Unknown,
    /// Nobody looked whether it is on a list.
    Unscreened,
    /// A blocked person holds half of it.
    Blocked,
}

impl Tie {
    /// Whether a license is required for it, by the story.
    pub(crate) fn needs_license(self) -> bool {
        matches!(self, Self::Headquarters | Self::Parent)
    }
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) name: String,
    /// Where it is, and where it is headquartered.
    pub(crate) country: &'static str,
    pub(crate) tie: Tie,
    /// The company above it, which others may have too.
    pub(crate) parent: String,
    /// Where that company is headquartered, where it is a [`Tie::Parent`].
    pub(crate) parent_country: &'static str,
    /// The share of that company, in percent.
    pub(crate) share: u64,
}

impl Customer {
    /// The words of its name between the one that says that there is no such company, and its legal form.
    pub(crate) fn trade_name(&self) -> String {
        self.name.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" ")
    }
}

/// Country and tie of the customers, one round after the other.
const ROUND: [(&str, Tie); 20] = [
    ("SG", Tie::Parent),
    ("CN", Tie::Headquarters),
    ("MY", Tie::Parent),
    ("US", Tie::None),
    ("AE", Tie::Parent),
    ("CN", Tie::Headquarters),
    ("DE", Tie::None),
    ("SG", Tie::Parent),
    ("IN", Tie::None),
    ("DE", Tie::Parent),
    ("CN", Tie::Headquarters),
    ("SA", Tie::None),
    ("SG", Tie::Unknown),
    ("MY", Tie::Parent),
    ("AE", Tie::Blocked),
    ("HK", Tie::Headquarters),
    ("US", Tie::Parent),
    ("AE", Tie::None),
    ("IN", Tie::Parent),
    ("MY", Tie::Unscreened),
];

/// Where companies above them are headquartered, by their place among the names.
const PARENT_COUNTRIES: [&str; 7] = ["CN", "CN", "HK", "CN", "CN", "MO", "CN"];

/// The most customers with names of their own.
pub(crate) const MOST: usize = TREES.len() * TRADES.len();

const TREES: [&str; 30] = [
    "Alder", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Cypress", "Elder", "Elm", "Fir", "Hazel", "Holly",
    "Juniper", "Larch", "Laurel", "Linden", "Maple", "Oak", "Olive", "Palm", "Pine", "Poplar", "Rowan", "Sorrel",
    "Spruce", "Sycamore", "Walnut", "Willow", "Yew",
];
const TRADES: [&str; 20] = [
    "Robotics",
    "Genomics",
    "Weather",
    "Imaging",
    "Logistics",
    "Games",
    "Languages",
    "Optics",
    "Energy",
    "Materials",
    "Mobility",
    "Mapping",
    "Textiles",
    "Railways",
    "Ports",
    "Acoustics",
    "Farming",
    "Insurance",
    "Pharma",
    "Studios",
];

/// So many customers; each round has two that share a company above them.
pub(crate) fn roster(count: usize) -> Vec<Customer> {
    let rounds = ROUND.iter().cycle().enumerate().take(count.min(MOST));
    rounds.map(|(place, (country, tie))| customer(place, country, *tie)).collect()
}

fn customer(place: usize, country: &'static str, tie: Tie) -> Customer {
    let tree = nth(&TREES, place);
    let trade = nth(&TRADES, place / TREES.len() + place % TREES.len() * 7);
    let form = match country {
        "CN" | "HK" => "Co., Ltd.",
        "SG" => "Pte. Ltd.",
        "AE" => "FZ-LLC",
        "MY" => "Sdn. Bhd.",
        "DE" => "GmbH",
        "IN" => "Pvt. Ltd.",
        "US" => "Inc.",
        _ => "LLC",
    };
    // Every third subsidiary shares its parent with the one three places on.
    let above = place - place % 6 + place % 3 + 11;
    Customer {
        name: format!("Example {tree} {trade} {form}"),
        country,
        tie,
        parent: format!("Example {} Group", nth(&TREES, above)),
        parent_country: nth(&PARENT_COUNTRIES, above % TREES.len()),
        share: 51 + (place as u64 * 7) % 49,
    }
}

fn nth(words: &[&'static str], place: usize) -> &'static str {
    words.iter().cycle().nth(place % words.len().max(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_customer_has_a_name_of_its_own_that_says_that_it_is_none() {
        let all = roster(usize::MAX);
        assert_eq!(all.len(), MOST);
        let names: BTreeSet<&str> = all.iter().map(|customer| customer.name.as_str()).collect();
        assert_eq!(names.len(), MOST);
        assert!(names.iter().all(|name| name.starts_with("Example ")));
    }

    #[test]
    fn some_share_a_company_above_them() {
        let mut groups: BTreeMap<String, usize> = BTreeMap::new();
        for customer in roster(60).into_iter().filter(|customer| customer.tie == Tie::Parent) {
            *groups.entry(customer.parent).or_default() += 1;
        }
        assert!(groups.values().any(|members| *members > 1));
    }
}
