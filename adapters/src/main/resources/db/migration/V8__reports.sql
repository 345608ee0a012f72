-- What jobs report beside their outcome: a record an attempt, with tests, files of coverage and findings below it.
-- Everything below a run goes with its record, and the records with their run.

-- Up to which version of the run the reports of its attempts were read. Of runs before this migration nothing is read.
alter table runs add column reports_read bigint not null default 9223372036854775807;
create index runs_with_unread_reports on runs (sequence) where reports_read < version;

create table job_reports (
  id ${identity},
  project_id bigint not null,
  run bigint not null,
  job text not null,
  attempt integer not null,
  sha text not null,
  ref text not null,
  at_ns bigint not null,
  finished integer not null default 0,
  tests integer not null default 0,
  failed integer not null default 0,
  skipped integer not null default 0,
  took_us bigint not null default 0,
  coverage integer,
  lines integer not null default 0,
  covered integer not null default 0,
  findings integer,
  notes_json text not null default '[]',
  unique (project_id, run, job, attempt)
);

create index job_reports_by_commit on job_reports (project_id, sha, job);
create index job_reports_by_ref on job_reports (project_id, ref, run);

create table test_cases (
  report bigint not null references job_reports (id) on delete cascade,
  ordinal integer not null,
  test_key bigint not null,
  outcome integer not null,
  flaky integer not null,
  suite text not null,
  grouped text not null,
  name text not null,
  file text not null,
  line integer not null,
  took_us bigint not null,
  message text not null,
  detail text not null,
  output text not null,
  primary key (report, ordinal)
);

create index test_cases_by_outcome on test_cases (report, outcome, ordinal);
create index test_cases_by_key on test_cases (test_key, report);

create table file_coverage (
  report bigint not null references job_reports (id) on delete cascade,
  path text not null,
  lines integer not null,
  covered integer not null,
  lines_text text not null,
  primary key (report, path)
);

create table findings (
  report bigint not null references job_reports (id) on delete cascade,
  ordinal integer not null,
  finding_key bigint not null,
  severity integer not null,
  kind text not null,
  tool text not null,
  rule text not null,
  title text not null,
  detail text not null,
  path text not null,
  line integer not null,
  link text not null,
  primary key (report, ordinal)
);

create index findings_by_severity on findings (report, severity, ordinal);
create index findings_by_key on findings (finding_key, report);
