-- Webhooks for Java, MariaDB 10.6 or MySQL 8.0 or later. Times are microseconds since 1970-01-01 UTC.
-- What is compared is VARBINARY, holding UTF-8: no collation that both databases have tells "a" from "a ".
-- "body" is quoted because sql_mode ORACLE has a meaning for it.

-- One row a workspace: the version that publishers compare, and the row that registrations lock.
create table if not exists webhooks_workspace (
  id varbinary(400) not null primary key,
  version bigint not null
) engine = InnoDB default character set utf8mb4;

create table if not exists webhooks_webhook (
  id varbinary(30) not null primary key,
  workspace varbinary(400) not null,
  name text not null,
  url text not null,
  accounts mediumtext not null,
  event_types mediumtext not null,
  status varbinary(20) not null,
  status_reason text,
  signatures varbinary(20) not null,
  key_hint varchar(100) not null,
  public_key varchar(100),
  header_names text not null,
  created_at bigint not null,
  verified boolean not null,
  verified_at bigint,
  version bigint not null,
  sealed_key varbinary(4096) not null,
  index ix_webhooks_webhook_workspace (workspace, created_at, id)
) engine = InnoDB default character set utf8mb4;

create table if not exists webhooks_event (
  id varbinary(30) not null primary key,
  workspace varbinary(400) not null,
  account varbinary(400),
  type varbinary(400) not null,
  `body` mediumblob not null,
  idempotency_key varbinary(800),
  deliveries integer not null,
  created_at bigint not null,
  unique index ux_webhooks_event_key (workspace, idempotency_key),
  index ix_webhooks_event_created (created_at, id)
) engine = InnoDB default character set utf8mb4;

-- The log.
create table if not exists webhooks_delivery (
  id varbinary(30) not null primary key,
  event_id varbinary(30) not null,
  event_type varbinary(400) not null,
  workspace varbinary(400) not null,
  account varbinary(400),
  webhook_id varbinary(30) not null,
  state varbinary(10) not null,
  attempts integer not null,
  round_start integer not null,
  token bigint not null,
  last_status integer,
  last_error text,
  created_at bigint not null,
  finished_at bigint,
  index ix_webhooks_delivery_log (workspace, created_at, id),
  index ix_webhooks_delivery_webhook (webhook_id, created_at, id),
  index ix_webhooks_delivery_recover (webhook_id, id),
  index ix_webhooks_delivery_event (event_id)
) engine = InnoDB default character set utf8mb4;

-- The queue: a row for each delivery whose state is PENDING, and none for any other.
create table if not exists webhooks_pending (
  delivery_id varbinary(30) not null primary key,
  webhook_id varbinary(30) not null,
  due_at bigint not null,
  token bigint not null,
  index ix_webhooks_pending_due (webhook_id, due_at)
) engine = InnoDB default character set utf8mb4;

create table if not exists webhooks_attempt (
  delivery_id varbinary(30) not null,
  number integer not null,
  started_at bigint not null,
  duration bigint not null,
  status integer,
  error text,
  response_body text,
  primary key (delivery_id, number)
) engine = InnoDB default character set utf8mb4;
