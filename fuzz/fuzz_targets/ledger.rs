//! Any list of operations, as JSON lines: no panic, no fault, and nothing overdrawn.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_license::{Instant, Ledger, Operation, OperationId};

fuzz_target!(|bytes: &[u8]| {
    let mut ledger = Ledger::default();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        // The first byte of a line says how much time passes before it.
        let Some((time, line)) = line.split_first() else { continue };
        let Ok(operation) = serde_json::from_slice::<Operation>(line) else { continue };
        let id = OperationId::new(&format!("operation {number}")).expect("a name");
        let at = Instant(1_767_225_600_000).plus(i64::from(*time) * 3_600_000 * number as i64);
        let applied = ledger.apply(&id, &operation, at).expect("a ledger that adds up");
        for balance in applied.after.values() {
            let taken = balance.reserved.plus(balance.used).expect("a sum");
            assert!(balance.granted.exceeded_by(taken).is_none());
        }
    }
    let image = serde_json::to_vec(&ledger).expect("an image");
    let _: Ledger = serde_json::from_slice(&image).expect("the ledger of an image");
});
