package dev.webhooks.internal.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * OkHttp's clients that share the work: alike in all but their pools of connections. For each call
 * OkHttp looks through the whole pool for a connection that fits, and again over all of it when the
 * call ends. As each owner has connections of its own, one pool for all of them would be long. An
 * owner's calls go to the same client every time, and so find their connections again.
 *
 * <p>Thread safe.
 */
final class ClientShards {
  private static final int MOST_SHARDS = 32;

  /** A thousand routes are about a megabyte. */
  private static final int FAILURES_PER_ROUTE_MEMORY = 1000;

  private final AtomicInteger failures = new AtomicInteger();
  private final long keepAliveMillis;
  private volatile OkHttpClient[] clients;
  private int idle;

  /**
   * @param client what all of them are like
   * @param maxIdleConnections of all of them together
   * @param keepAliveMillis how long an idle connection is kept
   */
  ClientShards(OkHttpClient client, int maxIdleConnections, long keepAliveMillis) {
    this.keepAliveMillis = keepAliveMillis;
    this.clients = new OkHttpClient[Math.max(1, Math.min(MOST_SHARDS, maxIdleConnections))];
    this.idle = maxIdleConnections / clients.length;
    for (int i = 0; i < clients.length; i++) {
      clients[i] = withPoolOf(client, idle);
    }
  }

  private OkHttpClient withPoolOf(OkHttpClient client, int idle) {
    return client
        .newBuilder()
        .connectionPool(new ConnectionPool(idle, keepAliveMillis, TimeUnit.MILLISECONDS))
        .build();
  }

  /** The client that all calls of this owner go through. */
  OkHttpClient of(String owner) {
    OkHttpClient[] all = clients;
    int hash = owner.hashCode();
    return all[Math.floorMod(hash ^ (hash >>> 16), all.length)];
  }

  /** Closes the connections that no call uses. */
  void closeIdleConnections() {
    for (OkHttpClient client : clients) {
      client.connectionPool().evictAll();
    }
  }

  /**
   * Closes the connections that no call uses, and keeps half as many from now on: this process has
   * fewer descriptors than was hoped for.
   */
  synchronized void keepFewer() {
    closeIdleConnections(); // first: what follows may find no memory
    if (idle > 1) {
      idle /= 2;
      OkHttpClient[] fewer = clients.clone();
      for (int i = 0; i < fewer.length; i++) {
        fewer[i] = withPoolOf(fewer[i], idle);
      }
      clients = fewer;
    }
  }

  /**
   * Counts a failed call, and starts a new memory of bad routes now and then. OkHttp remembers
   * every address that failed, without a bound and for the client's life: an endpoint whose name
   * has a new address each time would fill the heap (Guarantee B).
   */
  void failed() {
    if (failures.incrementAndGet() % FAILURES_PER_ROUTE_MEMORY == 0) {
      forgetRoutes();
    }
  }

  private synchronized void forgetRoutes() {
    OkHttpClient[] fresh = clients.clone();
    for (int i = 0; i < fresh.length; i++) {
      fresh[i] = withoutRouteMemory(fresh[i]);
    }
    clients = fresh;
  }

  /**
   * A builder starts a new memory when the DNS changes, so it is changed there and back; pool and
   * settings are shared, so nothing is connected anew.
   */
  private static OkHttpClient withoutRouteMemory(OkHttpClient client) {
    return client.newBuilder().dns(Dns.SYSTEM).dns(client.dns()).build();
  }
}
