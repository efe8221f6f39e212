package dev.webhooks.jdbc;

import dev.webhooks.jdbc.Session.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** PostgreSQL's: one statement walks the hot index, and one locks and leases. */
final class PostgresQueue implements Queue {
  private final LongSupplier nanoTime;
  private final Landmarks landmarks;

  PostgresQueue() {
    this(System::nanoTime, false);
  }

  /**
   * @param landmarks whether it goes by {@link Landmarks} even while walks are cheap
   */
  PostgresQueue(LongSupplier nanoTime, boolean landmarks) {
    this.nanoTime = nanoTime;
    this.landmarks = new Landmarks(nanoTime, landmarks);
  }

  /** A loose index scan: each step finds the next workspace by one descent of the hot index. */
  private static final String WORKSPACES =
      """
      with recursive circle (workspace, step) as (
        (select workspace, 1 from webhooks_pending
         where workspace >= ? order by workspace, webhook_id, due_at limit 1)
        union all
        select following.workspace, circle.step + 1
        from circle cross join lateral (
          select p.workspace from webhooks_pending p
          where p.workspace > circle.workspace
          order by p.workspace, p.webhook_id, p.due_at limit 1) following
        where circle.step < ?)
      """;

  /**
   * Another one, over the webhooks of a workspace; it brings the earliest due time of each with it.
   */
  private static final String WEBHOOKS =
      """
      lateral (
        with recursive walk (webhook_id, due_at, step) as (
          (select p.webhook_id, p.due_at, 1 from webhooks_pending p
           where p.workspace = start.workspace and p.webhook_id > start.webhook_id
           order by p.webhook_id, p.due_at limit 1)
          union all
          select following.webhook_id, following.due_at, walk.step + 1
          from walk cross join lateral (
            select p.webhook_id, p.due_at from webhooks_pending p
            where p.workspace = start.workspace and p.webhook_id > walk.webhook_id
            order by p.webhook_id, p.due_at limit 1) following
          where walk.step < ?)
        select webhook_id, due_at, step from walk) walk\
      """;

  /**
   * The webhooks that were found, in the order of places and steps, with what is known of them.
   * They are looked for as an array: to join them the server might read all webhooks that there
   * are. Where all of them are well, nobody is looked for among those that are not.
   */
  private static final String KNOWN =
      "select found.workspace, found.webhook_id, found.due_at, found.due_at - {now} as due_in,"
          + " found.place, "
          + PendingWebhook.WEBHOOK
          + """
             from found left join (
              select w.id, w.workspace, w.status, w.version, w.ordered, w.rate_limit
              from webhooks_webhook w
              where w.id = any (array(select found.webhook_id from found))) w
            on w.id = found.webhook_id
            left join (
              select h.webhook_id, h.send_window, h.round_left, h.blocked_until, h.round_until
              from webhooks_health h
              where h.webhook_id = any (array(
                select found.webhook_id from found where exists (select 1 from webhooks_health)))) h
            on h.webhook_id = found.webhook_id
            order by found.place, found.step\
            """;

  static final String WALK =
      WORKSPACES
          + """
            , found as materialized (
              select start.workspace, start.step as place, walk.webhook_id, walk.due_at, walk.step
              from (
                select circle.workspace, coalesce(known.webhook_id, '') as webhook_id, circle.step
                from circle left join unnest(cast(? as text[]), cast(? as text[]))
                  as known (workspace, webhook_id) on known.workspace = circle.workspace
                union all
                (select null, null, 0 from webhooks_held where released = 1 limit 1)) start
              left join\
            """
          + " "
          + WEBHOOKS
          + " on true) "
          + KNOWN;

  /** Behind every workspace. */
  private static final String LAST = "\uDBFF\uDFFF\uDBFF\uDFFF";

