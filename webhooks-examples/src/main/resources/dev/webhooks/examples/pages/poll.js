// Asks again and again, one question at a time, and not while nobody looks.

const LONGEST_PAUSE_MS = 15_000;

/**
 * `ask(signal)` runs at once and then `everyMs` after each answer. While it fails, the pauses grow
 * and `onFailure(error)` hears of it; it hears null once an answer comes again.
 */
export function poll(ask, everyMs, onFailure) {
  let timer = 0;
  let running = null;
  let failures = 0;
  let live = false;

  async function run() {
    clearTimeout(timer);
    running?.abort();
    const controller = new AbortController();
    running = controller;
    try {
      await ask(controller.signal);
      if (running === controller) {
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
      timer = setTimeout(run, Math.min(everyMs * 2 ** failures, Math.max(everyMs, LONGEST_PAUSE_MS)));
    }
  }

  function onVisibility() {
    if (document.hidden) {
      clearTimeout(timer);
    } else if (live) {
      run();
    }
  }

  return {
    /** Begins, or goes on. */
    start() {
      if (!live) {
        live = true;
        document.addEventListener("visibilitychange", onVisibility);
      }
      return run();
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
    now: run,
  };
}
