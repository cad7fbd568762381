//! Who calls, as endpoints ask of them.

use std::sync::Arc;

use axum::http::HeaderMap;
use portcullis_access::{Access, Action, Agreement, Principal, Reach, TenantName, signed_by};
use portcullis_authorization::Placement;
use portcullis_determination::Request;
use portcullis_gate::Ask;
use portcullis_journal::{Content, Record};
use portcullis_license::ledger::Held;
use portcullis_license::operation::Signed;
use portcullis_license::{Ledger, LicenseNumber, OperationId, Provider};
use portcullis_log::Hash;
use serde_json::json;

use crate::problem::{Kind, Problem};

/// Who calls.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub principal: Arc<Principal>,
    /// How far it may go with what it does.
    pub reach: Reach,
    /// Who may call, as it was when the call began; without the keys, which change more often.
    pub access: Arc<Access>,
    /// The provider of the house, for callers who are of no tenant.
    pub house: Option<Provider>,
}

impl Caller {
    /// Whether the caller may do this to what is about a provider.
    #[must_use]
    pub fn sees(&self, provider: &Provider) -> bool {
        self.reaches(self.access.tenants.owner(provider))
    }

    /// Whether the caller may do this to what is a tenant's, or the house's.
    ///
    /// # Errors
    /// [`Problem`] where it may not.
    pub fn may(&self, action: Action, tenant: Option<&TenantName>) -> Result<(), Problem> {
        let decided = self.access.policy.decide(&self.principal, action, tenant);
        decided.map_err(|denied| Problem::new(Kind::Forbidden, denied))
    }

    /// The same caller as one who does something else; nothing where they may not do that at all.
    #[must_use]
    pub fn doing(&self, action: Action) -> Option<Self> {
        let reach = self.access.policy.reach(&self.principal, action);
        reach.is_any().then(|| Self { reach, ..self.clone() })
    }

    /// The same caller as one who does something to what is its own; nothing where they may not.
    #[must_use]
    pub fn doing_own(&self, action: Action) -> Option<Self> {
        self.doing(action).filter(|caller| caller.reach.own)
    }

    /// Whether the caller may do this to what is a tenant's, or of none.
    pub(crate) fn reaches(&self, owner: Option<&TenantName>) -> bool {
        match (&self.principal.tenant, owner) {
            (None, None) => self.reach.own,
            (Some(own), Some(owner)) if own == owner => self.reach.own,
            (Some(_), None) => self.reach.shared,
            (None | Some(_), Some(_)) => self.reach.others,
        }
    }

