"use strict";
(() => {
  const root = document.querySelector(".rapporteur");
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const pieces = all(".s");
  const byAnnotation = new Map();
  const byEvent = new Map();
  const put = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
  for (const piece of pieces) {
    for (const a of (piece.dataset.a || "").split(" ")) if (a) put(byAnnotation, a, piece);
    for (const e of (piece.dataset.e || "").split(" ")) if (e) put(byEvent, e, piece);
  }
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const flash = (list) => {
    for (const piece of list) {
      piece.classList.remove("flash");
      void piece.offsetWidth;
      piece.classList.add("flash");
    }
  };
  root.addEventListener("animationend", (event) => event.target.classList.remove("flash"));

  root.addEventListener("click", (event) => {
    const quote = event.target.closest("a.q");
    if (quote) {
      const list = byAnnotation.get(quote.getAttribute("href").slice(1)) || [];
      if (list.length === 0) return;
      event.preventDefault();
      list[0].scrollIntoView({ block: "center", behavior });
      flash(list);
      return;
    }
    const trigger = event.target.closest(".s.trigger");
    if (trigger) openCard(trigger);
  });
  root.addEventListener("keydown", (event) => {
    const trigger = event.target.closest(".s.trigger");
    if (trigger && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); openCard(trigger); }
  });
  const openCard = (trigger) => {
    const card = document.getElementById(trigger.dataset.card);
    if (!card || card.classList.contains("hidden")) return;
    card.scrollIntoView({ block: "nearest", behavior });
    card.focus({ preventScroll: true });
  };

  const mark = (events, on) => {
    for (const e of events) {
      for (const piece of byEvent.get(e) || []) piece.classList.toggle("near", on);
      const card = document.getElementById(e);
      if (card) card.classList.toggle("near", on);
    }
  };
  for (const card of all(".card")) {
    card.addEventListener("mouseenter", () => mark([card.id], true));
    card.addEventListener("mouseleave", () => mark([card.id], false));
    card.addEventListener("focusin", () => mark([card.id], true));
    card.addEventListener("focusout", () => mark([card.id], false));
  }

  const bar = root.querySelector(".bar");
  if (bar) new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  const tip = document.createElement("div");
  tip.className = "tip hidden";
  tip.setAttribute("role", "tooltip");
  root.append(tip);
  const showTip = (piece) => {
    if (!piece.dataset.t) return;
    tip.textContent = piece.dataset.t;
    tip.classList.remove("hidden");
    const box = (piece.getClientRects()[0] || piece.getBoundingClientRect());
    const left = Math.min(box.left, innerWidth - tip.offsetWidth - 12);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 50 ? above : box.bottom + 6}px`;
  };
  const cardsOf = (piece) => (piece.dataset.c || "").split(" ").filter(Boolean);
  for (const piece of pieces) {
    const enter = () => { showTip(piece); for (const id of cardsOf(piece)) document.getElementById(id)?.classList.add("near"); };
    const leave = () => { tip.classList.add("hidden"); for (const id of cardsOf(piece)) document.getElementById(id)?.classList.remove("near"); };
    piece.addEventListener("mouseenter", enter);
    piece.addEventListener("mouseleave", leave);
    if (piece.tabIndex === 0) { piece.addEventListener("focus", enter); piece.addEventListener("blur", leave); }
  }

  for (const box of all("input[data-type]")) {
    box.addEventListener("change", () => {
      for (const card of all(".card")) if (card.dataset.type === box.dataset.type) card.classList.toggle("hidden", !box.checked);
      for (const piece of all(".s.trigger")) if (piece.dataset.type === box.dataset.type) piece.classList.toggle("trigger-off", !box.checked);
    });
  }
  for (const box of all("input[data-layer]")) {
    box.addEventListener("change", () => {
      for (const pane of all(".text")) {
        if (box.checked) pane.style.removeProperty(`--${box.dataset.layer}`);
        else pane.style.setProperty(`--${box.dataset.layer}`, "transparent");
      }
    });
  }
})();
