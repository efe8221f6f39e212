-- What owners note down about a webhook; null is nothing.
alter table webhooks_webhook add column if not exists description varchar(1000);
alter table webhooks_webhook add column if not exists metadata varchar(20000);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 4, 'settings', 1, cast(extract(epoch from current_timestamp) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 4);
