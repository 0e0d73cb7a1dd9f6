/** The element that `event` happened in or on and that matches `selector`. */
export function within(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}

/** Calls `found` with the page, and again with every part that htmx puts into it. */
export function onContent(found: (root: ParentNode) => void): void {
  found(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof Element && event.target !== document.body) {
      found(event.target.parentElement ?? event.target);
    }
  });
}

/** What a browser's storage says, or null where the person's settings refuse storage. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`guywire.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`guywire.${key}`, value);
  } catch {
    // Storage refused by the browser's settings: the choice lasts until the page is left.
  }
}

export function openDialog(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (within(event, "[data-dialog-close]")) {
    within(event, "dialog")?.closest("dialog")?.close();
  } else if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const outside =
      event.clientX < box.left ||
      event.clientX > box.right ||
      event.clientY < box.top ||
      event.clientY > box.bottom;
    // A click made by the Enter key reports 0, 0: it is not a click beside the dialog.
    if (outside && event.detail > 0) event.target.close();
  }
});
