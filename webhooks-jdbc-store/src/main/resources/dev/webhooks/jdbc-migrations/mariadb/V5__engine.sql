-- A recovery reads its webhook's log in the order of creation.
drop index /*M! if exists */ ix_webhooks_delivery_recover on webhooks_delivery;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 5, 'engine', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 5);
