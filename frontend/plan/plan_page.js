/** The element <plan-page>: a plan as a treegrid and a chart that scroll as one, with everything around them. */

import { Actions } from "./actions.js";
import { CellEditor } from "./cell_editor.js";
import { Chart } from "./chart.js";
import { COMMANDS, commandFor, keysText } from "./commands.js";
import { openBulk, openConflict, openShortcuts } from "./dialogs.js";
import { el } from "./dom.js";
import { EditQueue } from "./edit_queue.js";
import { canEdit, FIELD_NAMES, FIELDS } from "./fields.js";
import { filterOf } from "./filters.js";
import { Grid } from "./grid.js";
import { GridInput } from "./grid_input.js";
import { NONE } from "./instants.js";
import { Live } from "./live.js";
import { LoadPane } from "./load_pane.js";
import { openMenu } from "./menu.js";
import { nearestShown, placesOf, shownRows } from "./outline.js";
import { readPalette, watchTheme } from "./palette.js";
import { PhoneList } from "./phone_list.js";
import { PlanModel } from "./plan_model.js";
import { ProposalBar } from "./proposal_bar.js";
import { Selection } from "./selection.js";
import { get, withQuery } from "./server.js";
import { SidePanel } from "./side_panel.js";
import { Splitter } from "./splitter.js";
import { StatusBar } from "./status_bar.js";
import { ZOOM_NAMES } from "./time_scale.js";
import { Toolbar } from "./toolbar.js";
import { queryOf, viewOf } from "./view_query.js";
import { wordsOf } from "./words.js";

const GHOST_TIME = 2500;
const PHONE = 680;

export class PlanPage extends HTMLElement {
  #frame = 0;
  #connection = null;
  #ghostTimer = 0;

  connectedCallback() {
    this.#connection = new AbortController();
    this.isMac = /Mac|iPhone|iPad/.test(navigator.platform);
    this.view = viewOf(location.search, FIELD_NAMES);
    this.collapsed = new Set();
    this.selection = new Selection();
    Object.assign(this, { hovered: -1, dates: null, editor: null, ghosts: new Map(), shown: [], drop: null });
    this.ready = this.#load();
  }

