/**
 * <address-check>: wraps the page that visitors of a web site see, often in a frame of that site.
 *
 * Completes the address while it is typed, asks the device where it is, opens the small map, and
 * tells the page around the frame how high this one is (public/address-check.js listens).
 */

const SHORTEST = 3;
const PATIENCE_MS = 250;
const WAIT_MS = 10_000;

class AddressCheck extends HTMLElement {
  #waiting: number | undefined;
  #asked = "";
  readonly #size = new ResizeObserver(() => {
    this.#tellHeight();
  });

  connectedCallback(): void {
    this.#size.observe(this);
    const form = this.querySelector<HTMLFormElement>("form[data-suggest]");
    if (form) this.#helpForm(form);
    this.#openMap();
  }

  disconnectedCallback(): void {
    this.#size.disconnect();
    window.clearTimeout(this.#waiting);
  }

  #tellHeight(): void {
    if (window.parent === window) return;
    const height = Math.ceil(this.getBoundingClientRect().bottom + window.scrollY);
    window.parent.postMessage({ addressCheckHeight: height }, "*"); // no secret: a height alone
  }

  #helpForm(form: HTMLFormElement): void {
    const address = form.querySelector<HTMLInputElement>("input[name=address]");
    address?.addEventListener("input", () => {
      setPoint(form, "", "");
      window.clearTimeout(this.#waiting);
      this.#waiting = window.setTimeout(() => void this.#suggest(form, address.value), PATIENCE_MS);
    });
    const here = form.querySelector<HTMLButtonElement>("[data-here]");
    if (!here || !window.isSecureContext) return;
    here.hidden = false;
    here.addEventListener("click", () => {
      this.#useLocation(form, here);
    });
  }

  async #suggest(form: HTMLFormElement, typed: string): Promise<void> {
    const text = typed.trim();
    const list = form.querySelector("datalist");
    if (!list || text.length < SHORTEST) return;
    this.#asked = text;
    const address = new URL(form.dataset.suggest ?? "", location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { credentials: "omit" });
      if (!answer.ok || this.#asked !== text) return;
      const { items } = (await answer.json()) as { items: string[] };
      list.replaceChildren(...items.map((item) => new Option(item, item)));
    } catch {
      list.replaceChildren(); // typing on goes without help
    }
  }

  #useLocation(form: HTMLFormElement, here: HTMLButtonElement): void {
    here.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = form.querySelector<HTMLInputElement>("input[name=address]");
        if (address) address.value = "";
        setPoint(form, coords.latitude.toFixed(6), coords.longitude.toFixed(6));
        form.requestSubmit();
      },
      () => {
        here.disabled = false;
        const told = document.createElement("p");
        told.className = "form-hint";
        told.role = "alert";
        told.textContent = here.dataset.refused ?? "";
        form.querySelector("[role=alert].form-hint")?.remove();
        form.append(told);
      },
      { timeout: WAIT_MS, maximumAge: 60_000 },
    );
  }

  #openMap(): void {
    const details = this.querySelector<HTMLDetailsElement>("details[data-map-opens]");
    const template = details?.querySelector<HTMLTemplateElement>(":scope > template");
    if (!details || !template) return;
    details.hidden = false;
    details.addEventListener("toggle", () => {
      if (!details.open || !template.isConnected) return;
      template.replaceWith(template.content.cloneNode(true));
      void import("../network-map/index.ts");
    });
  }
}

function setPoint(form: HTMLFormElement, latitude: string, longitude: string): void {
  for (const [name, value] of [
    ["lat", latitude],
    ["lon", longitude],
  ] as const) {
    const field = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = value;
  }
}

customElements.define("address-check", AddressCheck);
