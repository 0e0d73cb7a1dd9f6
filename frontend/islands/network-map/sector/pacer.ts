/**
 * One question at a time, at most one a frame: while one is on its way the newest waits, those
 * between are never asked. An engine cannot stop what it has begun, so that asking more would only
 * make the newest wait longer.
 */
export class Pacer<Q> {
  readonly #ask: (question: Q, signal: AbortSignal) => Promise<void>;
  readonly #soon: (act: () => void) => void;
  #waiting: { question: Q } | null = null;
  #running: AbortController | null = null;
  #isPlanned = false;

  constructor(ask: (question: Q, signal: AbortSignal) => Promise<void>, soon?: (act: () => void) => void) {
    this.#ask = ask;
    this.#soon = soon ?? ((act) => requestAnimationFrame(act));
  }

  want(question: Q): void {
    this.#waiting = { question };
    this.#plan();
  }

  /** Nothing that is on its way will be told any more. */
  stop(): void {
    this.#waiting = null;
    this.#running?.abort();
    this.#running = null;
  }

  #plan(): void {
    if (this.#isPlanned || this.#running) return;
    this.#isPlanned = true;
    this.#soon(() => {
      this.#isPlanned = false;
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    const next = this.#waiting;
    if (!next || this.#running) return;
    this.#waiting = null;
    const mine = new AbortController();
    this.#running = mine;
    await this.#ask(next.question, mine.signal).finally(() => {
      if (this.#running === mine) this.#running = null;
      if (this.#waiting) this.#plan();
    });
  }
}