  disconnectedCallback() {
    this.#connection?.abort();
    cancelAnimationFrame(this.#frame);
  }

  async #load() {
    const [words, data] = [wordsOf(document.documentElement.lang), this.#fetched()];
    data.catch(() => {});
    this.t = await words;
    this.replaceChildren(el("p", { class: "plan-loading", role: "status", text: this.t("Loading the plan…") }));
    try {
      this.model = new PlanModel(await data);
    } catch (error) {
      this.replaceChildren(
        el("p", {
          class: "plan-loading",
          role: "alert",
          text: error.message || this.t("The plan could not be loaded. Load the page again."),
        }),
      );
      throw error;
    }
    this.#build();
  }

  /** A page may start the request before this module has arrived, as `window.planData`. */
  #fetched() {
    const early = window.planData;
    window.planData = undefined;
    return early ?? get(withQuery(this.getAttribute("src"), this.#serverKeys()));
  }

  #serverKeys() {
    const query = new URLSearchParams(location.search);
    return Object.fromEntries(["proposal", "baseline"].map((key) => [key, query.get(key)]));
  }

  /** Takes the whole plan anew, as after a change that is too far away for a patch. */
  async reload() {
    const active = this.activeRow >= 0 ? this.model.ids[this.activeRow] : null;
    this.model = new PlanModel(await get(withQuery(this.getAttribute("src"), this.#serverKeys())));
    this.#modelChanged(active);
  }

  #build() {
    this.edits = new EditQueue(this);
    this.actions = new Actions(this);
    this.live = new Live(this);
    this.grid = new Grid(this);
    this.chart = new Chart(this);
    this.toolbar = new Toolbar(this);
    this.load = new LoadPane(this);
    this.proposalBar = new ProposalBar(this);
    this.status = new StatusBar(this);
    this.panel = new SidePanel(this);
    this.phone = new PhoneList(this);
    this.splitter = new Splitter(this);
    this.window = el("div", { class: "plan-view" }, this.grid.element, this.splitter.element, this.chart.element);
    this.spacer = el("div", { class: "plan-spacer", role: "presentation" });
    this.scroller = el("div", { class: "plan-scroll", tabindex: "-1" }, this.window, this.spacer);
    this.note = el("div", { class: "plan-cellnote", role: "presentation", hidden: true });
    this.empty = el("div", { class: "plan-empty", hidden: true });
    const main = el("div", { class: "plan-main" }, this.scroller, this.empty, this.load.element, this.note);
    this.replaceChildren(
      this.toolbar.element,
      this.proposalBar.element,
      el("div", { class: "plan-middle" }, main, this.phone.element, this.panel.element),
      this.status.element,
    );
    this.#listen();
    this.grid.setColumns();
    this.#refilter();
    this.#sized();
    this.chart.zoomTo(this.view.zoom, 0);
    this.#showBeginning();
    this.panel.fromAddress();
    this.live.start(this.#connection.signal);
    this.#changed();
    this.dispatchEvent(new CustomEvent("plan-ready", { bubbles: true }));
  }

  /** The whole plan where it fits, else today, else its start. */
  #showBeginning() {
    const { start, finish, now } = this.model;
    const { scale, size } = this.chart;
    if (start === NONE) return;
    const fits = (finish - start) * scale.perMinute < size.width * 0.85;
    const away = now < start || now > finish;
    this.chart.show(fits || away ? start : now, fits || away ? 0.04 : 0.3);
  }

  #listen() {
    const { signal } = this.#connection;
    this.scroller.addEventListener("scroll", () => this.invalidate(), { passive: true, signal });
    new GridInput(this);
    const observer = new ResizeObserver(() => this.#sized());
    observer.observe(this.scroller);
    observer.observe(this.chart.element);
    signal.addEventListener("abort", () => observer.disconnect());
    watchTheme(() => this.#sized(), signal);
    document.fonts?.ready.then(() => this.invalidate());
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    window.addEventListener("popstate", () => this.setQuery(location.search, { push: false }), { signal });
    window.addEventListener("hashchange", () => this.panel.fromAddress(), { signal });
    for (const name of ["plan-changed", "changed"])
      document.body.addEventListener(name, (event) => this.#lookAgain(event), { signal });
    window.addEventListener(
      "beforeunload",
      (event) => (this.edits.busy || this.edits.open.length) && event.preventDefault(),
      { signal },
    );
  }

  /** Something else on the page changed the plan: an undo of the whole site, a form at the side. */
  #lookAgain(event) {
    event.preventDefault();
    this.live.look();
  }

  /** Commands work everywhere on the page, except where text is being typed. */
  #key(event) {
    if (event.defaultPrevented || !(this.contains(event.target) || event.target === document.body)) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog, aside")) return;
    if (event.key === "Escape") this.escape();
    const command = commandFor(event);
    if (!command || command.native || ["Enter", "Delete", "F2"].includes(event.key)) return;
    event.preventDefault();
    if (command.when(this)) command.run(this);
  }

  // ---- measures

  get rowHeight() {
    return this.measuredRow;
  }

  get scrollTop() {
    return this.scroller.scrollTop;
  }

  get bodyHeight() {
    return Math.max(this.chart.size.height, 1);
  }

  get rowsInWindow() {
    return Math.max(1, Math.floor(this.bodyHeight / this.rowHeight) - 1);
  }

  get bounds() {
    return { rows: this.shown.length, columns: this.view.columns.length };
  }

  get activeRow() {
    return this.shown[this.selection.row] ?? -1;
  }

  #sized() {
    this.measuredRow = parseFloat(getComputedStyle(this).getPropertyValue("--plan-row")) || 32;
    this.palette = readPalette(this);
    const phone = this.clientWidth < PHONE;
    this.classList.toggle("is-phone", phone);
    this.phone.setActive(phone);
    this.chart.resize(this.palette);
    this.style.setProperty("--plan-chart-begins", `${this.chart.element.offsetLeft}px`);
    this.#spaced();
    this.draw();
  }

  #spaced() {
    const rows = this.shown.length * this.rowHeight + this.rowHeight;
    this.spacer.style.height = `${Math.max(rows - this.bodyHeight, 0)}px`;
  }

  // ---- painting

  invalidate() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => this.draw());
  }

  scene() {
    const { model, view, shown, place, rowHeight, hovered, t } = this;
    const first = Math.max(0, Math.floor(this.scrollTop / rowHeight));
    const last = Math.min(shown.length - 1, Math.floor((this.scrollTop + this.bodyHeight) / rowHeight));
    return {
      model,
      view,
      shown,
      place,
      rowHeight,
      hovered,
      t,
      first,
      last,
      top: -this.scrollTop,
      dates: this.dates ?? undefined,
      marked: (at) => this.#markOf(at),
    };
  }

  #markOf(at) {
    const { top, bottom } = this.selection.range;
    if (at >= top && at <= bottom) return "active";
    return this.shown[at] === this.hovered ? "hover" : null;
  }

  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.palette) return;
    const scene = this.scene();
    this.grid.render(scene.first, scene.last, this.scrollTop);
    this.chart.paint(scene);
    this.load.paint(this.palette);
    this.#placeNote();
  }

  /** The message of the active cell, below it. */
  #placeNote() {
    const row = this.activeRow;
    const field = FIELDS[this.view.columns[this.selection.column]]?.field;
    const pending = row >= 0 && field ? this.edits.cell(this.model.ids[row], field) : undefined;
    const cell = this.grid.cellAt(this.selection.row, this.selection.column);
    this.note.hidden = !pending?.message || !cell;
    if (this.note.hidden) return;
    this.note.textContent = pending.message;
    const [box, frame] = [cell.getBoundingClientRect(), this.note.parentElement.getBoundingClientRect()];
    Object.assign(this.note.style, { left: `${box.left - frame.left}px`, top: `${box.bottom - frame.top + 2}px` });
  }

  scrollTo(top) {
    this.scroller.scrollTop = top;
    this.invalidate();
  }

  // ---- what is shown

  isCollapsed(row) {
    return this.collapsed.has(this.model.ids[row]);
  }

  toggle(row) {
    const id = this.model.ids[row];
    if (!this.collapsed.delete(id)) this.collapsed.add(id);
    this.#refilter();
    this.#changed();
    const words = this.collapsed.has(id) ? "{name} collapsed" : "{name} expanded";
    this.status.say(this.t(words, { name: this.model.columns.name[row] }));
  }

  /** Collapses every summary at this depth and deeper. */
  collapseTo(level) {
    const { model } = this;
    this.collapsed = new Set(
      model.ids.filter((_, row) => model.columns.level[row] >= level && model.ends[row] > row + 1),
    );
    this.#refilter();
    this.#changed();
  }

  #refilter(activeId = this.activeRow >= 0 ? this.model.ids[this.activeRow] : null) {
    const { model } = this;
    const fits = filterOf(model, this.view);
    this.shown = shownRows({
      level: model.columns.level,
      parent: model.parent,
      ends: model.ends,
      isCollapsed: (row) => this.isCollapsed(row),
      fits,
    });
    this.place = placesOf(this.shown, model.n);
    this.#keepActive(activeId);
    this.#tellEmpty();
    if (this.measuredRow) this.#spaced();
  }

  #keepActive(id) {
    const row = id === null ? undefined : this.model.at(id);
    const near = row === undefined ? -1 : nearestShown(row, this.model.parent, this.place);
    const place = near >= 0 ? this.place[near] : Math.min(this.selection.row, Math.max(this.shown.length - 1, 0));
    const { row: before, anchorRow } = this.selection;
    if (place === before && anchorRow < this.shown.length) return;
    this.selection = new Selection({
      row: place,
      column: Math.min(this.selection.column, this.view.columns.length - 1),
    });
  }

  #tellEmpty() {
    const { t, model } = this;
    this.empty.hidden = this.shown.length > 0;
    if (this.empty.hidden) return;
    const filtered = model.n > 0;
    const act = el("button", {
      type: "button",
      class: "button",
      "data-kind": "primary",
      text: filtered ? t("Clear all filters") : t("Add the first activity"),
    });
    act.addEventListener("click", () =>
      filtered
        ? this.setView({ ...viewOf(""), zoom: this.view.zoom, columns: this.view.columns })
        : this.actions.insert(),
    );
    this.empty.replaceChildren(
      el("p", { text: filtered ? t("No row fits the filters.") : t("This plan has no activities yet.") }),
      filtered || model.may.edit ? act : "",
    );
  }

  setView(changes, { push = true } = {}) {
    this.view = { ...this.view, ...changes };
    if (push) this.#writeAddress();
    this.#refilter();
    this.#changed();
  }

  setColumns(columns) {
    this.view = { ...this.view, columns };
    this.#writeAddress();
    this.selection = new Selection({
      row: this.selection.row,
      column: Math.min(this.selection.column, columns.length - 1),
    });
    this.grid.setColumns();
    this.#changed();
  }

  get query() {
    return queryOf(this.view);
  }

  setQuery(query, { push = true } = {}) {
    const before = this.view.zoom;
    this.view = viewOf(query, FIELD_NAMES);
    if (push) this.#writeAddress();
    this.grid.setColumns();
    this.#refilter();
    if (this.view.zoom !== before) this.chart.zoomTo(this.view.zoom);
    this.#changed();
  }

  #writeAddress() {
    const query = queryOf(this.view, new URLSearchParams(location.search));
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  }

  zoomed(zoom) {
    if (zoom === this.view.zoom) return;
    this.view = { ...this.view, zoom };
    this.#writeAddress();
    this.toolbar.refresh();
    this.load.refresh();
  }

  zoomBy(direction) {
    const at = ZOOM_NAMES.indexOf(this.chart.scale.zoom) - direction;
    const { start } = this.model.columns;
    const row = this.activeRow;
    const x = row >= 0 && start[row] !== NONE ? this.chart.scale.x(start[row]) : -1;
    const inSight = x >= 0 && x <= this.chart.size.width;
    this.chart.zoomTo(ZOOM_NAMES[Math.min(Math.max(at, 0), ZOOM_NAMES.length - 1)], inSight ? x : undefined);
  }

  goToday() {
    this.chart.show(this.model.now, 0.33);
  }

  // ---- selection

  select(selection, { focus = true } = {}) {
    this.selection = selection;
    this.#scrollToActive();
    this.draw();
    this.grid.refresh();
    this.toolbar.refresh();
    if (focus) this.grid.focusActive();
    this.#placeNote();
  }

  #scrollToActive() {
    const top = this.selection.row * this.rowHeight;
    if (top < this.scrollTop) this.scroller.scrollTop = top;
    else if (top + this.rowHeight > this.scrollTop + this.bodyHeight)
      this.scroller.scrollTop = top + this.rowHeight - this.bodyHeight;
  }

  selectRow(place, extend, { focus = false } = {}) {
    const { selection } = this;
    const anchor = extend ? selection.anchorRow : place;
    this.select(
      new Selection({
        row: place,
        column: selection.column,
        anchorRow: anchor,
        anchorColumn: selection.column,
        wholeRows: true,
      }),
      { focus },
    );
  }

  selectAll() {
    const { rows, columns } = this.bounds;
    this.select(
      new Selection({
        row: this.selection.row,
        column: 0,
        anchorRow: 0,
        anchorColumn: columns - 1,
        wholeRows: true,
      }).to(rows - 1, 0, this.bounds, true),
    );
  }

  /** Makes a row active by its id, unfolding what hides it. */
  selectId(id, name = null, { edit = false } = {}) {
    const { model } = this;
    const row = model.at(id);
    if (row === undefined) return;
    for (let up = model.parent[row]; up >= 0; up = model.parent[up]) this.collapsed.delete(model.ids[up]);
    this.#refilter(id);
    if (this.place[row] < 0) {
      this.setView({ ...viewOf(""), zoom: this.view.zoom, columns: this.view.columns });
    }
    const column = name ? Math.max(this.view.columns.indexOf(name), 0) : this.selection.column;
    this.select(new Selection({ row: this.place[row], column }));
    this.chart.reveal(row);
    if (edit && !this.phone.element.hidden) this.phone.edit(id);
    else if (edit) this.edit();
  }

  selectedRows() {
    const { top, bottom } = this.selection.range;
    return [...this.shown.slice(top, Math.min(bottom, this.shown.length - 1) + 1)];
  }

  selectedColumns() {
    const { left, right } = this.selection.range;
    return this.view.columns.slice(left, Math.min(right, this.view.columns.length - 1) + 1);
  }

  moveActive(rows, columns) {
    this.select(this.selection.moved(rows, columns, this.bounds));
  }

  stepActive(forward) {
    this.select(this.selection.stepped(forward, this.bounds));
  }

  revealActive() {
    this.chart.reveal(this.activeRow);
  }

  escape() {
    if (this.chart.gestures.drag) this.chart.gestures.cancel();
    else if (!this.selection.single)
      this.select(new Selection({ row: this.selection.row, column: this.selection.column }));
  }

  // ---- editing

  edit(start = null) {
    const { row, column } = this.selection;
    const name = this.view.columns[column];
    if (this.activeRow < 0 || this.editor) return;
    if (!canEdit(this.model, this.activeRow, name)) {
      this.status.say(this.#whyNot(name));
      return;
    }
    this.select(new Selection({ row, column }), { focus: false });
    this.editor = new CellEditor(this, { row: this.activeRow, column, start });
  }

  #whyNot(name) {
    const { t, model } = this;
    if (!model.may.edit) return model.may.reason || t("You may read this plan, not change it.");
    if (!FIELDS[name].field) return t("{column} is computed.", { column: t(FIELDS[name].label) });
    return t("{column} of this row follows from what lies below it or from its kind.", {
      column: t(FIELDS[name].label),
    });
  }

  commitCell(row, name, text) {
    this.actions.commitCell(row, name, text);
  }

  /** Takes an answer of the site into the page, and tells what it moved. */
  answered(answer, _operations, { others = false } = {}) {
    const active = this.activeRow >= 0 ? this.model.ids[this.activeRow] : null;
    const typing =
      this.editor && answer.order ? { id: this.editor.id, name: this.editor.name, text: this.editor.text } : null;
    if (typing) this.editor.close();
    this.#remember(answer);
    this.dates = null;
    this.live.previewFinish = null;
    this.model.apply(answer);
    this.#modelChanged(active);
    this.status.tellMoved(answer);
    if (typing) {
      this.selectId(typing.id, typing.name);
      this.edit(typing.text);
    }
    if (others) this.panel.refresh();
    this.dispatchEvent(new CustomEvent("plan-answered", { detail: answer }));
  }

  /** Old places of the bars that an answer moves stay visible for a moment. */
  #remember({ patch, moved }) {
    if (!patch?.columns?.start && !patch?.columns?.finish) return;
    this.ghosts = new Map();
    const { start, finish } = this.model.columns;
    for (const [id] of moved ?? []) {
      const row = this.model.at(id);
      if (row !== undefined && start[row] !== NONE) this.ghosts.set(id, { start: start[row], finish: finish[row] });
    }
    clearTimeout(this.#ghostTimer);
    this.#ghostTimer = setTimeout(() => {
      this.ghosts = new Map();
      this.invalidate();
    }, GHOST_TIME);
  }

  #modelChanged(activeId) {
    const hadFocus = this.grid.hasFocus();
    this.#refilter(activeId);
    this.#changed();
    if (hadFocus && !this.editor) this.grid.focusActive();
  }

  #changed() {
    this.draw();
    this.grid.refresh();
    this.toolbar.refresh();
    this.status.refresh();
    this.phone.refresh();
    this.load.refresh();
    this.proposalBar.refresh();
    this.#loadCosts();
  }

  /** Costs take longer than dates, so they are asked for when their column is looked at. */
  async #loadCosts() {
    const { model } = this;
    if (!model.urls.costs || !this.view.columns.includes("cost") || model.costsOf === model.revision) return;
    model.costsOf = model.revision;
    try {
      const { patch } = await get(model.urls.costs);
      if (this.model !== model) return;
      model.apply({ patch });
      this.grid.refresh();
    } catch (error) {
      this.say(error.message || this.t("The costs could not be loaded."));
    }
  }

  changedCells() {
    this.grid.refresh();
    this.status.refresh();
    this.phone.refresh();
    this.#placeNote();
  }

  refused(message) {
    this.dates = null;
    this.invalidate();
    this.say(message);
  }

  conflicting(conflicts, decide) {
    openConflict(this, conflicts, decide);
  }

  say(message) {
    this.status.say(message);
  }

  offline(isOff) {
    if (isOff === Boolean(this.wasOff)) return;
    this.wasOff = isOff;
    this.say(isOff ? this.t("The site cannot be reached; the page goes on asking.") : this.t("Connected again."));
  }

  goToOpenCell() {
    const [open] = this.edits.open;
    const name = FIELD_NAMES.find((one) => FIELDS[one].field === open?.field);
    if (open) this.selectId(open.row, name);
  }

  dropAt(place) {
    this.drop = place;
    for (const [at, row] of this.grid.rows) row.classList.toggle("is-drop", at === place);
  }

  // ---- layers

  openPanel(row, kind) {
    this.panel.open(row, kind);
  }

  openMenu(left, top) {
    const items = COMMANDS.filter(({ menu }) => menu);
    const entries = items.flatMap((command, index) => {
      const { label, icon, keys, group } = command;
      const entry = {
        label: this.t(label),
        icon,
        keys: keys ? keysText(keys[0], this.isMac) : "",
        disabled: !command.when(this),
        run: () => command.run(this),
      };
      return index && items[index - 1].group !== group ? ["-", entry] : [entry];
    });
    openMenu(
      entries,
      { left, top, bottom: top },
      { label: this.t("Row"), within: this, done: () => this.grid.focusActive() },
    );
  }

  openMenuAtActive() {
    const { left, bottom } = this.grid.cellAt(this.selection.row, this.selection.column).getBoundingClientRect();
    this.openMenu(left + 16, bottom);
  }

  openBulk() {
    openBulk(this);
  }

  openShortcuts() {
    openShortcuts(this);
  }

  focusSearch() {
    this.toolbar.focusSearch();
  }

  async copy() {
    await navigator.clipboard.writeText(this.actions.copied());
  }

  async pasteFromClipboard() {
    this.actions.paste(await navigator.clipboard.readText());
  }

  async print() {
    const { printPlan } = await import("./print.js");
    printPlan(this);
  }
}

customElements.define("plan-page", PlanPage);
