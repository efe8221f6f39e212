-- What a next release might add. MySQL takes the marked words for a comment, and knows none of them.
alter table webhooks_webhook add column /*M! if not exists */ nickname varchar(100) not null default 'none';
alter table webhooks_event add column /*M! if not exists */ priority integer;
alter table webhooks_delivery add column /*M! if not exists */ priority integer;
alter table webhooks_pending add column /*M! if not exists */ priority integer not null default 0;
create index /*M! if not exists */ ix_webhooks_delivery_priority on webhooks_delivery (priority);

create table if not exists webhooks_priority (
  webhook_id varbinary(30) not null primary key,
  until bigint not null
) engine = InnoDB default character set utf8mb4;

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select NEXT, 'priority', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = NEXT);
