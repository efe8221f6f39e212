-- Which migrations this schema has. Each migration from here on ends by adding its own row, whoever runs it.
-- compatible_from: the schema version that a library must know at least to run on this one.
-- checksum: SHA-256 of the script, where the library ran or adopted it. applied_at: microseconds since 1970-01-01 UTC.
create table if not exists webhooks_schema_version (
  version integer not null primary key,
  description text not null,
  compatible_from integer not null,
  checksum text,
  applied_at bigint not null
);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 1, 'webhooks', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 1);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 2, 'schema version', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 2);