  /** Workspaces in stretches of the index that may be empty. */
  private static final String UNKNOWN_WORKSPACES =
      """
      select gap.number, circle.workspace
      from unnest(cast(? as text[]), cast(? as text[])) with ordinality as gap (low, high, number)
      cross join lateral (
        with recursive circle (workspace, step) as (
          (select p.workspace, 1 from webhooks_pending p
           where p.workspace >= gap.low and p.workspace < gap.high
           order by p.workspace, p.webhook_id, p.due_at limit 1)
          union all
          select following.workspace, circle.step + 1
          from circle cross join lateral (
            select p.workspace from webhooks_pending p
            where p.workspace > circle.workspace and p.workspace < gap.high
            order by p.workspace, p.webhook_id, p.due_at limit 1) following
          where circle.step < ?)
        select workspace, step from circle) circle
      order by gap.number, circle.step\
      """;

  /**
   * Webhooks in stretches of the index that may be empty, and at the end of each stretch one that
   * is known, from a due time on.
   */
  private static final String WALK_ON =
      """
      with found as materialized (
        select gap.number as place, gap.workspace, walk.webhook_id, walk.due_at, walk.step
        from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[]),
            cast(cast(? as text[]) as int8[]))
          with ordinality as gap (workspace, low, high, bound, number)
        cross join lateral (
          (with recursive walk (webhook_id, due_at, step) as (
            (select p.webhook_id, p.due_at, 1 from webhooks_pending p
             where p.workspace = gap.workspace
               and p.webhook_id > gap.low and p.webhook_id < gap.high
             order by p.webhook_id, p.due_at limit 1)
            union all
            select following.webhook_id, following.due_at, walk.step + 1
            from walk cross join lateral (
              select p.webhook_id, p.due_at from webhooks_pending p
              where p.workspace = gap.workspace
                and p.webhook_id > walk.webhook_id and p.webhook_id < gap.high
              order by p.webhook_id, p.due_at limit 1) following
            where walk.step < ?)
          select webhook_id, due_at, step from walk)
          union all
          (select gap.high, p.due_at, 2147483647 from webhooks_pending p
           where p.workspace = gap.workspace and p.webhook_id = gap.high
             and p.due_at >= least(gap.bound, {now} - 500000)
           order by p.due_at limit 1)) walk)
      """
          + KNOWN;

  /**
   * Locks and updates at once, brings what the log knows along, and finds the rows again by their
   * key: a place in the table would be found for less, but distributed databases have none. Rows
   * are looked for with ANY, of one value too: what is compared for equality may be joined by
   * reading all of an index, and a plan made for an empty queue would be. The outer limits hold
   * even where a row that was skipped made room for another. The time is asked for once, and not
   * for each row, whose share of it would be a third of a microsecond.
   */
  private static final String LEASING =
      """
      with due as materialized (
        select due.delivery_id, due.due_at, due.line, due.workspace
        from unnest(cast(cast(? as text[]) as int8[])) with ordinality as share (quota, number)
        cross join lateral (
          select due.delivery_id, due.due_at, wanted.line, wanted.workspace
          from unnest(cast(cast(? as text[]) as int8[]), cast(? as text[]), cast(? as text[]),
              cast(? as text[]), cast(cast(? as text[]) as int8[]),
              cast(cast(? as text[]) as int8[])ARRAYS_OF_SINGLES)
            as wanted (share, line, webhook_id, workspace, most, bound NAMES_OF_SINGLES)
          cross join lateral (DUE_OF_ONE) due
          where wanted.share = share.number
          limit share.quota) due
        limit ?),
      leased as (
        update webhooks_pending p
        set due_at = (select {now}) + ?, token = p.token + 1, workspace = due.workspace
        from due where p.delivery_id = any (array[due.delivery_id])
        returning p.delivery_id, due.line, p.webhook_id as webhook, p.token as claim, due.due_at),
      known as materialized (
        select CONTENT from webhooks_delivery d
        where d.id = any (array(select leased.delivery_id from leased))),
      bodies as materialized (
        select e.id, octet_length(e.body) as length, e.traceparent,
          case when octet_length(e.body) <= ? then e.body end as body
        from webhooks_event e where e.id = any (array(select distinct known.event_id from known)))
      select leased.delivery_id, leased.line, leased.webhook, leased.claim, leased.due_at,
        bodies.length, bodies.body, bodies.traceparent, (select {now}) as read_at, KNOWN
      from leased left join known d on d.id = leased.delivery_id
      left join bodies on bodies.id = d.event_id\
      """
          .replace("CONTENT", Content.COLUMNS)
          .replace("KNOWN", Content.COLUMNS);

