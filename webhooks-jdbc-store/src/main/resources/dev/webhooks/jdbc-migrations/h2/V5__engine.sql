-- Whose turn a delivery is. Empty: stored by a release that does not know; null: set aside, for its webhook is not active.
alter table webhooks_pending add column if not exists workspace varchar(100) default '';
create index if not exists ix_webhooks_pending_turn on webhooks_pending (workspace, webhook_id, due_at);
drop index if exists ix_webhooks_pending_due;

-- Webhooks with deliveries that are set aside. Released: the webhook is active again, or gone, so they are to come back.
create table if not exists webhooks_held (
  webhook_id varchar(30) not null primary key,
  released integer not null
);
create index if not exists ix_webhooks_held_released on webhooks_held (released);

-- A recovery reads its webhook's log in the order of creation.
drop index if exists ix_webhooks_delivery_recover;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 5, 'engine', 1, cast(extract(epoch from current_timestamp) * 1000000 as bigint)
where not exists (select 1 from webhooks_schema_version where version = 5);
