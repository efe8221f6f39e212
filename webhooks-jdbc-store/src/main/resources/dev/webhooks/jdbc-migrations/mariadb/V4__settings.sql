-- What owners note down about a webhook; null is nothing.
alter table webhooks_webhook add column /*M! if not exists */ description text;
alter table webhooks_webhook add column /*M! if not exists */ metadata text;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 4, 'settings', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 4);
