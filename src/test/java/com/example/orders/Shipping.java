package com.example.orders;

import org.springframework.stereotype.Service;

// tag::service[]
/** Ships orders, and tells whoever follows them. */
@Service
public class Shipping {

  /** What the clients of an order's topic hear. */
  public record Shipped(String carrier) {}

  private final Kokko kokko;

  public Shipping(Kokko kokko) {
    this.kokko = kokko;
  }

  public void ship(String order, String carrier) {
    kokko.endpoint().broadcast("order:" + order, "shipped", new Shipped(carrier));
  }
}
// end::service[]
