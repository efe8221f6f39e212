package com.acme;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "orders")
public class Order {
  @Id private long id;
  private String workspace;

  protected Order() {}

  Order(long id, String workspace) {
    this.id = id;
    this.workspace = workspace;
  }
}