    /// A license that is the caller's to speak of.
    ///
    /// # Errors
    /// [`Problem`] where there is none, or it is another tenant's: nobody is told which.
    pub fn license<'a>(&self, ledger: &'a Ledger, number: &str) -> Result<&'a Held, Problem> {
        let named = LicenseNumber::new(number).ok();
        let held = named.and_then(|named| ledger.license(&named)).filter(|held| self.sees(&held.license.licensee));
        held.ok_or_else(|| Problem::not_found(format!("license {number}")))
    }

    /// Whether a record is the caller's to see.
    #[must_use]
    pub fn sees_record(&self, record: &Record, ledger: &Ledger) -> bool {
        self.reaches(self.owner_of(record, ledger))
    }

    /// Whose a record is: of the tenant whose license it is about; one that is about none is whose its id says, as [`Caller::operation_id`] makes ids.
    #[must_use]
    pub fn owner_of(&self, record: &Record, ledger: &Ledger) -> Option<&TenantName> {
        let tenants = &self.access.tenants;
        if let Content::Ledger { license: Some(concerned), .. } = &record.content
            && let Some(held) = ledger.license(&concerned.number)
        {
            return tenants.owner(&held.license.licensee);
        }
        self.owner_of_id(&record.id)
    }

    /// Whose a record is that is about no license, as its id says.
    fn owner_of_id(&self, id: &OperationId) -> Option<&TenantName> {
        id.as_str().split_once('/').and_then(|(first, _)| self.access.tenants.named(first))
    }

    /// Whether a record that is about no license is the caller's to see.
    #[must_use]
    pub fn sees_id(&self, id: &OperationId) -> bool {
        self.reaches(self.owner_of_id(id))
    }

    /// For whom the caller acts: the provider it states, if that is its own; else the only one of its tenant; else the house.
    ///
    /// # Errors
    /// [`Problem`] where the provider is another's, or the tenant has several and none is stated.
    pub fn provider(&self, stated: Option<Provider>) -> Result<Option<Provider>, Problem> {
        let Some(tenant) = &self.principal.tenant else {
            let provider = stated.or_else(|| self.house.clone());
            if let Some(other) = provider.as_ref().filter(|provider| !self.sees(provider)) {
                return Err(not_own(other));
            }
            return Ok(provider);
        };
        match (stated, self.access.tenants.providers(tenant)) {
            (Some(stated), own) if own.contains(&stated) => Ok(Some(stated)),
            (Some(stated), _) => {
                Err(Problem::new(Kind::Forbidden, format!("provider: {stated} is not of tenant {tenant}")))
            }
            (None, [only]) => Ok(Some(only.clone())),
            (None, _) => Err(Problem::malformed(format!("provider: tenant {tenant} has several; state one"))),
        }
    }

    /// Where no provider is settled, the party of the request whose role it is runs the chips: that has to be one whom the caller may act for.
    ///
    /// # Errors
    /// [`Problem`] where the provider is another's.
    pub fn acts_for(&self, placement: &Placement, request: &Request<'_>) -> Result<(), Problem> {
        if placement.provider.is_some() {
            return Ok(());
        }
        let named = request.parties.iter().find(|party| party.role == "provider").and_then(|party| party.name.as_ref());
        match named.and_then(|name| Provider::new(name).ok()) {
            Some(provider) if !self.sees(&provider) => Err(not_own(&provider)),
            _ => Ok(()),
        }
    }

    /// Settles for whom something is asked.
    ///
    /// # Errors
    /// [`Problem`] where it is asked for another.
    pub fn settle(&self, ask: &mut Ask) -> Result<(), Problem> {
        ask.placement.provider = self.provider(ask.placement.provider.take())?;
        self.acts_for(&ask.placement, &ask.request)
    }

    /// The id of what the caller asks for: its own name for it, in the room that is its tenant's; nothing where it gives none.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be one.
    pub fn operation_id(&self, headers: &HeaderMap, stated: Option<&str>) -> Result<Option<OperationId>, Problem> {
        let header = headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default());
        let Some(own) = stated.or(header) else { return Ok(None) };
        let id = match &self.principal.tenant {
            None => OperationId::new(own),
            // Two tenants may give two things the same name.
            Some(tenant) => OperationId::new(&format!("{tenant}/{own}")),
        };
        id.map(Some).map_err(|error| Problem::malformed(format!("id: {error}")))
    }

    /// A name made of the caller's own for what it asks for, which no other credential can take; nothing where it gives none.
    ///
    /// # Errors
    /// [`Problem`] where its own cannot be one.
    pub fn document_name(&self, headers: &HeaderMap, stated: Option<&str>) -> Result<Option<String>, Problem> {
        let own = self.operation_id(headers, stated)?;
        Ok(own.map(|own| Hash::of(json!([self.principal.credential, own]).to_string().as_bytes()).to_hex()))
    }

    /// The caller's signature: alone where one person is enough, with the first's where two agreed.
    ///
    /// # Errors
    /// [`Problem`] where a second person is needed, or it is nobody who can sign.
    pub fn signed(&self, action: Action, reason: &str, agreement: Option<&Agreement>) -> Result<Signed, Problem> {
        signed_by(&self.principal, action, reason, agreement).map_err(|error| Problem::new(Kind::Forbidden, error))
    }
}

fn not_own(provider: &Provider) -> Problem {
    let detail = format!("provider: {provider} is a tenant's, and only that tenant's callers act for it");
    Problem::new(Kind::Forbidden, detail)
}
