//! One of everything, made of a text: friendly or not.

use crate::{CATALOG, day};
use maud::{Markup, html};
use portcullis_console::chart::{
    Bar, Bars, BurnDown, ByCountry, CountryRow, Curve, Histogram, Lines, OwnershipPicture, Reading, SmallMultiples,
    Spark, Stack, Stacked, Words,
};
use portcullis_console::{
    Address, Badge, Button, Change, Choice, Column, Confirm, Control, Crumb, Deadline, Diff, Digest, Empty, Event,
    Events, FactList, Field, Form, Group, InputKind, Method, Moment, Notice, Order, Page, Pager, Person, Place,
    Problem, Progress, Side, Sort, Step, StepState, Steps, Tab, Table, Tabs, Tone, Versions, error_summary, page,
};
use portcullis_license::Instant;
use portcullis_ownership::{
    GraphBuilder, Holding, InterestStatement, Limits, Listed, Nature, PartyStatement, Share, picture,
};

const DAY: i64 = 86_400_000;

pub fn at(days: i64) -> Instant {
    Instant(1_780_000_000_000 + days * DAY)
}

pub fn words<'a>(id: &'a str, text: &'a str) -> Words<'a> {
    Words { id, title: text, about: text }
}

/// A page around a body, with the text wherever a page has one.
pub fn page_of(text: &str, side: Option<Side>, body: Markup) -> String {
    let who = side.map(|side| Person { name: text, side, places: side.places(), role: text, form_key: text });
    let crumbs = [Crumb { title: text, address: Address::of([text]).with(text, text) }];
    let notice = Notice { tone: Tone::Good, title: text, body: Some(html! { p { (text) } }) };
    let versions = Versions { law: text, catalog: text, software: text };
    let whole = Page {
        title: text,
        lead: Some(text),
        place: Some(Place::Law),
        who,
        crumbs: &crumbs,
        notice: Some(notice),
        live: Some(Address::of(["live", text])),
        versions,
        body,
    };
    page(&whole).into_string()
}

pub fn components(text: &str) -> Markup {
    let address = Address::of([text]).with(text, text).with("sort", "word");
    let badge = Badge { more: Some(text), ..Badge::of(Tone::Warn, "?", text) };
    let tabs = [Tab { title: text, address: address.clone(), count: Some(3), current: true }];
    let steps = [StepState::Done, StepState::Current, StepState::Ahead, StepState::Stopped].map(|state| Step {
        title: text,
        detail: Some(text),
        state,
    });
    let events = [Event {
        at: Moment::utc(at(0)),
        title: html! { (text) },
        by: text,
        detail: Some(html! { (text) }),
        tone: Tone::Bad,
    }];
    let changes = [(None, Some(text)), (Some(text), None), (Some(text), Some(text)), (Some(text), Some("other"))]
        .map(|(before, after)| Change { label: text, before, after });
    let pager = Pager { shown: text.to_owned(), before: Some(address.clone()), after: Some(address.clone()) };
    let columns = || {
        vec![
            Column::words("word", text, |row: &&str| (*row).to_owned()).sortable(),
            Column::numbers("number", text, |row: &&str| row.len()).sortable(),
            Column::words("badge", text, |row: &&str| html! { (Badge::evidence(row)) }),
        ]
    };
    let rows = [text, "other"];
    let sort = Some(Sort { key: "word", order: Order::Rising });
    let table = Table {
        filter: true,
        csv: Some(address.clone()),
        pager: Some(pager),
        sort,
        address: address.clone(),
        ..Table::of("table", text, columns(), &rows)
    };
    let empty = Table {
        empty: Empty { says: text, action: Some((text, address)) },
        ..Table::of("empty", text, columns(), &[])
    };
    html! {
        (badge) (Tabs { label: text, tabs: &tabs }) (Steps { label: text, steps: &steps })
        (Events { label: text, events: &events, live_id: Some("history") })
        (Diff { caption: text, changes: &changes }) (table) (empty)
        (FactList::new().row(text, text).maybe(text, Some(text)).maybe(text, None::<&str>))
        (Digest { full: text }) (Deadline { due: day("2026-11-21"), today: day("2026-11-20") })
        (Progress { id: text, label: text, done: 4, of: Some(9), unit: text })
        (Progress { id: "open", label: text, done: 4, of: None, unit: text })
        (Notice { tone: Tone::Bad, title: text, body: None })
    }
}

