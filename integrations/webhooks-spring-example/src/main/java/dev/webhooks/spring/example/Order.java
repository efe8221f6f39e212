package dev.webhooks.spring.example;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the shop's one table. */
@Entity
@Table(name = "orders")
class Order {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String workspace = "";
  private String item = "";
  private int quantity;

  /** For JPA. */
  protected Order() {}

  Order(String workspace, String item, int quantity) {
    this.workspace = workspace;
    this.item = item;
    this.quantity = quantity;
  }

  long id() {
    return id;
  }

  String workspace() {
    return workspace;
  }

  String item() {
    return item;
  }

  int quantity() {
    return quantity;
  }
}
