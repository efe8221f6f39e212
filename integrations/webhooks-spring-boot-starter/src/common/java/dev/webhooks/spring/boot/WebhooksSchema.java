package dev.webhooks.spring.boot;

import dev.webhooks.jdbc.JdbcStore;
import org.springframework.beans.factory.InitializingBean;

/**
 * Sees to the tables before anything uses them, and after the host's own migrations. Needs no
 * thread safety: it works once, while the application starts.
 */
public final class WebhooksSchema implements InitializingBean {
  private final JdbcStore store;
  private final WebhooksProperties.SchemaMode mode;

  /**
   * @param store whose tables they are
   * @param mode what to do with them
   */
  public WebhooksSchema(JdbcStore store, WebhooksProperties.SchemaMode mode) {
    this.store = store;
    this.mode = mode;
  }

  /**
   * Migrates the tables, looks at them, or leaves them alone.
   *
   * @throws dev.webhooks.spi.StoreException as {@link JdbcStore#createSchema} and {@link
   *     JdbcStore#validateSchema} do
   */
  @Override
  public void afterPropertiesSet() {
    switch (mode) {
      case MIGRATE -> store.createSchema();
      case VALIDATE -> store.validateSchema();
      case NONE -> {}
    }
  }
}
