-- How fast a webhook may be sent to, and whether in order.
alter table webhooks_webhook add column /*M! if not exists */ rate_limit integer;
alter table webhooks_webhook add column /*M! if not exists */ ordered boolean;

-- Whether an event only tries its webhook out, and whether an answer went on behind what is kept of it; null is no.
alter table webhooks_delivery add column /*M! if not exists */ test boolean;
alter table webhooks_attempt add column /*M! if not exists */ truncated boolean;

-- A row for each webhook whose endpoint is not well, and none for any other.
create table if not exists webhooks_health (
  webhook_id varbinary(30) not null primary key,
  workspace varbinary(400) not null,
  state varbinary(20) not null,
  changed_at bigint,
  blocked_until bigint,
  send_window integer not null,
  round_left integer,
  round_delivery varbinary(30),
  round_until bigint,
  round_failures integer not null,
  failing_since bigint,
  failures integer not null,
  last_failure_at bigint,
  only_delivery varbinary(30),
  pauses integer not null,
  waits integer not null,
  tally_since bigint,
  tally_attempts integer,
  tally_failures integer,
  warned_percent integer not null,
  disable_reason text
) engine = InnoDB default character set utf8mb4;
create index /*M! if not exists */ ix_webhooks_health_changed on webhooks_health (changed_at);

-- When the next POST may leave to a webhook with a rate limit.
create table if not exists webhooks_pace (
  webhook_id varbinary(30) not null primary key,
  next_at bigint not null
) engine = InnoDB default character set utf8mb4;

-- Numbers the publishing of events to ordered webhooks. Of such deliveries due_at is no time but a place, beyond all times.
create table if not exists webhooks_turn (
  number bigint not null auto_increment primary key
) engine = InnoDB;

-- When the order of a webhook was last given up, by the database's clock; null: never, or long ago.
alter table webhooks_held add column /*M! if not exists */ unordered_at bigint;

-- What attempts came to, as each group of outcomes was stored; added up within seconds and gone then.
create table if not exists webhooks_tally (
  id bigint not null auto_increment primary key,
  entries mediumblob not null
) engine = InnoDB default character set utf8mb4;

-- Attempts added up, by minute and by hour of their start. The subject is a webhook's id, or = and a workspace.
create table if not exists webhooks_stats (
  subject varbinary(401) not null,
  seconds integer not null,
  started_at bigint not null,
  workspace varbinary(400) not null,
  acknowledged bigint not null,
  failed bigint not null,
  latencies mediumblob not null,
  last_success_at bigint,
  primary key (subject, seconds, started_at)
) engine = InnoDB default character set utf8mb4;
create index /*M! if not exists */ ix_webhooks_stats_started on webhooks_stats (started_at);
create index /*M! if not exists */ ix_webhooks_stats_workspace on webhooks_stats (workspace, started_at);

insert into webhooks_schema_version (version, description, compatible_from, applied_at)
select 6, 'health', 1, timestampdiff(microsecond, '1970-01-01 00:00:00', utc_timestamp(6))
from dual where not exists (select 1 from webhooks_schema_version where version = 6);
