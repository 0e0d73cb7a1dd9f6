import { openDialog, within } from "./dom.ts";

interface Asked {
  question: string | null;
  elt: HTMLElement;
  issueRequest: (skipConfirmation: boolean) => void;
}

/** Asks in the page's dialog; runs `then` on yes. */
function ask(question: string, source: HTMLElement, then: () => void): void {
  const dialog = document.getElementById("gw-confirm");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const yes = dialog.querySelector<HTMLButtonElement>("[data-confirm-yes]");
  const title = dialog.querySelector("#gw-confirm-title");
  const detail = dialog.querySelector<HTMLElement>("#gw-confirm-detail");
  if (!yes || !title || !detail) return;
  title.textContent = question;
  detail.textContent = source.dataset.confirmDetail ?? "";
  detail.hidden = detail.textContent === "";
  yes.textContent = source.dataset.confirmYes ?? yes.dataset.default ?? "";
  const danger = source.dataset.confirmDanger !== undefined;
  yes.classList.toggle("btn-danger", danger);
  yes.classList.toggle("btn-primary", !danger);
  yes.onclick = () => {
    dialog.close();
    then();
  };
  openDialog(dialog);
}

const agreed = new WeakSet<HTMLElement>();

function stopAndAsk(event: Event, source: HTMLElement, again: () => void): void {
  if (agreed.delete(source)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(source.dataset.confirm ?? "", source, again);
}

/** The form, or the one that took its place while the person was asked: pages renew their parts. */
function present(form: HTMLFormElement): HTMLFormElement | undefined {
  if (form.isConnected) return form;
  const action = form.getAttribute("action");
  return [...document.forms].find(
    (one) => one.getAttribute("action") === action && one.dataset.confirm === form.dataset.confirm,
  );
}

export function startConfirm(): void {
  // Capture: nobody else may act on the click or the form before the person said yes.
  document.addEventListener(
    "click",
    (event) => {
      const source = within(event, "[data-confirm]");
      if (!source || source instanceof HTMLFormElement) return;
      stopAndAsk(event, source, () => {
        agreed.add(source);
        source.click();
      });
    },
    true,
  );
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.dataset.confirm === undefined) return;
      const submitter = event.submitter;
      stopAndAsk(event, form, () => {
        const now = present(form);
        if (!now) return;
        agreed.add(now);
        now.requestSubmit(now === form ? submitter : null);
      });
    },
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    const asked = (event as CustomEvent<Asked>).detail;
    if (asked.question === null || asked.question === "") return;
    event.preventDefault();
    ask(asked.question, asked.elt, () => {
      asked.issueRequest(true);
    });
  });
}
