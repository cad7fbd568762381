//! Four eyes: who may not sign what, because of what they did in the case before.
//!
//! Who countersigns is neither who drafted nor anybody who spoke for an agency or in the chair; under appeal, who drafts and who countersigns did not
//! sign the denial. Names are compared without case and spaces, and credentials as they are: whoever may be the same person is taken to be
//! ([`Signer::may_be`]). That holds for the whole case, with all its rounds.

use std::fmt;

use portcullis_access::proposal::Signer;
use serde::Serialize;

use super::phase::PhaseKind;
use super::state::State;
use super::why::Why;

/// What somebody did before, that keeps them from signing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Drafted what is to be signed.
    Drafted,
    /// Spoke for an agency.
    Advised,
    /// Spoke in the chair.
    Chaired,
    /// Signed the denial that the appeal is against, or an earlier one.
    Denied,
}

impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Drafted => "drafted this",
            Self::Advised => "spoke for an agency in this case",
            Self::Chaired => "spoke in the chair in this case",
            Self::Denied => "signed a denial in this case",
        })
    }
}

/// Whether somebody may draft.
pub(super) fn may_draft(state: &State, signer: &Signer) -> Result<(), Why> {
    if state.phase.kind() == PhaseKind::Appealed { did_not_deny(state, signer) } else { Ok(()) }
}

/// Whether somebody may countersign the draft that waits.
pub(super) fn may_countersign(state: &State, signer: &Signer) -> Result<(), Why> {
    let draft = state.waiting().ok_or(Why::NoDraft)?;
    if draft.by.may_be(signer) {
        return Err(same(&draft.by, Part::Drafted));
    }
    if let Some(adviser) = state.advisers.iter().find(|adviser| adviser.signer.may_be(signer)) {
        let part = if adviser.agency.is_some() { Part::Advised } else { Part::Chaired };
        return Err(same(&adviser.signer, part));
    }
    may_draft(state, signer)
}

fn did_not_deny(state: &State, signer: &Signer) -> Result<(), Why> {
    let found = state.denied_by.iter().find(|before| before.may_be(signer));
    found.map_or(Ok(()), |before| Err(same(before, Part::Denied)))
}

fn same(before: &Signer, part: Part) -> Why {
    Why::SamePerson { name: before.name.clone(), part }
}
