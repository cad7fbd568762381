//! Operations made from numbers: mostly such as make sense as things stand, some that do not.

use jiff::civil::date;
use portcullis_license::operation::LimitOf;
use portcullis_license::{
    Asked, Change, Cluster, Grant, Instant, License, LicenseNumber, LineName, Operation, OperationId, Provider, Rule,
};

use crate::reference::Reference;
use crate::world::{DAY, HOUR, asked, condition, group, id, license, line, number, signed, site};

/// Everything that is drawn from one number (SplitMix64, Steele, Lea and Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    fn maybe<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
        (!choices.is_empty()).then(|| self.pick(choices))
    }

    /// How much later the next operation comes: mostly within the life of a slice, seldom years.
    pub fn pause(&mut self) -> i64 {
        let milliseconds = match self.below(62) {
            0..16 => 0,
            16..32 => self.below(HOUR as u64),
            32..52 => self.below(8 * HOUR as u64),
            52..57 => self.below(2 * DAY as u64),
            57..60 => HOUR as u64,
            60 => 20 * DAY as u64,
            61 if self.one_in(6) => 400 * DAY as u64,
            _ => DAY as u64,
        };
        milliseconds as i64
    }

    fn by_two_mostly(&mut self) -> portcullis_license::operation::Signed {
        match self.below(24) {
            0 => signed(None),
            1 => signed(Some("Ada")),
            _ => signed(Some("Ben")),
        }
    }
}

/// The next operation under an id; the first few issue licenses.
pub fn operation(dice: &mut Dice, reference: &Reference, now: Instant, first: Option<u64>) -> Operation {
    let known = (0..6).filter(|which| reference.stands(&number(&format!("D-{which}"))));
    let known: Vec<_> = known.collect();
    let which = dice.maybe(&known).filter(|_| !dice.one_in(12)).unwrap_or_else(|| dice.below(6));
    let of = number(&format!("D-{which}"));
    if let Some(which) = first {
        return change_of(
            number(&format!("D-{which}")),
            Change::Issue { license: Box::new(written(dice, which)) },
            dice,
        );
    }
    // Where there is nothing yet to resolve, correct or stop, something is reserved.
    let slices = reference.slices();
    let is_open = slices.iter().any(|told| told.said.is_none() && told.slice.until > now);
    let is_resolved = slices.iter().any(|told| told.said.is_some());
    let die = match dice.below(110) {
        die @ 26..62 if !is_open && !dice.one_in(8) => die % 26,
        die @ 70..87 if !is_resolved && !dice.one_in(8) => die % 26,
        die => die,
    };
    match die {
        0..26 => reserve(dice, reference, of, now),
        26..44 => renew(dice, reference, now),
        44..58 => {
            let (reservation, held) = slice(dice, reference, now, Some(false));
            Operation::Post { reservation, chip_milliseconds: measured(dice, held) }
        }
        58..62 => Operation::Void {
            reservation: slice(dice, reference, now, Some(false)).0,
            reason: "nothing ran".to_owned(),
        },
        62..70 => Operation::Expire { reservation: overdue(dice, reference, now) },
        70..80 => {
            let (reservation, held) = slice(dice, reference, now, Some(true));
            Operation::Correct { reservation, chip_milliseconds: measured(dice, held), signed: dice.by_two_mostly() }
        }
        80..83 => Operation::Stop {
            lease: lease(dice, reference),
            due: now.plus(dice.below(DAY as u64) as i64),
            signed: signed(None),
        },
        83..87 => Operation::ConfirmStop { lease: lease(dice, reference) },
        87..91 => Operation::Report { license: of, reference: "report".to_owned() },
        91..94 => limit(dice),
        94..110 => {
            let change = change(dice, reference, &of, which, now);
            change_of(of, change, dice)
        }
        _ => panic!("no such operation"),
    }
}

fn change_of(license: LicenseNumber, change: Change, dice: &mut Dice) -> Operation {
    Operation::License { license, change, signed: dice.by_two_mostly() }
}

fn change(dice: &mut Dice, reference: &Reference, of: &LicenseNumber, which: u64, now: Instant) -> Change {
    match dice.below(16) {
        0..7 => {
            let before = reference.version(of).filter(|_| !dice.one_in(4));
            let license = match before {
                Some(before) => varied(dice, which, before),
                None => written(dice, which),
            };
            Change::Vary { license: Box::new(license) }
        }
        7 => Change::Suspend { drain_until: dice.pick(&[None, Some(now.plus(6 * HOUR))]) },
        8..11 => Change::Reinstate,
        11 if dice.one_in(3) => Change::Revoke,
        12 if dice.one_in(3) => Change::Surrender,
        11..14 => Change::Lapse,
        _ => Change::Issue { license: Box::new(written(dice, which)) },
    }
}

