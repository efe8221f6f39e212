package dev.webhooks.internal.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.internal.guard.ParsedUrl;
import dev.webhooks.internal.http.Failures.Stage;
import dev.webhooks.internal.http.HttpFailure.Kind;
import dev.webhooks.internal.process.Descriptors;
import dev.webhooks.internal.process.TimeoutThread;
import dev.webhooks.policy.EgressProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends guarded POSTs: at most one on the wire per call (Guarantee W), to allowed addresses only
 * (S), within a time and a size (B), telling nothing about what lies behind (P).
 *
 * <p>Calls block, and run on the caller's thread. An interrupt, or {@link #close()}, cancels them.
 * What an endpoint does never surfaces as an exception.
 *
 * <p>Threads: look-ups have up to 64 daemon threads of their own, {@code webhooks-dns-…}, that end
 * after 5 s without work. OkHttp and Okio own two kinds of daemon threads in every process that
 * uses them, {@code OkHttp TaskRunner} and {@code Okio Watchdog}. The first ends after 60 s without
 * work, the second 60 s after {@link #close()}; nobody can end them earlier. No other thread is
 * started.
 *
 * <p>Thread safe. Build one and keep it: it holds the connections.
 */
public final class HttpSender implements Sender {
  private static final String USER_AGENT = "Webhooks-for-Java";

  /**
   * What an answer may take on the wire beside the body that is kept: headers, the TLS handshake,
   * and a body's rest that is read and dropped to save the connection.
   */
  private static final long OVERHEAD_BYTES = 192 * 1024;

  private static final int MOST_URLS = 2_000;

  private final Lookups lookups;
  private final @Nullable EgressRoute egress;
  private final ReadBudget budget = new ReadBudget();
  private final ClientCertificateRequests requests = new ClientCertificateRequests();
  private final Descriptors descriptors;
  private final TimeoutThread timeouts = new TimeoutThread();
  private final int maxResponseBytes;
  private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
  private final ClientShards clients;

  /** To parse one takes as long as a tenth of a POST. */
  private final Cache<String, HttpUrl> urls =
      Caffeine.newBuilder().maximumSize(MOST_URLS).executor(Runnable::run).build();

  private volatile boolean closed;

  /**
   * Opens nothing yet, and starts the thread of Okio's if it doesn't run.
   *
   * @param settings for all of its calls
   */
  public HttpSender(HttpSettings settings) {
    this(settings, System::nanoTime);
  }

  /** With a clock of nanoseconds, by which hung sites are forgotten and connections age. */
  HttpSender(HttpSettings settings, LongSupplier nanoClock) {
    lookups = new Lookups(settings.resolver(), settings.timeout(), nanoClock);
    descriptors = new Descriptors(nanoClock);
    // Loads what is needed when no descriptor is left, and so no class can be loaded.
    Failures.of(
            new FailedException(HttpFailure.EXHAUSTED, new IOException()),
            Failures.Stage.CONNECTING,
            false)
        .blame();
    maxResponseBytes = settings.maxResponseBytes();
    EgressProxy proxy = settings.egressProxy();
    egress = proxy == null ? null : new EgressRoute(proxy, lookups, settings.guard());
    OkHttpClient client =
        egress == null
            ? GuardedClient.create(
                settings,
                new CheckedDns(lookups, settings.guard()),
                ConnectGuard.of(settings.guard()),
                budget,
                requests,
                nanoClock)
            : GuardedClient.create(settings, egress, egress, budget, requests, nanoClock);
    clients =
        new ClientShards(
            client, settings.maxIdleConnections(), GuardedClient.KEEP_ALIVE.toMillis());
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
    ReplyHeaders headers = new ReplyHeaders();
    ReplyBody body = new ReplyBody(maxResponseBytes);
    HttpFailure failure;
    try {
      failure = send(post, headers, body);
    } catch (Error e) {
      failure = Failures.of(e, headers.stage, false); // too little was left even to clean up
    }
    return new HttpReply(
        headers.status,
        headers.contentType,
        headers.contentEncoding,
        headers.retryAfter,
        headers.date,
        body.take(),
        body.truncated(),
        failure,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private @Nullable HttpFailure send(HttpPost post, ReplyHeaders headers, ReplyBody body) {
    HttpUrl url = urls.get(post.url(), HttpUrl::parse);
    if (url == null) {
      return HttpFailure.URL;
    }
    Call call = clients.of(post.owner()).newCall(request(post, url, headers));
    inFlight.add(call);
    budget.begin(OVERHEAD_BYTES + maxResponseBytes);
    if (egress != null) {
      egress.begin();
    }
    try {
      // After adding the call: close() then either sees it here or cancels it there.
      if (closed || Thread.currentThread().isInterrupted()) {
        return HttpFailure.CANCELLED;
      }
      if (egress != null && !egress.mayAskFor(url)) {
        return HttpFailure.REFUSED_ADDRESS;
      }
      try (Response response = call.execute()) {
        if (egress != null && !url.isHttps() && response.code() == 407) {
          headers.forget(); // the proxy's own answer: no tunnel hides it from a plain request
          return HttpFailure.EGRESS_PROXY;
        }
        body.read(response.body());
      }
      return null;
    } catch (IOException | RuntimeException | Error e) {
      // OkHttp throws RuntimeExceptions too: NumberFormatException on a large Retry-After. And an
      // error of ours must not cost the status, or the knowledge that there was an attempt.
      if (e instanceof Error) {
        body.giveUp(); // its memory is what the rest of this may need
        call.cancel(); // OkHttp may have left its connection in any state
      }
      clients.failed();
      boolean cancelled = closed || Thread.currentThread().isInterrupted();
      return cancelled ? HttpFailure.CANCELLED : failure(e, headers);
    } finally {
      budget.end();
      requests.end();
      if (egress != null) {
        egress.end();
      }
      inFlight.remove(call);
      if (closed) {
        clients.closeIdleConnections(); // the connection that this call gave back just now
      }
    }
  }

  /**
   * Before the endpoint is reached, the proxy is what failed; but one that was asked and does not
   * answer most likely waits for the endpoint.
   */
  private HttpFailure failure(Throwable thrown, ReplyHeaders headers) {
    HttpFailure failure = oursIfShort(Failures.of(thrown, headers.stage, requests.wereMade()));
    if (egress == null
        || headers.stage != Stage.CONNECTING
        || failure.isOurOwn()
        || failure.kind() == Kind.REFUSED_ADDRESS
        || (failure.kind() == Kind.TIMEOUT && egress.hasConnected())) {
      return failure;
    }
    return HttpFailure.EGRESS_PROXY;
  }

  /** A look-up that failed for want of a descriptor says nothing about the name. */
  private HttpFailure oursIfShort(HttpFailure failure) {
    if (failure.kind() == Kind.EXHAUSTED) {
      descriptors.ranOut();
    }
    boolean ours = failure.kind() == Kind.UNKNOWN_HOST && descriptors.areShort();
    return ours ? HttpFailure.EXHAUSTED : failure;
  }

  private static Request request(HttpPost post, HttpUrl url, ReplyHeaders headers) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .tag(ReplyHeaders.class, headers)
            .tag(ConnectionOwner.class, new ConnectionOwner(post.owner()));
    String authority = ParsedUrl.authority(post.url());
    if (authority != null) {
      request.addHeader("Host", authority);
    }
    request.addHeader("content-type", "application/json");
    post.headers().forEach(request::addHeader);
    // With a header of our own OkHttp doesn't inflate; 100 KB of gzip can be 100 MB of zeros.
    request.addHeader("accept-encoding", "identity");
    if (post.headers().keySet().stream().noneMatch("user-agent"::equalsIgnoreCase)) {
      request.addHeader("user-agent", USER_AGENT);
    }
    return request.post(new OneShotBody(post.body())).build();
  }

  /**
   * Closes the connections that nobody uses now, and keeps half as many from then on, for when
   * descriptors run out. The next calls connect anew.
   */
  @Override
  public void closeIdleConnections() {
    clients.keepFewer();
  }

  /**
   * Cancels the calls under way, closes all connections and ends the look-up threads. Returns at
   * once; a call that was cancelled returns to its caller within moments.
   */
  @Override
  public void close() {
    closed = true;
    inFlight.forEach(Call::cancel);
    lookups.close();
    timeouts.close();
    clients.closeIdleConnections();
  }
}
