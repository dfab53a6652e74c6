// Draws a flow with Cytoscape from the JSON beside it. Colours come from the stylesheet, so the
// picture changes with the theme; buttons move it; the table says the same. As on a map, only names
// that have room are written, of what has the most ties first; zooming in makes room for more.
const SHAPES = {
  wallet: "diamond", transfer: "diamond", trail: "diamond", request: "triangle", hold: "triangle",
  post: "round-rectangle", contact: "round-rectangle", alert: "round-rectangle",
};

const NAME_PX = 11; // on the screen, at every zoom
const NAME_WIDE_PX = 130;
const GAP_PX = 3; // between a thing and its name
const SPOTS = [["center", "bottom"], ["right", "center"], ["center", "top"]]; // tried in this order
const HUB_TIES = 5;
const HUBS_MAX = 4;
const EDGE_ENDS_PX = 90; // what the things at both ends, their names and the arrow take
const EDGES_NAMED_MAX = 14; // of more, only those pointed at

// Cytoscape would add a style element, which the page's policy refuses; it needs none of it here.
if (!document.getElementById("__________cytoscape_stylesheet")) {
  const stub = document.createElement("template");
  stub.id = "__________cytoscape_stylesheet";
  document.head.append(stub);
}

function colours(root) {
  const probe = document.createElement("span");
  root.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["ink", "soft", "line", "line-strong", "surface", "panel", "accent", "bad", "good",
    "warn", "mark-ink", "service", "transaction", "contact", "price", "settlement"];
  const found = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return found;
}

function style(c) {
  const fill = {
    account: c.transaction, wallet: c.service, trail: c.bad, post: c.price, contact: c.contact,
    alert: c.settlement, centre: c.settlement, custodian: c.price,
  };
  return [
    { selector: "node", style: {
      "background-color": (node) => fill[node.data("kind")] ?? c.panel,
      shape: (node) => SHAPES[node.data("kind")] ?? "ellipse",
      "border-width": 1.5, "border-color": c["line-strong"],
      width: (node) => size(node), height: (node) => size(node),
      color: c.ink, "font-family": "system-ui, sans-serif",
      "text-wrap": "ellipsis", "text-background-color": c.panel, "text-background-opacity": 0.85,
      "min-zoomed-font-size": 6,
    } },
    { selector: "node.named, node.pointed, node:selected", style: { label: "data(label)", "z-index": 9 } },
    { selector: "node[?centre]", style: { width: 42, height: 42, "border-width": 3.5, "border-color": c.bad } },
    { selector: "edge", style: {
      width: (edge) => 1.2 + 5 * (edge.data("share") ?? 0.1), "line-color": c["line-strong"],
      "target-arrow-color": c["line-strong"], "target-arrow-shape": "triangle", "arrow-scale": 0.9,
      "curve-style": "bezier", color: c.soft, "font-family": "system-ui, sans-serif",
      "text-rotation": "autorotate", "text-background-color": c.panel, "text-background-opacity": 0.9,
    } },
    { selector: "edge.named, edge.pointed, edge:selected", style: { label: "data(label)", color: c.ink } },
    { selector: "edge[?plain]", style: { "target-arrow-shape": "none", "line-style": "dashed", width: 1.2 } },
    { selector: ".aside", style: { opacity: 0.18 } },
    { selector: ":selected", style: { "border-color": c.accent, "border-width": 4, "line-color": c.accent, "target-arrow-color": c.accent } },
  ];
}

// What has one tie is smaller than what holds the picture together.
function size(node) {
  const ties = node.data("ties");
  return ties === undefined ? 30 : Math.min(46, 16 + 5 * Math.sqrt(ties));
}

function arrange(data) {
  if (data.layout === "layers") {
    return {
      name: "breadthfirst", directed: true, spacingFactor: 1.15, padding: 36, animate: false,
      roots: data.roots?.length ? data.roots : undefined,
      transform: (_, position) => ({ x: position.y * 1.7, y: position.x }),
    };
  }
  return {
    name: "cose", animate: false, randomize: false, padding: 28, nodeRepulsion: 60000,
    idealEdgeLength: 60, nodeOverlap: 12, gravity: 0.6, numIter: 1500, componentSpacing: 50,
  };
}

// Things that all begin at one point are driven apart at random, and the picture would lie mirrored
// or turned at the next load. They begin on a spiral, in the order in which they are told.
const SPIRAL_PX = 30;
const SPIRAL_TURN = Math.PI * (3 - Math.sqrt(5));

function placed(data) {
  if (data.layout === "layers") return data.elements;
  const spot = (place) => {
    const [far, turn] = [SPIRAL_PX * Math.sqrt(place + 0.5), SPIRAL_TURN * place];
    return { x: far * Math.cos(turn), y: far * Math.sin(turn) };
  };
  return data.elements.map((element, place) =>
    "source" in element.data ? element : { ...element, position: spot(place) });
}

const pen = document.createElement("canvas").getContext("2d");

function boxOf({ left, right, top, bottom }, wide, [halign, valign]) {
  const middle = (left + right) / 2;
  const high = NAME_PX + 6;
  if (halign === "right") {
    const level = (top + bottom) / 2;
    return { left: right + GAP_PX, right: right + GAP_PX + wide, top: level - high / 2, bottom: level + high / 2 };
  }
  const edge = valign === "top" ? top - GAP_PX - high : bottom + GAP_PX;
  return { left: middle - wide / 2, right: middle + wide / 2, top: edge, bottom: edge + high };
}

