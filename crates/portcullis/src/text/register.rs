//! Licenses, leases and records, in words.

use super::paragraph;
use crate::register::Receipt;
use crate::style::{self, FAINT, STRONG, paint};
use portcullis_authorization::{Authorization, Authorized};
use portcullis_journal::{Content, Record, Replay};
use portcullis_law::Outcome;
use portcullis_license::ledger::Held;
use portcullis_license::{
    Account, Amount, Instant, Lease, LeaseShown, Ledger, LicenseShown, Objection, Reply, Standing, Unit,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What was recorded, and how it can be proven.
pub(crate) fn recorded(receipt: &Receipt) -> String {
    let mut text = receipt.reply().map_or_else(String::new, |reply| told(reply, &receipt.record));
    let record = &receipt.record;
    let again = if receipt.again { ", as it was before" } else { "" };
    let line = format!(
        "record {} of {}{again}; its receipt: portcullis log receipt {}",
        record.sequence, record.at, record.id
    );
    text.push_str(&paint(FAINT, line));
    text.push('\n');
    text
}

fn told(reply: &Reply, record: &Record) -> String {
    let good = style::of(Outcome::Authorized);
    let mut text = String::new();
    match reply {
        Reply::Changed { version, standing, stops } => {
            let _ = writeln!(text, "{} version {version}", paint(of(*standing), standing));
            if *stops > 0 {
                let _ = writeln!(text, "{stops} leases were told to stop; `portcullis lease list` names them");
            }
        }
        Reply::Limited => text.push_str("the limit is set\n"),
        Reply::Reserved { lease, path, amount, from, until, settle_until } => {
            let _ = writeln!(
                text,
                "{} {amount} from license {}, line {}",
                paint(good, "reserved"),
                path.license,
                path.line
            );
            let _ = writeln!(text, "  from {from} until {until}; post what was used by {settle_until}");
            let _ = writeln!(text, "  reservation {} of lease {lease}", record.id);
        }
        Reply::Resolved { used, returned, breach, exhausted } => {
            let _ = writeln!(text, "used {used}; returned {returned}");
            if *breach != Amount::ZERO {
                let _ = writeln!(
                    text,
                    "{} {breach} beyond what was reserved",
                    paint(style::of(Outcome::Prohibited), "breach:")
                );
            }
            if *exhausted {
                text.push_str("nothing is left of the license\n");
            }
        }
        Reply::StopOrdered => text.push_str("the lease was told to stop\n"),
        Reply::StopConfirmed => text.push_str("it is recorded that the lease stopped\n"),
        Reply::Reported => text.push_str("it is recorded that the report was filed\n"),
        Reply::Refused { objections } => {
            let _ = writeln!(text, "{}", paint(style::of(Outcome::Prohibited), "refused"));
            text.push_str(&objected(objections.iter().map(Objection::to_string)));
        }
    }
    text
}

fn objected(objections: impl Iterator<Item = String>) -> String {
    objections.map(|objection| paragraph(&objection, "  - ", "    ")).collect()
}

/// What the register said of a determination that needs a license.
pub(crate) fn authorization(authorization: &Authorization) -> String {
    let mut text = format!("\n{}\n", paint(STRONG, "Licenses"));
    if let Some(missing) = &authorization.not_askable {
        text.push_str(&objected(std::iter::once(missing.to_string())));
    } else if authorization.considered.is_empty() {
        let _ = writeln!(text, "  no license under {} is on the register", authorization.required.join(", "));
    }
    for considered in &authorization.considered {
        let license = paint(STRONG, &considered.license);
        if considered.chosen_for.is_empty() {
            let does = if considered.objections.is_empty() { "also covers this" } else { "does not cover this:" };
            let _ = writeln!(text, "  {license} {does}");
        } else {
            let _ = writeln!(
                text,
                "  {license}, version {}, covers this for {}",
                considered.version,
                considered.chosen_for.join(", ")
            );
        }
        text.push_str(&objected(considered.objections.iter().map(|told| told.says.clone())));
    }
    for obligation in &authorization.obligations {
        let by = obligation.owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
        text.push_str(&paragraph(&format!("{}{by}", obligation.says), "  > ", "    "));
    }
    text
}

/// Why nothing was reserved.
pub(crate) fn not_reserved(receipt: &Receipt, authorized: &Authorized<'_>) -> String {
    let outcome = authorized.decided.outcome;
    let why = if outcome.opens() { "nothing has to be reserved" } else { "the gate stays closed" };
    let mut text = format!("{}: {why}\n", paint(style::of(outcome), outcome));
    text.push_str(&authorized.authorization.as_ref().map(authorization).unwrap_or_default());
    text.push_str(&recorded(receipt));
    text
}

fn of(standing: Standing) -> anstyle::Style {
    style::of(match standing {
        Standing::Issued => Outcome::Authorized,
        Standing::Suspended => Outcome::Depends,
        Standing::Revoked | Standing::Surrendered | Standing::Expired => Outcome::Prohibited,
    })
}

/// Every license in two lines.
pub(crate) fn licenses(ledger: &Ledger) -> String {
    let mut text = String::new();
    for (number, held) in ledger.licenses() {
        let license = &held.license;
        let standing = paint(of(held.standing), held.standing);
        let exhausted = if held.is_exhausted() { ", exhausted" } else { "" };
        let _ = writeln!(text, "{} {standing}{exhausted}, version {}", paint(STRONG, number), held.version);
        let _ =
            writeln!(text, "  {} by {}, {} to {}", license.licensee, license.authority, license.from, license.until);
    }
    if text.is_empty() {
        "no license is on the register; `portcullis license issue FILE` puts one there\n".to_owned()
    } else {
        text
    }
}

/// Every license as JSON.
pub(crate) fn licenses_json(ledger: &Ledger) -> Vec<LicenseShown<'_>> {
    ledger.licenses().map(|(_, held)| LicenseShown::of(ledger, held)).collect()
}

