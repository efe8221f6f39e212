package dev.webhooks.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What one webhook's endpoint answers: one answer for each request, whatever delivery it is of, and
 * the last one for all that follow. Without a script it answers 200.
 *
 * <p>Thread safe.
 */
public final class AnswerScript {
  private final Deque<Answer> answers = new ArrayDeque<>(List.of(Answer.status(200)));

  AnswerScript() {}

  /**
   * Answers with these statuses from now on, whatever was scripted before.
   *
   * @param statuses at least one, as {@link Answer#status} takes them
   */
  public void with(int... statuses) {
    replace(Arrays.stream(statuses).mapToObj(Answer::status).toList());
  }

  /**
   * Answers with these from now on, whatever was scripted before.
   *
   * @param answers at least one
   */
  public void with(Answer... answers) {
    replace(List.of(requireNonNull(answers, "answers")));
  }

  private synchronized void replace(List<Answer> others) {
    if (others.isEmpty()) {
      throw new IllegalArgumentException("a script needs at least one answer");
    }
    answers.clear();
    answers.addAll(others);
  }

  synchronized Answer next() {
    return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
  }
}
