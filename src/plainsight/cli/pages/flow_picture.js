"use strict";
// Hover or focus shows where a leg's money can have come from and gone to; a click keeps it.
for (const figure of document.querySelectorAll("figure.flow")) {
  const svg = figure.querySelector("svg");
  const bands = new Map([...svg.querySelectorAll(".leg")].map((g) => [g.dataset.leg, g]));
  const rows = new Map([...figure.querySelectorAll("tr[data-leg]")].map((r) => [r.dataset.leg, r]));
  const said = figure.querySelector(".said");
  const quiet = said.textContent;
  const onward = new Map([...bands].map(([n, g]) => [n, g.dataset.after.split(" ").filter(Boolean)]));
  let kept = null;

  function counted(count, word) {
    return `${count} ${word}${count === 1 ? "" : "s"}`;
  }

  function path(number) {
    const before = [...onward].filter(([, after]) => after.includes(number)).map(([n]) => n);
    return new Set([number, ...(onward.get(number) || []), ...before]);
  }

  function tied(number) {
    const group = [...svg.querySelectorAll(".tie")].filter((tie) =>
      `${tie.dataset.a} ${tie.dataset.b}`.split(" ").includes(number));
    return group.flatMap((tie) => `${tie.dataset.a} ${tie.dataset.b}`.split(" "));
  }

  function show(chosen, strong) {
    svg.classList.toggle("some", chosen !== null);
    for (const [number, band] of bands) {
      const lit = chosen !== null && chosen.has(number);
      band.classList.toggle("lit", lit);
      band.classList.toggle("own", strong === number);
      const row = rows.get(number);
      if (row) {
        row.classList.toggle("lit", lit);
        row.classList.toggle("own", strong === number);
      }
    }
    if (chosen === null) {
      said.textContent = quiet;
    } else if (strong !== null) {
      said.textContent = `${bands.get(strong).getAttribute("aria-label")} — ` +
        `${counted(chosen.size - 1, "other transfer")} on its way.`;
    }
  }

  function showLeg(number) {
    const chosen = path(number);
    for (const other of tied(number)) chosen.add(other);
    show(chosen, number);
  }

  function showLane(lane) {
    const chosen = new Set(figure.querySelector(`[data-legs-of="${lane.dataset.lane}"]`)
      .textContent.split(" ").filter(Boolean));
    show(chosen, null);
    said.textContent = `${lane.getAttribute("aria-label")} — ${counted(chosen.size, "transfer")}.`;
  }

  function restore() {
    if (kept === null) show(null, null);
    else kept();
  }

  function bind(element, act) {
    element.addEventListener("mouseenter", act);
    element.addEventListener("mouseleave", restore);
    element.addEventListener("focus", act);
    element.addEventListener("blur", restore);
    const keep = (event) => {
      kept = act;
      act();
      event.stopPropagation();
    };
    element.addEventListener("click", keep);
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        keep(event);
      }
    });
  }

  for (const [number, band] of bands) bind(band, () => showLeg(number));
  for (const [number, row] of rows) bind(row, () => showLeg(number));
  for (const lane of svg.querySelectorAll(".lane")) bind(lane, () => showLane(lane));
  const clear = () => {
    kept = null;
    show(null, null);
  };
  svg.addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
}