/// A license with its balance and what runs under it.
pub(crate) fn license(ledger: &Ledger, held: &Held) -> String {
    let license = &held.license;
    let standing = paint(of(held.standing), held.standing);
    let mut text = format!("{} {standing}, version {}\n", paint(STRONG, &license.number), held.version);
    let _ = writeln!(
        text,
        "  issued by {} to {} under {}",
        license.authority,
        license.licensee,
        license.regimes.join(", ")
    );
    let _ = writeln!(text, "  from {} to {}, in Coordinated Universal Time", license.from, license.until);
    let parties: Vec<_> = license.parties.iter().map(|party| party.name.as_str()).collect();
    text.push_str(&paragraph(&format!("for {}", parties.join("; ")), "  ", "    "));
    if !license.sites.is_empty() {
        let sites: Vec<_> = license.sites.iter().map(portcullis_license::Site::as_str).collect();
        text.push_str(&paragraph(&format!("at {}", sites.join(", ")), "  ", "    "));
    }
    let _ = writeln!(text, "\n{}", paint(STRONG, "Balance"));
    text.push_str(&balance("all lines", &held.account));
    for line in &license.lines {
        if let Some(account) = held.lines.get(&line.name) {
            let items = line
                .items
                .accelerators
                .iter()
                .chain(&line.items.classifications)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            text.push_str(&balance(&format!("line {} ({items})", line.name), account));
        }
    }
    let _ = writeln!(text, "  {} chips run", held.running_chips);
    if !license.conditions.is_empty() {
        let _ = writeln!(text, "\n{}", paint(STRONG, "Conditions"));
        for condition in &license.conditions {
            let kept = if condition.rule.is_enforced() { "" } else { " Somebody has to see to it." };
            let sentence = format!("{} {} ({}){kept}", condition.id, condition.rule, condition.owner);
            text.push_str(&paragraph(&sentence, "  - ", "    "));
        }
    }
    let running = ledger.leases().filter(|(_, lease)| lease.path.license == license.number);
    let running: String = running.map(|(id, lease)| lease_line(id.as_str(), lease)).collect();
    if !running.is_empty() {
        let _ = write!(text, "\n{}\n{running}", paint(STRONG, "Leases"));
    }
    text
}

