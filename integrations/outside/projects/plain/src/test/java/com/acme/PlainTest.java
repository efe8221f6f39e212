package com.acme;

import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void anEventArrives() throws Exception {
    Plain.main(new String[0]);
  }
}
