/** What a sequence of pressed keys means among the known shortcuts, such as "g s" or "n". */
export type Meaning = { kind: "hit"; shortcut: string } | { kind: "begun" } | { kind: "none" };

/**
 * Reads `pressed` (keys since the last pause, oldest first): the longest tail that is a shortcut
 * wins; "begun" when some shortcut starts with a tail of it.
 */
export function meaning(pressed: readonly string[], shortcuts: readonly string[]): Meaning {
  for (let start = 0; start < pressed.length; start += 1) {
    const tail = pressed.slice(start).join(" ");
    if (shortcuts.includes(tail)) return { kind: "hit", shortcut: tail };
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${tail} `))) return { kind: "begun" };
  }
  return { kind: "none" };
}
