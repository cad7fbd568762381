//! The license for a determination that needs one.

use std::sync::Arc;

use portcullis_determination::{Decided, Engine, License, LicenseHeld, Memo, Request, RequestError, Transaction};
use portcullis_law::Outcome;
use portcullis_license::{Instant, Ledger, LicenseNumber, Objection};
use serde::Serialize;

use crate::asked::{NotAskable, Placement, asked};

/// What the register said of a determination that needs a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authorization {
    /// The regimes that require a license, by id.
    pub required: Vec<String>,
    /// Why no license could be asked about at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_askable: Option<NotAskable>,
    /// Every license under any of them, in the order in which they would be chosen.
    pub considered: Vec<Considered>,
    /// What has to be done under the chosen licenses, in the order in which it has to be done.
    pub obligations: Vec<Obligation>,
}

impl Authorization {
    /// The licenses to reserve from: those that were chosen, each once. Where one is named, that one alone, if it covers all that is required.
    ///
    /// # Errors
    /// Why the one that is named will not do.
    pub fn licenses(&self, named: Option<&LicenseNumber>) -> Result<Vec<LicenseNumber>, String> {
        let Some(named) = named else {
            let chosen = self.considered.iter().filter(|considered| !considered.chosen_for.is_empty());
            return Ok(chosen.map(|considered| considered.license.clone()).collect());
        };
        let considered = self.considered.iter().find(|considered| considered.license == *named);
        match considered {
            None => Err(format!("license {named} is not under {}", self.required.join(", "))),
            Some(one) if !one.objections.is_empty() => {
                let why: Vec<_> = one.objections.iter().map(|told| told.says.as_str()).collect();
                Err(format!("license {named} does not cover this: {}", why.join("; ")))
            }
            Some(one) => match self.required.iter().find(|regime| !one.regimes.contains(regime)) {
                Some(regime) => Err(format!("license {named} is not under {regime}, which requires one too")),
                None => Ok(vec![named.clone()]),
            },
        }
    }
}

/// A license that was considered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// The license.
    pub license: LicenseNumber,
    /// Its version.
    pub version: u32,
    /// Those of the regimes that require a license which it is a license under.
    pub regimes: Vec<String>,
    /// Those for which it was chosen.
    pub chosen_for: Vec<String>,
    /// What stands against it.
    pub objections: Vec<Told<Objection>>,
}

/// Data, with its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told<T> {
    /// For machines.
    #[serde(flatten)]
    pub data: T,
    /// For people.
    pub says: String,
}

/// Something that has to be done under a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// The license.
    pub license: LicenseNumber,
    /// The condition it comes from; nothing where it comes from every license.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The agency that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Whether the ledger sees to it when chips are reserved; otherwise somebody has to.
    pub enforced: bool,
    /// What.
    pub says: String,
}

/// A determination with the licenses of the register on file.
pub struct Authorized<'a> {
    /// The request, with the licenses that were chosen and no others.
    pub request: Request<'a>,
    /// Its transaction.
    pub transaction: Transaction,
    /// What it came to.
    pub decided: Arc<Decided>,
    /// What the register said; nothing where no license is required.
    pub authorization: Option<Authorization>,
}

/// Decides a request, asking the register where a license is required.
///
/// # Errors
/// [`RequestError`] where the request cannot be decided.
pub fn authorize<'a>(
    engine: &Engine,
    ledger: &Ledger,
    request: &Request<'a>,
    placement: &Placement,
    at: Instant,
    memo: &mut Memo,
) -> Result<Authorized<'a>, RequestError> {
    let mut request = request.clone();
    request.licenses_held.clear();
    let mut transaction = engine.resolve(&request)?;
    engine.screen(&request, &mut transaction, memo);
    let decided = engine.determine(&transaction, memo);
    let required = required(engine, &decided);
    if required.is_empty() {
        return Ok(Authorized { request, transaction, decided, authorization: None });
    }
    let mut authorization =
        Authorization { required, not_askable: None, considered: Vec::new(), obligations: Vec::new() };
    match asked(engine, &request, &transaction, placement) {
        Err(missing) => authorization.not_askable = Some(missing),
        Ok(asked) => consider(ledger, &asked, at, &mut authorization, &mut request),
    }
    let mut transaction = engine.resolve(&request)?;
    engine.screen(&request, &mut transaction, memo);
    let decided = engine.determine(&transaction, memo);
    Ok(Authorized { request, transaction, decided, authorization: Some(authorization) })
}

fn required(engine: &Engine, decided: &Decided) -> Vec<String> {
    let needing = decided.regimes.iter().filter(|own| own.outcome == Outcome::LicenseRequired);
    needing.filter_map(|own| engine.law().regimes.get(own.regime)).map(|regime| regime.id.clone()).collect()
}

/// Asks the register, and puts what it chooses on file.
fn consider(
    ledger: &Ledger,
    asked: &portcullis_license::Asked,
    at: Instant,
    authorization: &mut Authorization,
    request: &mut Request<'_>,
) {
    let cover = ledger.covering(&authorization.required, asked, at);
    for considered in &cover.considered {
        let Some(held) = ledger.license(&considered.license) else { continue };
        let is_chosen =
            |regime: &&String| cover.chosen(regime).is_some_and(|chosen| chosen.license == considered.license);
        let chosen_for: Vec<String> = authorization.required.iter().filter(is_chosen).cloned().collect();
        for regime in &chosen_for {
            request.licenses_held.push(LicenseHeld::License(License {
                number: Some(considered.license.to_string().into()),
                regime: regime.clone().into(),
                from: Some(held.license.from.to_string().into()),
                until: Some(held.license.until.to_string().into()),
            }));
        }
        if !chosen_for.is_empty() {
            authorization.obligations.extend(obligations(&considered.license, &held.license));
        }
        let told =
            considered.objections.iter().map(|objection| Told { data: objection.clone(), says: objection.to_string() });
        let (license, version) = (considered.license.clone(), held.version);
        let regimes = considered.regimes.clone();
        authorization.considered.push(Considered { license, version, regimes, chosen_for, objections: told.collect() });
    }
}

/// What a license asks of whoever acts under it: to reserve first of all, and what its conditions say.
fn obligations(number: &LicenseNumber, license: &portcullis_license::License) -> Vec<Obligation> {
    let reserve = Obligation {
        license: number.clone(),
        condition: None,
        owner: None,
        enforced: true,
        says: format!(
            "Reserve from license {number} before anything starts; renew before the slice ends; post what was used within {} hours of its end.",
            license.settle_within_hours
        ),
    };
    let conditions = license.conditions.iter().map(|condition| Obligation {
        license: number.clone(),
        condition: Some(condition.id.clone()),
        owner: Some(condition.owner.clone()),
        enforced: condition.rule.is_enforced(),
        says: condition.rule.to_string(),
    });
    std::iter::once(reserve).chain(conditions).collect()
}
