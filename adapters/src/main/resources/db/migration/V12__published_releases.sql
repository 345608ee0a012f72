-- Releases as jobs announce them: notes for people, one for a tag.
create table published_releases (
  sequence ${identity},
  project_id bigint not null references projects (id),
  tag text not null,
  release_json text not null,
  unique (project_id, tag)
);
