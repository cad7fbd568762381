//! What a record says, in plain words.

use portcullis_evidence::Decision;
use portcullis_journal::seal::MonthOfLicense;
use portcullis_journal::{Content, NoteKind, Record};
use portcullis_license::operation::LimitOf;
use portcullis_license::{Operation, Reply};
use portcullis_log::commitment::withheld;
use serde::Deserialize as _;
use serde_json::Value;

/// Lines that say what a record says.
#[must_use]
pub fn of(record: &Record) -> Vec<String> {
    let mut lines = vec![format!("record {} of {}, with the id `{}`", record.sequence, record.at, record.id)];
    match &record.content {
        Content::Ledger { operation, reply, license, after } => {
            lines.push(format!("asked: {}", asked(operation)));
            lines.push(format!("answered: {}", answered(reply)));
            if let Some(concerned) = license {
                lines.push(format!("it is record {} of license {}", concerned.record, concerned.number));
            }
            lines.extend(after.iter().map(|(account, balance)| {
                format!(
                    "{account} then: reserved {}; used {}; beyond what was reserved {}",
                    balance.reserved, balance.used, balance.breach
                )
            }));
        }
        Content::Note { note, body } => {
            lines.push(noted(*note, body));
            let hidden = withheld(body);
            if !hidden.is_empty() {
                lines.push(format!("withheld: {}", hidden.join(", ")));
            }
        }
    }
    lines
}

fn asked(operation: &Operation) -> String {
    match operation {
        Operation::License { license, change, signed } => {
            let second = signed.second.as_ref().map_or_else(String::new, |second| format!(" and {second}"));
            format!("{} license {license}, by {}{second}: {}", change.word(), signed.by, signed.reason)
        }
        Operation::Limit { of, signed, .. } => {
            let whose = match of {
                LimitOf::Group(group) => format!("group {group}"),
                LimitOf::Provider(provider) => format!("provider {provider}"),
            };
            format!("another limit for {whose}, by {}: {}", signed.by, signed.reason)
        }
        Operation::Reserve { license, asked, until, .. } => {
            format!(
                "reserve {} x {} for {} under license {license} until {until}",
                asked.chips, asked.accelerator, asked.customer
            )
        }
        Operation::Renew { reservation, until } => format!("renew `{reservation}` until {until}"),
        Operation::Post { reservation, chip_milliseconds } => {
            format!("post {chip_milliseconds} chip-milliseconds as used of `{reservation}`")
        }
        Operation::Void { reservation, reason } => format!("void `{reservation}`: {reason}"),
        Operation::Expire { reservation } => format!("expire `{reservation}`: nobody said what was used of it"),
        Operation::Correct { reservation, chip_milliseconds, signed } => {
            format!(
                "correct `{reservation}` to {chip_milliseconds} chip-milliseconds, by {}: {}",
                signed.by, signed.reason
            )
        }
        Operation::Stop { lease, due, signed } => {
            format!("stop `{lease}` by {due}, by {}: {}", signed.by, signed.reason)
        }
        Operation::ConfirmStop { lease } => format!("`{lease}` has stopped"),
        Operation::Report { license, reference } => format!("a report under license {license} was filed: {reference}"),
    }
}

fn answered(reply: &Reply) -> String {
    match reply {
        Reply::Changed { version, standing, stops } => {
            let stops = if *stops == 0 { String::new() } else { format!("; {stops} leases were told to stop") };
            format!("version {version}, {standing}{stops}")
        }
        Reply::Limited => "the limit was set".to_owned(),
        Reply::Reserved { lease, path, amount, from, until, .. } => {
            format!("{amount} held for lease `{lease}` in line {} from {from} until {until}", path.line)
        }
        Reply::Resolved { used, returned, breach, exhausted } => {
            let exhausted = if *exhausted { "; nothing is left" } else { "" };
            format!("{used} used, {returned} returned, {breach} beyond it{exhausted}")
        }
        Reply::StopOrdered => "the lease was told to stop".to_owned(),
        Reply::StopConfirmed => "that it stopped is recorded".to_owned(),
        Reply::Reported => "the report is recorded".to_owned(),
        Reply::Refused { objections } => {
            let why: Vec<_> = objections.iter().map(ToString::to_string).collect();
            format!("refused: {}", why.join("; "))
        }
    }
}

fn noted(note: NoteKind, body: &Value) -> String {
    match note {
        NoteKind::Decision => Decision::deserialize(body).map_or_else(
            |_| "a decision".to_owned(),
            |decision| {
                format!(
                    "a decision: {}, under law {} and profile {}",
                    decision.outcome, decision.edition.law, decision.edition.profile
                )
            },
        ),
        NoteKind::Override => "a person's decision in place of the engine's".to_owned(),
        NoteKind::Resolution => "what two people found of a party and an entry of a list".to_owned(),
        NoteKind::Lists => "a snapshot of lists that serves from here on".to_owned(),
        NoteKind::Law => "a law pack, profile and catalog that apply from here on".to_owned(),
        NoteKind::Case => "an event of a case".to_owned(),
        NoteKind::Message => "a message of another house".to_owned(),
        NoteKind::Seal => MonthOfLicense::deserialize(body).map_or_else(
            |_| "a seal of a month".to_owned(),
            |month| format!("the seal of license {} for {}", month.license, month.month),
        ),
    }
}
