package dev.webhooks.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over webhooks with pending deliveries: from a place on, around in a circle at most once.
 * Not thread safe.
 */
final class LaneWalk {
  /** How many webhooks a walk passes before it gives up for now: some 50 ms. */
  private static final int FARTHEST = 10_000;

  private final String start;
  private String place;
  private boolean wrapped;
  private boolean cameAround;
  private int passed;

  /**
   * @param start the walk begins behind this id; empty to begin with the first
   */
  LaneWalk(String start) {
    this.start = start;
    this.place = start;
  }

  /** Whether there is more to see; no when the circle is closed or the walk is long enough. */
  boolean goesOn() {
    return !cameAround && passed < FARTHEST;
  }

  boolean cameAround() {
    return cameAround;
  }

  /** Where to go on from another time. */
  String place() {
    return place;
  }

  /** The next stretch; may be empty even if the walk goes on. */
  List<Lane> next(Session session, int count) throws SQLException {
    List<Lane> stretch = session.dialect().walk(session, place, count);
    List<Lane> lanes = new ArrayList<>();
    for (Lane lane : stretch) {
      if (wrapped && lane.webhookId().compareTo(start) > 0) {
        cameAround = true;
        return lanes;
      }
      lanes.add(lane);
    }
    passed += lanes.size();
    if (stretch.size() == count) {
      place = stretch.get(count - 1).webhookId();
    } else if (wrapped || start.isEmpty()) {
      cameAround = true;
    } else {
      wrapped = true;
      place = "";
    }
    return lanes;
  }
}
