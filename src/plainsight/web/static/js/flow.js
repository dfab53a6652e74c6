// Draws a flow with Cytoscape from the JSON beside it. Colours come from the stylesheet, so the
// picture changes with the theme; arrow keys and buttons move it; the table says the same.
const SHAPES = {
  wallet: "diamond", transfer: "diamond", trail: "diamond", request: "triangle", hold: "triangle",
  post: "round-rectangle", contact: "round-rectangle", alert: "round-rectangle",
};

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
      "border-width": 1.5, "border-color": c["line-strong"], width: 30, height: 30,
      label: "data(label)", color: c.ink, "font-size": 11, "font-family": "system-ui, sans-serif",
      "text-valign": "bottom", "text-margin-y": 5, "text-max-width": 110, "text-wrap": "ellipsis",
      "text-background-color": c.panel, "text-background-opacity": 0.85, "text-background-padding": 2,
    } },
    { selector: "node[?centre]", style: { width: 42, height: 42, "border-width": 3.5, "border-color": c.bad } },
    { selector: "edge", style: {
      width: (edge) => 1.2 + 5 * (edge.data("share") ?? 0.1), "line-color": c["line-strong"],
      "target-arrow-color": c["line-strong"], "target-arrow-shape": "triangle", "arrow-scale": 0.9,
      "curve-style": "bezier", label: "data(label)", color: c.soft, "font-size": 10,
      "font-family": "system-ui, sans-serif", "text-rotation": "autorotate",
      "text-background-color": c.panel, "text-background-opacity": 0.9, "text-background-padding": 2,
    } },
    { selector: "edge[?plain]", style: { "target-arrow-shape": "none", "line-style": "dashed", width: 1.2 } },
    { selector: ":selected", style: { "border-color": c.accent, "border-width": 4, "line-color": c.accent, "target-arrow-color": c.accent } },
  ];
}

function arrange(data) {
  if (data.layout === "layers") {
    return {
      name: "breadthfirst", directed: true, spacingFactor: 1.15, padding: 36, animate: false,
      roots: data.roots?.length ? data.roots : undefined,
      transform: (_, position) => ({ x: position.y * 1.7, y: position.x }),
    };
  }
  return { name: "cose", animate: false, randomize: false, padding: 36, nodeRepulsion: 9000, idealEdgeLength: 80 };
}

function draw(root) {
  const data = JSON.parse(root.querySelector("script").textContent);
  const canvas = root.querySelector(".canvas");
  const picked = root.querySelector(".picked");
  const cy = window.cytoscape({
    container: canvas, elements: data.elements, style: style(colours(root)), layout: arrange(data),
    minZoom: 0.2, maxZoom: 3, userZoomingEnabled: false,
  });
  cy.on("select", (event) => {
    picked.hidden = false;
    picked.textContent = event.target.data("says") || event.target.data("label");
  });
  cy.on("unselect", () => { picked.hidden = true; });
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
  const restyle = () => cy.style(style(colours(root)));
  document.addEventListener("theme", restyle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  root.dataset.drawn = "yes";
}

for (const root of document.querySelectorAll("[data-flow]")) draw(root);
