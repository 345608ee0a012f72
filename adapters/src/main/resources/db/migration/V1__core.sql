-- Projects, accounts, runs, the queue and the audit record.
-- One text for SQLite and PostgreSQL: ${identity} is the only difference. Times are nanoseconds since 1970, UTC (_ns).

create table projects (
  id ${identity},
  path text not null unique,
  default_branch text not null,
  created_at_ns bigint not null,
  last_run bigint not null default 0
);

create table accounts (
  id ${identity},
  login text not null unique,
  name text not null,
  email text not null,
  password_hash text not null,
  administrator integer not null,
  disabled integer not null default 0,
  created_at_ns bigint not null
);

create table members (
  project_id bigint not null references projects (id),
  account_id bigint not null references accounts (id),
  role text not null,
  primary key (project_id, account_id)
);

create table sessions (
  hash text not null primary key,
  account_id bigint not null references accounts (id),
  created_at_ns bigint not null,
  expires_at_ns bigint not null
);

create index sessions_by_account on sessions (account_id);

create table tokens (
  id ${identity},
  hash text not null unique,
  account_id bigint not null references accounts (id),
  name text not null,
  scopes text not null,
  project_id bigint references projects (id),
  created_at_ns bigint not null,
  expires_at_ns bigint
);

create index tokens_by_account on tokens (account_id);

create table audit (
  id bigint not null primary key,
  at_ns bigint not null,
  actor text not null,
  action text not null,
  project text not null,
  object text not null,
  detail text not null,
  href text not null,
  address text not null,
  hash text not null
);

-- Where each branch and tag pointed when it was last looked at; what differs from the repository is news.
-- A deleted ref keeps its row with an empty sha: its version makes the keys of its runs unique for ever.
create table refs (
  project_id bigint not null references projects (id),
  name text not null,
  sha text not null,
  version bigint not null,
  primary key (project_id, name)
);

create table runs (
  sequence ${identity},
  project_id bigint not null,
  number bigint not null,
  cause text not null,
  version bigint not null,
  status text not null,
  event text not null,
  ref text not null,
  sha text not null,
  actor text not null,
  created_at_ns bigint not null,
  summary_json text not null,
  trigger_json text not null,
  pipeline_json text not null,
  state_json text not null,
  problems_json text not null,
  source_json text,
  unique (project_id, number),
  unique (project_id, cause)
);

create index runs_by_ref on runs (project_id, ref, number);
create index runs_unfinished on runs (sequence) where status not in ('SUCCESS', 'FAILED', 'CANCELED');

create table effects (
  sequence ${identity},
  project_id bigint not null,
  run bigint not null,
  effect_json text not null
);

create table queue (
  sequence ${identity},
  project_id bigint not null,
  run bigint not null,
  job text not null,
  attempt integer not null,
  tags text not null,
  resource_group text not null,
  offered_at_ns bigint not null,
  state text not null,
  runner text not null default '',
  fence bigint not null default 0,
  until_ns bigint not null default 0,
  unique (project_id, run, job, attempt)
);

create index queue_offered on queue (sequence) where state = 'offered';
create index queue_held on queue (project_id, resource_group) where state = 'held';
create index queue_by_fence on queue (fence) where state = 'held';

create table counters (
  name text not null primary key,
  value bigint not null
);

insert into counters (name, value) values ('fence', 0);
