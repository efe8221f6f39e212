package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.http.Failures.Stage;
import dev.webhooks.internal.http.HttpFailure.Kind;
import dev.webhooks.internal.process.Descriptors;
import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends guarded POSTs in HTTP/1.1: at most one on the wire per call (Guarantee W), to allowed
 * addresses only (S), within a time and a size (B), telling nothing about what lies behind (P).
 * Redirects are answers like others; nothing is ever sent a second time.
 *
 * <p>Calls block, and run on the caller's thread. An interrupt, or {@link #close()}, cancels them.
 * What an endpoint does never surfaces as an exception.
 *
 * <p>Threads, all daemons: {@code webhooks-connections} ends calls whose time is over, from the
 * first call on; look-ups have up to 64, {@code webhooks-dns-…}, that end after 5 s without work.
 *
 * <p>Thread safe. Build one and keep it: it holds the connections.
 */
public final class HttpSender implements Sender {
  /**
   * What an answer may take on the wire beside the body that is kept: headers, the TLS handshake,
   * and a body's rest that is read and dropped to save the connection.
   */
  private static final long OVERHEAD_BYTES = 192 * 1024;

  /** How long a body's rest is read, which is not kept, to save the connection. */
  private static final Duration REST = Duration.ofMillis(100);

  /**
   * How long a busy connection lives. {@link KeptConnections} bounds how long one idles, so a POST
   * every two seconds would keep one for days, past every change of DNS, fail-over, certificate or
   * policy.
   */
  static final Duration MAX_AGE = Duration.ofMinutes(1);

  private static final int MOST_URLS = 2_000;

  private final LongSupplier nanoClock;
  private final Lookups lookups;
  private final @Nullable EgressRoute egress;
  private final ClientCertificateRequests requests = new ClientCertificateRequests();
  private final Descriptors descriptors;
  private final int maxResponseBytes;
  private final Connector connector;
  private final StrayAnswers strays;
  private final KeptConnections kept;
  private final CallWatch watch;

  /** To parse one takes as long as a tenth of a POST. */
  private final Cache<String, HttpTarget> targets =
      Caffeine.newBuilder().maximumSize(MOST_URLS).executor(Runnable::run).build();

  private volatile boolean closed;

  /**
   * Opens nothing yet, and starts no thread.
   *
   * @param settings for all of its calls
   */
  public HttpSender(HttpSettings settings) {
    this(settings, System::nanoTime);
  }

  /** With a clock of nanoseconds, by which hung sites are forgotten and connections age. */
  HttpSender(HttpSettings settings, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    lookups = new Lookups(settings.resolver(), settings.timeout(), nanoClock);
    descriptors = new Descriptors(nanoClock);
    // Loads what is needed when no descriptor is left, and so no class can be loaded.
    Failures.of(
            new FailedException(HttpFailure.EXHAUSTED, new IOException()), Stage.CONNECTING, false)
        .blame();
    maxResponseBytes = settings.maxResponseBytes();
    EgressProxy proxy = settings.egressProxy();
    egress = proxy == null ? null : new EgressRoute(proxy, lookups, settings.guard());
    Predicate<InetAddress> guard = egress == null ? settings.guard() : ofTheProxy -> true;
    connector =
        new Connector(
            egress == null ? new CheckedDns(lookups, settings.guard()) : egress,
            egress,
            guard,
            new TlsLayer(ChainTrust.of(settings.trust()), requests),
            settings.timeout(),
            nanoClock);
    strays = new StrayAnswers(nanoClock);
    kept = new KeptConnections(settings.maxIdleConnections(), System::nanoTime);
    watch = new CallWatch(settings.timeout(), kept);
  }

