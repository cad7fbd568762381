//! PostgreSQL: one of two nodes killed, and the server itself.

use crate::audit::Audit;
use crate::process::Load;
use crate::submit::submit_again;
use crate::watch::{Watch, named};
use crate::{load, milliseconds, rounds, wait_until};
use portcullis_testing::draw::Draw;
use portcullis_testing::load::Kind;
use portcullis_testing::postgres::{Cluster, Database, left_out};

#[test]
fn one_of_two_nodes_that_is_killed() {
    if left_out() {
        return;
    }
    let database = Database::fresh().unwrap();
    let address = database.address();
    let (mut audit, mut draw, mut heard) = (Audit::default(), Draw(2), Vec::new());
    let (mut open, mut kept) = (0, 0);
    let mut stays = Load::start(&load(&named(&address, "stays"), "stays"));
    let mut watch = Watch::over(&address);
    for round in 0..rounds(6) {
        let mut goes = Load::start(&load(&named(&address, "goes"), &format!("goes-{round}")));
        goes.wait_for_answers(20);
        milliseconds(draw.below(300));
        let mut said = goes.kill();
        stays.wait_for_answers(20);
        // What it sent last may still be on its way through the server.
        wait_until("its end", || watch.is_gone("goes"));
        let mut store = portcullis_store::open(&address).unwrap();
        audit.read_on(&mut store);
        audit.holds(&said);
        open += said.unanswered().len();
        kept += submit_again(store, &audit, &mut said);
        heard.push(said);
    }
    heard.push(stays.kill());
    wait_until("its end", || watch.is_gone("stays"));
    println!("{open} were left unanswered, of which {kept} were kept");
    audit.finish(&mut portcullis_store::open(&address).unwrap(), &heard);
}

#[test]
fn a_server_that_is_killed_under_load() {
    if left_out() {
        return;
    }
    let mut cluster = Cluster::start().unwrap();
    let address = cluster.address();
    let (mut audit, mut draw) = (Audit::default(), Draw(3));
    let mut processes = ["one", "two"].map(|name| Load::start(&load(&named(&address, name), name)));
    for _ in 0..rounds(3) {
        processes.iter_mut().for_each(|process| process.wait_for_answers(50));
        milliseconds(draw.below(200));
        cluster.kill_nine().unwrap();
        // Long enough that nobody can sit it out.
        processes.iter_mut().for_each(|process| process.wait_for_failures(1));
        cluster.restart().unwrap();
        processes.iter_mut().for_each(|process| process.wait_for_answers(50));
        let mut store = portcullis_store::open(&address).unwrap();
        processes.iter().for_each(|process| {
            process.heard(|heard| {
                audit.read_on(&mut store);
                audit.holds(heard);
            });
        });
    }
    let heard = processes.map(Load::kill);
    let mut watch = Watch::over(&address);
    wait_until("their end", || watch.is_gone("one") && watch.is_gone("two"));
    for (kind, why) in heard.iter().flat_map(|heard| &heard.failed) {
        assert!(matches!(kind, Kind::Unavailable | Kind::Uncertain), "{kind:?}: {why}");
    }
    audit.finish(&mut portcullis_store::open(&address).unwrap(), &heard);
}
