//! In what two applications can be alike, and how much that tells.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_application::Application;
use portcullis_application::form::PartyEntry;
use portcullis_license::amount::grouped;
use schemars::JsonSchema;
use serde::Serialize;

use super::name::folded;

/// In what two applications can be alike.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// A party on the receiving side, by its name or an identifier.
    Party,
    /// An ultimate parent on the receiving side.
    UltimateParent,
    /// An accelerator.
    Model,
    /// A classification: an ECCN paragraph.
    Classification,
    /// A code of end use.
    EndUse,
    /// A country of an ultimate parent on the receiving side.
    UltimateParentCountry,
    /// A country where chips stand.
    SiteCountry,
    /// How much: neither is more than twice the other.
    Size,
}

/// What an application has of an aspect: as it is compared, and as it is written.
type Written = BTreeMap<String, String>;

impl Aspect {
    /// All of them, those that tell most first.
    pub const ALL: [Self; 8] = [
        Self::Party,
        Self::UltimateParent,
        Self::Model,
        Self::EndUse,
        Self::Classification,
        Self::UltimateParentCountry,
        Self::SiteCountry,
        Self::Size,
    ];

    /// How many points it gives to be alike in it. Who receives it tells most; then what it is and what for; then where and how much.
    #[must_use]
    pub fn points(self) -> u32 {
        match self {
            Self::Party => 40,
            Self::UltimateParent => 25,
            Self::Model | Self::EndUse => 10,
            Self::Classification => 6,
            Self::UltimateParentCountry => 5,
            Self::SiteCountry | Self::Size => 4,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Party => "Party",
            Self::UltimateParent => "Ultimate parent",
            Self::Model => "Accelerator",
            Self::Classification => "Classification",
            Self::EndUse => "End use",
            Self::UltimateParentCountry => "Country of the ultimate parent",
            Self::SiteCountry => "Country of the site",
            Self::Size => "Size",
        }
    }

    /// Why two applications are alike in it; or why not.
    pub(super) fn compare(self, here: &Application, there: &Application) -> Result<String, String> {
        if self == Self::Size {
            return sizes(here, there);
        }
        let (ours, theirs) = (self.written(here), self.written(there));
        let shared: BTreeSet<&str> =
            ours.iter().filter(|(key, _)| theirs.contains_key(*key)).map(|(_, written)| written.as_str()).collect();
        let title = self.title();
        if shared.is_empty() {
            Err(format!("{title}: {} here, {} there.", listed(&ours), listed(&theirs)))
        } else {
            Ok(format!("{title}: {} in both.", shared.into_iter().collect::<Vec<_>>().join(", ")))
        }
    }

    fn written(self, application: &Application) -> Written {
        let receiving = || application.parties.iter().filter(|party| party.role.receives());
        let codes = |texts: &mut dyn Iterator<Item = &String>| -> Written {
            texts
                .map(|text| (text.trim().to_lowercase(), text.trim().to_owned()))
                .filter(|(key, _)| !key.is_empty())
                .collect()
        };
        match self {
            Self::Party => receiving().flat_map(party).collect(),
            Self::UltimateParent => receiving().filter_map(|party| named(&party.ultimate_parent)).collect(),
            Self::Model => codes(&mut application.items.iter().map(|item| &item.model)),
            Self::Classification => codes(&mut application.items.iter().flat_map(|item| &item.classifications)),
            Self::EndUse => codes(&mut application.end_use.codes.iter()),
            Self::UltimateParentCountry => codes(&mut receiving().map(|party| &party.ultimate_parent_country)),
            Self::SiteCountry => codes(&mut application.sites.iter().map(|site| &site.country)),
            Self::Size => Written::new(),
        }
    }
}

fn named(name: &str) -> Option<(String, String)> {
    Some((folded(name), name.trim().to_owned())).filter(|(key, _)| !key.is_empty())
}

/// A party by its name and by each identifier. An identifier cannot be taken for a name: it has a mark before it that no folded name has.
fn party(party: &PartyEntry) -> impl Iterator<Item = (String, String)> {
    let identifiers = party.identifiers.iter().filter_map(|identifier| named(identifier));
    let marked =
        identifiers.map(|(key, identifier)| (format!("#{key}"), format!("{} ({identifier})", party.name.trim())));
    named(&party.name).into_iter().chain(marked)
}

fn listed(written: &Written) -> String {
    let different: BTreeSet<&str> = written.values().map(String::as_str).collect();
    if different.is_empty() { "not stated".to_owned() } else { different.into_iter().collect::<Vec<_>>().join(", ") }
}

/// Chips are compared with chips, and performance with performance where both state it.
fn sizes(here: &Application, there: &Application) -> Result<String, String> {
    let (ours, theirs, unit) = match (here.aggregate_tpp(), there.aggregate_tpp()) {
        (Some(ours), Some(theirs)) => (ours.into(), theirs.into(), "TPP"),
        _ => (chips(here), chips(there), "chips"),
    };
    let title = Aspect::Size.title();
    if ours == 0 || theirs == 0 {
        let said = |size: u128| if size == 0 { "not stated".to_owned() } else { format!("{} {unit}", grouped(size)) };
        return Err(format!("{title}: {} here, {} there.", said(ours), said(theirs)));
    }
    let both = format!("{title}: {} {unit} here, {} there", grouped(ours), grouped(theirs));
    if ours <= theirs * 2 && theirs <= ours * 2 {
        Ok(format!("{both}; neither is more than twice the other."))
    } else {
        Err(format!("{both}; one is more than twice the other."))
    }
}

fn chips(application: &Application) -> u128 {
    application.items.iter().map(|item| u128::from(item.chips)).sum()
}
