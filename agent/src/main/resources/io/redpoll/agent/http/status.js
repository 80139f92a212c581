// The status page: reads /services and /latencies, follows /events, and writes text into the page. It asks no other host,
// and never turns what it reads into markup.
"use strict";

const SHAPES = {
  UP: "up", DEGRADED: "degraded", DOWN: "down", UNREACHABLE: "unreachable", LOADING: "loading",
  DRAINING: "draining", AUTH_REQUIRED: "refused", PROTOCOL_MISMATCH: "refused", UNKNOWN: "unknown",
};
const BAD_FIRST = ["DOWN", "DEGRADED", "UNKNOWN", "UP"];
const WARNING = new Set([
  "service.down", "service.degraded", "endpoint.down", "endpoint.degraded", "endpoint.unreachable", "primary.split",
  "primary.emptied", "shard.emptied", "shard.excluded", "shard.unswept", "role.mismatch", "config.invalid",
]);
const REFRESH_MILLIS = 5000;
const SOON_MILLIS = 250;
const RECONNECT_MILLIS = 4000;
const KEPT_EVENTS = 200;

const byId = (id) => document.getElementById(id);
const cards = new Map();
const told = new Set();
const held = [];
let state = { services: [], agents: [], agent: "", complete: true };
let latencies = {};
let paused = false;
let asking = false;
let soon = 0;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function words(constant) {
  return constant.toLowerCase().replaceAll("_", " ");
}

function makeStatus() {
  const element = make("span", "status");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  element.append(svg, make("span"));
  return element;
}

function showStatus(element, status, text) {
  const shape = SHAPES[status] || "unknown";
  element.className = "status status-" + shape;
  element.querySelector("use").setAttribute("href", "#shape-" + shape);
  say(element.lastElementChild, text || words(status));
}

// Where CSS lays the table out as lines, browsers forget that it is one: so the roles are said.
const COLUMNS = [
  ["c-pod", "Pod"], ["c-status", "Status"], ["c-role", "Role"], ["c-address", "Address"],
  ["c-place", "Node, zone"], ["c-latency", "Latency"],
];

function makeCard(name) {
  const card = make("section", "card");
  const header = make("header");
  const title = make("h3");
  const slash = name.indexOf("/");
  title.id = "service-" + name;
  title.append(make("span", "", name.slice(0, slash + 1)), name.slice(slash + 1));
  const status = makeStatus();
  const facts = make("p", "facts quiet");
  header.append(title, status, facts);
  card.setAttribute("aria-labelledby", title.id);
  card.dataset.service = name;
  const table = make("table");
  table.setAttribute("role", "table");
  const caption = make("caption", "", "Endpoints of " + name);
  const head = make("thead");
  const body = make("tbody");
  head.setAttribute("role", "rowgroup");
  body.setAttribute("role", "rowgroup");
  const row = make("tr");
  row.setAttribute("role", "row");
  for (const [className, text] of COLUMNS) {
    const cell = make("th", className, text);
    cell.scope = "col";
    cell.setAttribute("role", "columnheader");
    row.append(cell);
  }
  head.append(row);
  table.append(caption, head, body);
  card.append(header, table);
  return { card, status, facts, body, rows: new Map() };
}

function makeRow() {
  const row = make("tr");
  row.setAttribute("role", "row");
  const cells = {};
  for (const [className] of COLUMNS) {
    const isPod = className === "c-pod";
    const cell = make(isPod ? "th" : "td", className);
    cell.setAttribute("role", isPod ? "rowheader" : "cell");
    if (isPod) cell.scope = "row";
    cells[className] = cell;
    row.append(cell);
  }
  const pod = make("span");
  const reason = make("span", "reason");
  cells["c-pod"].append(pod, reason);
  const status = makeStatus();
  cells["c-status"].append(status);
  cells["c-address"].classList.add("address");
  return { row, cells, pod, reason, status };
}

