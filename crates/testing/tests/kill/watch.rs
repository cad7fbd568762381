//! What the server knows of its clients, by the names they give themselves.

use postgres::{Client, NoTls};

pub struct Watch(Client);

impl Watch {
    pub fn over(address: &str) -> Self {
        Self(Client::connect(address, NoTls).unwrap())
    }

    /// Whether nothing of a client is under way any more.
    pub fn is_gone(&mut self, client: &str) -> bool {
        self.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", client) == 0
    }

    /// Whether a client that says nothing holds the head: it has looked at it to change it, and waits for nothing.
    pub fn holds_the_head(&mut self, client: &str) -> bool {
        let sql = "SELECT count(*) FROM pg_stat_activity AS activity JOIN pg_locks AS held USING (pid) \
                   WHERE application_name = $1 AND activity.state = 'idle in transaction' \
                   AND held.relation = 'journal_head'::regclass AND held.mode = 'RowShareLock' AND held.granted";
        self.count(sql, client) > 0
    }

    fn count(&mut self, sql: &str, client: &str) -> i64 {
        self.0.query_one(sql, &[&client]).unwrap().get(0)
    }
}

/// An address under which a client goes by a name.
pub fn named(address: &str, name: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}application_name={name}")
}
