-- What a page looks deployments up by, so that it reads those that it shows and no others.
alter table deployments add column release_version text not null default '';
alter table deployments add column replaces bigint;
alter table deployments add column kind text not null default '';
alter table deployments add column finished_at text not null default '';

update deployments set
  release_version = coalesce(json_extract(deployment_json, '$.request.release'), ''),
  replaces = json_extract(deployment_json, '$.progress.replaces'),
  kind = coalesce(json_extract(deployment_json, '$.request.cause'), ''),
  finished_at = coalesce(json_extract(deployment_json, '$.progress.finishedAt'), '');

create index deployments_by_release on deployments (project_id, release_version, environment, number);
create index deployments_by_replaced on deployments (project_id, replaces, number);