pub fn forms(text: &str) -> Markup {
    let choices =
        [Choice { value: text, label: text, chosen: true }, Choice { value: "b", label: text, chosen: false }];
    let controls = [
        ("a", Control::Input(InputKind::Text, text)),
        ("b", Control::Input(InputKind::Number, text)),
        ("c", Control::Input(InputKind::Date, text)),
        ("d", Control::Input(InputKind::Password, text)),
        ("e", Control::Text(3, text)),
        ("f", Control::Select(&choices)),
        ("g", Control::Radios(&choices)),
        ("h", Control::Checkboxes(&choices)),
    ];
    let fields = controls.map(|(name, control)| Field {
        hint: Some(text),
        error: Some(text),
        required: true,
        ..Field::of(name, text, control)
    });
    let plain = [
        Field::of("i", text, Control::Input(InputKind::Search, text)),
        Field::of(text, text, Control::Select(&choices)),
    ];
    let problems = [
        Problem { field: Some(fields[0].id()), says: text.to_owned() },
        Problem { field: None, says: text.to_owned() },
    ];
    let button = Button { label: text, tone: Tone::Info };
    let action = Address::of([text]).with("i", text).with("kept", text);
    let groups = [Group { legend: Some(text), fields: &fields }];
    let asked = [Group { legend: None, fields: &plain }];
    let confirm = Confirm {
        id: "revoke",
        action: action.clone(),
        label: text,
        question: text,
        consequence: text,
        tone: Tone::Bad,
        idempotency_key: text,
        form_key: text,
        brings_files: false,
        fields: html! { (Field::of("reason", text, Control::Text(2, text))) },
    };
    html! {
        (error_summary(&problems))
        (Form { method: Method::Post { form_key: text, idempotency_key: text }, action: action.clone(), groups: &groups, button })
        (Form { method: Method::Get, action, groups: &asked, button })
        (confirm)
    }
}

/// Every chart, of these numbers.
pub fn charts(text: &str, numbers: &[i128]) -> Markup {
    let sizes: Vec<u128> = numbers.iter().map(|number| number.unsigned_abs()).collect();
    let times: Vec<u64> = sizes.iter().map(|size| u64::try_from(size % (1 << 62)).unwrap()).collect();
    let instants = || numbers.iter().map(|number| Instant(i64::try_from(number % (1 << 62)).unwrap()));
    let points: Vec<(Instant, i128)> = instants().zip(numbers.iter().rev().copied()).collect();
    let bars: Vec<Bar<'_>> = numbers.iter().map(|value| Bar { label: text, value: *value }).collect();
    let stacks = [Stack { label: text, parts: sizes.clone() }, Stack { label: text, parts: Vec::new() }];
    let series = vec![text; sizes.len()];
    let readings: Vec<Reading> =
        instants().zip(&sizes).map(|(at, size)| Reading { at, used: *size, reserved: size / 3 }).collect();
    let granted = sizes.iter().copied().max().unwrap_or(0);
    let curves = [Curve { name: text, points: &points }, Curve { name: text, points: &[] }];
    let country = CATALOG.countries().parse("SG").unwrap();
    let rows: Vec<CountryRow> = sizes.iter().map(|value| CountryRow { country, value: *value }).collect();
    html! {
        (Bars { words: words("bars", text), unit: text, bars: &bars })
        (Stacked { words: words("stacked", text), unit: text, series: &series, stacks: &stacks })
        (BurnDown { words: words("burn", text), unit: text, granted, readings: &readings, ends: at(400) })
        (Lines { words: words("lines", text), unit: text, curves: &curves })
        (SmallMultiples { words: words("multiples", text), unit: text, curves: &curves })
        (Histogram { words: words("histogram", text), unit: text, noun: text, values: &times })
        (ByCountry { words: words("countries", text), unit: text, countries: CATALOG.countries(), rows: &rows })
        (Spark { id: "spark", title: text, values: numbers })
    }
}

/// Owners in layers, a circle among them.
pub fn owners(text: &str) -> Markup {
    let mut builder = GraphBuilder::new();
    builder.document("test");
    for id in ["asked", "parent", "top", "side"] {
        builder.party(&PartyStatement { id, name: Some(text), ..PartyStatement::default() }).unwrap();
    }
    for (owner, owned, percent) in [
        ("parent", "asked", "60"),
        ("side", "asked", "40"),
        ("top", "parent", "51"),
        ("asked", "top", "5"),
        ("side", "side", "10"),
    ] {
        let (nature, held) = (Nature::Ownership, Holding::Direct);
        let share = Share::parse(percent).unwrap();
        let statement = InterestStatement {
            owner,
            owned,
            nature,
            share,
            held,
            from: None,
            to: None,
            statement: text,
            stated: None,
        };
        builder.interest(&statement).unwrap();
    }
    let graph = builder.finish();
    let asked = graph.find("asked").unwrap();
    let listed = Listed::certainly(graph.find("top"));
    let picture = picture(&graph, asked, day("2026-11-21"), &listed, Limits::default());
    html! { (OwnershipPicture { words: words("owners", text), graph: &graph, picture: &picture }) }
}
