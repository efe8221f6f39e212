-- On PostgreSQL an index of the queue has more room; there is nothing to do here.
insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 8, 'room for leases', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 8);
