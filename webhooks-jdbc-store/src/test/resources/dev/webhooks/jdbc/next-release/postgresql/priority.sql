-- What a next release might add.
alter table webhooks_webhook add column if not exists nickname text not null default 'none';
alter table webhooks_event add column if not exists priority integer;
alter table webhooks_delivery add column if not exists priority integer;
alter table webhooks_pending add column if not exists priority integer not null default 0;
create index if not exists ix_webhooks_delivery_priority on webhooks_delivery (priority);

create table if not exists webhooks_priority (
  webhook_id text collate "C" not null primary key,
  until bigint not null
);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select NEXT, 'priority', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = NEXT);
