//! A license as a form, and back: scope, amounts and conditions of the draft that approves or varies.

use super::condition;
use super::reader::Reader;
use super::rows::DO;
use crate::components::{Field, InputKind};
use crate::filled::Filled;
use maud::{Markup, Render, html};
use portcullis_license::license::CoveredParty;
use portcullis_license::{Condition, Grant, Group, ItemScope, License, Line};

fn joined<T: ToString>(names: &[T]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn number<N: ToString>(value: Option<N>) -> String {
    value.map(|number| number.to_string()).unwrap_or_default()
}

/// The values of a form that holds a license.
pub(crate) fn values(prefix: &str, license: &License) -> Vec<(String, String)> {
    let whole = [
        ("number", license.number.to_string()),
        ("authority", license.authority.clone()),
        ("licensee", license.licensee.to_string()),
        ("regimes", joined(&license.regimes)),
        ("end_uses", joined(&license.end_uses)),
        ("sites", joined(&license.sites)),
        ("from", license.from.to_string()),
        ("until", license.until.to_string()),
        ("chip_hours", number(license.total.chip_hours)),
        ("tpp_hours", number(license.total.tpp_hours)),
        ("settle_within_hours", license.settle_within_hours.to_string()),
    ];
    let parties = license.parties.iter().enumerate().flat_map(|(at, party)| {
        let group = party.group.as_ref().map(ToString::to_string).unwrap_or_default();
        [(format!("parties[{at}].name"), party.name.clone()), (format!("parties[{at}].group"), group)]
    });
    let lines = license.lines.iter().enumerate().flat_map(|(at, line)| {
        let row = |field: &str| format!("lines[{at}].{field}");
        [
            (row("name"), line.name.to_string()),
            (row("accelerators"), joined(&line.items.accelerators)),
            (row("classifications"), joined(&line.items.classifications)),
            (row("most_tpp"), number(line.items.most_tpp)),
            (row("chip_hours"), number(line.amount.chip_hours)),
            (row("tpp_hours"), number(line.amount.tpp_hours)),
        ]
    });
    let whole = whole.into_iter().map(|(field, value)| (field.to_owned(), value));
    let fields = whole.chain(parties).chain(lines).map(|(field, value)| (format!("{prefix}.{field}"), value));
    fields.chain(condition::list_values(&format!("{prefix}.conditions"), &license.conditions)).collect()
}

/// The license that a form holds, or all that is wrong with it.
pub(crate) fn read(filled: &Filled, prefix: &str) -> Result<License, Vec<(String, String)>> {
    let mut reader = Reader::of(filled, prefix);
    let number = reader.named("number", "the license's number");
    let authority = reader.text("authority", "the authority that issues it");
    let licensee = reader.named("licensee", "the provider who may do what it permits");
    let (regimes, end_uses, sites) = (reader.lines("regimes"), reader.lines("end_uses"), reader.lines("sites"));
    let (from, until) = (reader.day("from", "the first day"), reader.day("until", "the last day"));
    let total = grant(&mut reader, "");
    let settle = reader.number("settle_within_hours", "a number of hours");
    let parties = parties(&mut reader);
    let lines = lines(&mut reader);
    let conditions = condition::read_list(filled, &format!("{prefix}.conditions"), None);
    let conditions = conditions.map_err(|wrong| reader.join(wrong)).ok();
    let license = (|| {
        Some(License {
            number: number?,
            authority: authority?,
            regimes: regimes?,
            licensee: licensee?,
            parties: parties?,
            end_uses: end_uses?,
            sites: sites?,
            from: from?,
            until: until?,
            total: total?,
            lines: lines?,
            conditions: conditions?,
            settle_within_hours: settle?,
        })
    })();
    let license = license.ok_or_else(|| reader.into_wrong())?;
    // What it lacks as a whole is told where a license begins.
    license.check().map_err(|error| vec![(format!("{prefix}.number"), error.to_string())])?;
    Ok(license)
}

fn grant(reader: &mut Reader<'_>, row: &str) -> Option<Grant> {
    let chip_hours = reader.maybe_number(&format!("{row}chip_hours"), "a number of chip-hours");
    let tpp_hours = reader.maybe_number(&format!("{row}tpp_hours"), "a number of TPP-hours");
    Some(Grant { chip_hours: chip_hours?, tpp_hours: tpp_hours? })
}

/// All rows, or nothing where one is wrong; all of them are looked at.
fn all<T>(rows: Vec<Option<T>>) -> Option<Vec<T>> {
    rows.into_iter().collect()
}

fn parties(reader: &mut Reader<'_>) -> Option<Vec<CoveredParty>> {
    let rows = (0..reader.count("parties")).map(|at| {
        let group_field = format!("parties[{at}].group");
        let name = reader.text(&format!("parties[{at}].name"), "the party's name, as the provider has it");
        let group = reader.value(&group_field);
        let group = if group.is_empty() {
            Some(None)
        } else {
            Group::new(&group).map(Some).map_err(|error| reader.problem(&group_field, error.to_string())).ok()
        };
        Some(CoveredParty { name: name?, group: group? })
    });
    all(rows.collect())
}

fn lines(reader: &mut Reader<'_>) -> Option<Vec<Line>> {
    let rows = (0..reader.count("lines")).map(|at| {
        let row = |field: &str| format!("lines[{at}].{field}");
        let name = reader.named(&row("name"), "the line's name");
        let (accelerators, classifications) =
            (reader.lines(&row("accelerators")), reader.lines(&row("classifications")));
        let most_tpp = reader.maybe_number(&row("most_tpp"), "a total processing performance");
        let amount = grant(reader, &row(""));
        let items = ItemScope { accelerators: accelerators?, classifications: classifications?, most_tpp: most_tpp? };
        Some(Line { name: name?, items, amount: amount? })
    });
    all(rows.collect())
}

/// The fields of a license. `beside` says something beside each condition, `after` below all of them.
pub(crate) fn fields(filled: &Filled, prefix: &str, beside: &dyn Fn(&Condition) -> Markup, after: &Markup) -> Markup {
    html! {
        fieldset { legend { "The license" } (whole(filled, prefix)) }
        fieldset { legend { "Whom it covers" } (party_rows(filled, prefix)) }
        fieldset { legend { "What it covers, and how much" } (line_rows(filled, prefix)) }
        fieldset #conditions { legend { "Conditions" } (condition::rows(filled, &format!("{prefix}.conditions"), None, beside)) (after) }
    }
}

fn whole(filled: &Filled, prefix: &str) -> Markup {
    let name = |field: &str| format!("{prefix}.{field}");
    let line = |field: &str, label: &str, kind: InputKind, hint: Option<&str>, required: bool| {
        Field { required, hint, ..filled.line(&name(field), label, kind) }.render()
    };
    let list = |field: &str, label: &str, hint: &str, required: bool| {
        Field { required, hint: Some(hint), ..filled.text(&name(field), label, 2) }.render()
    };
    html! {
        div.grid-fields {
            (line("number", "Number", InputKind::Text, Some("A variation keeps it."), true))
            (line("authority", "Authority", InputKind::Text, None, true))
            (line("licensee", "Licensee", InputKind::Text, Some("The provider who may do what it permits."), true))
            (line("from", "First day", InputKind::Date, None, true))
            (line("until", "Last day", InputKind::Date, Some("All of it, in UTC."), true))
            (line("settle_within_hours", "Hours to post use", InputKind::Number, Some("After a slice ended; then all of it counts as used."), true))
            (line("chip_hours", "Chip-hours, all lines", InputKind::Number, Some("Left empty: not limited."), false))
            (line("tpp_hours", "TPP-hours, all lines", InputKind::Number, Some("Left empty: not limited."), false))
            (list("regimes", "Regimes", "Whose requirement it meets; one a line.", true))
            (list("sites", "Sites", "One a line. Left empty: any.", false))
            (list("end_uses", "End uses", "One a line. Left empty: any.", false))
        }
    }
}

fn remove(row: &str, what: &str) -> Markup {
    html! { p.buttons { button.plain type="submit" name=(DO) value={ "remove:" (row) } formnovalidate { "Remove" span.unseen { " " (what) } } } }
}

fn add(list: &str, label: &str) -> Markup {
    html! { p.buttons { button.plain type="submit" name=(DO) value={ "add:" (list) } formnovalidate { (label) } } }
}

fn party_rows(filled: &Filled, prefix: &str) -> Markup {
    let list = format!("{prefix}.parties");
    html! {
        @for at in 0..super::rows::count(filled.values(), &list) {
            @let row = format!("{list}[{at}]");
            @let (name, group) = (format!("{row}.name"), format!("{row}.group"));
            div.row {
                (Field { required: true, ..filled.line(&name, "Party", InputKind::Text) })
                (filled.line(&group, "Customer group", InputKind::Text))
                (remove(&row, &format!("party {}", at + 1)))
            }
        }
        (add(&list, "Add a party"))
    }
}

fn line_rows(filled: &Filled, prefix: &str) -> Markup {
    let list = format!("{prefix}.lines");
    html! {
        @for at in 0..super::rows::count(filled.values(), &list) {
            @let row = format!("{list}[{at}]");
            @let (name, most) = (format!("{row}.name"), format!("{row}.most_tpp"));
            @let (accelerators, classifications) = (format!("{row}.accelerators"), format!("{row}.classifications"));
            @let (chip_hours, tpp_hours) = (format!("{row}.chip_hours"), format!("{row}.tpp_hours"));
            div.grid-fields {
                (Field { required: true, ..filled.line(&name, "Line", InputKind::Text) })
                (Field { hint: Some("Left empty: not limited."), ..filled.line(&chip_hours, "Chip-hours", InputKind::Number) })
                (Field { hint: Some("Left empty: not limited."), ..filled.line(&tpp_hours, "TPP-hours", InputKind::Number) })
                (Field { hint: Some("Of one chip. Left empty: any."), ..filled.line(&most, "Greatest TPP", InputKind::Number) })
                (Field { hint: Some("By their names in the catalog, one a line."), ..filled.text(&accelerators, "Accelerators", 2) })
                (Field { hint: Some("ECCN paragraphs, one a line."), ..filled.text(&classifications, "Classifications", 2) })
            }
            (remove(&row, &format!("line {}", at + 1)))
        }
        (add(&list, "Add a line"))
    }
}