  private static final String DUE =
      """

            select p.delivery_id, p.due_at from webhooks_pending p
            where p.workspace = wanted.line and p.webhook_id = wanted.webhook_id
              and p.due_at <= (select {now})
              and p.due_at >= least(wanted.bound, (select {now}) - 500000)
            order by p.due_at limit wanted.most for update skip locked\
      """;

  static final String LEASE =
      LEASING
          .replace("ARRAYS_OF_SINGLES", "")
          .replace("NAMES_OF_SINGLES", "")
          .replace("DUE_OF_ONE", DUE);

  /** The same, where of some webhooks it must be a particular delivery. */
  static final String LEASE_WITH_SINGLES =
      LEASING
          .replace(
              "ARRAYS_OF_SINGLES",
              ", cast(? as text[]), cast(cast(? as text[]) as int8[]),"
                  + " cast(cast(? as text[]) as int8[])")
          .replace("NAMES_OF_SINGLES", ", single, single_token, single_due")
          .replace(
              "DUE_OF_ONE",
              "select any_one.delivery_id, any_one.due_at from ("
                  + DUE.replace("where p.workspace", "where wanted.single = '' and p.workspace")
                  + """
                    ) any_one union all select this_one.delivery_id, this_one.due_at from (
                    select p.delivery_id, p.due_at from webhooks_pending p
                    where p.delivery_id = wanted.single and p.token = wanted.single_token
                      and p.due_at = wanted.single_due
                    for update skip locked) this_one\
                    """);

  @Override
  public Stretch walk(
      Session session, String from, int workspaces, Map<String, String> starts, int webhooks)
      throws SQLException {
    if (landmarks.areNeeded()) {
      return Queue.super.walk(session, from, workspaces, starts, webhooks);
    }
    Map<String, String> known = starts.isEmpty() ? Map.of("", "") : starts;
    AtomicBoolean released = new AtomicBoolean();
    long begin = nanoTime.getAsLong();
    Map<String, List<PendingWebhook>> all = new LinkedHashMap<>();
    session.forEach(
        WALK,
        row -> {
          String workspace = row.getString("workspace");
          if (workspace == null) {
            released.set(true);
            return;
          }
          List<PendingWebhook> ofOne = all.computeIfAbsent(workspace, w -> new ArrayList<>());
          if (row.getString("webhook_id") != null) {
            ofOne.add(PendingWebhook.read(row));
          }
        },
        from,
        workspaces,
        Ids.whole(List.copyOf(known.keySet())),
        Ids.whole(List.copyOf(known.values())),
        webhooks);
    landmarks.walked(
        Duration.ofNanos(nanoTime.getAsLong() - begin),
        all.size() + all.values().stream().mapToInt(List::size).sum());
    return new Stretch(all, released.get());
  }

