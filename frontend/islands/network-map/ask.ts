/** Questions to our own API: JSON in, JSON out, a refusal as an error with its sentence. */

/** The server understood and refused; `message` is for people. */
export class Refused extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

interface Problem {
  title?: unknown;
  errors?: Record<string, string[]>;
}

/** What a refusal says: its title, and what is wrong with each field. */
export function told(problem: Problem): string {
  const fields = Object.entries(problem.errors ?? {}).map(([name, texts]) => `${name}: ${texts.join(" ")}`);
  const title = typeof problem.title === "string" ? problem.title : "";
  return fields.length && !fields.some((field) => field.endsWith(title)) ? `${title} ${fields.join("; ")}` : title;
}

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

export interface Asking {
  method?: "GET" | "POST" | "PATCH";
  body?: unknown;
  signal?: AbortSignal;
  /** The mark of the state that is to be changed: another one is not overwritten. */
  match?: string;
}

export interface Marked<T> {
  answer: T;
  /** The mark of this state of it. */
  mark: string;
}

/** The answer; throws Refused, or what fetch throws when the server is not reached. */
export async function ask<T>(address: string, asking: Asking = {}): Promise<T> {
  return (await askMarked<T>(address, asking)).answer;
}

/** The same, with the mark of its state. */
export async function askMarked<T>(address: string, { method = "GET", body, signal, match }: Asking = {}): Promise<Marked<T>> {
  const response = await fetch(address, {
    method,
    headers: {
      Accept: "application/json",
      ...(method === "GET" ? {} : { "Content-Type": "application/json", "X-CSRFToken": csrfToken() }),
      ...(match ? { "If-Match": match } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(told(answer ?? {}), response.status);
  return { answer: answer as T, mark: response.headers.get("ETag") ?? "" };
}

/**
 * Asks one thing at a time: a newer question aborts the one before, whose answer is never told.
 * `run` gives null for a question that was overtaken.
 */
export class Latest {
  #running: AbortController | null = null;

  async run<T>(asked: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.stop();
    const mine = new AbortController();
    this.#running = mine;
    try {
      const answer = await asked(mine.signal);
      return mine.signal.aborted ? null : answer;
    } catch (error) {
      if (mine.signal.aborted) return null;
      throw error;
    } finally {
      if (this.#running === mine) this.#running = null;
    }
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
  }
}
