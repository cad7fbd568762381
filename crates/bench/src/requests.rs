//! The requests of the mix: rentals and exports as clouds and exporters see them, made up.

use crate::draw::Draw;
use portcullis_determination::{
    Decimal, FiguresRequest, ItemRequest, OwnerRequest, ParentCompany, ParentRequest, PartyRequest, Request, Words,
};
use portcullis_law::Kind;
use std::borrow::Cow;

const DATES: [&str; 14] = [
    "2022-11-15",
    "2023-03-01",
    "2023-08-01",
    "2023-12-01",
    "2024-02-20",
    "2024-06-03",
    "2025-02-10",
    "2025-06-30",
    "2025-10-15",
    "2026-02-01",
    "2026-06-15",
    "2026-08-01",
    "2026-11-21",
    "2027-05-01",
];
const ACCELERATORS: [&str; 14] = [
    "A100 SXM4 80GB",
    "A800 SXM4 80GB",
    "H100 SXM5 80GB",
    "H800 SXM5",
    "H20 96GB",
    "H200 SXM",
    "B200",
    "L4",
    "L20",
    "L40S",
    "A30",
    "GeForce RTX 4090",
    "Instinct MI250",
    "T4",
];
const INSTANCES: [&str; 4] =
    ["aws:p5.48xlarge", "aws:g4dn.12xlarge", "azure:Standard_ND96isr_H100_v5", "aws:dl2q.24xlarge"];
const COUNTRIES: [&str; 20] = [
    "US", "CN", "HK", "MO", "SG", "MY", "AE", "SA", "VN", "IN", "JP", "NL", "GB", "DE", "TW", "KR", "RU", "KH", "IL",
    "BR",
];
const HEADQUARTERS: [&str; 12] = ["US", "CN", "CN", "HK", "MO", "SG", "AE", "JP", "GB", "KR", "RU", "TW"];
const LISTS: [&str; 8] = [
    "entity_list",
    "meu_list",
    "unverified_list",
    "denied_persons",
    "sdn",
    "ns_cmic",
    "section_1260h",
    "uae_government",
];
const END_USES: [&str; 8] = [
    "commercial",
    "research",
    "government",
    "model_training",
    "military",
    "supercomputer",
    "advanced_node_ic",
    "commercial",
];
const RED_FLAGS: [&str; 3] =
    ["first_orders_after_2022_10", "first_time_buyer_large_volume", "residential_or_vague_address"];
const TRAINING: [&str; 5] = ["3e24", "9e25", "1e26", "2.5e26", "1e23"];
const PRIOR_TPP: [&str; 4] = ["0", "12000000", "26000000", "252000000"];
const RECEIVERS: [&str; 3] = ["ultimate_consignee", "end_user", "purchaser"];
const NAMES: [&str; 4] =
    ["Example Robotics Pte. Ltd.", "Example Cloud Tenant", "Example Research Lab", "Example Shipping FZE"];

/// How much of a request is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openness {
    /// As requests come: some fields left out, some stated to be unknown.
    Usual,
    /// Every fact is known.
    Known,
}

/// A rental, or an export, a reexport or a transfer, on some date.
pub(crate) fn any(draw: &mut Draw) -> Request<'static> {
    let on = Some(draw.text(&DATES));
    let open = Openness::Usual;
    let request = if draw.percent(60) { rental(draw, open) } else { shipment(draw, open) };
    Request { on, ..request }
}

/// An export on a date, every fact known.
pub(crate) fn known_export(draw: &mut Draw, on: &'static str) -> Request<'static> {
    let request = shipment(draw, Openness::Known);
    Request { on: Some(on.into()), kind: Some(Kind::Export), ..request }
}

fn rental(draw: &mut Draw, open: Openness) -> Request<'static> {
    let mut parties = vec![party(draw, "customer", open)];
    if draw.percent(40) {
        parties.push(party(draw, "end_user", open));
    }
    if draw.percent(30) {
        parties.push(party(draw, "provider", open));
    }
    if draw.percent(10) {
        parties.push(party(draw, "operator", open));
    }
    let site = draw.text(&COUNTRIES);
    let base = base(draw, open);
    Request { kind: Some(Kind::ProvideCompute), site: Some(site), parties, ..base }
}

fn shipment(draw: &mut Draw, open: Openness) -> Request<'static> {
    let kind = match draw.below(10) {
        0 => Kind::Reexport,
        1 => Kind::Transfer,
        _ => Kind::Export,
    };
    let mut parties = vec![party(draw, "ultimate_consignee", open)];
    if draw.percent(40) {
        let role = draw.word(&RECEIVERS);
        parties.push(party(draw, role, open));
    }
    let to = draw.text(&COUNTRIES);
    let from = if draw.percent(80) { Cow::Borrowed("US") } else { draw.text(&COUNTRIES) };
    let base = base(draw, open);
    Request { kind: Some(kind), from: Some(from), site: Some(to.clone()), to: Some(to), parties, ..base }
}

