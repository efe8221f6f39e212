-- On PostgreSQL an index of the queue has more room; there is nothing to do here.
insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 8, 'room for leases', 1, cast(extract(epoch from current_timestamp) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 8);
