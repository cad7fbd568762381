//! The field for documents that go with a text to the authority.

use crate::components::{Field, InputKind};
use crate::filled::Filled;
use maud::{Markup, Render as _};

/// What may be brought.
pub(crate) const TAKEN: &str = "PDF, PNG, JPEG, text (also CSV), or an office file without macros.";

/// The name of the field for documents beside the text of a field.
#[must_use]
pub fn files_of(text: &str) -> String {
    format!("{text}.files")
}

/// Documents that go with a text; of a form that is shown again, they have to be chosen again.
pub(crate) fn documents_with(filled: &Filled, name: &str) -> Markup {
    Field { hint: Some(TAKEN), ..filled.line(name, "Documents that go with it", InputKind::Files) }.render()
}
