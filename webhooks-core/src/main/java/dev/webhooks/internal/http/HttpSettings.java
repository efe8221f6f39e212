package dev.webhooks.internal.http;

import dev.webhooks.policy.EgressProxy;
import dev.webhooks.spi.HostResolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link HttpSender} is built from. Its bounds are those of {@code Webhooks.builder(…)},
 * and checked there.
 *
 * @param timeout for a whole call, from look-up to the answer's last byte
 * @param guard which addresses may be connected to; asked at look-up and at every connect, must be
 *     thread safe
 * @param resolver looks names up
 * @param egressProxy the proxy that every connection goes to; null for none. The guard then judges
 *     endpoints that are IP addresses, and the resolver looks the proxy up.
 * @param trust whom to trust, for tests with their own authority; null for the JDK's trust store
 * @param maxResponseBytes how much of an answer's body to keep
 * @param maxIdleConnections how many idle connections to keep for the next call, over all hosts
 */
public record HttpSettings(
    Duration timeout,
    Predicate<InetAddress> guard,
    HostResolver resolver,
    @Nullable EgressProxy egressProxy,
    @Nullable X509TrustManager trust,
    int maxResponseBytes,
    int maxIdleConnections) {}