function format(micros) {
  if (micros === undefined) return "–";
  const millis = micros / 1000;
  return (millis < 10 ? millis.toFixed(2) : millis < 100 ? millis.toFixed(1) : millis.toFixed(0)) + " ms";
}

function showRow(view, endpoint) {
  say(view.pod, endpoint.pod || endpoint.shard);
  say(view.reason, endpoint.status === "UP" ? "" : endpoint.reason);
  showStatus(view.status, endpoint.status);
  const role = view.cells["c-role"];
  say(role, endpoint.role + (endpoint.fenced ? " (fenced)" : ""));
  role.classList.toggle("role-primary", endpoint.role === "primary");
  say(view.cells["c-address"], endpoint.host.includes(":") ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`);
  say(view.cells["c-place"], [endpoint.node, endpoint.zone].filter(Boolean).join(", ") || "–");
  say(view.cells["c-latency"], format(latencies[endpoint.id]));
}

function usable(endpoint) {
  return (endpoint.status === "UP" || endpoint.status === "DEGRADED") && !endpoint.fenced && endpoint.role !== "sentinel";
}

// Puts the children in this order, and moves none that stands right, so that focus and reading stay where they are.
function arrange(parent, children) {
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] || null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}

function showCard(view, service) {
  const data = service.endpoints.filter((endpoint) => endpoint.role !== "sentinel");
  const good = data.filter(usable).length;
  showStatus(view.status, service.status);
  say(view.facts, `${service.topology}, ${good} of ${data.length} usable`);
  const rows = new Map();
  for (const endpoint of service.endpoints) {
    const row = view.rows.get(endpoint.id) || makeRow();
    rows.set(endpoint.id, row);
    showRow(row, endpoint);
  }
  view.rows = rows;
  arrange(view.body, [...rows.values()].map((row) => row.row));
}

function matches(service, text) {
  const parts = [service.service, service.topology, service.status];
  for (const endpoint of service.endpoints) {
    parts.push(endpoint.pod, endpoint.host, endpoint.node, endpoint.zone, endpoint.role, endpoint.status);
  }
  return parts.join(" ").toLowerCase().includes(text);
}

function order(a, b) {
  return BAD_FIRST.indexOf(a.status) - BAD_FIRST.indexOf(b.status) || a.service.localeCompare(b.service);
}

function showServices() {
  const text = byId("filter").value.trim().toLowerCase();
  const problems = byId("problems").checked;
  const shown = state.services
    .filter((service) => (!problems || service.status !== "UP") && (!text || matches(service, text)))
    .sort(order);
  const names = new Set(state.services.map((service) => service.service));
  for (const name of cards.keys()) if (!names.has(name)) cards.delete(name);
  const elements = shown.map((service) => {
    if (!cards.has(service.service)) cards.set(service.service, makeCard(service.service));
    const view = cards.get(service.service);
    showCard(view, service);
    return view.card;
  });
  arrange(byId("cards"), elements);
  const nothing = byId("nothing");
  nothing.hidden = shown.length > 0;
  say(nothing, state.services.length > 0
    ? (problems && !text ? "All is well: no Service has a problem." : "No Service matches.")
    : "No Redis Service is known yet.");
}

function showSummary() {
  const count = (status) => state.services.filter((service) => service.status === status).length;
  const endpoints = state.services.flatMap((service) => service.endpoints);
  const data = endpoints.filter((endpoint) => endpoint.role !== "sentinel");
  const tiles = [
    ["Services", state.services.length, ""],
    ["Up", count("UP"), ""],
    ["Degraded", count("DEGRADED"), ""],
    ["Down", count("DOWN"), ""],
    ["Endpoints", data.filter(usable).length, ` of ${data.length} usable`],
    ["Agents", state.agents.length, ""],
  ];
  const summary = byId("summary");
  if (!summary.children.length) {
    for (const [label] of tiles) {
      const tile = make("div");
      const value = make("dd");
      value.append(make("span"), make("small"));
      tile.append(make("dt", "", label), value);
      summary.append(tile);
    }
  }
  tiles.forEach(([, value, rest], index) => {
    const [number, small] = summary.children[index].lastElementChild.children;
    say(number, String(value));
    say(small, rest);
  });
}

function notice(text) {
  const element = byId("notice");
  element.hidden = !text;
  say(element, text);
}

async function read(path) {
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new Error(path + ": " + response.status);
  return response.json();
}

async function refresh() {
  if (asking) return;
  asking = true;
  try {
    const [services, measured] = await Promise.all([read("services"), read("latencies")]);
    state = services;
    latencies = measured.latencies;
    say(byId("agent"), state.agent ? "seen by agent " + state.agent : "");
    notice(state.complete ? "" : "Not all agents answered: some of this may be old.");
    showSummary();
    showServices();
    document.body.dataset.ready = "true";
  } catch (error) {
    notice("This agent does not answer. What it last told stays here.");
  } finally {
    asking = false;
  }
}

function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(refresh, SOON_MILLIS);
}

function makeEvent(event) {
  const item = make("li", "new");
  const line = make("div", "line");
  const status = makeStatus();
  const warns = WARNING.has(event.type);
  const text = event.type.replace(".", " ");
  showStatus(status, SHAPES[event.to] ? event.to : warns ? "DEGRADED" : "UNKNOWN", text);
  const time = make("time", "", new Date(event.at).toLocaleTimeString());
  time.dateTime = event.at;
  line.append(status, time);
  const where = event.endpoint ? ` ${event.endpoint.pod || event.endpoint.host}` : "";
  item.append(line, make("p", "", event.service + where + change(event)));
  const causes = [...new Set((event.cause || []).map((cause) => cause.what))].join("; ");
  if (causes) item.append(make("p", "cause", causes));
  return item;
}

function change(event) {
  if (event.from && event.to) return `: ${words(event.from)} → ${words(event.to)}`;
  return event.to ? `: ${words(event.to)}` : "";
}

function tell(event) {
  const key = [event.service, event.version, event.type, event.endpoint && event.endpoint.id].join(" ");
  if (told.has(key)) return;
  told.add(key);
  if (told.size > 5 * KEPT_EVENTS) told.delete(told.values().next().value);
  if (paused) {
    held.push(event);
    if (held.length > KEPT_EVENTS) held.shift();
    showHeld();
  } else {
    show(event);
  }
}

function show(event) {
  const feed = byId("feed");
  feed.prepend(makeEvent(event));
  while (feed.children.length > KEPT_EVENTS) feed.lastElementChild.remove();
}

function showHeld() {
  const element = byId("held");
  element.hidden = held.length === 0;
  say(element, held.length === 1 ? "1 event held back" : held.length + " events held back");
}

function pause() {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
  say(byId("pause"), paused ? "Resume" : "Pause");
  if (!paused) held.splice(0).forEach(show);
  showHeld();
}

function link(on, text) {
  byId("link").classList.toggle("on", on);
  say(byId("link"), text);
}

function follow() {
  const source = new EventSource("events?snapshots=false&recent=100");
  source.addEventListener("health", (message) => {
    tell(JSON.parse(message.data));
    refreshSoon();
  });
  source.addEventListener("snapshot", refreshSoon);
  source.addEventListener("removed", refreshSoon);
  source.addEventListener("live", () => {
    link(true, "live");
    refreshSoon();
  });
  source.onerror = () => {
    link(false, "not connected, trying again");
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, RECONNECT_MILLIS);
  };
}

byId("filter").addEventListener("input", showServices);
byId("problems").addEventListener("change", showServices);
byId("pause").addEventListener("click", pause);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
setInterval(() => {
  if (!document.hidden) refresh();
}, REFRESH_MILLIS);
refresh();
follow();
