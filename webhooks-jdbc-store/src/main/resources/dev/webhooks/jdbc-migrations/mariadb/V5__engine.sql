-- ix_webhooks_pending_due stays for now: statements of older releases name it, and fail without.
-- Whose turn a delivery is. Empty: stored by a release that does not know; null: set aside, for its webhook is not active.
alter table webhooks_pending add column /*M! if not exists */ workspace varbinary(400) default '';
create index /*M! if not exists */ ix_webhooks_pending_turn on webhooks_pending (workspace, webhook_id, due_at);

-- Webhooks with deliveries that are set aside. Released: the webhook is active again, or gone, so they are to come back.
create table if not exists webhooks_held (
  webhook_id varbinary(30) not null primary key,
  released integer not null
) engine = InnoDB default character set utf8mb4;
create index /*M! if not exists */ ix_webhooks_held_released on webhooks_held (released);

-- A recovery reads its webhook's log in the order of creation.
drop index /*M! if exists */ ix_webhooks_delivery_recover on webhooks_delivery;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 5, 'engine', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 5);
