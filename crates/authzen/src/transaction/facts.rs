//! The facts of a transaction, gathered from the three places in which they may stand.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use portcullis_authorization::Placement;
use portcullis_determination::{Decimal, LicenseHeld, OwnerRequest, ParentRequest, PartyRequest, Request, Words};
use portcullis_license::{Cluster, Provider, Site};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{CUSTOMER, NoTransaction};
use crate::object::{Members, Object, plain};

/// What was stated so far, and where.
#[derive(Default)]
pub(super) struct Facts {
    request: Request<'static>,
    placement: Placement,
    stated: BTreeMap<String, &'static str>,
}

impl Facts {
    /// Reads the facts of one place. Where members that are no facts may be passed over, the names of those are given.
    pub fn read(
        &mut self,
        place: &'static str,
        object: Option<Object<'_>>,
        pass_over: Option<&BTreeSet<String>>,
    ) -> Result<(), NoTransaction> {
        for (name, raw) in members(place, object)? {
            let field = Field { place, name: &name, raw };
            if !self.set(field)? {
                if pass_over.is_some_and(|names| names.contains(&*name)) {
                    continue;
                }
                return Err(field.unknown());
            }
            if let Some(elsewhere) = self.stated.insert(name.to_string(), place) {
                return Err(NoTransaction(format!("`{name}` stands in `{elsewhere}` and in `{place}`: state it once")));
            }
        }
        Ok(())
    }

    /// What was stated.
    pub fn stated(self) -> (Request<'static>, Placement) {
        (self.request, self.placement)
    }

    /// Takes a fact; `false` where it is none.
    fn set(&mut self, field: Field<'_>) -> Result<bool, NoTransaction> {
        let (request, placement) = (&mut self.request, &mut self.placement);
        match field.name {
            "on" => request.on = field.text()?,
            "quantity" => request.quantity = Some(field.value()?),
            "from" => request.from = field.text()?,
            "to" => request.to = field.text()?,
            "site" => request.site = field.text()?,
            "parties" => {
                let parties: Vec<PartyRequest<'_>> = field.value()?;
                request.parties = parties.into_iter().map(PartyRequest::into_owned).collect();
            }
            "end_use" => request.end_use = Some(field.words()?),
            "red_flags" => request.red_flags = Some(field.words()?),
            "red_flags_resolved" => request.red_flags_resolved = Some(field.value()?),
            "training_operations" => request.training_operations = Some(field.value::<Option<Decimal>>()?),
            "prior_tpp_this_year" => request.prior_tpp_this_year = Some(field.value::<Option<Decimal>>()?),
            "licenses_held" => {
                let licenses: Vec<LicenseHeld<'_>> = field.value()?;
                request.licenses_held = licenses.into_iter().map(LicenseHeld::into_owned).collect();
            }
            "provider" => placement.provider = Some(field.named(Provider::new)?),
            "at_site" => placement.site = Some(field.named(Site::new)?),
            "cluster" => placement.cluster = Some(field.named(Cluster::new)?),
            "resale" => placement.resale = Some(field.value()?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The customer, with what is said of it.
pub(super) fn customer(name: String, object: Option<Object<'_>>) -> Result<PartyRequest<'static>, NoTransaction> {
    let place = "subject.properties";
    let mut party =
        PartyRequest { role: Cow::Borrowed(CUSTOMER), name: Some(Cow::Owned(name)), ..PartyRequest::default() };
    for (name, raw) in members(place, object)? {
        let field = Field { place, name: &name, raw };
        match field.name {
            "country" => party.country = field.text()?,
            "headquarters" => party.headquarters = field.text()?,
            "ultimate_parent" => {
                party.ultimate_parent = field.value::<Option<ParentRequest<'_>>>()?.map(ParentRequest::into_owned);
            }
            "owners" => {
                let owners: Option<Vec<OwnerRequest<'_>>> = field.value()?;
                party.owners = Some(owners.map(|owners| owners.into_iter().map(OwnerRequest::into_owned).collect()));
            }
            "lists" => party.lists = Some(field.words()?),
            "identifiers" => party.identifiers = field.words()?,
            "staff_nationalities" => party.staff_nationalities = field.words()?,
            _ => return Err(field.unknown()),
        }
    }
    Ok(party)
}

fn members<'a>(place: &str, object: Option<Object<'a>>) -> Result<Members<'a>, NoTransaction> {
    object
        .map_or_else(|| Ok(Members::new()), Object::members)
        .map_err(|problem| NoTransaction(format!("`{place}` cannot be read: {problem}")))
}

/// One member of one place.
#[derive(Clone, Copy)]
struct Field<'a> {
    place: &'static str,
    name: &'a str,
    raw: &'a RawValue,
}

impl<'a> Field<'a> {
    fn value<T: Deserialize<'a>>(self) -> Result<T, NoTransaction> {
        serde_json::from_str(self.raw.get()).map_err(|error| self.unread(&plain(&error)))
    }

    fn text(self) -> Result<Option<Cow<'static, str>>, NoTransaction> {
        Ok(self.value::<Option<String>>()?.map(Cow::Owned))
    }

    fn words(self) -> Result<Option<Words<'static>>, NoTransaction> {
        Ok(self.value::<Option<Words<'_>>>()?.map(Words::into_owned))
    }

    fn named<T, E: ToString>(self, new: impl Fn(&str) -> Result<T, E>) -> Result<T, NoTransaction> {
        new(&self.value::<String>()?).map_err(|error| self.unread(&error.to_string()))
    }

    fn unread(self, problem: &str) -> NoTransaction {
        NoTransaction(format!("`{}.{}` cannot be read: {problem}", self.place, self.name))
    }

    fn unknown(self) -> NoTransaction {
        NoTransaction(format!(
            "`{}.{}` is no fact of a transaction there: correct its name or leave it out",
            self.place, self.name
        ))
    }
}