/// What rentals and shipments have in common.
fn base(draw: &mut Draw, open: Openness) -> Request<'static> {
    let quantity = match draw.below(8) {
        0 => 40_000,
        1 => 4_000,
        2 => 400,
        few => few,
    };
    let known = open == Openness::Known;
    let end_use = match draw.below(20) {
        0 if !known => Some(None),
        _ if known || draw.percent(70) => Some(Some(Words::Many(vec![draw.text(&END_USES)]))),
        _ => None,
    };
    let red_flags = match draw.below(20) {
        0 if !known => Some(None),
        1 => Some(Some(Words::One(draw.text(&RED_FLAGS)))),
        _ if known => Some(Some(Words::Many(Vec::new()))),
        _ => None,
    };
    Request {
        item: Some(item(draw, open)),
        quantity: Some(quantity),
        end_use,
        red_flags,
        red_flags_resolved: draw.percent(10).then_some(true),
        training_operations: amount(draw, &TRAINING, 30, known),
        prior_tpp_this_year: amount(draw, &PRIOR_TPP, 30, known),
        ..Request::default()
    }
}

fn amount(draw: &mut Draw, texts: &[&'static str], percent: u64, known: bool) -> Option<Option<Decimal>> {
    if !known && draw.percent(3) {
        return Some(None);
    }
    draw.percent(percent).then(|| decimal(draw.word(texts)))
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().map(Decimal)
}

fn item(draw: &mut Draw, open: Openness) -> ItemRequest<'static> {
    let none = ItemRequest::default();
    match draw.below(12) {
        0 | 1 => ItemRequest { instance: Some(draw.text(&INSTANCES)), ..none },
        2 => ItemRequest { figures: Some(figures(draw, open)), ..none },
        3 => ItemRequest { figures: Some(memory(draw)), ..none },
        4 => ItemRequest { goods: Some(Cow::Borrowed("model_weights")), ..none },
        _ => ItemRequest { accelerator: Some(draw.text(&ACCELERATORS)), ..none },
    }
}

fn figures(draw: &mut Draw, open: Openness) -> FiguresRequest<'static> {
    let stated = |draw: &mut Draw, texts: &[&'static str]| {
        let text = draw.word(texts);
        (open == Openness::Known || draw.percent(85)).then(|| decimal(text)).flatten()
    };
    FiguresRequest {
        tpp: stated(draw, &["1500", "2000", "3000", "4799", "4800", "15000", "20900"]),
        performance_density: stated(draw, &["1.5", "2", "3.5", "5.91", "6"]),
        io_gb_s: stated(draw, &["400", "599", "600", "900"]),
        memory_bandwidth_gb_s: stated(draw, &["2000", "4800", "6000", "8000"]),
        data_center: (open == Openness::Known || draw.percent(85)).then(|| draw.percent(70)),
        designer: Some(Some(draw.text(&["US", "CN", "KR"]))),
        ..FiguresRequest::default()
    }
}

fn memory(draw: &mut Draw) -> FiguresRequest<'static> {
    FiguresRequest {
        memory_bandwidth_density: decimal(draw.word(&["1.9", "2.5", "3.4"])),
        form: Some(Cow::Borrowed("hbm")),
        designer: Some(Some(Cow::Borrowed("KR"))),
        ..FiguresRequest::default()
    }
}

fn party(draw: &mut Draw, role: &'static str, open: Openness) -> PartyRequest<'static> {
    let known = open == Openness::Known;
    let headquarters = draw.text(&HEADQUARTERS);
    let ultimate_parent = match draw.below(10) {
        0..=3 => Some(ParentRequest::Word(Cow::Borrowed("self"))),
        4 | 5 if !known => None,
        _ => Some(ParentRequest::Company(ParentCompany {
            name: Some(Cow::Borrowed("Example Group")),
            headquarters: Some(draw.text(&HEADQUARTERS)),
        })),
    };
    let lists = match draw.below(20) {
        0 if !known => Some(None),
        1 | 2 => Some(Some(Words::Many(vec![draw.text(&LISTS)]))),
        3..=10 => Some(Some(Words::Many(Vec::new()))),
        _ => None,
    };
    PartyRequest {
        role: Cow::Borrowed(role),
        name: Some(draw.text(&NAMES)),
        country: Some(draw.text(&COUNTRIES)),
        headquarters: (known || draw.percent(92)).then_some(headquarters),
        ultimate_parent,
        owners: draw.percent(20).then(|| Some(owners(draw, open))),
        lists,
        ..PartyRequest::default()
    }
}

fn owners(draw: &mut Draw, open: Openness) -> Vec<OwnerRequest<'static>> {
    let share = draw.word(&["20", "49.99", "50", "51"]);
    let listed = OwnerRequest {
        name: Some(Cow::Borrowed("Example Holding")),
        percent: (open == Openness::Known || draw.percent(85)).then(|| decimal(share)).flatten(),
        lists: Some(Some(Words::Many(vec![draw.text(&LISTS)]))),
    };
    let other = OwnerRequest {
        name: Some(Cow::Borrowed("Example Founders")),
        percent: decimal("49"),
        lists: Some(Some(Words::Many(Vec::new()))),
    };
    vec![listed, other]
}
