-- Which branches are to go into which others: as much of merge requests as pipelines need.
create table merge_requests (
  project_id bigint not null references projects (id),
  number bigint not null,
  source text not null,
  target text not null,
  title text not null,
  opened_by text not null,
  opened_at_ns bigint not null,
  open integer not null,
  primary key (project_id, number)
);

create index merge_requests_open on merge_requests (project_id, source) where open = 1;