  /** The workspaces that are known, and between them those that are not. */
  @Override
  public List<String> workspacesFrom(Session session, String from, int count) throws SQLException {
    List<String> known = landmarks.workspaces(from, count);
    List<String> ends = new ArrayList<>(known);
    List<String> starts = new ArrayList<>(List.of(from));
    known.forEach(workspace -> starts.add(Queue.behind(workspace)));
    ends.add(LAST);
    Map<Integer, List<String>> between = new HashMap<>();
    session.forEach(
        UNKNOWN_WORKSPACES,
        row ->
            between
                .computeIfAbsent(row.getInt("number"), number -> new ArrayList<>())
                .add(row.getString("workspace")),
        Ids.whole(starts),
        Ids.whole(ends),
        count);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      all.addAll(between.getOrDefault(i + 1, List.of()));
      all.addAll(known.subList(i, Math.min(i + 1, known.size())));
    }
    return all.stream().limit(count).toList();
  }

  @Override
  public List<PendingWebhook> webhooksBehind(Session session, List<Place> places, int count)
      throws SQLException {
    List<LandmarkWalk> walks =
        places.stream().map(place -> new LandmarkWalk(landmarks, place, count)).toList();
    List<LandmarkWalk> open = walks;
    while (!open.isEmpty()) {
      List<LandmarkWalk> some = open;
      List<LandmarkWalk.Step> steps = new ArrayList<>();
      some.forEach(walk -> steps.addAll(walk.next()));
      session.forEach(
          WALK_ON,
          row ->
              steps
                  .get(row.getInt("place") - 1)
                  .found(PendingWebhook.read(row), row.getLong("due_at")),
          Ids.whole(steps.stream().map(step -> step.workspace()).toList()),
          Ids.whole(steps.stream().map(step -> step.behind()).toList()),
          Ids.whole(steps.stream().map(step -> step.until()).toList()),
          Ids.whole(steps.stream().map(step -> Long.toString(step.from())).toList()),
          count);
      some.forEach(LandmarkWalk::walked);
      open = some.stream().filter(walk -> !walk.isDone()).toList();
    }
    return walks.stream().flatMap(walk -> walk.found().stream()).toList();
  }

  @Override
  public void gaveBack(List<Leased> some) {
    landmarks.gaveBack(some);
  }

  @Override
  public List<Leased> lease(
      Session session, List<Share> shares, int limit, long duration, long shortBody)
      throws SQLException {
    List<String> quotas = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    List<Portion> portions = new ArrayList<>();
    for (Share share : shares) {
      quotas.add(Integer.toString(share.quota()));
      for (Portion portion : share.webhooks()) {
        numbers.add(Integer.toString(quotas.size()));
        portions.add(portion);
      }
    }
    List<Object> parameters = new ArrayList<>(List.of(Ids.whole(quotas), Ids.whole(numbers)));
    parameters.add(ofEach(portions, portion -> portion.place().workspace()));
    parameters.add(ofEach(portions, portion -> portion.place().webhookId()));
    parameters.add(ofEach(portions, Portion::workspace));
    parameters.add(ofEach(portions, portion -> Integer.toString(portion.most())));
    parameters.add(ofEach(portions, portion -> Long.toString(landmarks.boundOf(portion.place()))));
    boolean singles = portions.stream().anyMatch(portion -> portion.only() != null);
    if (singles) {
      parameters.add(ofSingles(portions, "", Leased::id));
      parameters.add(ofSingles(portions, "0", only -> Long.toString(only.token())));
      parameters.add(ofSingles(portions, "0", only -> Long.toString(only.dueAt())));
    }
    parameters.addAll(List.of(limit, duration, shortBody));
    List<Leased> leased =
        session.select(
            singles ? LEASE_WITH_SINGLES : LEASE, PostgresQueue::leased, parameters.toArray());
    landmarks.taken(leased);
    return leased;
  }

  private static Ids ofEach(List<Portion> portions, Function<Portion, String> value) {
    return Ids.whole(portions.stream().map(value).toList());
  }

  private static Ids ofSingles(
      List<Portion> portions, String none, Function<Leased, String> value) {
    return ofEach(
        portions,
        portion -> {
          Leased only = portion.only();
          return only == null ? none : value.apply(only);
        });
  }

  private static Leased leased(ResultSet row) throws SQLException {
    Content content = null;
    if (row.getString("id") != null) {
      byte[] bytes = row.getBytes("body");
      int length = row.getInt("length");
      content =
          Content.read(
              row, new Body(row.wasNull() ? null : length, bytes, row.getString("traceparent")));
    }
    return new Leased(
        row.getString("delivery_id"),
        new Place(row.getString("line"), row.getString("webhook")),
        row.getLong("claim"),
        row.getLong("due_at"),
        content);
  }
}