fn limit(dice: &mut Dice) -> Operation {
    let of = match dice.below(4) {
        0 => LimitOf::Group(group("Harbour")),
        1 => LimitOf::Group(group("Quay")),
        2 => LimitOf::Provider(provider(0)),
        _ => LimitOf::Provider(provider(2)),
    };
    let limit = dice.pick(&[
        Grant::default(),
        Grant { chip_hours: Some(600), tpp_hours: None },
        Grant { chip_hours: Some(3_000), tpp_hours: Some(4_000_000) },
        Grant { chip_hours: Some(40), tpp_hours: None },
    ]);
    Operation::Limit { of, limit, signed: dice.by_two_mostly() }
}

fn provider(which: u64) -> Provider {
    Provider::new(if which == 2 { "Birch Cloud" } else { "Alder Compute" }).unwrap()
}

/// A license of its own making.
fn written(dice: &mut Dice, which: u64) -> License {
    let mut license = license(&format!("D-{which}"), dice.pick(&[100, 400, 1_500]));
    license.licensee = provider(which);
    if dice.one_in(2) {
        let tpp_hours = Some(dice.pick(&[600_000, 3_000_000]));
        license.lines.push(line("large", &["H20", "B200"], Grant { chip_hours: None, tpp_hours }));
    }
    license.total = dice.pick(&[
        Grant::default(),
        Grant { chip_hours: Some(900), tpp_hours: None },
        Grant { chip_hours: Some(700), tpp_hours: Some(2_000_000) },
    ]);
    if dice.one_in(12) {
        license.lines.push(line("spare", &["B200"], Grant::default()));
    }
    if dice.one_in(8) {
        license.number = number("D-0");
    }
    license.settle_within_hours = dice.pick(&[1, 24, 72]);
    license.until = dice.pick(&[date(2026, 12, 31), date(2027, 12, 31), date(2026, 3, 20)]);
    license.from = if dice.one_in(10) { date(2026, 3, 4) } else { license.from };
    if dice.one_in(5) {
        license.sites = vec![site("hall 1"), site("hall 2")];
    }
    if dice.one_in(8) {
        license.end_uses = vec!["research".to_owned()];
    }
    for which in 0..dice.below(3) {
        let rule = rule(dice);
        license.conditions.push(condition(&format!("{which}"), rule));
    }
    license
}

fn rule(dice: &mut Dice) -> Rule {
    let days = dice.pick(&[1, 2, 7, 30, 366]);
    let amount = dice.pick(&[
        Grant { chip_hours: Some(150), tpp_hours: None },
        Grant { chip_hours: None, tpp_hours: Some(900_000) },
        Grant { chip_hours: Some(600), tpp_hours: Some(900_000) },
    ]);
    match dice.below(10) {
        0..3 => Rule::MostInWindow { days, amount },
        3 => Rule::MostConcurrentChips { chips: dice.pick(&[6, 12, 24]) },
        4 => Rule::MostClusterTpp { tpp: dice.pick(&[12_000, 40_000]) },
        5 => Rule::NamedSites { sites: vec![site("hall 1")] },
        6 => Rule::NoResale,
        7 => Rule::ReportEvery { days: dice.pick(&[3, 7, 30]) },
        8 => Rule::MostTrainingOperations { power_of_ten: 24 },
        _ => Rule::Text { text: "Keep a log.".to_owned() },
    }
}

/// The license with one thing changed.
fn varied(dice: &mut Dice, which: u64, mut license: License) -> License {
    match dice.below(9) {
        0 => {
            license.lines[0].amount = dice.pick(&[
                Grant { chip_hours: Some(60), tpp_hours: None },
                Grant { chip_hours: Some(2_000), tpp_hours: None },
            ]);
        }
        1 => license.total = Grant { chip_hours: Some(dice.pick(&[100, 500, 3_000])), tpp_hours: None },
        2 => license.until = dice.pick(&[date(2026, 3, 20), date(2027, 12, 31), date(2029, 12, 31)]),
        3 => license.parties[0].group = dice.pick(&[None, Some(group("Harbour"))]),
        4 if license.lines.len() > 1 => drop(license.lines.pop()),
        5 if license.lines.len() < 3 => {
            license.lines.insert(0, line("extra", &["H20"], Grant { chip_hours: Some(300), tpp_hours: None }));
        }
        6 => license.lines[0].items.most_tpp = dice.pick(&[None, Some(1_500)]),
        7 => license.conditions.clear(),
        _ => {
            let rule = rule(dice);
            license.conditions = vec![condition(&format!("varied {which}"), rule)];
        }
    }
    license
}

fn ask(dice: &mut Dice, which: u64) -> Asked {
    let large = dice.one_in(4);
    let mostly = |dice: &mut Dice| !dice.one_in(16);
    Asked {
        provider: if mostly(dice) { provider(which) } else { provider(2) },
        customer: dice.pick(&["Harbour Robotics", "Harbour Robotics", "Harbour Labs", "Quay"]).to_owned(),
        accelerator: if large { "B200" } else { "H20" }.to_owned(),
        tpp: if large { 36_000 } else { dice.pick(&[2_368, 2_368, 1_001, 0]) },
        chips: dice.below(6) as u32 + u32::from(mostly(dice)),
        site: mostly(dice).then(|| dice.pick(&[site("hall 1"), site("hall 1"), site("hall 2")])),
        others: if mostly(dice) { Vec::new() } else { vec![dice.pick(&["Harbour Labs", "Quay", "Nobody"]).to_owned()] },
        end_uses: [(mostly(dice), "research"), (dice.one_in(16), "mining")]
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, use_)| use_.to_owned())
            .collect(),
        cluster: mostly(dice).then(|| Cluster::new(dice.pick(&["north", "south"])).unwrap()),
        resale: mostly(dice).then(|| !mostly(dice)),
        training_operations: mostly(dice).then(|| dice.pick(&["1e22", "1e24", "1e25"]).to_owned()),
        ..asked(1)
    }
}

