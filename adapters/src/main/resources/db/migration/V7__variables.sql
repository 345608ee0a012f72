-- Variables that projects keep outside of their files; values are sealed by a key that is not in the database.
create table variables (
  project_id bigint not null references projects (id),
  name text not null,
  scope text not null,
  type text not null,
  visibility text not null,
  protected_only integer not null,
  raw integer not null,
  description text not null,
  sealed_value text not null,
  changed_at_ns bigint not null,
  changed_by text not null,
  primary key (project_id, name, scope)
);

-- Branches and tags that are protected beside each project's default branch.
create table protected_refs (
  project_id bigint not null references projects (id),
  tags integer not null,
  pattern text not null,
  maintainers_only integer not null,
  primary key (project_id, tags, pattern)
);
