//! A process on SQLite, killed again and again.

use crate::audit::Audit;
use crate::process::Load;
use crate::submit::submit_again;
use crate::{load, milliseconds, rounds};
use portcullis_testing::draw::Draw;

#[test]
fn a_process_that_is_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("store.db").display());
    let (mut audit, mut draw, mut heard) = (Audit::default(), Draw(1), Vec::new());
    let (mut open, mut kept) = (0, 0);
    for round in 0..rounds(10) {
        let mut process = Load::start(&load(&address, &format!("round-{round}")));
        process.wait_for_answers(20);
        milliseconds(draw.below(300));
        let mut said = process.kill();
        let mut store = portcullis_store::open(&address).unwrap();
        audit.read_on(&mut store);
        audit.holds(&said);
        open += said.unanswered().len();
        kept += submit_again(store, &audit, &mut said);
        heard.push(said);
    }
    println!("{open} were left unanswered, of which {kept} were kept");
    audit.finish(&mut portcullis_store::open(&address).unwrap(), &heard);
}
