-- How many bytes of a ref's reference log, in which git notes each move, were acted on.
alter table refs add column log_read bigint not null default 0;
