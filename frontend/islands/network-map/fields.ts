/** Fields of a tool's panel: a label, an input, a unit beside it, what is wrong with it under it. */
import { make } from "./dom.ts";

let made = 0;

function numbered(name: string): string {
  made += 1;
  return `nm-${name}-${made}`;
}

export type SelectField = Field<string, HTMLSelectElement>;

export interface NumberField {
  label: string;
  unit: string;
  min: number;
  max: number;
  step: number;
  /** Told when the value is settled, by Enter or by leaving the field. */
  changed: (value: number) => void;
  /** Told at every keystroke and turn that leaves a number in range. */
  moved?: (value: number) => void;
}

export interface Field<T, I extends HTMLElement = HTMLInputElement> {
  element: HTMLElement;
  input: I;
  set: (value: T) => void;
}

function wrapped(label: string, input: HTMLElement, unit = "", hint = ""): HTMLElement {
  const words = make("label", { class: "form-label", for: input.id }, label);
  const box = unit ? make("div", { class: "input-group" }, input, make("span", { class: "input-group-text" }, unit)) : input;
  const told = hint ? [make("div", { class: "form-hint", id: `${input.id}-hint` }, hint)] : [];
  if (hint) input.setAttribute("aria-describedby", `${input.id}-hint`);
  return make("div", { class: "nm-field" }, words, box, ...told);
}

export function numberField(name: string, field: NumberField): Field<number> {
  const input = make("input", {
    type: "number", class: "form-control", id: numbered(name), name, inputmode: "decimal",
    min: String(field.min), max: String(field.max), step: "any", required: "",
  });
  const value = (): number | null => {
    const isWrong = !input.checkValidity();
    input.setAttribute("aria-invalid", String(isWrong));
    return isWrong ? null : input.valueAsNumber;
  };
  input.addEventListener("change", () => {
    const now = value();
    if (now === null) input.reportValidity();
    else field.changed(now);
  });
  input.addEventListener("input", () => {
    const now = value();
    if (now !== null) field.moved?.(now);
  });
  turnByKeys(input, field);
  return {
    element: wrapped(field.label, input, field.unit),
    input,
    set: (given) => {
      const written = String(Number(given.toFixed(4)));
      if (document.activeElement !== input || input.valueAsNumber !== given) input.value = written;
      input.setAttribute("aria-invalid", "false");
    },
  };
}

/** Arrow keys turn by the field's step, five times as far with shift; letting go settles it. */
function turnByKeys(input: HTMLInputElement, { min, max, step }: NumberField): void {
  input.addEventListener("keydown", (event) => {
    const turn = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (turn === undefined || Number.isNaN(input.valueAsNumber)) return;
    event.preventDefault(); // step="any" would turn by 1 whatever the quantity
    const turned = input.valueAsNumber + turn * (event.shiftKey ? 5 : 1);
    input.value = String(Number(Math.min(max, Math.max(min, turned)).toFixed(4)));
    input.dispatchEvent(new Event("input"));
  });
  input.addEventListener("keyup", (event) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") input.dispatchEvent(new Event("change"));
  });
}

export interface TextField {
  label: string;
  hint?: string;
  placeholder?: string;
  /** Says what is wrong with a text, "" when nothing. */
  problem: (text: string) => string;
  changed: (text: string) => void;
}

export function textField(name: string, field: TextField): Field<string> {
  const input = make("input", {
    type: "text", class: "form-control", id: numbered(name), name, autocomplete: "off", maxlength: "80",
    placeholder: field.placeholder,
  });
  input.addEventListener("change", () => {
    const problem = field.problem(input.value);
    input.setCustomValidity(problem);
    input.setAttribute("aria-invalid", String(problem !== ""));
    if (problem) input.reportValidity();
    else field.changed(input.value);
  });
  return {
    element: wrapped(field.label, input, "", field.hint),
    input,
    set: (given) => {
      input.value = given;
      input.setCustomValidity("");
      input.setAttribute("aria-invalid", "false");
    },
  };
}

export function selectField(
  name: string, label: string, options: readonly (readonly [value: string, label: string])[], changed: (value: string) => void,
): SelectField {
  const input = make("select", { class: "form-select", id: numbered(name), name });
  input.append(...options.map(([value, words]) => make("option", { value }, words)));
  input.addEventListener("change", () => {
    changed(input.value);
  });
  return {
    element: wrapped(label, input),
    input,
    set: (value) => {
      input.value = value;
    },
  };
}

export function button(label: string, pressed: () => void, kind = ""): HTMLButtonElement {
  const made = make("button", { type: "button", class: `btn btn-sm ${kind}`.trim() }, label);
  made.addEventListener("click", pressed);
  return made;
}
