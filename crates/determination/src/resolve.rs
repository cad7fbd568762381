//! From a request to a transaction: every name is looked up, and what was left out is settled.

use crate::decimal::Decimal;
use crate::derive::needs_item;
use crate::profile::{Profile, TakenFor};
use crate::request::{
    FiguresRequest, ItemRequest, LicenseHeld, OwnerRequest, ParentRequest, PartyRequest, Request, Words,
};
use crate::transaction::{Assumed, AssumedSet, FiguresItem, Item, Parties, Transaction};
use jiff::civil::Date;
use portcullis_catalog::{Catalog, Country, Exact, Figures, LookupError, Measure};
use portcullis_law::{CodeTable, CodeType, Form, Kind, Law};
use portcullis_party::{OnLists, Owner, Party, Role, Stated, UltimateParent};
use std::borrow::Cow;
use std::ops::Deref;

/// A field of a request that cannot be used.
///
/// Boxed, because it is rare and every look-up of a batch returns room for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: {}", self.field, self.problem)]
pub struct RequestError(Box<BadField>);

/// What is wrong with a field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadField {
    /// The field's path: `parties[0].country`.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead.
    pub mend: String,
    /// The text that was written there, for finding it in the source.
    pub written: Option<String>,
}

impl Deref for RequestError {
    type Target = BadField;

    fn deref(&self) -> &BadField {
        &self.0
    }
}

impl RequestError {
    pub(crate) fn new(field: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self(Box::new(BadField { field: field.into(), problem: problem.into(), mend: mend.into(), written: None }))
    }

    fn at(mut self, written: &str) -> Self {
        self.0.written = Some(written.to_owned());
        self
    }

    /// The same error, in a field of something larger.
    fn within(mut self, outer: &str) -> Self {
        self.0.field = format!("{outer}.{}", self.0.field);
        self
    }
}

/// How many words an error lists.
const WORDS_SHOWN_MAX: usize = 24;

/// Looks names up in the catalog and the law, under a profile.
pub(crate) struct Resolver<'a> {
    pub catalog: &'a Catalog,
    pub law: &'a Law,
    pub profile: &'a Profile,
    /// Where the profile's operator is headquartered.
    pub operator: Country,
}

