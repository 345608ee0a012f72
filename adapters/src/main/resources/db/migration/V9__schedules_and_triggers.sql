-- Runs at set times. The values of their variables are sealed as those of projects are.
create table schedules (
  id ${identity},
  project_id bigint not null references projects (id),
  description text not null,
  ref text not null,
  cron text not null,
  zone text not null,
  active integer not null,
  owner text not null,
  next_at_ns bigint,
  last_at_ns bigint,
  last_run bigint not null default 0,
  last_problem text not null default ''
);

create index schedules_by_project on schedules (project_id);
create index schedules_due on schedules (next_at_ns) where active = 1;

create table schedule_variables (
  schedule_id bigint not null references schedules (id),
  name text not null,
  sealed_value text not null,
  primary key (schedule_id, name)
);

-- Tokens that start runs, by the hash of their secret.
create table trigger_tokens (
  id ${identity},
  project_id bigint not null references projects (id),
  hash text not null unique,
  short_form text not null,
  description text not null,
  owner text not null,
  created_at_ns bigint not null,
  used_at_ns bigint
);

create index trigger_tokens_by_project on trigger_tokens (project_id);
