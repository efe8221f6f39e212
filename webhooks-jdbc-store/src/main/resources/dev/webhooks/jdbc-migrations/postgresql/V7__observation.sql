-- The trace that an event was published in, as W3C Trace Context writes it; null is none.
alter table webhooks_event add column if not exists traceparent text collate "C";

-- What one node is enough for, who does it, and until when it is that node's.
create table if not exists webhooks_duty (
  name text collate "C" not null primary key,
  node text collate "C" not null,
  until_at bigint not null
);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 7, 'observation', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 7);
