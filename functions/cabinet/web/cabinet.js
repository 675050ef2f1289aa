"use strict";

/* The first page: hosts, their vital signs and charts of one of them. No framework, no build step.
 * Whatever agents named (hosts, devices, mount points) reaches the page as text only: textContent,
 * never HTML. */

const REFRESH_MS = 10_000;
/** While there is nothing to show: somebody waits for their first server. */
const WAITING_MS = 2_000;
/** Of the names of metrics that are not drawn. */
const NAMES_MAX = 12;
const REQUEST_TIMEOUT_MS = 20_000;
const STALE_AFTER_MS = 180_000; // three pushes of the advised 60 s
const HOSTS_PER_PAGE = 100;
const SERIES_PAGES_MAX = 10;
const READ_ALL_MS = 300_000;
const REREAD_MS = 180_000;
const KEY_SLOT = "keepwatch.key";

const $ = (id) => document.getElementById(id);

/* --- Words for people ------------------------------------------------------------------------ */

function percent(share) {
  const value = share * 100;
  return (value < 9.95 && value > 0 ? value.toFixed(1) : value.toFixed(0)) + " %";
}

function scaled(value, base, units) {
  let size = Math.abs(value);
  let unit = 0;
  while (size >= base * 0.9995 && unit < units.length - 1) {
    size /= base;
    unit++;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return (value < 0 ? "−" : "") + Number(size.toFixed(digits)) + " " + units[unit];
}

const bytes = (value) => scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
const bytesPerSecond = (value) => scaled(value, 1000, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"]);
const plain = (value) => value.toFixed(2);
const celsius = (value) => value.toFixed(0) + " °C";

function span(seconds) {
  const steps = [[86_400, "day", "days"], [3_600, "h", "h"], [60, "min", "min"]];
  for (const [size, one, many] of steps) {
    const count = Math.floor(seconds / size);
    if (count >= 1) {
      return count + " " + (count === 1 ? one : many);
    }
  }
  return Math.max(0, Math.floor(seconds)) + " s";
}

/* --- The API ---------------------------------------------------------------------------------- */

/** What the API refused or could not do, in words for whoever looks at the page. */
class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let clockOffset = 0; // the server's clock minus ours: "8 s ago" must not depend on this device's

async function fetched(path, key) {
  try {
    return await fetch(path, {
      headers: key ? { authorization: "Bearer " + key } : {},
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch {
    throw new Trouble(0, "Keepwatch cannot be reached.");
  }
}

async function get(path, key) {
  const response = await fetched(path, key);
  const date = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(date)) {
    const offset = date - Date.now();
    clockOffset = Math.abs(offset) > 2_000 ? offset : 0;
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Trouble(response.status, "Keepwatch gave an answer that cannot be read.");
  }
  if (response.status === 503) {
    throw new Trouble(503, "Keepwatch is busy just now.");
  }
  if (!response.ok) {
    const quoted = body.id ? " (id " + body.id + ")" : "";
    throw new Trouble(response.status, (body.detail ?? body.title ?? "It did not work.") + quoted);
  }
  return body;
}

/** All pages of the answer to a question: { step, times: [ms], series: [{ labels, values }] }. */
async function metric(host, question) {
  const parameters = new URLSearchParams(question);
  const path = "/v1/hosts/" + encodeURIComponent(host) + "/metrics?";
  const first = await get(path + parameters, state.key);
  const series = numbers(first.series);
  let cursor = first.cursor;
  for (let page = 1; cursor && page < SERIES_PAGES_MAX; page++) {
    parameters.set("cursor", cursor);
    const next = await get(path + parameters, state.key);
    series.push(...numbers(next.series));
    cursor = next.cursor;
  }
  return { step: first.step, times: first.times.map((time) => Date.parse(time)), series };
}

/** Whole histograms are no lines. */
function numbers(series) {
  return series.filter((one) => one.type !== "histogram");
}

/** What was read for the charts shown, by host, metric and matchers. */
const known = new Map();

/**
 * A metric over the last hours. Steps start at multiples of their length, so what is known stays
 * as it is, and only the end is read again: a twelfth of the cost. Every few minutes all of it is,
 * for what arrived late.
 */
async function recent(host, name, match, hours, to) {
  const from = to - hours * 3_600_000;
  const slot = JSON.stringify([host, name, match, hours]);
  const before = known.get(slot);
  const question = { name, to: new Date(to).toISOString() };
  if (match) {
    question.match = match;
  }
  if (!before || to - before.readAllAt > READ_ALL_MS) {
    const all = await metric(host, { ...question, from: new Date(from).toISOString() });
    known.set(slot, { ...all, readAllAt: to, readAt: to });
    return all;
  }
  const tail = await metric(host, {
    ...question,
    from: new Date(Math.max(from, before.readAt - REREAD_MS)).toISOString(),
    step: before.step,
  });
  const joined = { ...join(before, tail, from), step: before.step };
  known.set(slot, { ...joined, readAllAt: before.readAllAt, readAt: to });
  return joined;
}

/** The later answer laid over the earlier one, from that time on. */
function join(before, later, from) {
  const kept = before.times.filter((time) => time >= from && time < (later.times[0] ?? Infinity));
  const times = [...kept, ...later.times];
  const skipped = before.times.indexOf(kept[0]);
  const byLabels = new Map();
  const add = (one, values) => {
    const slot = JSON.stringify([one.labels, one.unit, one.kind, one.type]);
    if (!byLabels.has(slot)) {
      byLabels.set(slot, { ...one, values: new Array(times.length).fill(null) });
    }
    values(byLabels.get(slot).values);
  };
  for (const one of before.series) {
    add(one, (values) => kept.forEach((_, i) => { values[i] = one.values[skipped + i]; }));
  }
  for (const one of later.series) {
    add(one, (values) => one.values.forEach((value, i) => { values[kept.length + i] = value; }));
  }
  const series = [...byLabels.values()].filter((one) => newest(one.values) !== null);
  return { times, series };
}

/* --- From series to lines ---------------------------------------------------------------------- */

/** At each time the sum (or mean) of those series that have a value there; null where none has. */
function combined(series, mean) {
  if (series.length === 0) {
    return [];
  }
  return series[0].values.map((_, i) => {
    let total = 0;
    let count = 0;
    for (const one of series) {
      if (one.values[i] !== null) {
        total += one.values[i];
        count++;
      }
    }
    return count === 0 ? null : mean ? total / count : total;
  });
}

/** Label value to the series that have it. */
function grouped(series, label) {
  const groups = new Map();
  for (const one of series) {
    const value = one.labels[label] ?? "";
    groups.set(value, [...(groups.get(value) ?? []), one]);
  }
  return groups;
}

const labelled = (series, label, value) => series.filter((one) => one.labels[label] === value);

async function cpuLines(ask) {
  // The idle part alone says how busy the rest is, and is one series a core instead of eight.
  let idle = await ask("system.cpu.time", 'cpu.mode="idle"');
  if (idle.series.length === 0) {
    idle = await ask("system.cpu.utilization", 'cpu.mode="idle"');
  }
  const shares = combined(idle.series, true);
  if (shares.some((share) => share > 1.1)) {
    return allProcessorsAsOne(ask);
  }
  const busy = shares.map((share) =>
    share === null ? null : Math.min(1, Math.max(0, 1 - share)));
  return { times: idle.times, lines: busy.length ? [{ name: "busy", values: busy }] : [] };
}

/** Some agents send one sum over all processors: then the idle share is one of all modes. */
async function allProcessorsAsOne(ask) {
  const time = await ask("system.cpu.time", "");
  const all = combined(time.series, false);
  const idle = combined(labelled(time.series, "cpu.mode", "idle"), false);
  const busy = all.map((total, i) =>
    total && idle[i] !== null && idle[i] !== undefined ? Math.max(0, 1 - idle[i] / total) : null);
  return { times: time.times, lines: [{ name: "busy", values: busy }] };
}

async function memoryLines(ask) {
  const ready = await ask("system.memory.utilization", 'system.memory.state="used"');
  if (ready.series.length > 0) {
    return { times: ready.times, lines: [{ name: "used", values: combined(ready.series, true) }] };
  }
  // The states that do not overlap; agents send others that are part of these.
  const usage = await ask("system.memory.usage", 'system.memory.state=~"used|free|cached|buffers"');
  const total = combined(usage.series, false);
  const used = combined(labelled(usage.series, "system.memory.state", "used"), false);
  if (total.length > 0 && used.length === 0) {
    // Some agents send how much there is and how much of it is left.
    const [limit, left] = await Promise.all(
      ["system.memory.limit", "system.memory.linux.available"].map((name) => ask(name, "")));
    const values = usedOf(limit.series, limit.times, left);
    return { times: limit.times, lines: values.length ? [{ name: "used", values }] : [] };
  }
  const share = used.map((value, i) => (value === null || !total[i] ? null : value / total[i]));
  return { times: usage.times, lines: share.length ? [{ name: "used", values: share }] : [] };
}

/** All but what is left over of a whole, at those times. */
function usedOf(limits, times, left) {
  const whole = combined(limits, true);
  const unused = new Map(combined(left.series, true).map((value, i) => [left.times[i], value]));
  return whole.map((value, i) => {
    const rest = unused.get(times[i]) ?? null;
    return !value || rest === null ? null : Math.min(1, Math.max(0, 1 - rest / value));
  });
}

async function loadLines(ask) {
  const spans = [["1m", "1 min"], ["5m", "5 min"], ["15m", "15 min"]];
  const answers = await Promise.all(spans.map(([name]) => ask("system.cpu.load_average." + name, "")));
  const lines = [];
  answers.forEach((answer, i) => {
    // Lines of one panel share their times; the three are sent together, so their steps agree.
    if (answer.series.length > 0 && answer.times.length === answers[0].times.length) {
      lines.push({ name: spans[i][1], values: combined(answer.series, true) });
    }
  });
  return { times: answers[0].times, lines };
}

async function networkLines(ask) {
  const io = await ask("system.network.io", 'network.interface.name!~"(?i)lo[0-9]*|.*loopback.*"');
  return directions(io, "network.io.direction", [["receive", "in"], ["transmit", "out"]]);
}

async function diskLines(ask) {
  const io = await ask("system.disk.io", 'system.device!~"(loop|z?ram|dm-|md|sr)[0-9]+"');
  const names = new Set(io.series.map((one) => one.labels["system.device"] ?? ""));
  const whole = io.series.filter((one) => !isPartition(one.labels["system.device"] ?? "", names));
  return directions({ times: io.times, series: whole }, "disk.io.direction",
    [["read", "read"], ["write", "written"]]);
}

/** sda1 beside sda would count twice what is counted once already. */
function isPartition(device, devices) {
  const parent = /^(.*\d)p\d+$/.exec(device) ?? /^(.*\D)\d+$/.exec(device);
  return parent !== null && devices.has(parent[1]);
}

function directions(io, label, names) {
  const lines = names
    .map(([value, name]) => ({ name, values: combined(labelled(io.series, label, value), false) }))
    .filter((line) => line.values.length > 0);
  return { times: io.times, lines };
}

async function filesystemLines(ask) {
  const real = 'system.filesystem.type!~"tmpfs|devtmpfs|squashfs|overlay|iso9660|ramfs|efivarfs|nsfs"';
  const usage = await ask("system.filesystem.usage", real);
  const byMount = grouped(usage.series, "system.filesystem.mountpoint");
  const lines = [...byMount].map(([mount, series]) => {
    const used = combined(labelled(series, "system.filesystem.state", "used"), true);
    const free = combined(labelled(series, "system.filesystem.state", "free"), true);
    return {
      name: mount || "(no mount point)",
      values: used.map((value, i) =>
        value === null || free[i] === null || free[i] === undefined || value + free[i] === 0
          ? null
          : value / (value + free[i])),
    };
  }).filter((line) => line.values.length > 0);
  if (lines.length > 0) {
    return { times: usage.times, lines: fullest(lines) };
  }
  if (usage.series.length > 0) {
    const limit = await ask("system.filesystem.limit", real);
    return {
      times: limit.times,
      lines: fullest([...grouped(limit.series, "system.filesystem.mountpoint")].map(([mount, series]) => ({
        name: mount || "(no mount point)",
        values: usedOf(series, limit.times, { times: usage.times, series: byMount.get(mount) ?? [] }),
      })).filter((line) => line.values.length > 0)),
    };
  }
  const ready = await ask("system.filesystem.utilization", real);
  return {
    times: ready.times,
    lines: fullest([...grouped(ready.series, "system.filesystem.mountpoint")].map(([mount, series]) =>
      ({ name: mount || "(no mount point)", values: combined(series, true) }))),
  };
}

const LINES_MAX = 6;
const NEWEST_STEPS = 6; // a value older than this is not what is so now

const newest = (values) => values.findLast((value) => value !== null) ?? null;

const fullest = (lines) =>
  lines.sort((a, b) => (newest(b.values) ?? 0) - (newest(a.values) ?? 0)).slice(0, LINES_MAX);

async function temperatureLines(ask) {
  const answer = await ask("hw.temperature", "");
  return {
    times: answer.times,
    lines: fullest(answer.series.map((one) => ({
      name: one.labels["hw.name"] ?? one.labels["hw.id"] ?? (Object.values(one.labels).join(" ") || "sensor"),
      values: one.values,
    }))),
  };
}

const PANELS = [
  { id: "cpu", title: "CPU", lines: cpuLines, words: percent, top: 1, always: true },
  { id: "memory", title: "Memory", lines: memoryLines, words: percent, top: 1, always: true },
  { id: "load", title: "Load average", lines: loadLines, words: plain, top: null, always: true },
  { id: "network", title: "Network", lines: networkLines, words: bytesPerSecond, top: null, always: true },
  { id: "disk", title: "Disk activity", lines: diskLines, words: bytesPerSecond, top: null, always: true },
  { id: "filesystem", title: "Disk space used", lines: filesystemLines, words: percent, top: 1, always: true },
  { id: "temperature", title: "Temperature", lines: temperatureLines, words: celsius, top: null, always: false },
];

/* --- State ------------------------------------------------------------------------------------- */

const state = {
  key: null,
  demo: null,
  hosts: new Map(),
  pages: 1,
  more: false,
  chosen: decodeURIComponent(location.hash.slice(1)) || null,
  hours: 1,
  charts: new Map(),
  chartsDue: 0,
  updatedAt: 0,
  failing: false,
  adding: false,
  agent: null,
};

const now = () => Date.now() + clockOffset;

/* --- Hosts -------------------------------------------------------------------------------------- */

async function readHosts() {
  const found = new Map();
  let notices = [];
  let cursor;
  for (let page = 0; page < state.pages; page++) {
    const question = new URLSearchParams({ limit: HOSTS_PER_PAGE });
    if (cursor) {
      question.set("cursor", cursor);
    }
    const answer = await get("/v1/hosts?" + question, state.key);
    answer.hosts.forEach((host) => found.set(host.id, host));
    notices = answer.notices;
    cursor = answer.cursor;
    if (!cursor) {
      break;
    }
  }
  state.hosts = found;
  state.more = Boolean(cursor);
  showNotices(notices);
}

function showNotices(notices) {
  const texts = notices.map((notice) => notice.text);
  if ($("notices").dataset.shown === JSON.stringify(texts)) {
    return;
  }
  $("notices").dataset.shown = JSON.stringify(texts);
  $("notices").replaceChildren(...texts.map((text) => element("p", "notice", text)));
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** Changes only what differs, so that nothing flickers and no selection is lost. */
function say(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function showHosts() {
  const hosts = [...state.hosts.values()].sort((a, b) =>
    a.name.localeCompare(b.name, undefined, { numeric: true }));
  showSetup(hosts.length === 0);
  $("hosts").hidden = hosts.length === 0;
  $("more").hidden = !state.more;
  $("filter").closest("label").hidden = hosts.length < 8 && $("filter").value === "";
  if (hosts.length === 0) {
    $("charts").hidden = true;
    return;
  }
  if (!state.hosts.has(state.chosen)) {
    // One with something to draw, if there is any.
    state.chosen = (hosts.find((host) => Object.keys(host.vitals ?? {}).length > 0) ?? hosts[0]).id;
    state.chartsDue = 0;
  }
  const wanted = $("filter").value.trim().toLowerCase();
  const shown = hosts.filter((host) => host.name.toLowerCase().includes(wanted));
  $("no-match").hidden = shown.length > 0;
  $("host-table").hidden = shown.length === 0;
  placeRows(shown);
}

function placeRows(hosts) {
  const body = $("host-rows");
  const rows = new Map([...body.children].map((row) => [row.dataset.id, row]));
  hosts.forEach((host, i) => {
    const row = rows.get(host.id) ?? newRow(host);
    rows.delete(host.id);
    if (body.children[i] !== row) {
      body.insertBefore(row, body.children[i] ?? null);
    }
    fillRow(row, host);
  });
  rows.forEach((row) => row.remove());
}

function newRow(host) {
  const row = element("tr");
  row.dataset.id = host.id;
  const head = element("th");
  head.scope = "row";
  const choose = element("button", "choose");
  choose.type = "button";
  choose.append(element("span", "dot"), element("span", "name"));
  choose.firstChild.setAttribute("aria-hidden", "true");
  head.append(choose);
  row.append(head);
  for (const title of ["Last seen", "CPU", "Memory", "Fullest disk", "Load", "Network", "Up"]) {
    const cell = element("td");
    cell.dataset.title = title;
    row.append(cell);
  }
  row.addEventListener("click", () => chooseHost(host.id));
  return row;
}

const MISSING = {
  too_much_data: "This host sends too much for its vital signs to be read.",
  out_of_time: "Reading the other hosts took too long to read this one as well.",
};

function fillRow(row, host) {
  const vitals = host.vitals ?? {};
  const seen = host.lastSeenAt ? Date.parse(host.lastSeenAt) : null;
  const unknown = seen === null && host.vitalsMissing !== undefined;
  const stale = !unknown && (seen === null || now() - seen > STALE_AFTER_MS);
  row.classList.toggle("stale", stale);
  row.classList.toggle("chosen", host.id === state.chosen);
  const choose = row.querySelector("button");
  choose.setAttribute("aria-current", String(host.id === state.chosen));
  say(choose.lastChild, host.name);
  const [lastSeen, cpu, memory, disk, load, network, up] = row.querySelectorAll("td");
  const age = seen === null ? "" : span((now() - seen) / 1000);
  say(lastSeen, unknown ? "not read in time" : seen === null ? "silent for over a day"
    : stale ? "silent for " + age : age + " ago");
  row.title = MISSING[host.vitalsMissing] ?? "";
  meter(cpu, vitals.cpu, "CPU");
  meter(memory, vitals.memory, "Memory");
  meter(disk, vitals.filesystem, "Disk");
  vital(load, vitals.load, plain);
  vital(network, vitals.network, bytesPerSecond);
  vital(up, vitals.uptime, span);
}

function vital(cell, sign, words) {
  say(cell, sign === undefined ? "–" : words(sign.value));
}

/** A share with a bar, and a hint of colour where it is high. */
function meter(cell, sign, name) {
  if (sign === undefined) {
    cell.replaceChildren("–");
    cell.classList.remove("warn", "bad");
    return;
  }
  if (!cell.querySelector(".meter")) {
    const bar = element("span", "meter");
    bar.setAttribute("role", "meter");
    bar.setAttribute("aria-valuemin", "0");
    bar.setAttribute("aria-valuemax", "100");
    bar.append(element("span", "fill"));
    cell.replaceChildren(element("span", "value"), bar, element("span", "detail"));
  }
  const share = sign.value;
  const [value, bar, more] = cell.children;
  say(value, percent(share));
  say(more, sign.detail ?? "");
  more.title = sign.detail ?? "";
  bar.setAttribute("aria-label", name);
  bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  bar.setAttribute("aria-valuetext", percent(share));
  bar.firstChild.style.width = Math.min(100, Math.max(0, share * 100)) + "%";
  cell.classList.toggle("warn", share >= 0.75 && share < 0.9);
  cell.classList.toggle("bad", share >= 0.9);
}

function chooseHost(id) {
  const title = $("charts-title").getBoundingClientRect();
  if (title.top > window.innerHeight - 200) {
    $("charts").scrollIntoView({ block: "start" });
  }
  if (state.chosen === id) {
    return;
  }
  state.chosen = id;
  history.replaceState(null, "", "#" + encodeURIComponent(id));
  dropCharts();
  showHosts();
  refreshCharts();
}

/* --- Charts ------------------------------------------------------------------------------------- */

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function dropCharts() {
  state.charts.forEach((panel) => panel.chart?.destroy());
  state.charts.clear();
  $("panels").replaceChildren();
  known.clear();
  state.chartsDue = 0;
}

function panelFor(spec) {
  let panel = state.charts.get(spec.id);
  if (!panel) {
    const figure = element("figure", "panel");
    const caption = element("figcaption");
    caption.append(element("span", "title", spec.title), element("span", "when"));
    const plot = element("div", "plot");
    plot.setAttribute("role", "img");
    const legend = element("ul", "legend");
    figure.append(caption, plot, legend);
    panel = { spec, figure, plot, legend, when: caption.lastChild, chart: null, shape: "" };
    state.charts.set(spec.id, panel);
    resized.observe(plot);
  }
  return panel;
}

const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    for (const panel of state.charts.values()) {
      if (panel.plot === entry.target && panel.chart && entry.contentRect.width > 0) {
        panel.chart.setSize({ width: Math.floor(entry.contentRect.width), height: plotHeight() });
      }
    }
  }
});

const plotHeight = () => (window.innerWidth < 600 ? 150 : 180);

function axis(extra) {
  return {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
    ...extra,
  };
}

function newChart(panel, data, lines, from, to) {
  const { spec, plot } = panel;
  plot.replaceChildren();
  const options = {
    width: Math.max(200, Math.floor(plot.clientWidth)),
    height: plotHeight(),
    padding: [8, 18, 0, 0],
    legend: { show: false },
    hooks: { setCursor: [(u) => showLegend(panel, u.cursor.idx ?? null)] },
    cursor: { sync: { key: "hosts" }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [panel.from / 1000, panel.to / 1000] },
      y: { range: (u, min, max) => [0, spec.top ?? Math.max(max * 1.15, 1e-9) ] },
    },
    axes: [
      axis({ size: 30, space: 64, values: (u, splits) => splits.map(clockTime) }),
      axis({ size: 68, space: 34, values: (u, splits) => splits.map((value) => spec.words(value)) }),
    ],
    series: [
      {},
      ...lines.map((line, i) => ({
        label: line.name,
        stroke: color("--line-" + (i + 1)),
        width: 1.75,
        fill: lines.length === 1 ? color("--area") : undefined,
        points: { show: (u, index) => alone(u.data[index]), size: 4 },
        spanGaps: false,
      })),
    ],
  };
  panel.from = from;
  panel.to = to;
  panel.chart = new uPlot(options, data, plot);
  panel.legend.replaceChildren(...lines.map((line, i) => {
    const item = element("li");
    item.append(element("span", "swatch line-" + (i + 1)), element("span", "name", line.name), element("span", "value"));
    return item;
  }));
}

/** Each line's value where the pointer is, else its newest. */
function showLegend(panel, index) {
  const [times, ...lines] = panel.data;
  say(panel.when, index === null ? "" : clockTime(times[index], true));
  lines.forEach((values, i) => {
    const value = index === null ? newest(values.slice(-NEWEST_STEPS)) : values[index];
    say(panel.legend.children[i].lastChild, value === null || value === undefined ? "–" : panel.spec.words(value));
  });
}

/** Points are drawn only where there would be no line to see: most values stand alone. */
function alone(values) {
  let lonely = 0;
  values.forEach((value, i) => {
    if (value != null && values[i - 1] == null && values[i + 1] == null) {
      lonely++;
    }
  });
  return lonely > 0;
}

function clockTime(seconds, withSeconds) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (withSeconds === true) {
    options.second = "2-digit";
  }
  return new Date(seconds * 1000).toLocaleTimeString(undefined, options);
}

function showPanel(panel, result, from, to) {
  const lines = result.lines.slice(0, LINES_MAX);
  const hasValues = lines.some((line) => newest(line.values) !== null);
  panel.figure.classList.toggle("without", !hasValues);
  if (!hasValues) {
    panel.chart?.destroy();
    panel.chart = null;
    panel.shape = "";
    panel.legend.replaceChildren();
    say(panel.plot, "No data in this time");
    say(panel.when, "");
    panel.plot.setAttribute("aria-label", panel.spec.title + ": no data in this time");
    return;
  }
  const data = [result.times.map((time) => time / 1000), ...lines.map((line) => line.values)];
  const shape = JSON.stringify(lines.map((line) => line.name));
  panel.data = data;
  if (panel.chart && panel.shape === shape) {
    panel.from = from;
    panel.to = to;
    panel.chart.setData(data);
  } else {
    panel.chart?.destroy();
    panel.shape = shape;
    newChart(panel, data, lines, from, to);
  }
  showLegend(panel, panel.chart.cursor.idx ?? null);
  const words = panel.spec.words;
  panel.plot.setAttribute("aria-label", panel.spec.title + ": " + lines.map((line) => {
    const value = newest(line.values.slice(-NEWEST_STEPS));
    const highest = Math.max(...line.values.filter((one) => one !== null), 0);
    return line.name + " now " + (value === null ? "unknown" : words(value)) + ", at most " + words(highest);
  }).join("; "));
}

async function refreshCharts() {
  const host = state.hosts.get(state.chosen);
  if (!host || Date.now() < state.chartsDue) {
    return;
  }
  // A day's chart changes slowly, and reading a day costs more than reading an hour.
  state.chartsDue = Date.now() + REFRESH_MS * (state.hours > 1 ? state.hours : 0.9);
  $("charts").hidden = false;
  say($("charts-title"), host.name);
  const { hours, chosen } = state;
  const to = now();
  const ask = (name, match) => recent(chosen, name, match, hours, to);
  const results = await Promise.all(PANELS.map((spec) => spec.lines(ask)));
  if (chosen !== state.chosen || hours !== state.hours) {
    return; // another host or range was chosen meanwhile
  }
  const figures = [];
  PANELS.forEach((spec, i) => {
    if (spec.always || results[i].lines.length > 0) {
      figures.push(panelFor(spec).figure);
    }
  });
  const grid = $("panels");
  if (figures.length !== grid.children.length) {
    grid.replaceChildren(...figures);
  }
  if (results.some((result) => result.lines.length > 0)) {
    $("sends").hidden = true;
  } else {
    await showWhatItSends(chosen);
  }
  PANELS.forEach((spec, i) => {
    if (state.charts.has(spec.id)) {
      showPanel(state.charts.get(spec.id), results[i], to - hours * 3_600_000, to);
    }
  });
}

/** For a host of which nothing can be drawn, such as a program that pushes metrics of its own. */
async function showWhatItSends(id) {
  const body = await get("/v1/hosts/" + encodeURIComponent(id) + "/series", state.key);
  if (id !== state.chosen) {
    return; // another host was chosen meanwhile
  }
  const names = [...new Set(body.series.map((one) => one.name))];
  const shown = names.slice(0, NAMES_MAX).join(", ") + (names.length > NAMES_MAX ? " and more" : "");
  say($("sends"), "No CPU, memory, load, network or disk metrics of this server in this time. "
    + (names.length > 0 ? "What it sends can be read through the API: " + shown + "." : "It sends nothing else either."));
  $("sends").hidden = false;
}

/* --- The round ----------------------------------------------------------------------------------- */

let timer = 0;
let running = false;

async function refresh() {
  clearTimeout(timer);
  if (running || !state.key) {
    return;
  }
  running = true;
  try {
    await readHosts();
    showHosts();
    await refreshCharts();
    state.updatedAt = Date.now();
    state.failing = false;
    $("trouble").hidden = true;
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) {
      throw trouble;
    }
    failed(trouble);
  } finally {
    running = false;
    tick();
    if (state.key) {
      timer = setTimeout(refresh, state.hosts.size > 0 ? REFRESH_MS : WAITING_MS);
    }
  }
}

