-- The log by account, and the log and the webhooks of all workspaces. No column that changes is indexed.
create index if not exists ix_webhooks_delivery_account on webhooks_delivery (workspace, account, created_at, id)
  where account is not null;
create index if not exists ix_webhooks_delivery_created on webhooks_delivery (created_at, id);
create index if not exists ix_webhooks_webhook_created on webhooks_webhook (created_at, id);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 3, 'log queries', 1, cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 3);
