/** Planning a sector: chosen on the map or in the list, turned and moved, previewed, saved. */
import { ask, askMarked, Refused } from "../ask.ts";
import { distance, written } from "../geometry.ts";
import type { SectorAddresses } from "../settings.ts";
import {
  changesOf, draftOf, isMoved, isSame, previewOf, usualConditions, type Conditions, type Draft, type SectorRow, type SiteRow,
} from "./draft.ts";
import { Handles } from "./handles.ts";
import { History } from "./history.ts";
import type { SectorHost } from "./host.ts";
import { mayLeave } from "./leaving.ts";
import { Pacer } from "./pacer.ts";
import { factsOf, SectorPanel, type Antenna } from "./panel.ts";
import { Preview, type PreviewAnswer } from "./preview.ts";

interface Planned {
  sector: SectorRow;
  site: SiteRow;
  mark: string;
  stored: Draft;
  history: History<Draft>;
  conditions: Conditions;
  panel: SectorPanel;
  handles: Handles;
  /** What the sector reaches as it is stored, under the conditions of now. */
  before: PreviewAnswer | null;
}

interface Question {
  planned: Planned;
  draft: Draft;
  isStored: boolean;
}

export class SectorTool {
  readonly #host: SectorHost;
  readonly #addresses: SectorAddresses;
  readonly #preview: Preview;
  readonly #pacer = new Pacer<Question>((question, signal) => this.#ask(question, signal));
  #planned: Planned | null = null;
  /** What the hand or the keys move just now; not yet a state of the history. */
  #moving: Draft | null = null;
  #wanted = "";

