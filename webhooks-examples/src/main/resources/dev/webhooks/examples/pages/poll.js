// Asks again and again, one question at a time, and not while nobody looks.

const LONGEST_PAUSE_MS = 15_000;
const QUIET_AFTER = 5; // answers

/**
 * `ask(signal)` runs at once and then `everyMs` after each answer. Where it answers `false` for
 * "nothing new", a few of them in a row make the pauses `quietMs` long, until something is. While
 * it fails, the pauses grow and `onFailure(error)` hears of it; it hears null once an answer comes
 * again.
 */
export function poll(ask, everyMs, onFailure, quietMs = everyMs) {
  let timer = 0;
  let running = null;
  let failures = 0;
  let quiet = 0;
  let live = false;

  async function run() {
    clearTimeout(timer);
    running?.abort();
    const controller = new AbortController();
    running = controller;
    try {
      const news = await ask(controller.signal);
      if (running === controller) {
        quiet = news === false ? quiet + 1 : 0;
        failures = 0;
        onFailure(null);
      }
    } catch (failure) {
      if (running === controller && failure.name !== "AbortError") {
        failures++;
        onFailure(failure);
      }
    }
    if (running === controller) {
      running = null;
      schedule();
    }
  }

  function schedule() {
    clearTimeout(timer);
    if (live && !document.hidden) {
      const pause = failures === 0 && quiet >= QUIET_AFTER ? quietMs : everyMs * 2 ** failures;
      timer = setTimeout(run, Math.min(pause, Math.max(everyMs, LONGEST_PAUSE_MS)));
    }
  }

  function onVisibility() {
    if (document.hidden) {
      clearTimeout(timer);
    } else if (live) {
      now();
    }
  }

  /** Whoever did something, or came back, looks at what comes of it. */
  function now() {
    quiet = 0;
    return run();
  }

  return {
    /** Begins, or goes on. */
    start() {
      if (!live) {
        live = true;
        document.addEventListener("visibilitychange", onVisibility);
      }
      return now();
    },
    /** Ends after the question that is under way. */
    pause() {
      live = false;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    },
    /** Ends at once. */
    stop() {
      this.pause();
      running?.abort();
      running = null;
    },
    /** Asks now, running or not. */
    now,
  };
}
