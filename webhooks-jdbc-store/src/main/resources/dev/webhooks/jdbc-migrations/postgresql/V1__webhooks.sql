-- Webhooks for Java, PostgreSQL 13 or later. Times are microseconds since 1970-01-01 UTC.

-- One row a workspace: the version that publishers compare, and the row that registrations lock.
create table if not exists webhooks_workspace (
  id text collate "C" not null primary key,
  version bigint not null
);

create table if not exists webhooks_webhook (
  id text collate "C" not null primary key,
  workspace text collate "C" not null,
  name text not null,
  url text not null,
  accounts text not null,
  event_types text not null,
  status text not null,
  status_reason text,
  signatures text not null,
  key_hint text not null,
  public_key text,
  header_names text not null,
  created_at bigint not null,
  verified boolean not null,
  verified_at bigint,
  version bigint not null,
  sealed_key bytea not null
);
create index if not exists ix_webhooks_webhook_workspace on webhooks_webhook (workspace, created_at, id);

create table if not exists webhooks_event (
  id text collate "C" not null primary key,
  workspace text collate "C" not null,
  account text,
  type text not null,
  body bytea not null,
  idempotency_key text collate "C",
  deliveries integer not null,
  created_at bigint not null
);
create unique index if not exists ux_webhooks_event_key on webhooks_event (workspace, idempotency_key)
  where idempotency_key is not null;
create index if not exists ix_webhooks_event_created on webhooks_event (created_at, id);

-- The log. No column that changes is indexed and pages keep some room, so that an outcome is a heap-only update.
create table if not exists webhooks_delivery (
  id text collate "C" not null primary key,
  event_id text collate "C" not null,
  event_type text collate "C" not null,
  workspace text collate "C" not null,
  account text,
  webhook_id text collate "C" not null,
  state text collate "C" not null,
  attempts integer not null,
  round_start integer not null,
  token bigint not null,
  last_status integer,
  last_error text,
  created_at bigint not null,
  finished_at bigint
) with (fillfactor = 70);
create index if not exists ix_webhooks_delivery_log on webhooks_delivery (workspace, created_at, id);
create index if not exists ix_webhooks_delivery_webhook on webhooks_delivery (webhook_id, created_at, id);
create index if not exists ix_webhooks_delivery_recover on webhooks_delivery (webhook_id, id);
create index if not exists ix_webhooks_delivery_event on webhooks_delivery (event_id);

-- The queue: a row for each delivery whose state is PENDING, and none for any other.
create table if not exists webhooks_pending (
  delivery_id text collate "C" not null primary key,
  webhook_id text collate "C" not null,
  due_at bigint not null,
  token bigint not null
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index if not exists ix_webhooks_pending_due on webhooks_pending (webhook_id, due_at);

create table if not exists webhooks_attempt (
  delivery_id text collate "C" not null,
  number integer not null,
  started_at bigint not null,
  duration bigint not null,
  status integer,
  error text,
  response_body text,
  primary key (delivery_id, number)
);
