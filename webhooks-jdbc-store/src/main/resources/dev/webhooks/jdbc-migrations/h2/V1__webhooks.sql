-- Webhooks for Java, H2 2.2 or later. Times are microseconds since 1970-01-01 UTC.

-- One row a workspace: the version that publishers compare, and the row that registrations lock.
create table if not exists webhooks_workspace (
  id varchar(100) not null primary key,
  version bigint not null
);

create table if not exists webhooks_webhook (
  id varchar(30) not null primary key,
  workspace varchar(100) not null,
  name varchar(1000) not null,
  url varchar(10000) not null,
  accounts varchar(1000000) not null,
  event_types varchar(1000000) not null,
  status varchar(20) not null,
  status_reason varchar(20000),
  signatures varchar(20) not null,
  key_hint varchar(100) not null,
  public_key varchar(100),
  header_names varchar(20000) not null,
  created_at bigint not null,
  verified boolean not null,
  verified_at bigint,
  version bigint not null,
  sealed_key varbinary(4096) not null
);
create index if not exists ix_webhooks_webhook_workspace on webhooks_webhook (workspace, created_at, id);

create table if not exists webhooks_event (
  id varchar(30) not null primary key,
  workspace varchar(100) not null,
  account varchar(100),
  type varchar(100) not null,
  body varbinary(1048576) not null,
  idempotency_key varchar(200),
  deliveries integer not null,
  created_at bigint not null
);
create unique index if not exists ux_webhooks_event_key on webhooks_event (workspace, idempotency_key);
create index if not exists ix_webhooks_event_created on webhooks_event (created_at, id);

-- The log.
create table if not exists webhooks_delivery (
  id varchar(30) not null primary key,
  event_id varchar(30) not null,
  event_type varchar(100) not null,
  workspace varchar(100) not null,
  account varchar(100),
  webhook_id varchar(30) not null,
  state varchar(10) not null,
  attempts integer not null,
  round_start integer not null,
  token bigint not null,
  last_status integer,
  last_error varchar(20000),
  created_at bigint not null,
  finished_at bigint
);
create index if not exists ix_webhooks_delivery_log on webhooks_delivery (workspace, created_at, id);
create index if not exists ix_webhooks_delivery_webhook on webhooks_delivery (webhook_id, created_at, id);
create index if not exists ix_webhooks_delivery_recover on webhooks_delivery (webhook_id, id);
create index if not exists ix_webhooks_delivery_event on webhooks_delivery (event_id);

-- The queue: a row for each delivery whose state is PENDING, and none for any other.
create table if not exists webhooks_pending (
  delivery_id varchar(30) not null primary key,
  webhook_id varchar(30) not null,
  due_at bigint not null,
  token bigint not null
);
create index if not exists ix_webhooks_pending_due on webhooks_pending (webhook_id, due_at);

create table if not exists webhooks_attempt (
  delivery_id varchar(30) not null,
  number integer not null,
  started_at bigint not null,
  duration bigint not null,
  status integer,
  error varchar(20000),
  response_body varchar(20000),
  primary key (delivery_id, number)
);