function failed(trouble) {
  state.failing = true;
  state.chartsDue = 0;
  if (trouble.status === 401) {
    refused();
    return;
  }
  say($("trouble"), trouble.message + " Trying again every 10 seconds"
    + (state.updatedAt ? "; what you see is from " + clockTime(state.updatedAt / 1000, true) + "." : "."));
  $("trouble").hidden = false;
}

/** The key is not good, or no longer. A local cloud that was started afresh has made another. */
async function refused() {
  const key = state.key;
  forgetKey();
  state.demo = await readDemo();
  if (state.demo?.apiKey && state.demo.apiKey !== key) {
    await enter(state.demo.apiKey);
  } else {
    openDoor("This key is not good for reading here, or no longer.");
  }
}

/** Each second: what grows older says so. */
function tick() {
  if (!state.key) {
    return;
  }
  const age = Math.floor((Date.now() - state.updatedAt) / 1000);
  say($("status"), state.failing ? "Not up to date" : state.updatedAt === 0 ? "Loading …" : "Live");
  $("status").classList.toggle("live", !state.failing && state.updatedAt > 0 && age < 30);
  for (const row of $("host-rows").children) {
    const host = state.hosts.get(row.dataset.id);
    if (host) {
      fillRow(row, host);
    }
  }
}

