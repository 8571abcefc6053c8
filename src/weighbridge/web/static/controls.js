// Another definition: chart, sentence and address change together. A server computes any; the page itself
// brings, in one file, every definition of its newest month.
(() => {
  "use strict";
  const root = document.documentElement;
  const isServed = root.classList.contains("served");
  const form = () => document.getElementById("controls");
  const byId = (name) => document.getElementById(name);
  const kept = new Map(["answer", "doubt", "chips", "chart", "asked"].flatMap((name) => (byId(name) ? [[name, byId(name).innerHTML]] : [])));
  const title = document.title;

  const element = (name, text, ...inside) => {
    const made = document.createElement(name);
    made.append(...(text ? [text] : []), ...inside);
    return made;
  };
  const drawn = (name, attributes, ...inside) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };

  // --- address ---------------------------------------------------------------------------------
  // A page on disk may not change its query, so there the definition stands behind the hash.
  // The short name of a definition alone, as every answer prints it, may stand there as well.
  const behind = () => {
    if (location.hash.startsWith(`#${form().dataset.indicator}@`)) return new URLSearchParams({ definition: location.hash.slice(1) });
    return new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : location.search);
  };
  const defaults = () => JSON.parse(form().dataset.defaults);
  const chosen = () => {
    const query = new URLSearchParams();
    for (const select of form().querySelectorAll("select")) {
      if (select.value && select.value !== defaults()[select.name]) query.set(select.name, select.value);
    }
    return query;
  };
  const fill = (query) => {
    for (const select of form().querySelectorAll("select")) {
      const wanted = query.get(select.name) ?? defaults()[select.name] ?? "";
      if ([...select.options].some((option) => option.value === wanted)) select.value = wanted;
    }
  };
  const write = (query) => {
    const target = new URL(location.href);
    const theme = target.searchParams.get("theme");
    target.hash = "";
    target.search = query.toString();
    if (theme) target.searchParams.set("theme", theme);
    if (location.protocol === "file:") location.hash = `?${query}`;
    else history.pushState(null, "", target);
  };
  const say = (text) => {
    byId("said").textContent = text;
  };

  // --- with a server ---------------------------------------------------------------------------
  let turn = 0;
  const fetched = async (name) => {
    turn += 1;
    const mine = turn;
    say("Working it out …");
    const answer = await fetch(location.pathname + location.search);
    const text = await answer.text();
    if (mine !== turn) return;
    if (!answer.ok) {
      say(JSON.parse(text).error);
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    byId("main").replaceChildren(...page.getElementById("main").childNodes);
    document.title = page.title;
    globalThis.weighbridgeReady();
    if (name) form().elements[name]?.focus();
    say("The page shows this definition.");
  };

  // --- on its own ------------------------------------------------------------------------------
  let held;
  const load = () =>
    new Promise((resolve, reject) => {
      if (held) {
        resolve(held);
        return;
      }
      const script = document.createElement("script");
      script.src = form().dataset.script;
      script.addEventListener("error", () => reject(new Error("The file of all definitions is not there.")));
      script.addEventListener("load", () => {
        if (globalThis.weighbridgeSteps) {
          held = globalThis.weighbridgeSteps;
          resolve(held);
          return;
        }
        const [heads, ...lines] = globalThis.weighbridgeDefinitions.trim().split("\n").map((line) => line.split(","));
        const table = lines.map((line) => Object.fromEntries(heads.map((head, i) => [head, line[i]])));
        const { axes, options, rows: places, twins } = globalThis.weighbridgePlaces;
        const found = new Map();
        let [code, row] = [0, 0];
        for (const part of places.split(" ")) {
          const [step, rows] = part.split(":").map((text) => parseInt(text, 36));
          code += step;
          row += rows;
          found.set(code, row);
        }
        held = { rows: table, axes, options, found, twins };
        resolve(held);
      });
      document.head.append(script);
    });

  const side = (name) => {
    const [full, subject, token, shape] = form().dataset[name].split("|");
    return { full, subject, token, shape };
  };
  const share = (text) => (text === "" ? "\u2013" : `${(Number(text) * 100).toFixed(1)}\u202f%`);
  const points = (text) => (text === "" ? "\u2013" : (Number(text) * 100).toFixed(1).replace("-", "\u2212").replace(/^\u22120\.0$/, "0.0"));

  // A definition that comes to the same cells as another has no row of its own: that one's figures, its choices.
  const twinOf = ([hash, code]) => {
    const choices = {};
    let rest = code;
    for (const [at, options] of [...held.options.entries()].reverse()) {
      choices[held.axes[at]] = options[rest % options.length];
      rest = Math.floor(rest / options.length);
    }
    return { ...held.rows[held.found.get(code)], ...choices, fingerprint: `${form().dataset.indicator}@${hash}` };
  };

  const rowOf = (query) => {
    const asked = query.get("definition");
    if (asked) {
      const wanted = asked.includes("@") ? asked : `${form().dataset.indicator}@${asked}`;
      const same = [...held.rows, ...Object.entries(held.twins).map(twinOf)].filter((row) => row.fingerprint.startsWith(wanted));
      if (same.length === 1) return same[0];
      const several = same.map((row) => row.fingerprint).join(", ");
      say(several ? `${wanted} begins several: ${several}.` : `None of the ${held.rows.length.toLocaleString("en")} definitions of ${held.rows[0].month} begins with ${wanted}; another month or grouping may have it.`);
      return undefined;
    }
    const all = { ...defaults(), ...Object.fromEntries(query) };
    const digits = held.axes.map((axis, at) => held.options[at].indexOf(all[axis]));
    const code = digits.reduce((sum, digit, at) => sum * held.options[at].length + digit, 0);
    const at = digits.includes(-1) ? undefined : held.found.get(code);
    if (at === undefined) say(`These choices contradict one another, or nothing stored answers them in ${form().dataset.month}. The last answer stands.`);
    return at === undefined ? undefined : held.rows[at];
  };

  const mark = (who, radius) => {
    const paint = { fill: `var(--${who.token})`, stroke: "var(--page)", "stroke-width": 2 };
    if (who.shape === "square") return drawn("rect", { x: -radius, y: -radius, width: 2 * radius, height: 2 * radius, ...paint });
    if (who.shape === "diamond") return drawn("path", { d: `M0,${-radius}L${radius},0L0,${radius}L${-radius},0Z`, ...paint });
    if (who.shape === "triangle-up") return drawn("path", { d: `M0,${-radius}L${radius},${radius}H${-radius}Z`, ...paint });
    return drawn("circle", { r: radius, ...paint });
  };
  const strip = (low, high, rules, who, value, interval, bounds) => {
    const at = (x) => `${(100 * (Math.min(Math.max(x, low), high) - low)) / (high - low)}%`;
    const svg = drawn("svg", { class: "strip", width: "100%", height: 44, "aria-hidden": "true", focusable: "false" });
    for (const rule of rules) svg.append(drawn("line", { class: rule ? "grid" : "zero", x1: at(rule), x2: at(rule), y1: 0, y2: 44 }));
    if (bounds && bounds[1] - bounds[0] > 0.002) {
      const wide = `${(100 * (Math.min(bounds[1], high) - Math.max(bounds[0], low))) / (high - low)}%`;
      svg.append(drawn("rect", { class: "bound", x: at(bounds[0]), width: wide, y: 16, height: 12, fill: "url(#hatch)" }));
    }
    if (interval) {
      const line = drawn("g", { class: "interval" }, drawn("line", { x1: at(interval[0]), x2: at(interval[1]), y1: 22, y2: 22 }));
      for (const end of interval) line.append(drawn("line", { x1: at(end), x2: at(end), y1: 18, y2: 26 }));
      svg.append(line);
    }
    svg.append(drawn("svg", { x: at(value), y: 22, overflow: "visible" }, mark(who, 6)));
    return svg;
  };

  const line = (name, small, drawing, cells) => {
    const head = element("th", "", element("span", name), element("small", small));
    head.scope = "row";
    head.className = "what";
    const plot = element("td", "", drawing);
    plot.className = "plot";
    return element("tr", "", head, plot, ...cells.map((cell) => element("td", cell)));
  };
  const pair = (low, high) => (low === "" || high === "" ? null : [Number(low), Number(high)]);

  // The figure of one month under one definition: both shares with what is unplaced, and the lead.
  const chart = (row) => {
    const [a, b] = [side("a"), side("b")];
    const lead = Number(row.lead);
    const unknown = Number(row.unknown || 0);
    const part = (who, value) => line(who.full, `at most ${share(String(Math.min(1, Number(value) + unknown)))}`, strip(0, 1, [0, 0.25, 0.5, 0.75, 1], who, Number(value), null, [Number(value), Number(value) + unknown]), [share(value)]);
    const said = row.low === "" ? "no interval" : `90\u202f% interval ${points(row.low)} to ${points(row.high)}`;
    const leadLine = line(`${a.full} minus ${b.full}`, `points; ${said}`, strip(-1, 1, [-1, -0.5, 0, 0.5, 1], lead < 0 ? b : a, lead, pair(row.low, row.high), pair(row.bound_low, row.bound_high)), [points(row.lead)]);
    const heads = element("tr", "");
    for (const [text, kind] of [[form().dataset.month, "what"], ["0 to 100\u202f%; the lead \u2212100 to 100 points", "plot"], ["%, points", ""]]) {
      const cell = element("th", text);
      cell.scope = "col";
      cell.className = kind;
      heads.append(cell);
    }
    const table = element("table", "", element("thead", "", heads), element("tbody", "", part(a, row.a), part(b, row.b), leadLine));
    table.className = "strips";
    const head = element("p", `${form().dataset.month} under the definition chosen`);
    head.className = "title";
    const reading = element("p", "Mark: value. Hatched: what is unplaced, all on one side. Line: 90\u202f% interval of the lead.");
    reading.className = "reading";
    const note = element("p", "Months before it under this definition: the command below the last digits, or a served site. ");
    note.className = "note";
    byId("chart").replaceChildren(element("figcaption", "", head, reading), table, note);
  };

  const changes = (choices) => Object.entries(choices).filter(([axis, option]) => defaults()[axis] !== undefined && defaults()[axis] !== option);
  const command = (choices) => element("pre", [`weighbridge indicator ${form().dataset.indicator}`, ...changes(choices).map(([axis, option]) => `--${axis.replaceAll("_", "-")} ${option}`)].join(" \\\n  "));

  const digits = (row) => {
    const { fingerprint, month, a, b, unknown, lead, low, high, bound_low, bound_high, ...choices } = row;
    const figures = [
      [side("a").full, a], [side("b").full, b], ["unplaced", unknown], ["lead", lead],
      ["interval", low && `${low} to ${high}`], ["bounds", bound_low && `${bound_low} to ${bound_high}`],
    ];
    const cells = figures.map(([name, value]) => {
      const head = element("th", name);
      head.scope = "row";
      return element("tr", "", head, element("td", value || "\u2013"));
    });
    const table = element("table", "", element("tbody", "", ...cells));
    table.className = "text";
    const section = byId("asked");
    section.hidden = false;
    section.replaceChildren(element("h2", "The definition in the address"), element("p", "", element("code", fingerprint), `, ${month}, to the last digit.`), table, command(choices));
  };

  const sentence = (row) => {
    const [a, b] = [side("a"), side("b")];
    const lead = Number(row.lead);
    const [first, second] = lead < 0 ? [[b, row.b], [a, row.a]] : [[a, row.a], [b, row.b]];
    const toned = (who, text) => {
      const made = element("b", text);
      if (["CN", "US", "EU", "other"].includes(who.token)) made.className = who.token;
      return made;
    };
    const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
    const level = points(row.lead) === "0.0";
    byId("answer").replaceChildren(
      toned(first[0], capital(first[0].subject)), level ? " and " : " leads ", toned(second[0], second[0].subject),
      level ? " are level after rounding" : "", ` under this definition: `, toned(first[0], share(first[1])), " against ", toned(second[0], share(second[1])), ` in ${form().dataset.month}.`,
    );
    const turns = Number(row.bound_low) < 0 && Number(row.bound_high) > 0;
    const unplaced = Number(row.unknown) > 0 ? `${share(row.unknown)} is unplaced${turns ? ", enough to reverse the order" : `; even if all of it were the other side\u2019s, the order would hold`}. ` : "";
    const told = row.low === "" ? "No interval can be given." : Number(row.low) <= 0 && Number(row.high) >= 0 ? "The interval includes level: the data cannot tell which is ahead." : "The interval excludes level.";
    byId("doubt").textContent = unplaced + told;
  };

  const chips = (row) => {
    const list = byId("chips");
    list.innerHTML = kept.get("chips");
    for (const select of form().querySelectorAll("select")) {
      const text = [...select.options].find((option) => option.value === (row[select.name] ?? select.value))?.textContent ?? select.value;
      const chip = list.querySelector(`[data-axis="${select.name}"]`);
      if (chip) chip.querySelector("b").textContent = text;
      else if (row[select.name] !== undefined && row[select.name] !== defaults()[select.name]) {
        list.prepend(element("li", `${select.labels[0].querySelector("span").textContent} `, element("b", text)));
      }
    }
    byId("fingerprint").textContent = row.fingerprint;
  };

  const restore = () => {
    for (const [name, html] of kept) byId(name).innerHTML = html;
    if (byId("asked")) byId("asked").hidden = true;
    document.title = title;
    globalThis.weighbridgeReady();
  };

  // One choice at a time: the page brings its figures; of several together it gives the command.
  const step = (wanted) => {
    const digits = wanted.get("definition")?.split("@").at(-1);
    const [key] = digits ? (Object.entries(held).find(([, one]) => one.fingerprint.split("@")[1].startsWith(digits)) ?? [""]) : [""];
    const choices = Object.fromEntries(key ? [key.split("=")] : wanted);
    const asked = changes(choices);
    const found = held[asked.map((pair) => pair.join("=")).join("&")];
    restore();
    if (digits && !key) {
      say(kept.get("chips").includes(`@${digits}`) ? "The page shows this definition." : `None of the ${Object.keys(held).length} definitions this page brings begins with ${digits}; a served site or the command line may have it.`);
      return;
    }
    if (!asked.length) return;
    fill(new URLSearchParams(choices));
    const section = byId("asked");
    section.hidden = false;
    section.replaceChildren(element("h2", "The definition in the address"), element("p", found ? `The same figure, and the months before it:` : `Its figures, every month of them:`), command(choices));
    if (!found) {
      say(`${asked.length > 1 ? "These choices together are" : "This choice is"} not among the figures the page brings, and the default is shown. The command below works them out, and so does this address on a served site.`);
      return;
    }
    byId("answer").innerHTML = found.answer;
    byId("doubt").textContent = found.doubt;
    byId("chart").innerHTML = found.chart;
    chips({ ...choices, fingerprint: found.fingerprint });
    say("The page shows this definition.");
  };

  const own = async (query) => {
    const wanted = new URLSearchParams(query);
    wanted.delete("theme");
    wanted.delete("as_of");
    say("");
    if (![...wanted.keys()].length) {
      restore();
      return;
    }
    try {
      await load();
    } catch (error) {
      say(error.message);
      return;
    }
    if (form().dataset.steps !== undefined) {
      step(wanted);
      return;
    }
    const row = rowOf(wanted);
    if (!row) return;
    if (wanted.has("definition")) fill(new URLSearchParams(row));
    if (row.lead === "") {
      say("Nothing stored answers this definition.");
      return;
    }
    sentence(row);
    chips(row);
    chart(row);
    digits(row);
    say("The page shows this definition.");
  };

  const changed = (name) => {
    const query = chosen();
    write(query);
    if (isServed) fetched(name);
    else if (location.protocol !== "file:") own(query);
  };
  document.addEventListener("change", (event) => {
    if (event.target.closest("#controls")) changed(event.target.name);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "controls") event.preventDefault();
  });
  const back = () => {
    fill(behind());
    if (isServed) fetched();
    else own(behind());
  };
  addEventListener("popstate", () => location.protocol !== "file:" && back());
  addEventListener("hashchange", () => location.protocol === "file:" && back());
  // A choice made before this was loaded counts; else what the address says.
  const early = form().dataset.touched;
  if (early) changed(early);
  else if (!isServed && [...behind().keys()].length) {
    fill(behind());
    own(behind());
  }
})();
