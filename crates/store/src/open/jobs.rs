//! Leased rows of work. Who takes a job writes its name into it; of two that try at once the database lets one commit, and the other tries again.

use super::Open;
use crate::table::JOBS;
use crate::value::{Cells, Value, most, storable};
use portcullis_journal::store::{Job, Jobs, StoreError};

const PLACE: &str = "jobs";

impl Jobs for Open<'_> {
    fn put_jobs(&mut self, jobs: &[Job]) -> Result<(), StoreError> {
        let rows = jobs.iter().map(values).collect();
        let rows: Vec<_> = self.accept(rows)?;
        self.insert(&JOBS, &rows).map(|_| ())
    }

    fn take_jobs(
        &mut self,
        kind: &str,
        holder: &str,
        now: i64,
        held_until: i64,
        count: usize,
    ) -> Result<Vec<Job>, StoreError> {
        let names = storable("a kind of job", kind).and_then(|_| storable("the holder of a job", holder));
        self.accept(names)?;
        self.writes()?;
        let sql = "-- jobs_take\nUPDATE jobs SET holder = $1, held_until = $2, attempts = attempts + 1 WHERE name IN (\
                   SELECT name FROM jobs WHERE kind = $3 AND due <= $4 AND (held_until IS NULL OR held_until <= $5) \
                   ORDER BY due, name LIMIT $6) RETURNING name, kind, body, due, attempts, holder, held_until";
        let now = Value::Integer(now);
        let values = [Value::Text(holder), Value::Integer(held_until), Value::Text(kind), now, now, most(count)];
        let found = self.query(PLACE, sql, &values)?;
        let mut jobs = self.read_jobs(found)?;
        jobs.sort_unstable_by(|one, other| (one.due, &one.name).cmp(&(other.due, &other.name)));
        Ok(jobs)
    }

    fn finish_job(&mut self, name: &str, holder: &str) -> Result<bool, StoreError> {
        let sql = "-- job_finish\nDELETE FROM jobs WHERE name = $1 AND holder = $2";
        self.change_held(sql, &[name, holder], None)
    }

    fn put_back_job(&mut self, name: &str, holder: &str, due: i64) -> Result<bool, StoreError> {
        let sql = "-- job_put_back\nUPDATE jobs SET due = $1, holder = NULL, held_until = NULL WHERE name = $2 AND holder = $3";
        self.change_held(sql, &[name, holder], Some(due))
    }

    fn jobs(&mut self) -> Result<Vec<Job>, StoreError> {
        let sql = "-- jobs\nSELECT name, kind, body, due, attempts, holder, held_until FROM jobs ORDER BY name";
        let found = self.query(PLACE, sql, &[])?;
        self.read_jobs(found)
    }
}

impl Open<'_> {
    fn change_held(&mut self, sql: &str, names: &[&str], due: Option<i64>) -> Result<bool, StoreError> {
        self.writes()?;
        if names.iter().any(|name| storable("a name", name).is_err()) {
            return Ok(false);
        }
        let texts = names.iter().map(|name| Value::Text(name));
        let values: Vec<_> = due.map(Value::Integer).into_iter().chain(texts).collect();
        Ok(self.execute(sql, &values)? > 0)
    }

    fn read_jobs(&mut self, found: Vec<Cells>) -> Result<Vec<Job>, StoreError> {
        let jobs = found.into_iter().map(read_job).collect();
        self.accept(jobs)
    }
}

fn values(job: &Job) -> Result<Vec<Value<'_>>, StoreError> {
    Ok(vec![
        Value::Text(storable("the name of a job", &job.name)?),
        Value::Text(storable("the kind of a job", &job.kind)?),
        Value::Text(storable("the body of a job", &job.body)?),
        Value::Integer(job.due),
        Value::Integer(i64::from(job.attempts)),
        Value::maybe_text(job.holder.as_deref().map(|text| storable("the holder of a job", text)).transpose()?),
        Value::maybe_integer(job.held_until),
    ])
}

fn read_job(mut cells: Cells) -> Result<Job, StoreError> {
    Ok(Job {
        name: cells.text()?,
        kind: cells.text()?,
        body: cells.text()?,
        due: cells.integer()?,
        attempts: u32::try_from(cells.count()?).unwrap_or(u32::MAX),
        holder: cells.maybe_text()?,
        held_until: cells.maybe_integer()?,
    })
}
