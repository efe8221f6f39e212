package dev.webhooks.benchmarks;

import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.WebhookSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * What somebody writes by hand: signs a body and POSTs it with OkHttp, as OkHttp comes, but for a
 * pool that keeps a connection for each thread. (By default it keeps five and connects anew for the
 * rest.)
 */
final class SignedPosts implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final SigningKey KEY = SigningKey.of(new byte[32]);

  private final WebhookSigner signer = WebhookSigner.of(KEY);
  private final OkHttpClient client;

  SignedPosts(int threads) {
    client =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(threads, 1, TimeUnit.MINUTES))
            .build();
  }

  /** An answer. */
  record Answer(int status, String body) {}

  Answer post(String url, String deliveryId, byte[] body) {
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "Webhooks")
            .header("X-Webhook-Signature", signer.sign(body))
            .header("X-Webhook-Event", Workload.EVENT_TYPE)
            .header("X-Webhook-Delivery", deliveryId)
            .header("X-Webhook-Attempt", "1")
            .post(RequestBody.create(body, JSON))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return new Answer(response.code(), response.body().string());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
  }
}
