package dev.webhooks.spring.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Begins here. */
@SpringBootApplication
public class ShopApplication {

  /** Starts the application. */
  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }
}
