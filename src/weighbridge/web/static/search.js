// Sorts the list of all pages by what is typed. Nothing is fetched: the list is the index.
(() => {
  "use strict";
  const MOST = 40;
  const NEAR = 0.5;
  const input = document.getElementById("q");
  const found = document.getElementById("found");
  const count = document.getElementById("count");
  const all = [...document.querySelectorAll(".all")];

  const words = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  const pairs = (word) => {
    const held = new Map();
    const edged = ` ${word} `;
    for (let i = 0; i + 2 <= edged.length; i += 1) {
      const pair = edged.slice(i, i + 2);
      held.set(pair, (held.get(pair) ?? 0) + 1);
    }
    return held;
  };
  // Twice the pairs of letters two words share, over all they have: 1 for the same word, 0 for nothing alike.
  const alike = (a, b) => {
    let shared = 0;
    let whole = 0;
    for (const n of a.values()) whole += n;
    for (const n of b.values()) whole += n;
    for (const [pair, n] of a) shared += Math.min(n, b.get(pair) ?? 0);
    return (2 * shared) / whole;
  };

  const entries = all.flatMap((part) =>
    [...part.querySelectorAll("li")].map((item, place) => {
      const name = words(item.querySelector("a").textContent);
      const rest = words(item.querySelector("small").textContent);
      return {
        item,
        place,
        joined: name.join(""),
        words: [...name.map((word) => [word, 1]), ...rest.map((word) => [word, 0.6])].map(([word, weight]) => ({
          word,
          weight,
          pairs: pairs(word),
        })),
      };
    }),
  );

  // A word that stands on every page tells little, one that stands on few tells much.
  const pagesWith = new Map();
  for (const entry of entries) {
    for (const word of new Set(entry.words.map((held) => held.word))) {
      pagesWith.set(word, (pagesWith.get(word) ?? 0) + 1);
    }
  }
  const telling = (word) => Math.log(1 + entries.length / (1 + (pagesWith.get(word) ?? 0)));

  const fit = (asked, entry, isForgiving) => {
    let best = 0;
    for (const held of entry.words) {
      if (held.weight <= best) continue;
      let near = 0;
      if (held.word === asked.word) near = 1;
      else if (asked.word.length > 1 && held.word.startsWith(asked.word)) near = 0.9;
      else if (asked.word.length > 2 && held.word.includes(asked.word)) near = 0.8;
      else if (isForgiving && asked.word.length > 3) {
        const part = alike(asked.pairs, held.pairs);
        near = part >= NEAR ? part * 0.75 : 0;
      }
      best = Math.max(best, near * held.weight);
    }
    if (asked.word.length > 3 && entry.joined.includes(asked.word)) best = Math.max(best, 0.85);
    return best;
  };

  const search = () => {
    const typed = words(input.value);
    const asked = [...new Set(typed)].map((word) => ({ word, pairs: pairs(word), weight: telling(word) }));
    const weights = asked.reduce((sum, one) => sum + one.weight, 0);
    for (const part of all) part.hidden = asked.length > 0;
    found.replaceChildren();
    count.textContent = "";
    if (!asked.length) return;
    const whole = typed.join("");
    // A name must be there whole, with errors forgiven; of a sentence it is enough that many words are there.
    const isName = asked.length <= 4;
    const needed = isName ? asked.length : Math.ceil(asked.length * 0.4);
    const scored = [];
    for (const entry of entries) {
      const fits = asked.map((one) => fit(one, entry, isName));
      if (fits.filter((one) => one > 0).length < needed) continue;
      const exact = entry.joined === whole ? 1 : entry.joined.includes(whole) ? 0.3 : 0;
      scored.push({ entry, score: fits.reduce((sum, one, i) => sum + one * asked[i].weight, 0) / weights + exact });
    }
    scored.sort((a, b) => b.score - a.score || a.entry.place - b.entry.place);
    for (const { entry } of scored.slice(0, MOST)) found.append(entry.item.cloneNode(true));
    const more = scored.length > MOST ? `, the nearest ${MOST} are shown` : "";
    count.textContent = scored.length
      ? `${scored.length} page${scored.length === 1 ? "" : "s"} found${more}.`
      : "None found on this site. A part of the name may do.";
  };

  const keep = () => {
    const target = new URL(location.href);
    if (input.value) target.searchParams.set("q", input.value);
    else target.searchParams.delete("q");
    try {
      history.replaceState(null, "", target);
    } catch {
      // A page on disk may not change its address; the search works all the same.
    }
  };

  input.value = new URLSearchParams(location.search).get("q") ?? "";
  input.addEventListener("input", () => {
    search();
    keep();
  });
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    found.querySelector("a")?.focus();
  });
  search();
})();
