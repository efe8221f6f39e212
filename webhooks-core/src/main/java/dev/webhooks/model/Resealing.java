package dev.webhooks.model;

import java.util.List;

/**
 * What became of the secrets that were to be sealed anew.
 *
 * @param resealed how many were
 * @param current how many were sealed as they should be already, and can be read
 * @param unreadable how many could not be read, and stay as they are
 * @param firstUnreadable the ids of the first hundred webhooks whose secrets those are
 */
public record Resealing(
    long resealed, long current, long unreadable, List<String> firstUnreadable) {

  public Resealing {
    firstUnreadable = List.copyOf(firstUnreadable);
  }
}
