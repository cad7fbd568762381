//! Letters from templates: an operator's own wording, or the one that comes with this crate.
//!
//! A template is a TOML file. Its structure is what the file says; each text in it may name fields between `{{` and `}}`:
//!
//! ```toml
//! subject = "Denial of application {{ application.number }}"
//!
//! [[reference]]                     # lines of reference, in order
//! label = "Application"
//! value = "{{ application.number }}, registered {{ application.registered | long }}"
//!
//! [[part]]                          # parts, in order; each is one of heading, paragraph, numbered, head with row, preformatted
//! paragraph = "Your application is denied (15 CFR 750.6)."
//!
//! [[part]]
//! when = "notice"                   # only where the field has a value (or the list has items)
//! paragraph = "We gave you notice on {{ notice | long }}."
//!
//! [[part]]
//! each = "reasons"                  # once for each of a list; `item` is the one at hand
//! numbered = ["{{ item }}"]
//! ```
//!
//! The expressions are Jinja's; `long` writes a date out, `join` joins a list, `length` counts. Everything is checked when a template is loaded:
//! a field that the kind of letter does not have is refused with its line and the nearest name, and the template is tried on a letter with
//! everything in it and on one with nothing that can be absent. What fills a field is never read again, neither as template nor as structure,
//! so whoever writes a field writes words.

mod check;
mod engine;
mod error;
mod filled;
mod source;

use std::collections::BTreeMap;

use crate::content::{Content, Kind};
use crate::frame::Frame;
use crate::letter::{Letter, Signature};
use crate::safe::Text;

pub use error::{FillError, LetterError, Place, TemplateError};
use filled::{Filled, context, fill};
use source::Template;

/// The templates of all kinds of letters.
pub struct Templates(BTreeMap<Kind, Template>);

impl Templates {
    /// Those that come with this crate.
    ///
    /// # Errors
    /// [`TemplateError`] where one of them is wrong, which is a mistake of the crate.
    pub fn builtin() -> Result<Self, TemplateError> {
        let mut templates = Self(BTreeMap::new());
        for kind in Kind::ALL {
            templates.replace(*kind, kind.builtin())?;
        }
        Ok(templates)
    }

    /// Takes an operator's own wording of one letter: the text of a TOML file.
    ///
    /// # Errors
    /// [`TemplateError`] with the line and the mend; the template it would replace stays.
    pub fn replace(&mut self, kind: Kind, text: &str) -> Result<(), TemplateError> {
        let template = Template::read(kind, text)?;
        check::check(kind, &template)?;
        self.0.insert(kind, template);
        Ok(())
    }

    /// Makes a letter.
    ///
    /// # Errors
    /// [`LetterError`] where too few people signed, or the template does not fit these fields: a field without a value that no `when` guards.
    pub fn letter(&self, frame: &Frame, content: &Content) -> Result<Letter, LetterError> {
        let kind = content.kind();
        let (needed, people) = (kind.people(), frame.people());
        if people < needed {
            return Err(LetterError::Unsigned { kind, needed, people });
        }
        let template = self.0.get(&kind).ok_or(LetterError::NoTemplate { kind })?;
        let filled = fill(template, &context(frame, content)).map_err(|source| LetterError::Fill { kind, source })?;
        Ok(dressed(frame, filled))
    }
}

/// The letter of a frame and what fills it.
fn dressed(frame: &Frame, filled: Filled) -> Letter {
    let texts = |lines: &[String]| lines.iter().map(|line| Text::new(line)).collect::<Vec<_>>();
    let named = |name: &str, lines: &[String]| [vec![Text::new(name)], texts(lines)].concat();
    let signatures = frame.signatures.iter().map(|signer| Signature {
        name: Text::new(&signer.name),
        capacity: Text::new(&signer.capacity),
        at: signer.at,
    });
    Letter {
        number: Text::new(&frame.number),
        letterhead: named(&frame.authority.name, &frame.authority.address),
        date: frame.date,
        addressee: named(&frame.addressee.name, &frame.addressee.address),
        references: filled.references,
        subject: filled.subject,
        parts: filled.parts,
        signatures: signatures.collect(),
        check_at: frame.check_at.as_deref().map(Text::new),
    }
}
