//! Who calls, as endpoints ask of them.

use std::sync::Arc;

use axum::http::HeaderMap;
use portcullis_access::{Access, Action, Agreement, Principal, Reach, TenantName, signed_by};
use portcullis_authorization::Placement;
use portcullis_determination::Request;
use portcullis_journal::{Content, Record};
use portcullis_license::operation::Signed;
use portcullis_license::{Ledger, OperationId, Provider};

use crate::problem::{Kind, Problem};

/// Who may call, as it is configured.
pub struct Entry {
    /// All of it but the keys, which change more often.
    pub access: Access,
}

/// Who calls.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub principal: Arc<Principal>,
    /// How far it may go with what it does.
    pub reach: Reach,
    /// Who may call, as it was when the call began.
    pub access: Arc<Entry>,
    /// The provider of the house, for callers who are of no tenant.
    pub house: Option<Provider>,
}

impl Caller {
    /// Whether the caller may do this to what is about a provider.
    #[must_use]
    pub fn sees(&self, provider: &Provider) -> bool {
        self.reaches(self.access.access.tenants.owner(provider))
    }

    fn reaches(&self, owner: Option<&TenantName>) -> bool {
        match (&self.principal.tenant, owner) {
            (None, None) => self.reach.own,
            (Some(own), Some(owner)) if own == owner => self.reach.own,
            (Some(_), None) => self.reach.shared,
            (None | Some(_), Some(_)) => self.reach.others,
        }
    }

    /// Whether a record is the caller's to see.
    #[must_use]
    pub fn sees_record(&self, record: &Record, ledger: &Ledger) -> bool {
        self.reaches(self.owner_of(record, ledger))
    }

    /// Whose a record is: of the tenant whose license it is about; one that is about none is whose its id says, as [`Caller::operation_id`] makes ids.
    #[must_use]
    pub fn owner_of(&self, record: &Record, ledger: &Ledger) -> Option<&TenantName> {
        let tenants = &self.access.access.tenants;
        if let Content::Ledger { license: Some(concerned), .. } = &record.content
            && let Some(held) = ledger.license(&concerned.number)
        {
            return tenants.owner(&held.license.licensee);
        }
        record.id.as_str().split_once('/').and_then(|(first, _)| tenants.named(first))
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
        match (stated, self.access.access.tenants.providers(tenant)) {
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
