//! The provisions on advanced computing that apply to exports on [`ON`], written by hand as Rust.
//!
//! What a programmer would write who has the Cedar text beside him and one date in mind: no dates, nothing
//! unknown, no reasons. It is what the engine's way of evaluating is measured against.

use crate::error::BenchError;
use portcullis_law::{CodeType, Codes, Fact, Facts};

/// The date the closures and the Rego text are written for.
pub const ON: &str = "2026-02-01";
/// The regime they are written for.
pub const REGIME: &str = "us-advanced-computing";

/// A provision as a closure.
pub struct Closure {
    /// The provision's id in the law.
    pub id: &'static str,
    /// Whether it fires.
    pub fires: Box<dyn Fn(&Facts) -> bool + Send + Sync>,
}

fn closure(id: &'static str, fires: impl Fn(&Facts) -> bool + Send + Sync + 'static) -> Closure {
    Closure { id, fires: Box::new(fires) }
}

/// Some of these codes hold.
fn any(facts: &Facts, fact: Fact, codes: u64) -> bool {
    facts.get(fact).certain() & codes != 0
}

/// Some recipient, or its ultimate parent, is headquartered there.
fn headquartered(facts: &Facts, groups: u64) -> bool {
    any(facts, Fact::RecipientHeadquartered, groups) || any(facts, Fact::RecipientParentHeadquartered, groups)
}

/// It goes to some of these groups, and to none of the others.
fn to_but_not(facts: &Facts, groups: u64, but: u64) -> bool {
    any(facts, Fact::Destination, groups) && !any(facts, Fact::Destination, but)
}

fn bits(codes: &Codes, code_type: CodeType, names: &[&str]) -> Result<u64, BenchError> {
    names.iter().try_fold(0, |bits, name| {
        let bit = codes.bit(code_type, name);
        Ok(bits | bit.ok_or_else(|| BenchError::Peers(format!("the law has no {code_type} `{name}`")))?)
    })
}

