-- A lease writes its row anew, with an entry in each index. The key's lies beside the one before it: half of a page is for that.
alter index if exists webhooks_pending_pkey set (fillfactor = 50);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 8, 'room for leases', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 8);
