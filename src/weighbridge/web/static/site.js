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

  // A definition named in the address: its row comes from the file that lists all of them, digits as they stand.
  const asked = (section) => {
    const said = new URLSearchParams(location.search).get("definition") ?? location.hash.slice(1);
    if (!/^(\w+@)?[0-9a-f]{4,12}$/.test(said)) return;
    const wanted = said.includes("@") ? said : `${section.dataset.indicator}@${said}`;
    const script = document.createElement("script");
    script.src = section.dataset.script;
    script.addEventListener("load", () => tell(section, wanted));
    document.head.append(script);
  };

  const element = (name, text, ...inside) => {
    const made = document.createElement(name);
    made.append(...(text ? [text] : []), ...inside);
    return made;
  };

  const tell = (section, wanted) => {
    const [heads, ...rows] = globalThis.weighbridgeDefinitions.trim().split("\n").map((line) => line.split(","));
    const found = rows.filter((row) => row[0].startsWith(wanted)).map((row) => Object.fromEntries(heads.map((head, i) => [head, row[i]])));
    section.hidden = false;
    section.replaceChildren(element("h2", "The definition in the address"));
    if (found.length !== 1) {
      const several = found.map((row) => row.fingerprint).join(", ");
      section.append(element("p", several ? `${wanted} begins several: ${several}.` : `None of the ${rows.length.toLocaleString("en")} definitions of ${rows[0][1]} begins with ${wanted}; another month or grouping may have it.`));
      return;
    }
    const { fingerprint, month, a, b, unknown, lead, low, high, bound_low, bound_high, ...choices } = found[0];
    const taken = Object.entries(choices).map(([axis, option]) => `${axis}=${option}`).join(", ");
    const figures = [
      [section.dataset.first, a], [section.dataset.second, b], ["unplaced", unknown], ["lead", lead],
      ["interval", low && `${low} to ${high}`], ["bounds", bound_low && `${bound_low} to ${bound_high}`],
    ];
    const cells = figures.map(([name, value]) => {
      const head = element("th", name);
      head.scope = "row";
      return element("tr", "", head, element("td", value || "\u2013"));
    });
    const table = element("table", "", element("tbody", "", ...cells));
    table.className = "text";
    section.append(element("p", "", element("code", fingerprint), `, ${month}: ${taken}.`), table);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const section = document.getElementById("asked");
    if (section) asked(section);
    const figure = document.getElementById("chart");
    if (figure) steps(figure);
    for (const element of document.querySelectorAll("[data-address]")) place(element);
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  });
})();
