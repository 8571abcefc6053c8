// Narrows the page on safety to one test, model, language or host; the choice stands in the address.
(() => {
  "use strict";
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const selects = [...form.querySelectorAll("select")];
  const sections = [...document.querySelectorAll("section[data-test]")];

  const chosen = () => Object.fromEntries(selects.map((select) => [select.name, select.value]));

  const apply = () => {
    const wanted = chosen();
    let count = 0;
    let all = 0;
    for (const section of sections) {
      let kept = 0;
      const is_asked = !wanted.test || section.dataset.test === wanted.test;
      for (const row of section.querySelectorAll("tbody tr")) {
        const fits = ["model", "language", "host"].every((name) => !wanted[name] || row.dataset[name] === wanted[name]);
        row.hidden = !(fits && is_asked);
        all += 1;
        if (!row.hidden) kept += 1;
      }
      section.hidden = kept === 0;
      count += kept;
    }
    none.hidden = count > 0;
    shown.textContent = count === all ? `All ${all} rows are shown.` : `${count} of ${all} rows are shown.`;
  };

  const write = () => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(chosen())) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    // A page opened from disk may not be allowed to change its address; the rows are narrowed all the same.
    try {
      history.replaceState(null, "", address);
    } catch {
      return;
    }
  };

  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const select of selects) {
      const value = asked.get(select.name) ?? "";
      const is_known = [...select.options].some((option) => option.value === value);
      select.value = is_known ? value : "";
    }
  };

  form.hidden = false;
  read();
  apply();
  form.addEventListener("change", () => {
    apply();
    write();
  });
  form.addEventListener("reset", () => {
    // The selects are emptied after this event.
    setTimeout(() => {
      apply();
      write();
    });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => {
    read();
    apply();
  });
})();
