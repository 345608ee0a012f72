alter table tokens add column used_at_ns bigint;
