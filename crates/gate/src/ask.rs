//! What is asked.

use portcullis_authorization::Placement;
use portcullis_determination::Request;
use portcullis_license::OperationId;

/// One thing asked at the gate.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The caller's name for it: asked to start again under the same name, it is the same start. Made up where it is left out.
    pub id: Option<OperationId>,
    /// The transaction.
    pub request: Request<'static>,
    /// Who runs the chips, on which site, in which cluster.
    pub placement: Placement,
    /// What for.
    pub purpose: Purpose,
}

/// What somebody asks for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To know: nothing is recorded and nothing held.
    Question,
    /// To start: the decision is recorded, and what a license has to cover is held for so long.
    Start {
        /// Milliseconds from now.
        milliseconds: u64,
    },
}
