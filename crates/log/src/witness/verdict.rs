//! What a witness answers, with the status that the specification demands.

use super::Seen;

/// The content type of the answer to a request with the wrong old size.
pub const SIZE_CONTENT_TYPE: &str = "text/x.tlog.size";
const PLAIN: &str = "text/plain; charset=utf-8";

/// The answer to `add-checkpoint`. Texts say what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// 200: the checkpoint grew out of the last one.
    Cosigned {
        /// The log.
        origin: String,
        /// What must be stored before the answer is sent.
        seen: Seen,
        /// The cosignature, a line of a note.
        lines: String,
    },
    /// 400: the body is no request, or the old tree is larger than the new one.
    Malformed(String),
    /// 403: no known key of the log signed it, or a signature is wrong.
    Untrusted(String),
    /// 404: the log is not known.
    UnknownLog(String),
    /// 409: the old size is not that of the tree seen last.
    Conflict {
        /// The size of the tree seen last; 0 for none.
        size: u64,
    },
    /// 422: the new tree did not grow out of the last one, or it is not shown.
    Inconsistent(String),
}

impl Verdict {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Cosigned { .. } => 200,
            Self::Malformed(_) => 400,
            Self::Untrusted(_) => 403,
            Self::UnknownLog(_) => 404,
            Self::Conflict { .. } => 409,
            Self::Inconsistent(_) => 422,
        }
    }

    /// The content type of the answer.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => SIZE_CONTENT_TYPE,
            _ => PLAIN,
        }
    }

    /// The body of the answer.
    #[must_use]
    pub fn body(&self) -> String {
        match self {
            Self::Cosigned { lines, .. } => lines.clone(),
            Self::Conflict { size } => format!("{size}\n"),
            Self::UnknownLog(origin) => format!("the log `{origin}` is not known here\n"),
            Self::Malformed(problem) | Self::Untrusted(problem) | Self::Inconsistent(problem) => format!("{problem}\n"),
        }
    }
}
