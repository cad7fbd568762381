//! Who signs: the authenticated person, and nobody whose name is merely written in a request.

use portcullis_license::operation::Signed;
use portcullis_license::{Person, name::NameError};

use crate::action::Action;
use crate::principal::{Kind, Principal};
use crate::proposal::Agreement;

/// Why something is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// Nobody is known.
    #[error("nobody signs without a key")]
    Nobody,
    /// A second person is missing.
    #[error("`{0}` takes two people: propose it, and let another person agree")]
    NeedsSecond(Action),
    /// The two people agreed to something else.
    #[error("`{agreed}` was agreed to, and this is `{asked}`; propose it")]
    OtherAction {
        /// What was agreed to.
        agreed: Action,
        /// What is to be signed.
        asked: Action,
    },
    /// It was not the caller who agreed.
    #[error("`{second}` agreed, not `{caller}`: whoever agrees carries it out")]
    OtherPerson {
        /// Who agreed.
        second: String,
        /// Who wants to sign.
        caller: String,
    },
    /// A name that cannot be written into a record.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// The signature for an operation: the caller's alone where one person is enough, and of both people of an agreement where two are needed. The reason
/// is then the one that was agreed to.
///
/// # Errors
/// [`SignError`] where nobody is known, a second person is missing, or the agreement is about something else.
pub fn signed_by(
    caller: &Principal,
    action: Action,
    reason: &str,
    agreement: Option<&Agreement>,
) -> Result<Signed, SignError> {
    if caller.kind == Kind::Nobody {
        return Err(SignError::Nobody);
    }
    let Some(agreement) = agreement else {
        if action.needs_second_person() {
            return Err(SignError::NeedsSecond(action));
        }
        return Ok(Signed { by: Person::new(&caller.name)?, second: None, reason: reason.to_owned() });
    };
    if agreement.action != action {
        return Err(SignError::OtherAction { agreed: agreement.action, asked: action });
    }
    if agreement.second.credential != caller.credential {
        let (second, caller) = (agreement.second.name.clone(), caller.name.to_string());
        return Err(SignError::OtherPerson { second, caller });
    }
    let (by, second) = (Person::new(&agreement.by.name)?, Person::new(&agreement.second.name)?);
    Ok(Signed { by, second: Some(second), reason: agreement.reason.clone() })
}
