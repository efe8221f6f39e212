module com.acme {
  requires com.h2database;
  requires dev.webhooks.jdbc;
  requires java.naming; // what the data source of H2 is
  requires jdk.httpserver;
}
