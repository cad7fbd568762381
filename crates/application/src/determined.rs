//! From a determination to an application, in one step: what is known is filled in, and nothing else.
//!
//! What a profile takes for "none" because nobody stated it (owners, training, the provider's own parent) is an assumption, and an application is signed: it
//! stays open until a person says it.

mod items;
mod parties;

use portcullis_authorization::Placement;
use portcullis_catalog::Country;
use portcullis_determination::{Decided, Decimal, Engine, Reason, Request, Transaction, Weight, Words, standing_word};
use portcullis_law::{Kind, Outcome};
use portcullis_license::{OperationId, Site};
use portcullis_log::Hash;
use portcullis_party::Stated;

use crate::form::{Application, EndUse, FromDetermination, PartyRole, RequiredBy, SiteEntry};

/// A request that was decided, with everything it was decided from.
#[derive(Clone, Copy)]
pub struct Determined<'a> {
    /// What decided it.
    pub engine: &'a Engine,
    /// The request.
    pub request: &'a Request<'a>,
    /// Its transaction, screened as it was decided.
    pub transaction: &'a Transaction,
    /// What it came to.
    pub decided: &'a Decided,
    /// Who runs the chips, where, and whether they are passed on.
    pub placement: &'a Placement,
    /// The id under which the determination was recorded, if it was.
    pub record: Option<&'a OperationId>,
}

/// No license is required, so that there is nothing to apply for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no regime requires a license: the outcome is {0}; apply for one where it is license_required")]
pub struct NotNeeded(pub Outcome);

/// The application for the license that a determination requires, as far as it is known.
///
/// # Errors
/// [`NotNeeded`] where no regime requires one.
pub fn from_determination(determined: &Determined<'_>) -> Result<Application, NotNeeded> {
    let regimes = regimes(determined);
    if regimes.is_empty() {
        return Err(NotNeeded(determined.decided.outcome));
    }
    let Determined { engine, request, transaction, placement, .. } = *determined;
    let parties = parties::parties(determined);
    let has = |role: PartyRole| parties.iter().any(|party| party.role == role);
    // Nothing is consigned where compute is rented: whoever uses it has it.
    let rents = transaction.kind == Kind::ProvideCompute;
    Ok(Application {
        reference: request.id.as_deref().unwrap_or_default().to_owned(),
        kind: Some(transaction.kind),
        provisions: provisions(determined),
        regimes,
        determination: Some(FromDetermination {
            record: determined.record.map(ToString::to_string),
            on: transaction.on,
            profile: engine.profile().id.clone(),
            law: engine.law().version().to_owned(),
            answer: answer(determined),
        }),
        end_user_is_ultimate_consignee: rents && has(PartyRole::EndUser) && !has(PartyRole::UltimateConsignee),
        // A request that says nothing of resale and names a reseller has said it.
        resale: placement.resale.or_else(|| has(PartyRole::Reseller).then_some(true)),
        parties,
        end_use: EndUse {
            codes: request.end_use.iter().flatten().flat_map(Words::as_slice).map(ToString::to_string).collect(),
            description: String::new(),
            training_operations: request
                .training_operations
                .flatten()
                .map(|Decimal(number)| in_powers(number.to_string())),
        },
        items: items::items(determined),
        sites: site(determined).into_iter().collect(),
        ..Application::default()
    })
}

/// A large round number as people write it: `3e24`, where the digits would have to be counted.
fn in_powers(digits: String) -> String {
    let leading = digits.trim_end_matches('0');
    let zeros = digits.len() - leading.len();
    let is_short = zeros < 6 || leading.is_empty() || leading.contains('.');
    if is_short { digits } else { format!("{leading}e{zeros}") }
}

/// The regimes that require a license, by id.
fn regimes(determined: &Determined<'_>) -> Vec<String> {
    let needing = determined.decided.regimes.iter().filter(|own| own.outcome == Outcome::LicenseRequired);
    let regimes = needing.filter_map(|own| determined.engine.law().regimes.get(own.regime));
    regimes.map(|regime| regime.id.clone()).collect()
}

/// The provisions that require it, the strictest first.
fn provisions(determined: &Determined<'_>) -> Vec<RequiredBy> {
    let law = determined.engine.law();
    let requires = |reason: &&Reason| reason.weight == Weight::Fires && reason.outcome == Outcome::LicenseRequired;
    let reasons = determined.decided.reasons.iter().filter(requires);
    let cited = reasons.filter_map(|reason| {
        let provision = law.provisions.get(reason.provision)?;
        Some(RequiredBy {
            provision: provision.id.clone(),
            citation: provision.citation.clone(),
            standing: standing_word(reason.standing).to_owned(),
            review_policy: reason.review_policy.map(|policy| policy.word().to_owned()),
        })
    });
    cited.collect()
}

/// SHA-256 of the bytes of the answer, as a record of the determination has it.
fn answer(determined: &Determined<'_>) -> String {
    let Determined { engine, request, transaction, decided, .. } = *determined;
    // Writing to memory cannot fail.
    let bytes = serde_json::to_vec(&engine.answer(request.id.as_deref(), transaction, decided)).unwrap_or_default();
    Hash::of(&bytes).to_hex()
}

/// Where the compute runs, under the name that a license is asked about.
fn site(determined: &Determined<'_>) -> Option<SiteEntry> {
    let Determined { engine, request, transaction, placement, .. } = *determined;
    let named = request.site.as_deref().and_then(|site| Site::new(site).ok());
    let instance = request.item.as_ref().and_then(|item| item.instance.as_deref());
    let place = instance.and_then(|key| engine.catalog().find_instance(key).ok());
    let instance = place.and_then(|place| engine.catalog().instances().get(place));
    Some(SiteEntry {
        site: placement.site.clone().or(named)?,
        country: code(transaction.site),
        region: String::new(),
        cluster_chips: None,
        interconnect: instance.map(|instance| instance.interconnect.clone()).unwrap_or_default(),
    })
}

/// The code of a country; empty where it is not known.
fn code(country: Stated<Country>) -> String {
    country.known().map(|country| country.to_string()).unwrap_or_default()
}