  /**
   * Sends one POST and waits for the answer, for as long as the timeout at most.
   *
   * <p>If the caller is interrupted, before or while it waits, the call is cancelled with {@link
   * HttpFailure#CANCELLED} and the interrupt flag is set on return. After {@link #close()} nothing
   * is sent, with the same failure.
   *
   * @param post what to send, where to
   * @return what became of it: a status, or the reason why there is none
   */
  @Override
  public HttpReply post(HttpPost post) {
    long start = System.nanoTime();
    ReplyHead head = new ReplyHead();
    ReplyBody body = new ReplyBody(maxResponseBytes);
    HttpFailure failure = attempt(post, head, body);
    return new HttpReply(
        head.status(),
        head.contentType(),
        head.contentEncoding(),
        head.retryAfter(),
        head.date(),
        body.take(),
        body.truncated(),
        failure,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private @Nullable HttpFailure attempt(HttpPost post, ReplyHead head, ReplyBody body) {
    HttpTarget target = targets.get(post.url(), HttpTarget::parse);
    if (target == null) {
      return HttpFailure.URL;
    }
    Call call;
    try {
      call = watch.begin();
    } catch (OutOfMemoryError e) {
      return HttpFailure.EXHAUSTED;
    }
    try {
      return send(post, target, call, head, body);
    } catch (Error e) {
      return Failures.of(e, call.stage, false); // too little was left even to clean up
    }
  }

  private @Nullable HttpFailure send(
      HttpPost post, HttpTarget target, Call call, ReplyHead head, ReplyBody body) {
    try {
      // After it has begun: close() then either sees it here or cancels it there.
      if (closed || Thread.currentThread().isInterrupted()) {
        return HttpFailure.CANCELLED;
      }
      exchange(post, target, call, head, body);
      return null;
    } catch (IOException | RuntimeException | Error e) {
      // An error of ours must not cost the status, or the knowledge that there was an attempt.
      if (e instanceof Error) {
        body.giveUp(); // its memory is what the rest of this may need
      }
      boolean cancelled = closed || Thread.currentThread().isInterrupted();
      return cancelled ? HttpFailure.CANCELLED : failure(e, call);
    } finally {
      watch.end(call);
      requests.end();
      if (closed) {
        kept.closeAll(); // the connection that this call has kept just now
      }
    }
  }

  private void exchange(HttpPost post, HttpTarget target, Call call, ReplyHead head, ReplyBody body)
      throws IOException {
    ConnectionKey key = ConnectionKey.of(post.owner(), target);
    boolean alone = strays.areToBeFeared(post.owner());
    Connection connection = alone ? null : kept.take(key);
    long readable = OVERHEAD_BYTES + maxResponseBytes;
    if (connection == null) {
      connection = connector.open(key, target, call, readable);
    }
    boolean reusable = false;
    try {
      call.use(connection.socket());
      connection.allow(readable);
      strays.watch(connection);
      boolean last = alone || nanoClock.getAsLong() - connection.openedAt() > MAX_AGE.toNanos();
      EgressRoute proxy = target.https() ? null : egress;
      byte[] request = RequestHead.of(post, target, proxy, last);
      call.stage = Stage.SENDING;
      long sentAt = nanoClock.getAsLong();
      boolean whole = ask(connection, request, post.body(), head);
      if (proxy != null && head.is(407)) {
        head.forget(); // the proxy's own answer: no tunnel hides it from a plain request
        throw new FailedException(HttpFailure.EGRESS_PROXY, null);
      }
      call.stage = Stage.ANSWERED;
      strays.answered(connection, sentAt);
      body.read(head, connection.input());
      reusable = whole && !last && head.leavesOpen() && isRead(connection, body);
    } finally {
      finish(connection, call, reusable);
    }
  }

  /**
   * Sends a request and reads the head of the answer. Who refuses a request while it still comes
   * in, such as one that is too large, says why and hangs up: that is to be read all the same.
   *
   * @return whether all of it was sent
   */
  private static boolean ask(Connection connection, byte[] request, byte[] body, ReplyHead head)
      throws IOException {
    try {
      connection.send(request, body);
    } catch (IOException unsent) {
      readRefusal(connection, head, unsent);
      return false;
    }
    head.read(connection.input());
    return true;
  }

  /** Nobody can have taken what was not sent: if it says so, it says so of something else. */
  private static void readRefusal(Connection connection, ReplyHead head, IOException unsent)
      throws IOException {
    try {
      head.read(connection.input());
    } catch (IOException e) {
      unsent.addSuppressed(e);
    }
    if (!head.isRefusal()) {
      head.forget();
      throw unsent;
    }
  }

  /** Reads the body's rest for a moment: a new connection would cost more. */
  private static boolean isRead(Connection connection, ReplyBody body) {
    if (!body.isComplete()) {
      try {
        connection.readWithin(REST);
        body.skipRest();
        connection.readAtLeisure();
      } catch (IOException e) {
        return false; // the answer is known: this costs the connection alone
      }
    }
    return connection.isIdle();
  }

  private void finish(Connection connection, Call call, boolean reusable) {
    boolean isKept = false;
    try {
      if (reusable && call.release()) {
        kept.keep(connection);
        isKept = true;
      }
    } finally {
      if (!isKept) {
        connection.close();
        call.release();
      }
    }
  }

  /**
   * Before the endpoint is reached, the proxy is what failed; but one that was asked and does not
   * answer most likely waits for the endpoint.
   */
  private HttpFailure failure(Throwable thrown, Call call) {
    HttpFailure failure =
        oursIfShort(Failures.of(inTime(thrown, call), call.stage, requests.wereMade()));
    if (egress == null
        || call.stage != Stage.CONNECTING
        || failure.isOurOwn()
        || failure.kind() == Kind.REFUSED_ADDRESS
        || (failure.kind() == Kind.TIMEOUT && call.connected)) {
      return failure;
    }
    return HttpFailure.EGRESS_PROXY;
  }

  /** Whatever an exception says, when the time was over that is why. */
  private static Throwable inTime(Throwable thrown, Call call) {
    return call.timedOut() && thrown instanceof Exception
        ? new InterruptedIOException("timeout").initCause(thrown)
        : thrown;
  }

  /** A look-up that failed for want of a descriptor says nothing about the name. */
  private HttpFailure oursIfShort(HttpFailure failure) {
    if (failure.kind() == Kind.EXHAUSTED) {
      descriptors.ranOut();
    }
    boolean ours = failure.kind() == Kind.UNKNOWN_HOST && descriptors.areShort();
    return ours ? HttpFailure.EXHAUSTED : failure;
  }

  /**
   * Closes the connections that nobody uses now, and keeps half as many from then on, for when
   * descriptors run out. The next calls connect anew.
   */
  @Override
  public void closeIdleConnections() {
    kept.keepFewer();
  }

  /**
   * Cancels the calls under way, closes all connections and ends the look-up threads. Returns at
   * once; a call that was cancelled returns to its caller within moments.
   */
  @Override
  public void close() {
    closed = true;
    watch.close();
    lookups.close();
    kept.closeAll();
  }
}
