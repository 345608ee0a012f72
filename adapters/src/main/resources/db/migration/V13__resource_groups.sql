-- In which order the jobs of a resource group run, where people chose one.
create table resource_groups (
  project_id bigint not null references projects (id),
  name text not null,
  process_mode text not null,
  primary key (project_id, name)
);
