"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const saved = (value) => {
    // A page opened as a file may be refused storage.
    try { return value === undefined ? localStorage.getItem("theme") : localStorage.setItem("theme", value); } catch { return null; }
  };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => { theme.textContent = dark() ? "Light colours" : "Dark colours"; };
  const kept = saved();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    saved(root.dataset.theme);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  label();
  theme.hidden = false;

  const table = document.getElementById("cells");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const headers = [...table.tHead.rows[0].cells];
  const form = document.getElementById("filters");
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");
  const choices = [...form.querySelectorAll("select")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  // Rows without a figure stay at the end, whichever way the column is sorted.
  const compare = (column, sign) => (one, other) => {
    const [a, b] = [one.cells[column], other.cells[column]];
    if (a.dataset.v === undefined) return sign * a.textContent.localeCompare(b.textContent, "en");
    const [x, y] = [parseFloat(a.dataset.v), parseFloat(b.dataset.v)];
    if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
    return sign * (x - y);
  };
  const sort = (column) => {
    const descending = headers[column].getAttribute("aria-sort") === "ascending";
    headers.forEach((header, index) => header.setAttribute("aria-sort", index !== column ? "none" : descending ? "descending" : "ascending"));
    body.append(...[...rows].sort(compare(column, descending ? -1 : 1)));
  };
  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.title = header.title;
    button.addEventListener("click", () => sort(column));
    header.replaceChildren(button);
  });

  // A status may go on after its word: ok, lost 3 of 100.
  const is = (text, value) => text === value || text.startsWith(`${value},`);
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = texts.get(row);
      const fits = words.every((word) => text.includes(word))
        && choices.every((choice) => !choice.value || is(row.cells[choice.dataset.column].textContent.trim(), choice.value));
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${rows.length} cells`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  // A browser may put back what was typed before a reload.
  addEventListener("pageshow", filter);
  filter();
  form.hidden = false;
})();
