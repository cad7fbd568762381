//! Several nodes on one license that is nearly always full: one killed, one that stops in the middle, one whose connections are cut.

use crate::audit::Audit;
use crate::process::Load;
use crate::proxy::{Cut, Proxy};
use crate::watch::{Watch, named};
use crate::{load, milliseconds, rounds, wait_until};
use portcullis_testing::draw::Draw;
use portcullis_testing::load::Options;
use portcullis_testing::postgres::{Cluster, Database, left_out};
use std::time::Duration;

/// Eight callers of each node hold up to two slices each of an hour.
fn hot(address: &str, name: &str) -> Options {
    let (callers, rest) = (8, Duration::from_millis(20));
    Options { callers, licenses: 1, hours: 12, rest, ..load(&named(address, name), name) }
}

/// The server ends a transaction in which nothing is said for five seconds; until then nobody else can append.
#[test]
fn three_nodes_of_which_one_is_killed_and_one_stops_with_the_head_in_its_hands() {
    if left_out() {
        return;
    }
    let database = Database::fresh().unwrap();
    let address = database.address();
    let restless = Options { rest: Duration::ZERO, ..hot(&address, "stops") };
    let loads = [hot(&address, "stays"), restless, hot(&address, "killed")];
    let mut processes = loads.each_ref().map(Load::start);
    processes.iter_mut().for_each(|process| process.wait_for_answers(50));
    let [mut stays, mut stops, killed] = processes;
    let killed = killed.kill();
    stays.wait_for_answers(50);
    stops.wait_for_answers(50);
    let (mut watch, mut draw) = (Watch::over(&address), Draw(5));
    wait_until("it holds the head", || {
        stops.signal("-STOP");
        // What it said before reaches the server.
        milliseconds(15);
        let holds = watch.holds_the_head("stops");
        if !holds {
            stops.signal("-CONT");
            milliseconds(draw.below(10));
        }
        holds
    });
    let mut audit = Audit::default();
    milliseconds(500);
    let answers = stays.answers();
    milliseconds(500);
    assert_eq!(stays.answers(), answers, "nobody appends while the head is held");
    stays.wait_for_answers(50);
    audit.read_on(&mut portcullis_store::open(&address).unwrap());
    stops.signal("-CONT");
    stops.wait_for_answers(50);
    stays.wait_for_answers(50);
    let heard = [stays.kill(), stops.kill(), killed];
    wait_until("their end", || watch.is_gone("stays") && watch.is_gone("stops"));
    let refused = audit.finish(&mut portcullis_store::open(&address).unwrap(), &heard);
    assert!(refused > 100, "the limit was not met: {refused}");
}

#[test]
fn a_node_whose_connections_are_cut_again_and_again() {
    if left_out() {
        return;
    }
    // One with a socket, whatever server the environment names.
    let cluster = Cluster::start().unwrap();
    let address = cluster.address();
    let proxy = Proxy::start(&address);
    let mut processes =
        [(&address, "stays"), (&proxy.address(), "cut")].map(|(address, name)| Load::start(&hot(address, name)));
    processes.iter_mut().for_each(|process| process.wait_for_answers(50));
    let [mut stays, mut cut] = processes;
    let mut draw = Draw(4);
    for _ in 0..rounds(5) {
        for how in [Cut::Now, Cut::BeforeCommit, Cut::AfterCommit] {
            milliseconds(draw.below(100));
            proxy.cut(how);
            wait_until("a cut", || proxy.is_done());
            cut.wait_for_answers(5);
        }
    }
    let again = cut.heard(|heard| heard.again);
    assert!(again > 0, "no commit was kept whose answer was lost");
    // Longer than the writer tries by itself.
    proxy.darken(true);
    cut.wait_for_failures(1);
    stays.wait_for_answers(50);
    proxy.darken(false);
    cut.wait_for_answers(50);
    let heard = [stays.kill(), cut.kill()];
    let mut watch = Watch::over(&address);
    wait_until("their end", || watch.is_gone("stays") && watch.is_gone("cut"));
    let refused = Audit::default().finish(&mut portcullis_store::open(&address).unwrap(), &heard);
    assert!(refused > 100, "the limit was not met: {refused}");
}