/// The closures, in the order of the Cedar file.
///
/// # Errors
/// When the law does not know a code that they use.
pub fn closures(codes: &Codes) -> Result<Vec<Closure>, BenchError> {
    use Fact::{Amounts, Classes, Destination, Goods, Origin, PartyLists, RecipientsAllHeadquartered};
    let class = |name| bits(codes, CodeType::Class, &[name]);
    let amount = |name| bits(codes, CodeType::Amount, &[name]);
    let groups = |names| bits(codes, CodeType::CountryGroup, names);
    let (a, b, c) = (class("3A090.a")?, class("3A090.b")?, class("3A090.c")?);
    let (nac_eligible, hbm_band) = (class("nac-eligible")?, class("hbm-exception-band")?);
    let (h20_letter, tariff) = (class("letter-2025-04-09")?, class("tariff-2026")?);
    let case_by_case = class("case-by-case-2026")?;
    let weights = bits(codes, CodeType::Goods, &["model_weights"])?;
    let training = amount("training-at-least-1e26")?;
    let year = amount("year-tpp-above-26900000")?;
    let shipment = amount("shipment-tpp-at-least-3200000")?;
    let consignee = amount("consignee-tpp-at-least-253000000")?;
    let over_limit = amount("shipment-tpp-above-790000000")?;
    let d5 = groups(&["D:5", "Macau"])?;
    let d5_or_uae = groups(&["D:5", "Macau", "UAE"])?;
    let d1_d4 = groups(&["D:1", "D:4"])?;
    let d1_d4_d5 = groups(&["D:1", "D:4", "D:5", "Macau"])?;
    let a5_a6 = groups(&["A:5", "A:6"])?;
    let (us_a5, us) = (groups(&["US", "A:5"])?, groups(&["US"])?);
    let (foreign, uae) = (groups(&["foreign"])?, groups(&["UAE"])?);
    let (supplement_5a, china) = (groups(&["supp-5a"])?, groups(&["China", "Macau"])?);
    let barred = bits(codes, CodeType::List, &["entity_list", "unverified_list", "denied_persons", "meu_list", "sdn"])?;
    Ok(vec![
        closure("us-ac-2024-nac", move |f| {
            any(f, Classes, nac_eligible)
                && (any(f, Destination, d5) || headquartered(f, d5))
                && !any(f, PartyLists, barred)
        }),
        closure("us-ac-2024-aca", move |f| {
            any(f, Classes, nac_eligible)
                && any(f, Destination, d1_d4)
                && !any(f, Destination, d5)
                && !headquartered(f, d5)
                && !any(f, PartyLists, barred)
        }),
        closure("us-ac-2024-hbm-destination", move |f| any(f, Classes, c) && any(f, Destination, d5)),
        closure("us-ac-2024-hbm-headquarters", move |f| {
            any(f, Classes, c) && any(f, Destination, foreign) && headquartered(f, d5) && !any(f, Destination, d5)
        }),
        closure("us-ac-2024-hbm-exception", move |f| {
            any(f, Classes, hbm_band) && any(f, RecipientsAllHeadquartered, us_a5) && !any(f, PartyLists, barred)
        }),
        closure("us-ac-2025-destination", move |f| any(f, Classes, a) && any(f, Destination, d5)),
        closure("us-ac-2025-headquarters", move |f| {
            any(f, Classes, a) && any(f, Destination, foreign) && headquartered(f, d5) && !any(f, Destination, d5)
        }),
        closure("us-ac-2025-d1-d4", move |f| {
            any(f, Classes, a) && any(f, Destination, d1_d4) && !any(f, Destination, d5) && !any(f, Destination, a5_a6)
        }),
        closure("us-ac-2025-worldwide", move |f| {
            any(f, Classes, a)
                && any(f, Destination, foreign)
                && !any(f, Destination, d5)
                && !any(f, Destination, uae)
                && !to_but_not(f, d1_d4, a5_a6)
        }),
        closure("us-ac-2025-review-country-limit", move |f| {
            any(f, Classes, a)
                && any(f, Amounts, over_limit)
                && !(any(f, Destination, supplement_5a) || any(f, RecipientsAllHeadquartered, supplement_5a))
        }),
        closure("us-ac-2025-b-destination", move |f| {
            any(f, Classes, b) && any(f, Destination, d1_d4_d5) && !any(f, Destination, a5_a6)
        }),
        closure("us-ac-2025-b-headquarters", move |f| {
            any(f, Classes, b)
                && any(f, Destination, foreign)
                && headquartered(f, d5)
                && !to_but_not(f, d1_d4_d5, a5_a6)
        }),
        closure("us-ac-2025-b-review", move |f| {
            any(f, Classes, b) && !any(f, Destination, d5) && !headquartered(f, d5)
        }),
        closure("us-ac-2025-aia", move |f| {
            any(f, Classes, a)
                && any(f, Destination, supplement_5a)
                && any(f, RecipientsAllHeadquartered, supplement_5a)
                && !any(f, PartyLists, barred)
        }),
        closure("us-ac-2025-aia-report", move |f| {
            any(f, Classes, a)
                && any(f, Destination, supplement_5a)
                && any(f, RecipientsAllHeadquartered, supplement_5a)
                && any(f, Amounts, consignee)
        }),
        closure("us-ac-2025-lpp", move |f| {
            any(f, Classes, a)
                && any(f, Destination, foreign)
                && !any(f, Destination, d5_or_uae)
                && !headquartered(f, d5)
                && !any(f, Amounts, year)
                && !to_but_not(f, d1_d4, a5_a6)
                && !any(f, PartyLists, barred)
        }),
        closure("us-ac-2025-lpp-notice", move |f| {
            any(f, Classes, a)
                && any(f, Destination, foreign)
                && !any(f, Destination, d5_or_uae)
                && !headquartered(f, d5)
                && any(f, Amounts, shipment)
                && !any(f, Amounts, year)
                && !to_but_not(f, d1_d4, a5_a6)
        }),
        closure("us-ac-2025-weights", move |f| {
            any(f, Goods, weights) && any(f, Amounts, training) && any(f, Destination, foreign)
        }),
        closure("us-ac-2025-weights-aia", move |f| {
            any(f, Goods, weights)
                && any(f, Destination, supplement_5a)
                && any(f, RecipientsAllHeadquartered, supplement_5a)
                && !any(f, PartyLists, barred)
        }),
        closure("us-ac-letter-2025-04-destination", move |f| any(f, Classes, h20_letter) && any(f, Destination, d5)),
        closure("us-ac-letter-2025-04-headquarters", move |f| {
            any(f, Classes, h20_letter)
                && any(f, Destination, foreign)
                && headquartered(f, d5)
                && !any(f, Destination, d5)
        }),
        closure("us-ac-2026-review-case-by-case", move |f| {
            any(f, Classes, case_by_case) && any(f, Origin, us) && any(f, Destination, china)
        }),
        closure("us-ac-2026-tariff-notice", move |f| {
            any(f, Classes, tariff) && any(f, Origin, us) && any(f, Destination, china)
        }),
    ])
}