fn balance(name: &str, account: &Account) -> String {
    let mut text = format!("  {name}\n");
    for unit in Unit::ALL {
        let (reserved, used, breach) =
            (account.reserved.in_unit(unit), account.used.in_unit(unit), account.breach.in_unit(unit));
        let left = account.available().and_then(|left| left.in_unit(unit));
        let granted = account.limit.in_unit(unit);
        // What is not limited is told in chips alone.
        if granted.is_none() && (unit == Unit::TppChipSeconds || reserved == 0 && used == 0) && breach == 0 {
            continue;
        }
        let hours = |count| unit.in_hours(count);
        let _ = match (granted, left) {
            (Some(granted), Some(left)) => write!(text, "    {} of {} left", hours(left), hours(granted)),
            _ => write!(text, "    not limited"),
        };
        let _ = write!(text, "; {} used, {} reserved", hours(used), hours(reserved));
        let _ =
            if breach > 0 { writeln!(text, "; {} beyond what was reserved", hours(breach)) } else { writeln!(text) };
    }
    text
}

/// What runs.
pub(crate) fn leases(ledger: &Ledger) -> String {
    let text: String = ledger.leases().map(|(id, lease)| lease_line(id.as_str(), lease)).collect();
    if text.is_empty() { "nothing runs\n".to_owned() } else { text }
}

fn lease_line(id: &str, lease: &Lease) -> String {
    let Lease { path, asked, until, stop, .. } = lease;
    let mut text = format!(
        "  {id}: {} {} for {} until {until}, license {}\n",
        asked.chips, asked.accelerator, asked.customer, path.license
    );
    if let Some(stop) = stop {
        let told = paint(style::of(Outcome::Prohibited), "told to stop");
        let confirmed =
            stop.confirmed.map_or_else(|| "not confirmed".to_owned(), |at: Instant| format!("confirmed {at}"));
        let _ = writeln!(text, "    {told} by {}, {confirmed}", stop.due);
    }
    text
}

/// What runs, as JSON.
pub(crate) fn leases_json(ledger: &Ledger) -> Vec<LeaseShown<'_>> {
    ledger.leases().map(|(id, lease)| LeaseShown::of(id, lease)).collect()
}

/// A record in one line, for a list of many.
pub(crate) fn record_line(record: &Record) -> String {
    let what = match &record.content {
        Content::Ledger { operation, reply, license, .. } => {
            let license = license
                .as_ref()
                .map_or_else(String::new, |license| format!(" license {} ({})", license.number, license.record));
            let word = |value: Value, tag: &str| value.get(tag).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (operation, reply) = (word(json!(operation), "operation"), word(json!(reply), "reply"));
            format!("{operation}: {reply}{license}")
        }
        Content::Note { note, .. } => json!(note).as_str().unwrap_or_default().to_owned(),
    };
    format!("{:>8} {} {what} {}\n", record.sequence, record.at, paint(FAINT, &record.id))
}

/// What a check of the store found.
pub(crate) fn store_checked(checked: &portcullis_store::Checked) -> String {
    let mut text = rows(&checked.rows);
    for finding in &checked.findings {
        let _ =
            writeln!(text, "{} {}: {}", paint(style::of(Outcome::Prohibited), "damaged:"), finding.place, finding.why);
    }
    if checked.found > checked.findings.len() as u64 {
        let _ = writeln!(text, "and {} more", checked.found - checked.findings.len() as u64);
    }
    if checked.is_sound() {
        text.push_str("every row is sound\n");
    }
    text
}

/// What was moved between stores.
pub(crate) fn store_moved(word: &str, moved: &portcullis_store::Transferred) -> String {
    format!("{}{word}; its content is sha256:{}\n", rows(&moved.rows), moved.digest)
}

fn rows(rows: &[(String, u64)]) -> String {
    rows.iter()
        .filter(|(_, count)| *count > 0)
        .map(|(table, count)| format!("  {} {table}\n", super::thousands(&count.to_string())))
        .collect()
}

/// What reading all records again came to.
pub(crate) fn replayed(replay: &Replay, is_same: bool) -> String {
    let records = super::thousands(&replay.head().to_string());
    if is_same {
        format!("{records} records lead to the balances that they state\n")
    } else {
        let wrong = paint(style::of(Outcome::Prohibited), "other balances");
        format!(
            "{records} records lead to {wrong} than those that are in memory: the latest image of the ledger is damaged\n"
        )
    }
}
