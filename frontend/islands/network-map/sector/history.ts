/** What was done, for undo and redo: states, of which one is now. */
export class History<T> {
  readonly #isSame: (a: T, b: T) => boolean;
  #states: T[];
  #at = 0;

  constructor(first: T, isSame: (a: T, b: T) => boolean) {
    this.#states = [first];
    this.#isSame = isSame;
  }

  get now(): T {
    return this.#states[this.#at] as T;
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#states.length - 1;
  }

  /** A new state; what was undone before it is forgotten. The same again is nothing new. */
  push(state: T): void {
    if (this.#isSame(state, this.now)) return;
    this.#states = [...this.#states.slice(0, this.#at + 1), state];
    this.#at += 1;
  }

  undo(): T {
    this.#at = Math.max(0, this.#at - 1);
    return this.now;
  }

  redo(): T {
    this.#at = Math.min(this.#states.length - 1, this.#at + 1);
    return this.now;
  }
}