impl Resolver<'_> {
    pub(crate) fn resolve(&self, request: &Request<'_>) -> Result<Transaction, RequestError> {
        let mut assumed = AssumedSet::default();
        let unstated = self.profile.unstated;
        let kind = request.kind.ok_or_else(|| {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            RequestError::new("kind", "is missing", format!("write one of {}", kinds.join(", ")))
        })?;
        let on = match &request.on {
            Some(text) => parse_date("on", text)?,
            None => {
                return Err(RequestError::new(
                    "on",
                    "is missing",
                    "write the date of the transaction, such as 2026-11-21",
                ));
            }
        };
        let (item, cloud) = self.item(request.item.as_ref(), &mut assumed)?;
        if matches!(item, Item::Unstated) && !needs_item(kind) {
            assumed.insert(Assumed::Item);
        }
        let parties = self.parties(&request.parties, &mut assumed)?;
        let end_uses = match settle(&request.end_use, unstated.end_use, Assumed::EndUse, &mut assumed) {
            Settled::Value(words) => self.end_uses(words),
            Settled::None => Stated::Known(0),
            Settled::Unknown => Stated::Unknown,
        };
        let red_flags = match settle(&request.red_flags, unstated.red_flags, Assumed::RedFlags, &mut assumed) {
            Settled::Value(words) => Stated::Known(self.codes("red_flags", CodeType::RedFlag, words)?),
            Settled::None => Stated::Known(0),
            Settled::Unknown => Stated::Unknown,
        };
        let training =
            settle(&request.training_operations, unstated.amounts, Assumed::TrainingOperations, &mut assumed);
        let prior = settle(&request.prior_tpp_this_year, unstated.amounts, Assumed::PriorTpp, &mut assumed);
        let implied_provider = if parties.iter().any(|party| party.role == Role::Provider) {
            None
        } else if cloud.is_some() {
            assumed.insert(Assumed::CloudOfInstance);
            cloud
        } else {
            assumed.insert(Assumed::Operator);
            Some(self.operator)
        };
        Ok(Transaction {
            kind,
            on,
            item,
            quantity: request.quantity.unwrap_or(1),
            from: self.country("from", request.from.as_ref())?,
            to: self.country("to", request.to.as_ref())?,
            site: self.country("site", request.site.as_ref())?,
            parties,
            implied_provider,
            end_uses,
            red_flags,
            red_flags_resolved: request.red_flags_resolved.unwrap_or(false),
            training_operations: measure(training),
            prior_tpp_this_year: measure(prior),
            licensed_regimes: self.licenses(&request.licenses_held, on, &mut assumed)?,
            assumed,
            screened: Vec::new(),
            entry_policies: Vec::new(),
            owned: Vec::new(),
        })
    }

    fn country(&self, field: &str, text: Option<&Cow<'_, str>>) -> Result<Stated<Country>, RequestError> {
        let Some(text) = text else {
            return Ok(Stated::Unknown);
        };
        self.catalog.countries().parse(text).map(Stated::Known).map_err(|error| {
            RequestError::new(
                field,
                error.to_string(),
                "write a two-letter ISO 3166 code, such as SG, or the country's name",
            )
            .at(text)
        })
    }

    /// The item, and where the cloud of an instance type is headquartered.
    fn item(
        &self,
        item: Option<&ItemRequest<'_>>,
        assumed: &mut AssumedSet,
    ) -> Result<(Item, Option<Country>), RequestError> {
        let Some(item) = item else {
            return Ok((Item::Unstated, None));
        };
        let one_of = || {
            let mend = "write one of accelerator, instance, figures, goods";
            RequestError::new("item", "says more than one thing, or nothing", mend)
        };
        match (&item.accelerator, &item.instance, &item.figures, &item.goods) {
            (Some(name), None, None, None) => {
                let place =
                    self.catalog.find_accelerator(name).map_err(|error| look_up("item.accelerator", error).at(name))?;
                Ok((Item::Accelerator(place, Some(Exact::ONE)), None))
            }
            (None, Some(key), None, None) => {
                let place = self.catalog.find_instance(key).map_err(|error| look_up("item.instance", error).at(key))?;
                let Some(instance) = self.catalog.instances().get(place) else {
                    return Err(one_of());
                };
                let cloud = self.catalog.provider(&instance.provider).map(|provider| provider.headquarters);
                let item = match instance.accelerator {
                    Some(accelerator) => Item::Accelerator(accelerator, instance.count),
                    None => Item::UnknownAccelerator,
                };
                Ok((item, cloud))
            }
            (None, None, Some(figures), None) => Ok((Item::Figures(Box::new(self.figures(figures, assumed)?)), None)),
            (None, None, None, Some(goods)) => {
                let bits = self.law.goods.find(goods).ok_or_else(|| {
                    let known = self.law.goods.all().iter().map(|good| good.code.as_str());
                    let mend = format!("write {} or `other`", suggest(goods, known));
                    RequestError::new("item.goods", format!("`{goods}` is no code or customs code of the law"), mend)
                        .at(goods)
                })?;
                Ok((Item::Goods(bits), None))
            }
            _ => Err(one_of()),
        }
    }

    fn figures(&self, written: &FiguresRequest<'_>, assumed: &mut AssumedSet) -> Result<FiguresItem, RequestError> {
        let measure = |value: Option<Decimal>| value.map_or(Measure::Unknown, |value| Measure::Known(value.0));
        let form = match written.form.as_deref() {
            None | Some("accelerator") => Form::Accelerator,
            Some("hbm") => Form::Hbm,
            Some(other) => {
                let problem = format!("`{other}` is not a form");
                return Err(RequestError::new("item.figures.form", problem, "write accelerator or hbm").at(other));
            }
        };
        let planar = written.planar == Some(true);
        let only = |applies: bool, value: Option<Decimal>| {
            if applies { measure(value) } else { Measure::Undefined }
        };
        let designer = match settle(&written.designer, self.profile.unstated.designer, Assumed::Designer, assumed) {
            Settled::Value(text) => match self.country("item.figures.designer", Some(text))? {
                Stated::Known(country) => Stated::Known(Some(country)),
                Stated::Unknown => Stated::Unknown,
            },
            Settled::None => Stated::Known(None),
            Settled::Unknown => Stated::Unknown,
        };
        let figures = Figures {
            tpp: only(form == Form::Accelerator, written.tpp),
            performance_density: only(form == Form::Accelerator && !planar, written.performance_density),
            io_gb_s: only(form == Form::Accelerator, written.io_gb_s),
            memory_bandwidth_gb_s: only(form == Form::Accelerator, written.memory_bandwidth_gb_s),
            memory_bandwidth_density: only(form == Form::Hbm, written.memory_bandwidth_density),
            data_center: written.data_center,
        };
        Ok(FiguresItem { figures, form, designer })
    }

    fn parties(&self, written: &[PartyRequest<'_>], assumed: &mut AssumedSet) -> Result<Parties, RequestError> {
        let mut parties = Parties::new();
        for (at, party) in written.iter().enumerate() {
            parties.push(self.party(at, party, assumed)?);
        }
        Ok(parties)
    }

    fn party(&self, at: usize, written: &PartyRequest<'_>, assumed: &mut AssumedSet) -> Result<Party, RequestError> {
        // Paths are written only when something is wrong: this runs once a request in a batch.
        let within = |error: RequestError| error.within(&format!("parties[{at}]"));
        let role = Role::from_word(&written.role).ok_or_else(|| {
            let known = Role::ALL.iter().map(|role| role.word());
            let mend = format!("write {}", suggest(&written.role, known));
            within(RequestError::new("role", format!("`{}` is not a role", written.role), mend).at(&written.role))
        })?;
        let ultimate_parent = match &written.ultimate_parent {
            // The provider is the one who asks, and knows whether somebody stands above it.
            None if !role.receives() && written.headquarters.is_some() => {
                assumed.insert(Assumed::ProviderParent);
                UltimateParent::Itself
            }
            None => UltimateParent::Other(Stated::Unknown),
            Some(ParentRequest::Word(word)) if word == "self" => UltimateParent::Itself,
            Some(ParentRequest::Word(word)) => {
                let mend = "write self, or { name, headquarters }";
                let problem = format!("`{word}` is not a parent");
                return Err(within(RequestError::new("ultimate_parent", problem, mend).at(word)));
            }
            Some(ParentRequest::Company(parent)) => {
                let field = "ultimate_parent.headquarters";
                UltimateParent::Other(self.country(field, parent.headquarters.as_ref()).map_err(within)?)
            }
        };
        let owners = match settle(&written.owners, self.profile.unstated.owners, Assumed::Owners, assumed) {
            Settled::Value(owners) => {
                let owners = owners.iter().enumerate().map(|(at, owner)| self.owner(at, owner, assumed));
                Stated::Known(owners.collect::<Result<_, _>>().map_err(within)?)
            }
            Settled::None => Stated::Known(Vec::new()),
            Settled::Unknown => Stated::Unknown,
        };
        Ok(Party {
            role,
            country: self.country("country", written.country.as_ref()).map_err(within)?,
            headquarters: self.country("headquarters", written.headquarters.as_ref()).map_err(within)?,
            ultimate_parent,
            lists: self.lists(&written.lists, assumed).map_err(within)?,
            owners,
        })
    }

    fn owner(&self, at: usize, written: &OwnerRequest<'_>, assumed: &mut AssumedSet) -> Result<Owner, RequestError> {
        let within = |error: RequestError| error.within(&format!("owners[{at}]"));
        let percent = match written.percent {
            Some(Decimal(percent)) if percent > Exact::whole(100) => {
                let problem = format!("{percent} is more than the whole");
                return Err(within(RequestError::new("percent", problem, "write a share between 0 and 100")));
            }
            Some(Decimal(percent)) => Stated::Known(percent),
            None => Stated::Unknown,
        };
        Ok(Owner::new(percent, self.lists(&written.lists, assumed).map_err(within)?))
    }

    fn lists(&self, written: &Option<Option<Words<'_>>>, assumed: &mut AssumedSet) -> Result<OnLists, RequestError> {
        Ok(match settle(written, self.profile.unstated.lists, Assumed::Lists, assumed) {
            Settled::Value(words) => OnLists::known(self.codes("lists", CodeType::List, words)?),
            Settled::None => OnLists::NONE,
            Settled::Unknown => OnLists::UNKNOWN,
        })
    }

    fn codes(&self, field: &str, code_type: CodeType, words: &Words<'_>) -> Result<u64, RequestError> {
        let table = self.law.codes.table(code_type);
        words.as_slice().iter().try_fold(0, |bits, word| {
            let bit = table.bit(word).ok_or_else(|| {
                let mend = format!("write {}", suggest(word, table.iter().map(|(_, code, _)| code)));
                RequestError::new(field, format!("`{word}` is not a known code"), mend).at(word)
            })?;
            Ok(bits | bit)
        })
    }

    /// An end use that is none of the codes is in somebody's own words: what it comes to is not known.
    fn end_uses(&self, words: &Words<'_>) -> Stated<u64> {
        let table: &CodeTable = self.law.codes.table(CodeType::EndUse);
        let bits = words.as_slice().iter().try_fold(0, |bits, word| Some(bits | table.bit(word)?));
        bits.map_or(Stated::Unknown, Stated::Known)
    }

    fn licenses(&self, held: &[LicenseHeld<'_>], on: Date, assumed: &mut AssumedSet) -> Result<u64, RequestError> {
        held.iter().enumerate().try_fold(0, |bits, (at, held)| {
            let (regime, from, until) = match held {
                LicenseHeld::Regime(regime) => (regime, None, None),
                LicenseHeld::License(license) => (&license.regime, license.from.as_ref(), license.until.as_ref()),
            };
            let place = match (self.law.regime_index(regime), held) {
                (Some(place), _) => place,
                (None, LicenseHeld::Regime(_)) => {
                    // A bare number: what it covers is not known, so it opens nothing.
                    assumed.insert(Assumed::LicenseScope);
                    return Ok(bits);
                }
                (None, LicenseHeld::License(_)) => {
                    let known = self.law.regimes.iter().map(|known| known.id.as_str());
                    let mend = format!("write {}", suggest(regime, known));
                    let field = format!("licenses_held[{at}].regime");
                    return Err(RequestError::new(field, format!("`{regime}` is not a regime"), mend).at(regime));
                }
            };
            let date = |name: &str, text: Option<&Cow<'_, str>>| {
                text.map(|text| parse_date(&format!("licenses_held[{at}].{name}"), text)).transpose()
            };
            let valid = date("from", from)?.is_none_or(|from| from <= on)
                && date("until", until)?.is_none_or(|until| on <= until);
            Ok(if valid { bits | (1 << place) } else { bits })
        })
    }
}

