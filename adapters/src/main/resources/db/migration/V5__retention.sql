-- How far the audit record was cut off at its old end: the last entry that went, and its hash, on which the next one builds.
create table audit_cuts (
  last bigint not null primary key,
  hash text not null,
  at_ns bigint not null
);

create index releases_by_sha on releases (project_id, sha);
