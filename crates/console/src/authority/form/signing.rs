//! The second person: what is signed, and that it was read.

use super::Forms;
use crate::authority::words;
use crate::components::{Digest, Tone};
use maud::{Markup, html};
use portcullis_desk::audience::officer::DraftShown;
use portcullis_desk::event::EventKind;

/// The signature under the draft that waits.
pub(crate) fn countersign(forms: Forms<'_>, title: &str, draft: &DraftShown) -> Markup {
    let form = forms.of(EventKind::Countersigned);
    let question = format!("Sign draft {}: {}?", draft.number, words::outcome_title(draft.outcome).to_lowercase());
    let consequence = "Your signature decides: letters go out, and a license takes effect on its first day. What you sign is the draft of this digest and no other.";
    let digest = draft.digest.to_string();
    let id = "field-countersigned-read";
    let fields = html! {
        (form.hidden("draft", &draft.number.to_string()))
        (form.hidden("digest", &digest))
        p { "Digest: " (Digest { full: &digest }) }
        div.choice {
            input type="checkbox" id=(id) name=(form.name("read")) value="yes" required;
            label for=(id) { "I read all of it, and drafted nothing of it." }
        }
    };
    form.confirmed(title, &question, consequence, Tone::Good, fields)
}

/// The draft that waits goes back to whoever drafted it.
pub(crate) fn send_back(forms: Forms<'_>, title: &str, draft: u32) -> Markup {
    let form = forms.of(EventKind::SentBack);
    form.folded(
        title,
        Tone::Plain,
        &html! {
            (form.hidden("draft", &draft.to_string()))
            (form.text("said", "Why, and what would mend it", None, 3))
        },
    )
}
