//! What somebody asks to run, and what a license's terms say to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Rule;
use crate::instant::Instant;
use crate::license::{License, Line};
use crate::name::{Cluster, Provider, Site};
use crate::objection::Objection;

/// What somebody asks to run. What a condition needs to know and is left out is an objection, never a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Who runs the chips.
    pub provider: Provider,
    /// For whom, by the name the license has for the party.
    pub customer: String,
    /// The other parties it is for (end users, consignees), each of which must be covered too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The accelerator, by its name in the catalog.
    pub accelerator: String,
    /// Its classifications (ECCN paragraphs).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classifications: Vec<String>,
    /// Total processing performance of one chip, rounded up.
    pub tpp: u32,
    /// How many chips.
    pub chips: u32,
    /// Where they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// The end uses, each of which must be covered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub end_uses: Vec<String>,
    /// The interconnected cluster that the chips are part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// Whether the customer passes it on to others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resale: Option<bool>,
    /// Operations of the training run it is for, as a decimal number; `0` where it is for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training_operations: Option<String>,
}

impl License {
    /// The lines that cover the item, in the license's order.
    pub fn lines_for<'a>(&'a self, asked: &'a Asked) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(|line| {
            let named = line.items.accelerators.contains(&asked.accelerator)
                || line.items.classifications.iter().any(|paragraph| asked.classifications.contains(paragraph));
            named && line.items.most_tpp.is_none_or(|most| asked.tpp <= most)
        })
    }

    /// What in its terms stands against it at a moment: everything, so that it can be mended at once.
    #[must_use]
    pub fn objections(&self, asked: &Asked, at: Instant) -> Vec<Objection> {
        let mut objections = Vec::new();
        let on = at.date();
        if on < self.from {
            objections.push(Objection::NotYetValid { from: self.from });
        }
        if on > self.until {
            objections.push(Objection::NoLongerValid { until: self.until });
        }
        if asked.provider != self.licensee {
            objections
                .push(Objection::OtherLicensee { licensee: self.licensee.clone(), asked: asked.provider.clone() });
        }
        let parties = std::iter::once(&asked.customer).chain(&asked.others);
        let unknown = parties.filter(|party| !self.parties.iter().any(|covered| covered.name == **party));
        objections.extend(unknown.map(|party| Objection::PartyNotCovered { party: party.clone() }));
        if self.lines_for(asked).next().is_none() {
            objections.push(Objection::ItemNotCovered { accelerator: asked.accelerator.clone(), tpp: asked.tpp });
        }
        if asked.chips == 0 {
            objections.push(Objection::NoChips);
        }
        if !self.sites.is_empty() {
            objections.extend(site_objection(asked, &self.sites, None));
        }
        let uncovered = asked.end_uses.iter().find(|end_use| !self.end_uses.contains(end_use));
        if !self.end_uses.is_empty() && (asked.end_uses.is_empty() || uncovered.is_some()) {
            objections.push(Objection::EndUseNotCovered { end_use: uncovered.cloned() });
        }
        objections.extend(
            self.conditions.iter().filter_map(|condition| static_objection(asked, &condition.id, &condition.rule)),
        );
        objections
    }
}

/// What a condition says that does not depend on what runs already.
fn static_objection(asked: &Asked, condition: &str, rule: &Rule) -> Option<Objection> {
    let unstated = |fact: &str| Some(Objection::Unstated { condition: condition.to_owned(), fact: fact.to_owned() });
    match rule {
        Rule::NamedSites { sites } => site_objection(asked, sites, Some(condition)),
        Rule::NoResale => match asked.resale {
            Some(false) => None,
            Some(true) => Some(Objection::Resale { condition: condition.to_owned() }),
            None => unstated("resale"),
        },
        Rule::MostTrainingOperations { power_of_ten } => match &asked.training_operations {
            None => unstated("training_operations"),
            Some(operations) if at_most_power_of_ten(operations, *power_of_ten) => None,
            Some(operations) => Some(Objection::TrainingRun {
                condition: condition.to_owned(),
                power_of_ten: *power_of_ten,
                asked: operations.clone(),
            }),
        },
        Rule::MostClusterTpp { .. } if asked.cluster.is_none() => unstated("cluster"),
        Rule::MostClusterTpp { .. }
        | Rule::MostConcurrentChips { .. }
        | Rule::MostInWindow { .. }
        | Rule::ReportEvery { .. }
        | Rule::Text { .. } => None,
    }
}

fn site_objection(asked: &Asked, sites: &[Site], condition: Option<&str>) -> Option<Objection> {
    let covered = asked.site.as_ref().is_some_and(|site| sites.contains(site));
    (!covered).then(|| Objection::SiteNotCovered { site: asked.site.clone(), condition: condition.map(str::to_owned) })
}

/// Whether a decimal number (`25000`, `1e25`, `2.5e24`) is at most ten to a power. What cannot be read is not.
///
/// Decided on the digits: a number of n significant digits before its point is at most 10^(n-1) only if it is 1 followed by zeros.
fn at_most_power_of_ten(number: &str, power: u8) -> bool {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let Ok(exponent) = exponent.parse::<i32>() else { return false };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) {
        return false;
    }
    let all = format!("{whole}{part}");
    let significant = all.trim_start_matches('0');
    let leading_zeros = all.len() - significant.len();
    if significant.is_empty() {
        return true;
    }
    // The number is significant * 10^-part.len() * 10^exponent; its first digit stands for ten to this power:
    let Ok(first_place) = i32::try_from(whole.len()) else { return false };
    let Ok(leading_zeros) = i32::try_from(leading_zeros) else { return false };
    let Some(place) = first_place.checked_sub(leading_zeros + 1).and_then(|place| place.checked_add(exponent)) else {
        return false;
    };
    let is_one = significant.trim_end_matches('0') == "1";
    place < i32::from(power) || (place == i32::from(power) && is_one)
}

#[cfg(test)]
mod tests {
    use super::at_most_power_of_ten;

    #[test]
    fn operations_are_compared_by_their_digits() {
        for at_most in ["0", "0.0", "1e25", "10e24", "0.1e26", "100000.000e20", "9.99e24", "10000000000000000000000000"]
        {
            assert!(at_most_power_of_ten(at_most, 25), "{at_most}");
        }
        for more in [
            "1.0001e25",
            "1e26",
            "10000000000000000000000001",
            "2e25",
            "1e99999999999",
            "",
            "e25",
            "-1",
            "NaN",
            "1e",
            "1.2.3",
            "0x10",
        ] {
            assert!(!at_most_power_of_ten(more, 25), "{more}");
        }
    }
}
