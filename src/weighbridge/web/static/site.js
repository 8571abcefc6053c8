// Runs before the page is drawn: the theme asked for in the address, nothing else at once.
(() => {
  "use strict";
  const root = document.documentElement;
  const theme = new URLSearchParams(location.search).get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.classList.add("js");

  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select the text to copy it";
    }
  };

  // The code to embed a figure names the page's own place, which only the reader's browser knows.
  const place = (element) => {
    const target = new URL(element.dataset.address, location.href);
    element.textContent = element.textContent.replace(element.dataset.address, target.href);
  };

  // Left and right step through a chart's months; the line below says what the table says.
  const steps = (figure) => {
    const canvas = figure.querySelector(".canvas");
    const line = figure.querySelector(".step");
    const rows = [...document.querySelectorAll("tr[data-month]")].reverse();
    const plots = [...canvas.querySelectorAll("svg[data-plot]")];
    if (!line || !plots.length || !rows.length) return;
    const heads = [...document.querySelectorAll(".twin thead th")].map((cell) => cell.textContent.trim());
    const times = rows.map((row) => Date.UTC(...row.dataset.month.split("-").map((part, i) => Number(part) - i)));
    let at = -1;

    const show = (next) => {
      at = Math.max(0, Math.min(rows.length - 1, next));
      const cells = [...rows[at].children].map((cell) => cell.innerText.trim().replace(/\s*\n\s*/g, ", "));
      line.textContent = `${cells[0]}: ${cells.slice(1).map((cell, i) => `${heads[i + 1]} ${cell}`).join("; ")}`;
      for (const plot of plots) mark(plot, times[at]);
    };

    const mark = (plot, time) => {
      const [left, width, start, end] = plot.dataset.plot.split(" ").map(Number);
      const x = left + ((time - start) / (end - start)) * width;
      let cursor = plot.querySelector(".cursor");
      if (!cursor) {
        cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
        cursor.setAttribute("class", "cursor");
        plot.append(cursor);
      }
      const box = plot.viewBox.baseVal;
      const ends = { x1: x, x2: x, y1: box.y + 8, y2: box.height - 28 };
      for (const [name, value] of Object.entries(ends)) cursor.setAttribute(name, value);
    };

    const clear = () => {
      at = -1;
      line.textContent = "";
      for (const cursor of canvas.querySelectorAll(".cursor")) cursor.remove();
    };

    canvas.tabIndex = 0;
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        event.preventDefault();
        show(at < 0 ? rows.length - 1 : at + step);
      }
      if (event.key === "Escape") clear();
    });
    canvas.addEventListener("pointermove", (event) => {
      const plot = plots.find((item) => item.getBoundingClientRect().width > 0);
      const [left, width, start, end] = plot.dataset.plot.split(" ").map(Number);
      const box = plot.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * plot.viewBox.baseVal.width;
      const time = start + ((x - left) / width) * (end - start);
      const apart = times.map((other) => Math.abs(other - time));
      show(apart.indexOf(Math.min(...apart)));
    });
    canvas.addEventListener("pointerleave", clear);
  };

  // What the controls do comes when they are touched, or when the address names a definition.
  const engine = (form) => {
    const names = [...new URLSearchParams(location.search).keys(), ...new URLSearchParams(location.hash.slice(1)).keys()];
    let isAsked = false;
    let isLoaded = false;
    const start = () => {
      if (isAsked) return;
      isAsked = true;
      const script = document.createElement("script");
      script.src = form.dataset.engine;
      script.addEventListener("load", () => {
        isLoaded = true;
      });
      document.head.append(script);
    };
    if (names.some((name) => name.replace("?", "") !== "theme") && (root.classList.contains("served") || form.dataset.script)) start();
    form.addEventListener("focusin", start);
    form.addEventListener("change", (event) => {
      if (!isLoaded) form.dataset.touched = event.target.name;
      start();
    });
    form.addEventListener("pointerdown", start);
  };

  globalThis.weighbridgeReady = () => {
    const figure = document.getElementById("chart");
    if (figure) steps(figure);
    for (const element of document.querySelectorAll("[data-address]")) place(element);
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    globalThis.weighbridgeReady();
    const form = document.getElementById("controls");
    if (form) engine(form);
  });
})();
