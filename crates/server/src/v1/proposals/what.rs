//! What takes two people, and whose it is.

use std::sync::Arc;

use jiff::civil::Date;
use portcullis_access::{Action, TenantName};
use portcullis_evidence::{Instead, overriding, resolving};
use portcullis_journal::Submission;
use portcullis_license::operation::{LimitOf, Signed};
use portcullis_license::{Change, Grant, License, LicenseNumber, Operation, OperationId, Provider};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::caller::Caller;
use crate::problem::{Kind, Problem};
use crate::v1::proposals::resolve::ToResolve;

/// What takes two people.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum What {
    /// The first version of a license.
    Issue {
        /// The license.
        license: Box<License>,
    },
    /// Another version of a license.
    Vary {
        /// The license.
        license: Box<License>,
    },
    /// The end of a suspension.
    Reinstate {
        /// Its number.
        license: LicenseNumber,
    },
    /// The end of a license, for good.
    Revoke {
        /// Its number.
        license: LicenseNumber,
    },
    /// A limit over several licenses.
    Limit {
        /// Whose.
        of: LimitOf,
        /// The most from now on.
        limit: Grant,
    },
    /// What was used of a slice that is resolved, in place of what was said.
    Correct {
        /// The slice.
        reservation: OperationId,
        /// Chips times milliseconds.
        chip_milliseconds: u64,
    },
    /// A decision in place of one that the law left open.
    Override {
        /// The record of the determination.
        record: u64,
        /// What is decided instead.
        outcome: Instead,
    },
    /// What people found of a party and an entry of a list.
    Resolve {
        /// What they found.
        found: Box<ToResolve>,
    },
}

impl What {
    /// The action that it is.
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::Issue { .. } => Action::IssueLicense,
            Self::Vary { .. } => Action::VaryLicense,
            Self::Reinstate { .. } => Action::ReinstateLicense,
            Self::Revoke { .. } => Action::RevokeLicense,
            Self::Limit { .. } => Action::SetLimit,
            Self::Correct { .. } => Action::Correct,
            // A finding stands in place of what screening leaves to a person, as an override does for the law.
            Self::Override { .. } | Self::Resolve { .. } => Action::Override,
        }
    }

    /// The provider it is about, as far as it says itself.
    fn provider(&self) -> Option<&Provider> {
        match self {
            Self::Issue { license } | Self::Vary { license } => Some(&license.licensee),
            Self::Limit { of: LimitOf::Provider(provider), .. } => Some(provider),
            _ => None,
        }
    }

    /// The same with all that it speaks of, as that is on the day it is proposed.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be done as it is said.
    pub(super) fn settled(self, app: &App, today: Date) -> Result<Self, Problem> {
        match self {
            Self::Resolve { found } => {
                Ok(Self::Resolve { found: Box::new(found.settled(&app.gate().served(), today)?) })
            }
            other => Ok(other),
        }
    }

    /// Whether what it speaks of is still what the first person looked at.
    ///
    /// # Errors
    /// [`Problem`] where it is not.
    pub(super) fn is_still_so(&self, app: &App) -> Result<(), Problem> {
        match self {
            Self::Resolve { found } => found.is_still_so(&app.gate().served()),
            _ => Ok(()),
        }
    }

    /// As it is recorded, once two people stand behind it. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where it is not theirs to decide.
    pub(super) fn submission(self, app: &App, id: OperationId, signed: Signed) -> Result<Submission, Problem> {
        let change = |license, change| Operation::License { license, change, signed: signed.clone() };
        let operation = match self {
            Self::Issue { license } => change(license.number.clone(), Change::Issue { license }),
            Self::Vary { license } => change(license.number.clone(), Change::Vary { license }),
            Self::Reinstate { license } => change(license, Change::Reinstate),
            Self::Revoke { license } => change(license, Change::Revoke),
            Self::Limit { of, limit } => Operation::Limit { of, limit, signed },
            Self::Correct { reservation, chip_milliseconds } => {
                Operation::Correct { reservation, chip_milliseconds, signed }
            }
            Self::Override { record, outcome } => {
                let found = app.gate().register().record(record)?;
                let found = found.ok_or_else(|| Problem::not_found(format!("record {record}")))?;
                return overriding(id, &found, outcome, &signed).map_err(|error| Problem::new(Kind::Refused, error));
            }
            Self::Resolve { found } => {
                let resolution = found.resolution(&signed)?;
                return resolving(id, &resolution).map_err(|error| Problem::new(Kind::Refused, error));
            }
        };
        Ok(Submission::operation(id, operation))
    }
}

impl App {
    /// Whose it is that a proposal is about. What the caller does not see is not there.
    pub(super) async fn tenant_of(
        self: &Arc<Self>,
        caller: &Caller,
        what: &What,
    ) -> Result<Option<TenantName>, Problem> {
        let provider = match (what.provider(), what) {
            (Some(provider), _) => Some(provider.clone()),
            (None, What::Reinstate { license } | What::Revoke { license }) => {
                let look = self.look();
                Some(caller.license(look.replay().ledger(), license.as_str())?.license.licensee.clone())
            }
            (None, What::Correct { reservation, .. }) => {
                let reservation = self.own_reservation(caller, reservation.as_str()).await?;
                self.provider_of_reservation(&reservation).await?
            }
            (None, What::Override { record, .. }) => return self.tenant_of_record(caller, *record).await,
            (None, _) => None,
        };
        Ok(provider.and_then(|provider| caller.access.tenants.owner(&provider).cloned()))
    }

    /// Whose a record is that the caller sees.
    async fn tenant_of_record(self: &Arc<Self>, caller: &Caller, record: u64) -> Result<Option<TenantName>, Problem> {
        let found = self.blocking(move |app| Ok(app.gate().register().record(record)?)).await?;
        let look = self.look();
        let ledger = look.replay().ledger();
        let found = found.filter(|found| caller.sees_record(found, ledger));
        let found = found.ok_or_else(|| Problem::not_found(format!("record {record}")))?;
        Ok(caller.owner_of(&found, ledger).cloned())
    }
}
