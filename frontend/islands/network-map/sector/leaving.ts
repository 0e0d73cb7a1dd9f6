/** Asks before what is not saved is left. */
import { make, type Texts } from "../dom.ts";
import { button } from "../fields.ts";

export function mayLeave(isChanged: boolean, texts: Texts, go: () => void): void {
  if (!isChanged) {
    go();
    return;
  }
  const dialog = make("dialog", { class: "gw-dialog", "aria-labelledby": "nm-leaving" });
  const stay = button(texts.stay ?? "", () => {
    dialog.close();
  });
  const leave = button(texts.leave ?? "", () => {
    dialog.close();
    go();
  }, "btn-danger");
  dialog.append(
    make("h2", { id: "nm-leaving" }, texts.unsaved ?? ""),
    make("p", { class: "text-secondary" }, texts.unsavedDetail ?? ""),
    make("div", { class: "gw-dialog-actions" }, stay, leave),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