/* --- The door ------------------------------------------------------------------------------------ */

function forgetKey() {
  sessionStorage.removeItem(KEY_SLOT);
  clearTimeout(timer);
  state.key = null;
  state.hosts = new Map();
  state.updatedAt = 0;
  dropCharts();
  for (const id of ["hosts", "charts", "setup", "leave", "trouble"]) {
    $(id).hidden = true;
  }
  state.adding = false;
  $("notices").replaceChildren();
  delete $("notices").dataset.shown;
  say($("status"), "");
  $("status").classList.remove("live");
}

function openDoor(error) {
  $("door").hidden = false;
  say($("door-error"), error ?? "");
  $("key").focus();
}

function enter(key) {
  state.key = key;
  sessionStorage.setItem(KEY_SLOT, key);
  $("door").hidden = true;
  $("key").value = "";
  $("leave").hidden = false;
  tick();
  return refresh();
}

/** The local cloud says which keys it made; anywhere else there is no such file. */
async function readDemo() {
  try {
    const response = await fetch("/demo.json", { cache: "no-store", credentials: "omit" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/* --- Adding a server ------------------------------------------------------------------------------ */

/** What was read of the agents' configurations: they do not change while the page is open. */
const configurations = new Map();

/** With no host yet there is nothing else to see; else it is there when asked for. */
function showSetup(empty) {
  const shown = empty || state.adding;
  say($("setup-title"), empty ? "No server has reported yet" : "Add a server");
  $("setup").hidden = !shown;
  $("setup-close").hidden = empty;
  $("add").setAttribute("aria-expanded", String(shown));
  $("agent-key").hidden = !state.demo?.agentKey;
  $("agent-key-hint").hidden = Boolean(state.demo?.agentKey);
  say($("agent-key").querySelector("code"), state.demo?.agentKey ?? "");
  if (shown && $("agents").children.length === 0) {
    listAgents();
  }
}

async function listAgents() {
  const body = await orTrouble(async () => get("/v1/setup"));
  if (!body || $("agents").children.length > 0) {
    return; // the next round asks again, or another one was quicker
  }
  $("agents").append(...body.agents.map((agent) => {
    const button = element("button", "", agent.title);
    button.type = "button";
    button.dataset.agent = agent.id;
    button.addEventListener("click", () => showAgent(agent.id));
    return button;
  }));
  showAgent(body.agents[0].id);
}

async function showAgent(id) {
  state.agent = id;
  for (const button of $("agents").children) {
    button.setAttribute("aria-pressed", String(button.dataset.agent === id));
  }
  if (!configurations.has(id)) {
    const text = await orTrouble(async () => {
      const response = await fetched("/v1/setup?agent=" + encodeURIComponent(id));
      if (!response.ok) {
        throw new Trouble(response.status, "The configuration cannot be had just now.");
      }
      return response.text();
    });
    if (text) {
      configurations.set(id, text);
    }
  }
  if (state.agent === id) {
    const text = configurations.get(id);
    $("copy").hidden = !text || !navigator.clipboard;
    say($("configuration"), text ?? "");
    $("configuration").parentElement.scrollTop = 0;
  }
}

/** What it gives; nothing if the API could not, which is then said in the configuration's place. */
async function orTrouble(work) {
  try {
    return await work();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) {
      throw trouble;
    }
    $("copy").hidden = true;
    say($("configuration"), trouble.message);
    return null;
  }
}

async function copy(button, text) {
  const label = button.dataset.label ??= button.textContent;
  await navigator.clipboard.writeText(text);
  say(button, "Copied");
  setTimeout(() => say(button, label), 2_000);
}

/* --- Beginning ----------------------------------------------------------------------------------- */

function listen() {
  $("door-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const key = $("key").value.trim();
    // Header values are ASCII; anything else is no key and would not even be sent.
    if (/^[\x21-\x7e]{1,200}$/.test(key)) {
      say($("door-error"), "");
      enter(key);
    } else {
      say($("door-error"), "A key has no spaces or special characters.");
    }
  });
  $("leave").addEventListener("click", () => {
    forgetKey();
    openDoor();
  });
  $("filter").addEventListener("input", showHosts);
  $("add").addEventListener("click", () => {
    state.adding = !state.adding;
    showSetup(false);
    if (state.adding) {
      $("setup-title").focus();
    }
  });
  $("setup-close").addEventListener("click", () => {
    state.adding = false;
    showSetup(false);
    $("add").focus();
  });
  $("copy").addEventListener("click", () => copy($("copy"), $("configuration").textContent));
  const keyButton = $("agent-key").querySelector("button");
  keyButton.hidden = !navigator.clipboard; // browsers have it on HTTPS and loopback only
  keyButton.addEventListener("click", () => copy(keyButton, state.demo.agentKey));
  $("more").addEventListener("click", () => {
    state.pages++;
    refresh();
  });
  for (const button of document.querySelectorAll("[data-hours]")) {
    button.addEventListener("click", () => {
      state.hours = Number(button.dataset.hours);
      document.querySelectorAll("[data-hours]").forEach((other) =>
        other.setAttribute("aria-pressed", String(other === button)));
      state.chartsDue = 0;
      refresh();
    });
  }
  window.addEventListener("hashchange", () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (state.hosts.has(id)) {
      chooseHost(id);
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    dropCharts();
    refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      clearTimeout(timer); // nobody looks, so nothing is read
    } else {
      refresh();
    }
  });
  setInterval(tick, 1000);
}

async function begin() {
  listen();
  const kept = sessionStorage.getItem(KEY_SLOT);
  state.demo = await readDemo();
  const key = kept ?? state.demo?.apiKey;
  if (key) {
    await enter(key);
  } else {
    openDoor();
  }
}

begin();