function isFree(box, node, taken, cy) {
  const isInside = (edge, most) => edge >= 0 && edge <= most;
  return isInside(box.left, cy.width()) && isInside(box.right, cy.width()) && isInside(box.top, cy.height())
    && isInside(box.bottom, cy.height()) && taken.every((other) => other.of === node
    || box.right < other.left || other.right < box.left
    || box.bottom < other.top || other.bottom < box.top);
}

// Writes at the same size at every zoom, and only what lies upon nothing else.
function name(cy) {
  const zoom = cy.zoom();
  pen.font = `${NAME_PX}px system-ui, sans-serif`;
  const taken = cy.nodes().map((node) => {
    const at = node.renderedPosition();
    const half = node.renderedOuterWidth() / 2;
    return { of: node, left: at.x - half, right: at.x + half, top: at.y - half, bottom: at.y + half };
  });
  const byTies = taken.slice().sort((a, b) => b.of.degree() - a.of.degree());
  cy.batch(() => {
    cy.elements().style("font-size", NAME_PX / zoom);
    cy.elements().style("text-background-padding", 2 / zoom);
    cy.nodes().style("text-max-width", NAME_WIDE_PX / zoom);
    let hubs = 0;
    for (const each of byTies) {
      const node = each.of;
      const wide = Math.min(NAME_WIDE_PX, pen.measureText(node.data("label")).width) + 6;
      const spot = SPOTS.find((spot) => isFree(boxOf(each, wide, spot), node, taken, cy));
      // What most hangs on is named even where its name lies upon a smaller thing.
      const isHub = node.data("centre") || (node.degree() >= HUB_TIES && hubs < HUBS_MAX);
      node.toggleClass("named", Boolean(spot || isHub));
      if (!spot && !isHub) continue;
      if (isHub) hubs += 1;
      const [halign, valign] = spot ?? SPOTS[0];
      node.style({
        "text-halign": halign, "text-valign": valign,
        "text-margin-y": valign === "center" ? 0 : (valign === "top" ? -GAP_PX : GAP_PX) / zoom,
        "text-margin-x": halign === "right" ? GAP_PX / zoom : 0,
      });
      taken.push(boxOf(each, wide, spot ?? SPOTS[0]));
    }
    const middles = [];
    for (const edge of cy.edges()) {
      const [from, to] = [edge.source(), edge.target()].map((node) => node.renderedPosition());
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      const room = Math.hypot(to.x - from.x, to.y - from.y) - EDGE_ENDS_PX;
      const isNamed = cy.edges().length <= EDGES_NAMED_MAX
        && pen.measureText(edge.data("label")).width < room
        && middles.every((other) => Math.hypot(other.x - middle.x, other.y - middle.y) > NAME_PX + 2);
      edge.toggleClass("named", isNamed);
      if (isNamed) middles.push(middle);
    }
  });
}

// Layers keep their order; the room between them is what the page has.
function stretch(cy) {
  const box = cy.nodes().boundingBox({ includeLabels: false });
  const wanted = box.h * 0.8 * cy.width() / cy.height();
  const by = Math.min(6, Math.max(1, wanted / Math.max(1, box.w)));
  cy.nodes().positions((node) => ({ x: node.position("x") * by, y: node.position("y") }));
  cy.fit(undefined, 36);
}

// Points at one thing: it and its neighbours stand out and are named, and it is told below.
function point(cy, picked, element) {
  const hint = picked.dataset.hint ??= picked.textContent;
  const around = element?.isNode() ? element.closedNeighborhood() : element?.union(element.connectedNodes());
  cy.batch(() => {
    cy.elements().removeClass("pointed aside");
    if (!element) return;
    cy.elements().difference(around).addClass("aside");
    element.addClass("pointed");
    // Of a hub's hundred ends only those with room keep their names.
    if (around.length <= 2 * EDGES_NAMED_MAX) around.addClass("pointed");
  });
  picked.textContent = element ? element.data("says") || element.data("label") : hint;
  picked.classList.toggle("says", Boolean(element));
}

function draw(root) {
  const data = JSON.parse(root.querySelector("script").textContent);
  const canvas = root.querySelector(".canvas");
  const picked = root.querySelector(".picked");
  const cy = window.cytoscape({
    container: canvas, elements: placed(data), style: style(colours(root)), layout: arrange(data),
    minZoom: 0.2, maxZoom: 3, userZoomingEnabled: false,
  });
  if (data.layout === "layers") stretch(cy);
  const chosen = () => cy.elements(":selected")[0];
  cy.on("mouseover", "node, edge", (event) => point(cy, picked, event.target));
  cy.on("mouseout", "node, edge", () => point(cy, picked, chosen()));
  cy.on("select unselect", () => point(cy, picked, chosen()));
  let waiting = 0;
  const rename = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => name(cy));
  };
  cy.on("zoom dragfree", rename);
  // A page scrolls past the picture; only inside it, after a click, does the wheel zoom.
  canvas.addEventListener("pointerdown", () => cy.userZoomingEnabled(true));
  root.addEventListener("pointerleave", () => cy.userZoomingEnabled(false));
  for (const button of root.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => cy.zoom({
      level: cy.zoom() * Number(button.dataset.zoom),
      renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 },
    }));
  }
  root.querySelector("[data-fit]").addEventListener("click", () => cy.fit(undefined, 36));
  new ResizeObserver(() => { cy.resize(); cy.fit(undefined, 36); rename(); }).observe(canvas);
  const restyle = () => { cy.style(style(colours(root))); name(cy); };
  document.addEventListener("theme", restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  name(cy);
  root.dataset.drawn = "yes";
}

for (const root of document.querySelectorAll("[data-flow]")) draw(root);