/// A field that may be left out, be `null`, or have a value.
enum Settled<'a, T> {
    Value(&'a T),
    None,
    Unknown,
}

fn settle<'a, T>(
    written: &'a Option<Option<T>>,
    taken_for: TakenFor,
    what: Assumed,
    assumed: &mut AssumedSet,
) -> Settled<'a, T> {
    match (written, taken_for) {
        (Some(Some(value)), _) => Settled::Value(value),
        (Some(None), _) | (None, TakenFor::Unknown) => Settled::Unknown,
        (None, TakenFor::None) => {
            assumed.insert(what);
            Settled::None
        }
    }
}

fn measure(settled: Settled<'_, Decimal>) -> Measure {
    match settled {
        Settled::Value(value) => Measure::Known(value.0),
        Settled::None => Measure::Known(Exact::ZERO),
        Settled::Unknown => Measure::Unknown,
    }
}

fn parse_date(field: &str, text: &str) -> Result<Date, RequestError> {
    let mend = "write year, month and day, such as 2026-11-21";
    // Only the plain form: `2026-11-21T09:00` would say more than a date.
    let plain = text.len() == 10;
    let date = plain.then(|| text.parse().ok()).flatten();
    date.ok_or_else(|| RequestError::new(field, format!("`{text}` is not a date"), mend).at(text))
}

fn look_up(field: &str, error: LookupError) -> RequestError {
    let mend = match error.near.as_slice() {
        [] => "see `portcullis classify --list`, or give item.figures".to_owned(),
        near => {
            format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "))
        }
    };
    RequestError::new(field, error.to_string(), mend)
}

/// The known words, the one that was probably meant first.
fn suggest<'w>(written: &str, known: impl Iterator<Item = &'w str>) -> String {
    let written: String = written.chars().take(60).collect::<String>().to_lowercase();
    let mut known: Vec<&str> = known.collect();
    known.sort_by_key(|word| strsim::damerau_levenshtein(&written, word));
    known.truncate(WORDS_SHOWN_MAX);
    known.join(", ")
}
