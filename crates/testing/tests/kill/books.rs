//! Balances once more, by addition alone: what the ledger's own rules have no part in.

use portcullis_journal::Record;
use portcullis_journal::record::Content;
use portcullis_license::{Account, Amount, Balance, LicenseNumber, OperationId, Reply, Unit};
use std::collections::BTreeMap;

#[derive(Default, PartialEq, Debug)]
pub struct Books {
    open: BTreeMap<OperationId, (LicenseNumber, Amount)>,
    accounts: BTreeMap<LicenseNumber, Account>,
    /// How many operations were refused.
    pub refused: u64,
}

impl Books {
    /// Adds a record, and compares with the balances that it gives.
    pub fn read(&mut self, record: &Record) {
        let Content::Ledger { operation, reply, after, license } = &record.content else { return };
        for (name, balance) in after {
            assert!(adds_up(balance), "{name} after {record:?}");
        }
        let number = license.as_ref().unwrap().number.clone();
        let account = self.accounts.entry(number.clone()).or_default();
        match reply {
            Reply::Reserved { amount, .. } => {
                account.reserved = account.reserved.plus(*amount).unwrap();
                assert_eq!(self.open.insert(record.id.clone(), (number.clone(), *amount)), None);
            }
            Reply::Resolved { used, returned, breach, .. } => {
                let (of, held) = self.open.remove(operation.reservation().unwrap()).expect("it is resolved once");
                assert_eq!((of, used.plus(*returned)), (number.clone(), Some(held)));
                account.reserved = account.reserved.minus(held).unwrap();
                account.used = account.used.plus(*used).unwrap();
                account.breach = account.breach.plus(*breach).unwrap();
            }
            Reply::Refused { .. } => {
                self.refused += 1;
                return;
            }
            _ => return,
        }
        let balance = after.get(&format!("license {number}")).unwrap();
        let said = (balance.reserved, balance.used, balance.breach);
        assert_eq!(said, (account.reserved, account.used, account.breach), "{record:?}");
    }
}

fn adds_up(balance: &Balance) -> bool {
    Unit::ALL.into_iter().all(|unit| {
        let taken = balance.reserved.in_unit(unit) + balance.used.in_unit(unit);
        match (balance.granted.in_unit(unit), balance.available.in_unit(unit)) {
            (Some(granted), Some(available)) => granted == available + taken,
            (granted, available) => granted.is_none() && available.is_none(),
        }
    })
}
