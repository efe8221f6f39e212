package dev.webhooks.spring.example;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is not enough of an item; the order is rolled back. */
@ResponseStatus(HttpStatus.CONFLICT)
class OutOfStockException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutOfStockException(String item) {
    super("not enough in stock of " + item);
  }
}