fn reserve(dice: &mut Dice, reference: &Reference, license: LicenseNumber, now: Instant) -> Operation {
    let which = license.as_str().strip_prefix("D-").unwrap().parse().unwrap();
    let mut asked = ask(dice, which);
    let lines = reference.version(&license).map(|license| license.lines).unwrap_or_default();
    if !lines.iter().any(|line| line.items.accelerators.contains(&asked.accelerator)) && !dice.one_in(8) {
        (asked.accelerator, asked.tpp) = ("H20".to_owned(), 1_001);
    }
    let line = dice.one_in(5).then(|| LineName::new(dice.pick(&["small", "small", "large", "spare"])).unwrap());
    let until = Instant(now.0 + if dice.one_in(16) { 0 } else { length(dice) });
    Operation::Reserve { license, line, asked, until }
}

fn length(dice: &mut Dice) -> i64 {
    match dice.below(16) {
        0 => dice.below(40 * DAY as u64) as i64,
        1 => dice.below(1_000) as i64,
        2..5 => HOUR * dice.below(72) as i64,
        _ => dice.below(30 * HOUR as u64) as i64,
    }
}

fn renew(dice: &mut Dice, reference: &Reference, now: Instant) -> Operation {
    let slices = reference.slices();
    let is_latest =
        |lease: &OperationId, until| !slices.iter().any(|told| told.slice.lease == *lease && told.slice.until > until);
    let open: Vec<_> = slices
        .iter()
        .filter(|told| told.said.is_none() && told.slice.until >= now && is_latest(&told.slice.lease, told.slice.until))
        .map(|told| (told.slice.id.clone(), told.slice.until))
        .collect();
    match dice.maybe(&open).filter(|_| !dice.one_in(10)) {
        Some((reservation, until)) => Operation::Renew { reservation, until: Instant(until.0 + length(dice)) },
        None => {
            Operation::Renew { reservation: slice(dice, reference, now, None).0, until: Instant(now.0 + length(dice)) }
        }
    }
}

/// A slice and the chip-milliseconds that it holds: resolved or not, as wanted, but for now and then.
fn slice(dice: &mut Dice, reference: &Reference, now: Instant, is_resolved: Option<bool>) -> (OperationId, u64) {
    let any = dice.one_in(12);
    let slices = reference.slices();
    let wanted = slices.iter().filter(|told| {
        any || is_resolved
            .is_none_or(|resolved| told.said.is_some() == resolved && (resolved || told.slice.settle_until >= now))
    });
    let wanted: Vec<_> = wanted.map(|told| (told.slice.id.clone(), told.slice.held[0] as u64)).collect();
    dice.maybe(&wanted).filter(|_| !dice.one_in(20)).unwrap_or_else(|| (id("nonsense"), 1_000))
}

fn overdue(dice: &mut Dice, reference: &Reference, now: Instant) -> OperationId {
    let slices = reference.slices();
    let overdue = slices.iter().filter(|told| told.said.is_none() && told.slice.settle_until < now);
    let overdue: Vec<_> = overdue.map(|told| told.slice.id.clone()).collect();
    dice.maybe(&overdue).unwrap_or_else(|| slice(dice, reference, now, Some(false)).0)
}

fn lease(dice: &mut Dice, reference: &Reference) -> OperationId {
    let leases = reference.leases();
    let recent: Vec<_> = leases.iter().rev().take(if dice.one_in(4) { 20 } else { 4 }).cloned().collect();
    dice.maybe(&recent).filter(|_| !dice.one_in(20)).unwrap_or_else(|| id("nonsense"))
}

fn measured(dice: &mut Dice, held: u64) -> u64 {
    match dice.below(8) {
        0 => 0,
        1 => held,
        2 => held + dice.below(held.max(1)),
        _ => dice.below(held + 1),
    }
}

/// Names an operation by what it is.
pub fn kind(operation: &Operation) -> &'static str {
    match operation {
        Operation::License { change, .. } => change.word(),
        Operation::Limit { .. } => "limit",
        Operation::Reserve { .. } => "reserve",
        Operation::Renew { .. } => "renew",
        Operation::Post { .. } => "post",
        Operation::Void { .. } => "void",
        Operation::Expire { .. } => "expire",
        Operation::Correct { .. } => "correct",
        Operation::Stop { .. } => "stop",
        Operation::ConfirmStop { .. } => "confirm stop",
        Operation::Report { .. } => "report",
    }
}

/// How many kinds there are.
pub const KINDS: usize = 17;
