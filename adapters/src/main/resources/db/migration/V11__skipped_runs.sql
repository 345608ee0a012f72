-- A run in which no job was started is over as well.
drop index runs_unfinished;
create index runs_unfinished on runs (sequence) where status not in ('SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED');
