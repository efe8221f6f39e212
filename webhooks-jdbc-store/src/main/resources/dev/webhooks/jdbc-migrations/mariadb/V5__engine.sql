-- Whose turn a delivery is. Empty: stored by a release that does not know; null: set aside, for its webhook is not active.
alter table webhooks_pending add column /*M! if not exists */ workspace varbinary(400) default '';
create index /*M! if not exists */ ix_webhooks_pending_turn on webhooks_pending (workspace, webhook_id, due_at);

-- A recovery reads its webhook's log in the order of creation.
drop index /*M! if exists */ ix_webhooks_delivery_recover on webhooks_delivery;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 5, 'engine', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 5);