  constructor(host: SectorHost, addresses: SectorAddresses) {
    this.#host = host;
    this.#addresses = addresses;
    this.#preview = new Preview(host.map, host.overlays);
    addEventListener("beforeunload", (event) => {
      if (this.isChanged) event.preventDefault();
    }, { signal: host.ended });
    document.addEventListener("keydown", (event) => { this.#byKey(event); }, { signal: host.ended });
  }

  /** The id of the sector that is shown; "" without one. */
  get view(): string {
    return this.#planned?.sector.id ?? this.#wanted;
  }

  get isChanged(): boolean {
    const planned = this.#planned;
    return planned !== null && !isSame(planned.stored, this.#draft(planned));
  }

  async open(id: string): Promise<void> {
    if (id === this.view) return;
    this.#wanted = id;
    const { sectors, sites, antennas } = this.#addresses;
    try {
      const { answer: sector, mark } = await askMarked<SectorRow>(`${sectors}/${id}`);
      const site = await ask<SiteRow>(`${sites}/${sector.site_id}`);
      if (this.#wanted !== id) return;
      this.#show(sector, site, mark);
      if (antennas) {
        const { items } = await ask<{ items: Antenna[] }>(`${antennas}?limit=200&sort=name`);
        this.#panelOf(id)?.offer(items, sector.antenna_pattern_id);
      }
    } catch (error) {
      this.#wanted = "";
      this.#host.toast(this.#words(error), "error");
    }
  }

  #panelOf(id: string): SectorPanel | null {
    return this.#planned?.sector.id === id ? this.#planned.panel : null;
  }

  #show(sector: SectorRow, site: SiteRow, mark: string): void {
    const { dock, texts, labels, map } = this.#host;
    const stored = draftOf(sector, site);
    const facts = factsOf(sector, site, `${this.#addresses.page}${sector.id}/`, texts, labels.status(sector.status), labels.technology(sector.technology));
    const panel = new SectorPanel(texts, facts, this.#actions());
    const handles = new Handles(map, texts, {
      moving: (change) => { this.#move(change); },
      settled: () => { this.#settle({}); },
    });
    const opened = (): void => {
      const history = new History(stored, isSame);
      this.#planned = { sector, site, mark, stored, history, conditions: usualConditions(sector), panel, handles, before: null };
      this.#host.see(site.longitude, site.latitude);
      this.#settle({});
      this.#host.changed();
    };
    this.#wanted = "";
    dock.open({
      title: sector.name.startsWith(site.name) ? sector.name : `${site.name} ${sector.name}`,
      body: panel.element,
      opened,
      closed: () => { this.#close(handles); },
      leaving: (go) => { mayLeave(this.isChanged, texts, go); },
    });
  }

  #actions(): ConstructorParameters<typeof SectorPanel>[2] {
    const { mayChange, elsewhere } = this.#addresses;
    const { path } = this.#host;
    return {
      moving: (change) => { this.#move(change); },
      settled: (change) => { this.#settle(change); },
      conditions: (change) => { this.#look(change); },
      undo: () => { this.#turnBack("undo"); },
      redo: () => { this.#turnBack("redo"); },
      save: mayChange ? () => { void this.#save(); } : null,
      elsewhere: elsewhere ? () => { void this.#tryElsewhere(elsewhere); } : null,
      path: path
        ? () => {
            const planned = this.#planned;
            if (!planned) return;
            const { latitude, longitude, height_m: height } = this.#draft(planned);
            path({ latitude, longitude, height }, planned.sector.center_frequency_mhz);
          }
        : null,
    };
  }

  #close(handles: Handles): void {
    this.#pacer.stop();
    this.#preview.hide();
    this.#host.overlays.hide("beam");
    handles.remove();
    this.#planned = null;
    this.#moving = null;
    this.#host.changed();
  }

  #draft(planned: Planned): Draft {
    return this.#moving ?? planned.history.now;
  }

  #move(change: Partial<Draft>): void {
    if (!this.#planned) return;
    this.#moving = { ...this.#draft(this.#planned), ...change };
    this.#refresh(this.#planned);
  }

  #settle(change: Partial<Draft>): void {
    if (!this.#planned) return;
    this.#planned.history.push({ ...this.#draft(this.#planned), ...change });
    this.#moving = null;
    this.#refresh(this.#planned);
  }

  #turnBack(way: "undo" | "redo"): void {
    if (!this.#planned) return;
    this.#moving = null;
    this.#planned.history[way]();
    this.#refresh(this.#planned);
  }

  #look(change: Partial<Conditions>): void {
    if (!this.#planned) return;
    this.#planned.conditions = { ...this.#planned.conditions, ...change };
    this.#planned.before = null;
    this.#refresh(this.#planned);
  }

  #refresh(planned: Planned): void {
    const { history, stored, panel, handles, conditions } = planned;
    const draft = this.#draft(planned);
    const far = distance([stored.longitude, stored.latitude], [draft.longitude, draft.latitude]);
    panel.fill(draft, conditions, {
      canUndo: history.canUndo,
      canRedo: history.canRedo,
      isChanged: !isSame(stored, draft),
      isMoved: isMoved(stored, draft),
      movedBy: written(far, this.#host.units, document.documentElement.lang || "en"),
    });
    handles.show(draft);
    this.#host.beam(draft, planned.sector.beamwidth_deg, Math.min(conditions.radius_m, planned.sector.max_range_m));
    if (this.#addresses.preview) this.#pacer.want({ planned, draft: planned.before ? draft : stored, isStored: !planned.before });
  }

  /** The preview of a draft; that of the stored state comes first, to be compared with. */
  async #ask({ planned, draft, isStored }: Question, signal: AbortSignal): Promise<void> {
    const { sector, conditions, panel, stored } = planned;
    try {
      const body = previewOf(sector, draft, conditions);
      const answer = await ask<PreviewAnswer>(this.#addresses.preview ?? "", { method: "POST", body, signal });
      if (signal.aborted || planned !== this.#planned) return;
      if (isStored && conditions === planned.conditions) planned.before = answer;
      panel.count(answer, planned.before);
      await this.#preview.show(answer);
      if (isStored && !isSame(stored, this.#draft(planned))) this.#refresh(planned);
    } catch (error) {
      if (!signal.aborted) panel.say(this.#words(error), true);
    }
  }

  async #save(): Promise<void> {
    const planned = this.#planned;
    if (!planned || !this.isChanged || isMoved(planned.stored, planned.history.now)) return;
    const { sector, site, panel } = planned;
    try {
      const body = changesOf(planned.stored, planned.history.now);
      const saved = await askMarked<SectorRow>(`${this.#addresses.sectors}/${sector.id}`, { method: "PATCH", body, match: planned.mark });
      planned.sector = saved.answer;
      planned.mark = saved.mark;
      planned.stored = draftOf(saved.answer, site);
      planned.history = new History(planned.stored, isSame);
      planned.before = null;
      this.#host.stale();
      this.#host.toast(this.#host.texts.saved ?? "", "success");
      this.#refresh(planned);
    } catch (error) {
      panel.say(this.#words(error), true);
    }
  }

  async #tryElsewhere(address: string): Promise<void> {
    const planned = this.#planned;
    if (!planned) return;
    try {
      const copy = await ask<SectorRow>(address.replace("{id}", planned.sector.id), { method: "POST", body: planned.history.now });
      planned.history = new History(planned.stored, isSame); // nothing of it is lost now
      this.#host.stale();
      this.#host.toast(this.#host.texts.planned ?? "", "success");
      await this.open(copy.id);
    } catch (error) {
      planned.panel.say(this.#words(error), true);
    }
  }

  #words(error: unknown): string {
    return error instanceof Refused ? error.message : (this.#host.texts.offline ?? "");
  }

  #byKey(event: KeyboardEvent): void {
    const field = event.target instanceof Element ? event.target.closest("input, textarea, select, dialog") : null;
    if (field && !this.#host.element.contains(field)) return;
    if (!this.#planned || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const way = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
    if (!way) return;
    event.preventDefault();
    this.#turnBack(way);
  }
}
