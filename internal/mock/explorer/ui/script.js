// What the pages do beyond their links and forms, all of which work without it.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);

// Search while typing.
const query = $("#q");
const results = $("#results");
let pending;

async function search() {
  const url = new URL("/", location.href);
  if (query.value.trim()) url.searchParams.set("q", query.value);
  pending?.abort();
  pending = new AbortController();
  try {
    const response = await fetch(url, { headers: { "X-Fragment": "results" }, signal: pending.signal });
    if (!response.ok) throw new Error(response.statusText);
    results.innerHTML = await response.text();
    $(".hero")?.toggleAttribute("hidden", query.value.trim() !== "");
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") results.textContent = "The gateway does not answer: " + error.message;
  }
}

if (results) {
  let timer;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 80);
  });
}

// Keys: "/" searches, the arrows move through what was found, Escape goes back.
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    query.focus();
    query.select();
  }
  if (!results || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || (typing && event.target !== query)) return;
  const links = [...results.querySelectorAll(".methods a, .chips a")];
  const at = links.indexOf(document.activeElement);
  const to = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (at < 0 && event.target !== query) return;
  event.preventDefault();
  (links[to] ?? (to < 0 ? query : links[at]))?.focus();
});

// Send the form without leaving the page.
const form = $("form.try");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wire = $("#wire");
  if (form.ariaBusy === "true") return; // not disabled: the button would lose the focus
  form.ariaBusy = "true";
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "wire" } });
    if (!response.ok) throw new Error(response.statusText);
    wire.innerHTML = await response.text();
    copyButtons(wire);
    wire.scrollIntoView({ block: "nearest" });
  } catch (error) {
    wire.textContent = "The gateway does not answer: " + error.message;
  } finally {
    form.ariaBusy = "false";
  }
});

// Copy code.
function copyButtons(root) {
  if (!navigator.clipboard) return; // not a secure context
  for (const button of root.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText($("pre", button.parentElement).textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
  }
}
copyButtons(document);
