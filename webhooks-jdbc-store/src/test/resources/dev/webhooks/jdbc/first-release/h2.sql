delete from webhooks_attempt where delivery_id in (?)
delete from webhooks_delivery where id in (?)
delete from webhooks_event where id in (?)
delete from webhooks_pending where delivery_id in (?)
delete from webhooks_webhook where id = ? and workspace = ?
delete from webhooks_webhook where workspace = ?
delete from webhooks_workspace where id = ?
insert into webhooks_attempt (delivery_id, number, started_at, duration, status, error, response_body) values (?, ?, ?, ?, ?, ?, ?)
insert into webhooks_delivery (id, event_id, event_type, workspace, account, webhook_id, state, attempts, round_start, token, created_at) values (?, ?, ?, ?, ?, ?, 'PENDING', 0, 0, 0, ?)
insert into webhooks_event (id, workspace, account, type, body, idempotency_key, deliveries, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)
insert into webhooks_pending (delivery_id, webhook_id, due_at, token) select id, webhook_id, cast(extract(epoch from current_timestamp) * 1000000 as bigint), token + 1 from webhooks_delivery where id in (?)
insert into webhooks_pending (delivery_id, webhook_id, due_at, token) values (?, ?, ?, 0)
insert into webhooks_webhook ( name, url, accounts, event_types, status, status_reason, signatures, key_hint, public_key, header_names, verified, verified_at, sealed_key, id, workspace, version, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
insert into webhooks_workspace (id, version) values (?, cast(extract(epoch from current_timestamp) * 1000000 as bigint))
select count(*) from webhooks_webhook where workspace = ?
select created_at, id from webhooks_event where created_at = ? and id > ? order by created_at, id limit ?
select created_at, id from webhooks_event where created_at > ? and created_at < ? order by created_at, id limit ?
select d.created_at, d.id from webhooks_delivery d where d.workspace = ? and d.webhook_id = ? order by d.created_at desc, d.id desc limit 1 offset ?
select d.created_at, d.id from webhooks_delivery d where d.workspace = ? order by d.created_at desc, d.id desc limit 1 offset ?
select d.id from webhooks_delivery d where d.id = ? and d.workspace = ? and d.state in ('DELIVERED', 'FAILED') and exists (select 1 from webhooks_webhook w where w.id = d.webhook_id) for update
select d.id, d.event_id, d.event_type, d.workspace, d.account, d.webhook_id, case when d.state <> 'PENDING' then d.state when w.id is null then 'CANCELLED' when w.status = 'ACTIVE' then 'PENDING' else 'HELD' end, d.attempts, d.created_at, p.due_at, d.last_status, d.last_error from webhooks_delivery d left join webhooks_webhook w on w.id = d.webhook_id left join webhooks_pending p on p.delivery_id = d.id where d.workspace = ? and d.webhook_id = ? and d.event_type = ? and d.state = 'PENDING' and w.status = 'ACTIVE' order by d.created_at desc, d.id desc limit ?
select d.id, d.event_id, d.event_type, d.workspace, d.account, d.webhook_id, case when d.state <> 'PENDING' then d.state when w.id is null then 'CANCELLED' when w.status = 'ACTIVE' then 'PENDING' else 'HELD' end, d.attempts, d.created_at, p.due_at, d.last_status, d.last_error, e.body from webhooks_delivery d left join webhooks_webhook w on w.id = d.webhook_id left join webhooks_pending p on p.delivery_id = d.id left join webhooks_event e on e.id = d.event_id where d.id = ? and d.workspace = ?
select delivery_id from webhooks_pending where delivery_id in (?) order by delivery_id for update skip locked
select delivery_id from webhooks_pending where webhook_id = ? and due_at <= cast(extract(epoch from current_timestamp) * 1000000 as bigint) order by webhook_id, due_at limit ?
select delivery_id from webhooks_pending where webhook_id = ? order by due_at limit ?
select delivery_id, webhook_id, token from webhooks_pending where delivery_id in (?) and due_at <= cast(extract(epoch from current_timestamp) * 1000000 as bigint) for update skip locked
select distinct event_id from webhooks_delivery where event_id in (?)
select id from webhooks_delivery where event_id in (?) and state <> 'PENDING' and finished_at < ? limit ?
select id from webhooks_delivery where id in (?) and state <> 'PENDING' and finished_at < ? order by id for update skip locked
select id from webhooks_delivery where id in (?) and state = 'FAILED' order by id for update
select id from webhooks_event where workspace = ? and idempotency_key is not null and created_at <= ? limit ?
select id, body from webhooks_event where id in (?)
select id, event_id from webhooks_delivery where workspace = ? and created_at <= ? order by created_at, id limit ?
select id, event_id, event_type, workspace, account, webhook_id, created_at, attempts, round_start from webhooks_delivery where id in (?)
select id, workspace, state, created_at from webhooks_delivery where webhook_id = ? and id > ? order by id limit ?
select idempotency_key, id, deliveries from webhooks_event where workspace = ? and idempotency_key in (?)
select number, started_at, duration, status, error, response_body from webhooks_attempt where delivery_id = ? and number <= ? order by number
select p.delivery_id, p.token from webhooks_pending p where p.delivery_id in (?) and exists (select 1 from webhooks_webhook w where w.id = p.webhook_id) order by p.delivery_id for update
select p.webhook_id, p.due_at - cast(extract(epoch from current_timestamp) * 1000000 as bigint), (select w.status from webhooks_webhook w where w.id = p.webhook_id), (select w.version from webhooks_webhook w where w.id = p.webhook_id) from webhooks_pending p where p.webhook_id >= ? order by p.webhook_id, p.due_at limit 1
select s.version, w.id, w.workspace, w.name, w.url, w.accounts, w.event_types, w.status, w.status_reason, w.signatures, w.key_hint, w.public_key, w.header_names, w.created_at, w.verified, w.verified_at, w.version from webhooks_workspace s left join webhooks_webhook w on w.workspace = s.id where s.id = ? order by w.created_at, w.id
select version from webhooks_workspace where id = ?
select w.id, w.workspace, w.name, w.url, w.accounts, w.event_types, w.status, w.status_reason, w.signatures, w.key_hint, w.public_key, w.header_names, w.created_at, w.verified, w.verified_at, w.version from webhooks_webhook w where w.workspace = ? order by w.created_at, w.id
select w.id, w.workspace, w.name, w.url, w.accounts, w.event_types, w.status, w.status_reason, w.signatures, w.key_hint, w.public_key, w.header_names, w.created_at, w.verified, w.verified_at, w.version, w.sealed_key from webhooks_webhook w where w.id = ? and w.workspace = ?
select w.id, w.workspace, w.name, w.url, w.accounts, w.event_types, w.status, w.status_reason, w.signatures, w.key_hint, w.public_key, w.header_names, w.created_at, w.verified, w.verified_at, w.version, w.sealed_key from webhooks_webhook w where w.id > ? order by w.id limit ?
select w.id, w.workspace, w.name, w.url, w.accounts, w.event_types, w.status, w.status_reason, w.signatures, w.key_hint, w.public_key, w.header_names, w.created_at, w.verified, w.verified_at, w.version, w.sealed_key from webhooks_webhook w where w.id in (?)
update webhooks_delivery set state = 'CANCELLED', finished_at = cast(extract(epoch from current_timestamp) * 1000000 as bigint) where id in (?)
update webhooks_delivery set state = 'PENDING', round_start = attempts, finished_at = null where id in (?)
update webhooks_delivery set state = ?, attempts = attempts + ?, token = ?, last_status = case when ? = 1 then ? else last_status end, last_error = case when ? = 1 then ? else last_error end, finished_at = case when ? = 1 then cast(extract(epoch from current_timestamp) * 1000000 as bigint) else null end where id = ?
update webhooks_pending set due_at = cast(extract(epoch from current_timestamp) * 1000000 as bigint) + ?, token = token + 1 where delivery_id = ?
update webhooks_pending set due_at = cast(extract(epoch from current_timestamp) * 1000000 as bigint) + ?, token = token + 1 where delivery_id in (?)
update webhooks_webhook set name = ?, url = ?, accounts = ?, event_types = ?, status = ?, status_reason = ?, signatures = ?, key_hint = ?, public_key = ?, header_names = ?, verified = ?, verified_at = ?, sealed_key = ?, version = version + 1 where id = ? and workspace = ? and version = ?
update webhooks_workspace set version = greatest(version + 1, cast(extract(epoch from current_timestamp) * 1000000 as bigint)) where id = ?
