-- The trace that an event was published in, as W3C Trace Context writes it; null is none.
alter table webhooks_event add column /*M! if not exists */ traceparent varbinary(55);

-- What one node is enough for, who does it, and until when it is that node's.
create table if not exists webhooks_duty (
  name varbinary(30) not null primary key,
  node varbinary(30) not null,
  until_at bigint not null
) engine = InnoDB default character set utf8mb4;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 7, 'observation', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 7);
