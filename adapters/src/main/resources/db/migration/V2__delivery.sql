-- Releases, environments and deployments.

create table releases (
  sequence ${identity},
  project_id bigint not null,
  version text not null,
  kind text not null,
  scope text not null,
  sha text not null,
  finished integer not null default 0,
  release_json text not null,
  config_json text not null,
  unique (project_id, version),
  unique (project_id, kind, scope, sha)
);

create index releases_unfinished on releases (sequence) where finished = 0;

create table deployments (
  sequence ${identity},
  project_id bigint not null,
  number bigint not null,
  cause text not null,
  version bigint not null,
  environment text not null,
  status text not null,
  deployment_json text not null,
  unique (project_id, number),
  unique (project_id, cause)
);

create index deployments_by_environment on deployments (project_id, environment, number);
create index deployments_open on deployments (sequence)
  where status in ('NEEDS_APPROVAL', 'QUEUED', 'ROLLING', 'ROLLING_BACK');

create table environments (
  project_id bigint not null,
  name text not null,
  live bigint,
  live_since_ns bigint,
  uncertain bigint,
  primary key (project_id, name)
);

create table delivery_configs (
  project_id bigint not null primary key,
  config_json text not null
);
