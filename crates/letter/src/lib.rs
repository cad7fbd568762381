//! Letters that an authority sends, and tables that people open in a spreadsheet.
//!
//! A letter is read by somebody who acts on it, and half of what it says was written by somebody else: names, addresses, end uses, reasons.
//! So nothing that is inserted can become anything but words:
//!
//! - [`Text`] is the only way in, and [`safe`] has the one rule for characters that cannot be seen or that turn others around;
//! - a template's structure (headings, lists, tables) is read once, from the operator's file; what is inserted fills a leaf and is never
//!   read again ([`Templates`]);
//! - the renderings put words on a page: [`Letter::text`] has no control character but the line feed, [`Letter::pdf`] draws glyphs and writes
//!   no word into the language of the page;
//! - a cell that a spreadsheet would run as a formula is made text ([`csv`]).
//!
//! ```
//! use portcullis_letter::{Content, Frame, Kind, Templates};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let templates = Templates::builtin()?;
//! let letter = templates.letter(&Frame::sample()?, &Content::sample(Kind::Denial)?)?;
//! assert!(letter.text().contains("15 CFR part 756"));
//! # Ok(())
//! # }
//! ```
//!
//! No clock, no storage, no law: dates, deadlines and reasons are given. What a built-in letter cites is said in its template, with the grade of
//! the evidence.

mod content;
pub mod csv;
mod frame;
mod letter;
mod pdf;
mod plain;
pub mod safe;
mod share;
mod template;

pub use content::{
    Acknowledgement, Amendment, AppealDecision, AppealWithdrawn, Application, Change, Condition, Content, Denial,
    InformationRequest, InspectionNotice, IntentToDeny, IntentWithdrawn, Item, Kind, License, LicenseOf,
    NoLicenseNeeded, Participant, Preservation, Received, Referral, Reinstatement, ReturnAtCounter,
    ReturnWithoutAction, Revocation, Suspension, UnknownKind, WithdrawalConfirmed,
};
pub use frame::{Addressee, Authority, Frame, Signer};
pub use letter::{Letter, Part, Reference, Signature, Table, TableError};
pub use pdf::{Font, FontError, Fonts, Paper, PdfError};
pub use safe::Text;
pub use template::{FillError, LetterError, Place, TemplateError, Templates};
