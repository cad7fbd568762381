//! Documents: those that are there, and those that are asked for.

use portcullis_law::Kind;

use super::items::{asks_for_advanced_chips, is_classified};
use crate::form::{Application, Document, PartyRole};
use crate::gap::{Gaps, Rule};
use crate::letters::is_blank;

/// The PRC end-user statement.
const END_USER_STATEMENT: Rule<'_> =
    Rule { citation: "15 CFR 748.9; 15 CFR 748.10", evidence: "sourced: eCFR of 2025-01-27" };
/// Purchase orders for advanced chips.
const PURCHASE_ORDER: Rule<'_> = Rule {
    citation: "15 CFR part 748, supp. 2 (90 FR 4544), publicly not enforced",
    evidence: "sourced: AGORA collection, document 1820; paragraph not read",
};
/// Above this total value, in hundredths of a dollar, a commodity needs the statement; computers need it at any value.
const STATEMENT_ABOVE: u64 = 5_000_000;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    for (place, document) in gaps.application.documents.iter().enumerate() {
        let path = format!("documents[{place}]");
        if gaps.application.documents.iter().take(place).any(|before| before.name == document.name) {
            gaps.contradiction(format!("{path}.name"), "another document has that name", "give each a name of its own");
        }
        self::document(gaps, &path, document);
    }
    let has = |kind: &str| gaps.application.documents.iter().any(|document| document.kind == kind);
    let (statement, order) = (has("end_user_statement"), has("purchase_order"));
    if !statement && needs_statement(gaps.application) {
        gaps.missing("documents", "add the end-user statement of the Ministry of Commerce (kind `end_user_statement`)");
        gaps.asked_by(END_USER_STATEMENT);
    }
    if !order && needs_order(gaps.application) {
        gaps.missing("documents", "add the purchase order (kind `purchase_order`); the aggregate TPP in block 22(j) follows from chips and TPP");
        gaps.asked_by(PURCHASE_ORDER);
    }
}

fn document(gaps: &mut Gaps<'_>, path: &str, document: &Document) {
    gaps.text(format!("{path}.name"), &document.name, "name the document");
    gaps.text(
        format!("{path}.kind"),
        &document.kind,
        "say what it is: contract, end_user_statement, purchase_order, …",
    );
    let media_type = format!("{path}.media_type");
    if is_blank(&document.media_type) {
        gaps.missing(media_type, "write its media type, as application/pdf");
    } else if !document.media_type.split_once('/').is_some_and(|(kind, of)| !kind.is_empty() && !of.is_empty()) {
        gaps.unusable(media_type, "it is not a media type (RFC 6838)", "write it as application/pdf");
    }
    if document.bytes == 0 {
        gaps.missing(format!("{path}.bytes"), "attach the document: it has no content");
    }
    if document.sha256.len() != 64 || !document.sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        let mend = "write the SHA-256 of its content as 64 lower-case hexadecimal digits";
        gaps.unusable(format!("{path}.sha256"), "it is not a hash", mend);
    }
    if let (Some(expires), Some(from)) = (document.expires, gaps.application.from)
        && expires < from
    {
        let problem = format!("it expires on {expires}, before the first day, {from}");
        gaps.contradiction(format!("{path}.expires"), problem, "add the document that holds then");
    }
}

fn moves_goods(application: &Application) -> bool {
    matches!(application.kind, Some(Kind::Export | Kind::Reexport | Kind::Transfer))
}

/// Commodities to the PRC (Hong Kong has rules of its own) above the value, and computers (category 4) of any value. A value that is not stated in
/// dollars is taken to be above it.
fn needs_statement(application: &Application) -> bool {
    let to_prc = application
        .parties
        .iter()
        .any(|party| matches!(party.role, PartyRole::UltimateConsignee | PartyRole::EndUser) && party.country == "CN");
    let dollars = application.total_value().filter(|value| value.currency == "USD");
    let is_above = dollars.is_none_or(|value| value.hundredths > STATEMENT_ABOVE);
    moves_goods(application) && to_prc && (is_above || is_classified(application, &["4A"]))
}

/// Advanced chips under their own regime.
fn needs_order(application: &Application) -> bool {
    moves_goods(application) && asks_for_advanced_chips(application)
}
